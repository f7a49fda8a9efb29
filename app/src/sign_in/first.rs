//! The first administrator says who they are and what the organisation is called.

use ryugaku_calendar::Zone;
use ryugaku_kernel::{Actor, Cx, Failure, FieldError, Lang, Msg, Outcome, Role};
use ryugaku_ledger::{NewEvent, Tx};

use super::account_store;
use crate::organisation;
use crate::people::person::{Choices, Person, PersonId};
use crate::people::{self, own_store};

pub struct First {
    pub name: String,
    pub email: String,
    pub organisation: String,
    pub language: Lang,
    pub time_zone: String,
}

const LONGEST: usize = 120;
const LONGEST_EMAIL: usize = 254;

/// Everything that is wrong, at once.
pub fn check(first: &First) -> Outcome<()> {
    let mut errors = Vec::new();
    for (field, text) in [("name", &first.name), ("organisation", &first.organisation)] {
        if text.is_empty() {
            errors.push(FieldError::new(field, Msg::new("failure-required")));
        } else if text.chars().count() > LONGEST {
            errors.push(FieldError::new(field, Msg::new("failure-too-long").with("most", LONGEST)));
        }
    }
    if !is_address(&first.email) {
        errors.push(FieldError::new("email", Msg::new("sign-in-email-wrong")));
    }
    if let Err(Failure::Invalid(more)) = Zone::named(&first.time_zone) {
        errors.extend(more);
    }
    if errors.is_empty() { Ok(()) } else { Err(Failure::Invalid(errors)) }
}

/// Makes the person. Whoever has [`super::link::spend`]t a link for the first administrator may: that is the permission.
pub async fn settle(tx: &mut Tx, cx: &Cx, first: First, hash: &str) -> Outcome<Person> {
    check(&first)?;
    let email = first.email.to_lowercase();
    if own_store::by_email(tx, &email).await?.is_some() {
        return Err(Failure::invalid("email", "sign-in-email-taken"));
    }
    let person = Person {
        id: PersonId(cx.new_id()),
        name: first.name,
        email,
        role: Role::Admin,
        choices: Choices { language: Some(first.language), single_keys: true, ..Choices::default() },
        deactivated_at: None,
        version: 1,
    };
    people::own_store::insert(tx, &person, cx.now()).await?;
    account_store::set_password(tx, person.id, hash, cx.now()).await?;
    let zone = Zone::named(&first.time_zone)?;
    organisation::store::settle(tx, &first.organisation, first.language, zone.name()).await?;
    // Nobody was here who could have done it.
    let event = NewEvent::of("person.added").about("person", person.id).fact("role", person.role.name());
    tx.record(&cx.with(Actor::system()), event);
    Ok(person)
}

/// Something before an @ and something after it; whether mail arrives there is another question.
fn is_address(text: &str) -> bool {
    let plain = text.chars().all(|letter| !letter.is_whitespace() && !letter.is_control());
    let parts = text.rsplit_once('@');
    plain && text.len() <= LONGEST_EMAIL && parts.is_some_and(|(before, after)| !before.is_empty() && !after.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_that_is_wrong_is_said_at_once() {
        let first = |name: &str, email: &str, zone: &str| First {
            name: name.into(),
            email: email.into(),
            organisation: name.into(),
            language: Lang::Ja,
            time_zone: zone.into(),
        };
        assert!(check(&first("佐伯 真", "saeki@example.com", "Asia/Tokyo")).is_ok());
        for email in ["", "saeki", "@example.com", "saeki@", "sa eki@example.com"] {
            let Err(Failure::Invalid(errors)) = check(&first("", email, "Asia/Edo")) else { panic!("{email} passed") };
            let fields: Vec<_> = errors.iter().map(|error| error.field.as_str()).collect();
            assert_eq!(fields, ["name", "organisation", "email", "time_zone"]);
        }
    }
}

//! The first administrator says who they are and what the organisation is called.

use ryugaku_calendar::Zone;
use ryugaku_kernel::{Actor, Cx, Failure, FieldError, Lang, Msg, Outcome, Role};
use ryugaku_ledger::Tx;

use super::account_store;
use crate::organisation::change::{self, Change};
use crate::people::Person;
use crate::people::add_person::{self, NewPerson};
use crate::people::person::{self, email_of};

pub struct First {
    pub name: String,
    pub email: String,
    pub organisation: String,
    pub language: Lang,
    pub time_zone: String,
}

const LONGEST: usize = 120;

/// Everything that is wrong, at once.
pub fn check(first: &First) -> Outcome<()> {
    let mut errors = Vec::new();
    if let Err(Failure::Invalid(more)) = person::check(first.name.trim(), &email_of(&first.email), Role::Admin) {
        errors.extend(more);
    }
    if first.organisation.is_empty() {
        errors.push(FieldError::new("organisation", Msg::new("failure-required")));
    } else if first.organisation.chars().count() > LONGEST {
        errors.push(FieldError::new("organisation", Msg::new("failure-too-long").with("most", LONGEST)));
    }
    if let Err(Failure::Invalid(more)) = Zone::named(&first.time_zone) {
        errors.extend(more);
    }
    if errors.is_empty() { Ok(()) } else { Err(Failure::Invalid(errors)) }
}

/// Makes the person. Whoever has [`super::link::spend`]t a link for the first administrator may: that is the
/// permission, and since nobody was here who could have given it, Ryugaku itself does what follows.
pub async fn settle(tx: &mut Tx, cx: &Cx, first: First, hash: &str) -> Outcome<Person> {
    check(&first)?;
    let cx = cx.with(Actor::system());
    let new = NewPerson {
        name: first.name,
        email: first.email,
        role: Role::Admin,
        language: Some(first.language),
        time_zone: None,
        team: None,
        from_day: None,
    };
    let person = add_person::add(tx, &cx, new).await?;
    account_store::set_password(tx, person.id, hash, Some(cx.now()), cx.now()).await?;
    let named = Change {
        name: Some(first.organisation),
        language: Some(first.language),
        time_zone: Some(first.time_zone),
        ..Change::default()
    };
    change::change(tx, &cx, None, named).await?;
    Ok(person)
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
            assert_eq!(fields, ["name", "email", "organisation", "time_zone"]);
        }
    }
}

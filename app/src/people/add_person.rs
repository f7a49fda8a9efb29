//! Somebody comes.

use jiff::civil::Date;
use ryugaku_calendar::Zone;
use ryugaku_kernel::{Cx, Failure, Lang, Outcome, Role};
use ryugaku_ledger::{NewEvent, Tx};

use super::person::{self, Choices, Person, PersonId};
use super::team::TeamId;
use super::{move_person, store};

#[derive(Clone)]
pub struct NewPerson {
    pub name: String,
    pub email: String,
    pub role: Role,
    pub language: Option<Lang>,
    pub time_zone: Option<String>,
    /// The home team, and the day from which it is; today if none is given.
    pub team: Option<TeamId>,
    pub from_day: Option<Date>,
}

pub async fn add(tx: &mut Tx, cx: &Cx, new: NewPerson) -> Outcome<Person> {
    cx.require_admin()?;
    let (name, email) = (new.name.trim().to_owned(), person::email_of(&new.email));
    person::check(&name, &email, new.role)?;
    if store::by_email(tx, &email).await?.is_some() {
        return Err(Failure::invalid("email", "person-email-taken"));
    }
    let time_zone = new.time_zone.map(|zone| Zone::named(&zone)).transpose()?.map(String::from);
    let choices = Choices { language: new.language, time_zone, theme: None, single_keys: true };
    let person =
        Person { id: PersonId(cx.new_id()), name, email, role: new.role, choices, deactivated_at: None, version: 1 };
    store::insert(tx, &person, cx.now()).await?;
    let mut event = NewEvent::of("person.added").about("person", person.id).fact("role", person.role.name());
    if let Some(team) = new.team {
        let from = move_person::settle(tx, cx, person.id, Some(team), new.from_day).await?;
        event = event.about("team", team).fact("from_day", from.to_string());
    }
    tx.record(cx, event);
    Ok(person)
}

//! One's own exchange in short: where to, which week, how far each aim is.

use jiff::civil::Date;
use ryugaku_db::Query;
use ryugaku_kernel::{Lang, Outcome, Uuid};

use super::aim::{Aim, number};
use super::aim_store;
use super::exchange::Exchange;
use super::state::State;
use crate::people;

pub struct Mine {
    pub number: String,
    pub home: String,
    pub host: String,
    pub state: State,
    /// The week of today, while it lasts, and of how many.
    pub week: Option<i64>,
    pub weeks: i64,
    pub share: i64,
    pub until: Date,
    pub goals: Vec<MineGoal>,
}

pub struct MineGoal {
    pub mark: String,
    pub label: String,
    pub what: String,
    /// From 0 to 100; `None` while it cannot be said.
    pub percent: Option<i64>,
    /// What the number says of what: 5/8.
    pub reading: Option<String>,
}

/// Of those in which somebody is named, the one where they are the guest and that is under way, else that begins next.
pub async fn of(q: &mut dyn Query, lang: Lang, person: Uuid, named: &[Exchange], today: Date) -> Outcome<Option<Mine>> {
    let mine = named.iter().filter(|exchange| exchange.people.guest == person && exchange.state.is_binding());
    let first = mine.min_by_key(|exchange| (exchange.state != State::Active, exchange.from));
    let Some(exchange) = first else { return Ok(None) };
    let names = people::names(q, [exchange.home_team, exchange.host_team]).await?;
    let name = |team: Uuid| names.get(&team).cloned().unwrap_or_default();
    let aims = aim_store::of_exchange(q, exchange.id).await?;
    Ok(Some(Mine {
        number: exchange.number().to_string(),
        home: name(exchange.home_team),
        host: name(exchange.host_team),
        state: exchange.state,
        week: exchange.week_of(today).filter(|_| exchange.state == State::Active),
        weeks: exchange.weeks(),
        share: exchange.share,
        until: exchange.until,
        goals: aims.iter().map(|aim| goal(aim, lang)).collect(),
    }))
}

fn goal(aim: &Aim, lang: Lang) -> MineGoal {
    let measure = &aim.measure;
    #[expect(clippy::cast_possible_truncation, reason = "from 0 to 100")]
    let percent = measure.progress().map(|share| (share * 100.0).round() as i64);
    MineGoal {
        mark: aim.mark(),
        label: aim.label(lang),
        what: aim.what.clone(),
        percent,
        reading: measure.reading.zip(measure.target).map(|(now, target)| format!("{}/{}", number(now), number(target))),
    }
}

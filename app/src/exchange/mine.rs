//! One's own exchange in short: where to, which week, how far each aim is.

use jiff::civil::Date;
use ryugaku_db::Query;
use ryugaku_kernel::{Lang, Outcome, Uuid};

use super::aim::{Aim, Measure, number};
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
    /// How far of what, 5/8; of what is to become less, from where to where: 14→3.
    pub reading: Option<String>,
}

/// Of those in which somebody is named, the one where they are the guest and that is under way, else that begins next.
pub async fn of(q: &mut dyn Query, lang: Lang, person: Uuid, named: &[Exchange], today: Date) -> Outcome<Option<Mine>> {
    let mine = named.iter().filter(|exchange| exchange.people.guest == person && exchange.state.is_binding());
    match mine.min_by_key(|exchange| (exchange.state != State::Active, exchange.from)) {
        Some(exchange) => one(q, lang, exchange, today).await.map(Some),
        None => Ok(None),
    }
}

/// One exchange, wherever it stands.
pub async fn one(q: &mut dyn Query, lang: Lang, exchange: &Exchange, today: Date) -> Outcome<Mine> {
    let names = people::names(q, [exchange.home_team, exchange.host_team]).await?;
    let name = |team: Uuid| names.get(&team).cloned().unwrap_or_default();
    let aims = aim_store::of_exchange(q, exchange.id).await?;
    Ok(Mine {
        number: exchange.number().to_string(),
        home: name(exchange.home_team),
        host: name(exchange.host_team),
        state: exchange.state,
        week: exchange.week_of(today).filter(|_| exchange.state == State::Active),
        weeks: exchange.weeks(),
        share: exchange.share,
        until: exchange.until,
        goals: aims.iter().map(|aim| goal(aim, lang)).collect(),
    })
}

fn goal(aim: &Aim, lang: Lang) -> MineGoal {
    let measure = &aim.measure;
    #[expect(clippy::cast_possible_truncation, reason = "from 0 to 100")]
    let percent = measure.progress().map(|share| (share * 100.0).round() as i64);
    MineGoal { mark: aim.mark(), label: aim.label(lang), what: aim.what.clone(), percent, reading: reading(measure) }
}

fn reading(measure: &Measure) -> Option<String> {
    let (now, target) = measure.reading.zip(measure.target)?;
    Some(match measure.baseline.filter(|baseline| *baseline > target) {
        Some(baseline) => format!("{}→{}", number(baseline), number(now)),
        None => format!("{}/{}", number(now), number(target)),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_becomes_less_says_from_where() {
        for (baseline, target, now, said) in [
            (Some(0.0), Some(8.0), Some(5.0), Some("5/8")),
            (None, Some(8.0), Some(5.0), Some("5/8")),
            (Some(14.0), Some(0.0), Some(3.0), Some("14→3")),
            (Some(14.0), Some(0.0), None, None),
            (Some(14.0), None, Some(3.0), None),
        ] {
            let measure = Measure { baseline, target, reading: now, ..Measure::default() };
            assert_eq!(reading(&measure).as_deref(), said);
        }
    }
}

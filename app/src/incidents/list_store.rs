//! Lists of incidents: the last opened first, by what they are filtered by.

use std::collections::BTreeSet;

use ryugaku_db::{Query, Read, Statement, sql};
use ryugaku_kernel::{Actor, Failure, Limit, Outcome, Page, Time, Uuid};
use ryugaku_ledger::veil::unveiled;

use super::incident::Incident;
use super::severity::Severity;
use super::status::Status;
use super::store::{incidents, read};

/// Whether practice incidents are among them. Nobody who counts has to think of it.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Drills {
    #[default]
    Without,
    With,
    Only,
}

impl Drills {
    pub const NAMES: [&str; 3] = ["without", "with", "only"];

    pub fn named(name: &str) -> Option<Self> {
        match name {
            "without" => Some(Self::Without),
            "with" => Some(Self::With),
            "only" => Some(Self::Only),
            _ => None,
        }
    }
}

/// `None` and empty mean any.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    pub state: Option<State>,
    pub severity: Option<Severity>,
    /// Incidents with at least one of these services; an empty list matches none.
    pub services: Option<Vec<Uuid>>,
    /// Letters in the title, in either case as far as the database knows cases.
    pub words: String,
    pub commander: Option<Uuid>,
    pub drills: Drills,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum State {
    /// Not resolved yet.
    Open,
    /// Resolved or closed.
    Past,
    Is(Status),
    /// Those that go on in another.
    Merged,
}

impl State {
    pub fn names() -> impl Iterator<Item = &'static str> {
        ["open", "past", "merged"].into_iter().chain(Status::ALL.map(Status::name))
    }

    pub fn named(name: &str) -> Option<Self> {
        match name {
            "open" => Some(Self::Open),
            "past" => Some(Self::Past),
            "merged" => Some(Self::Merged),
            other => Status::named(other).map(Self::Is),
        }
    }
}

/// Where a page ended: `1795025520000000-214`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Place {
    opened_at: i64,
    count: i64,
}

impl std::str::FromStr for Place {
    type Err = Failure;

    fn from_str(text: &str) -> Outcome<Self> {
        let wrong = || Failure::invalid("after", "failure-cursor-wrong");
        // What was opened before 1970 has a sign of its own.
        let (opened, count) = text.rsplit_once('-').ok_or_else(wrong)?;
        Ok(Self { opened_at: opened.parse().map_err(|_| wrong())?, count: count.parse().map_err(|_| wrong())? })
    }
}

/// By when they were opened: one that was taken from elsewhere has a new number, and is old.
pub async fn page(
    q: &mut dyn Query,
    who: &Actor,
    filter: &Filter,
    after: Option<Place>,
    limit: Limit,
) -> Outcome<Page<Incident>> {
    let after = after.unwrap_or(Place { opened_at: i64::MAX, count: i64::MAX });
    let statement = incidents(who).text(" and (i.opened_at, i.count) < (").arg(after.opened_at);
    let statement = filtered(statement.text(", ").arg(after.count).text(")"), filter);
    let rows =
        q.all(statement.text(" order by i.opened_at desc, i.count desc limit ").arg(limit.probe()), read).await?;
    Ok(Page::cut(rows, limit, |incident| format!("{}-{}", incident.opened_at.0, incident.count)))
}

/// All of these ids, newest first.
pub async fn of_ids(q: &mut dyn Query, who: &Actor, ids: Vec<Uuid>) -> Outcome<Vec<Incident>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    q.all(incidents(who).text(" and i.id in ").list(ids).text(" order by i.count desc"), read).await
}

/// All that somebody commands and that are not closed, worst first, then oldest first.
pub async fn held(q: &mut dyn Query, who: &Actor, commander: Uuid) -> Outcome<Vec<Incident>> {
    let statement = incidents(who).text(" and i.commander_id = ").arg(commander).text(" and i.status <> ");
    q.all(statement.arg(Status::Closed.name()).text(" order by i.severity, i.count"), read).await
}

/// Those that any of these people command, drills apart, newest first; at most 50.
pub async fn commanded(q: &mut dyn Query, who: &Actor, people: &[Uuid]) -> Outcome<Vec<Incident>> {
    let statement = incidents(who).text(" and i.commander_id in ").list(people.iter().copied());
    let statement = statement.text(" and i.practice = ").arg(false);
    q.all(statement.text(" order by i.count desc limit 50"), read).await
}

/// Those that were opened in a span of time, newest first; neither drills nor what was merged into another.
pub async fn opened_between(
    q: &mut dyn Query,
    who: &Actor,
    from: Time,
    until: Time,
    most: i64,
) -> Outcome<Vec<Incident>> {
    let statement = incidents(who).text(" and i.merged_into is null and i.practice = ").arg(false);
    let statement = statement.text(" and i.opened_at >= ").arg(from).text(" and i.opened_at < ").arg(until);
    q.all(statement.text(" order by i.opened_at desc, i.count desc limit ").arg(most), read).await
}

/// Those with any of these services that began in any of these spans, oldest first; neither drills nor what was merged into
/// another; at most 500.
pub async fn begun_in(
    q: &mut dyn Query,
    who: &Actor,
    services: BTreeSet<Uuid>,
    spans: &[(Time, Time)],
) -> Outcome<Vec<Incident>> {
    if services.is_empty() {
        return Ok(Vec::new());
    }
    let statement = incidents(who).text(" and i.merged_into is null and i.practice = ").arg(false);
    let statement =
        statement.text(" and i.id in (select s.incident_id from incident_services s where s.service_id in ");
    let mut statement = statement.list(services).text(") and (1 = 0");
    for (from, until) in spans {
        statement = statement.text(" or (i.began_at >= ").arg(*from).text(" and i.began_at <= ").arg(*until).text(")");
    }
    q.all(statement.text(") order by i.began_at, i.count limit 500"), read).await
}

/// Those that an alert is or was linked to, newest first; at most 20. What was merged stands there once.
pub async fn of_alert(q: &mut dyn Query, who: &Actor, fingerprint: &str) -> Outcome<Vec<Incident>> {
    let statement = incidents(who)
        .text(" and i.merged_into is null and i.id in (select a.incident_id from incident_alerts a where a.fingerprint = ")
        .arg(fingerprint)
        .text(") order by i.count desc limit 20");
    q.all(statement, read).await
}

/// An alert of one that was merged is linked to the other, too: there alone it counts.
const NOT_MERGED: &str = " and incident_id in (select i.id from incidents i where i.merged_into is null)";

/// Which incidents any of these alerts is or was linked to, as (fingerprint, incident); at most 500 links.
pub async fn links_of(q: &mut dyn Query, fingerprints: &[String]) -> Outcome<Vec<(String, Uuid)>> {
    if fingerprints.is_empty() {
        return Ok(Vec::new());
    }
    let statement =
        sql("select fingerprint, incident_id from incident_alerts where fingerprint in ").list(fingerprints);
    let statement = statement.text(NOT_MERGED).text(" order by linked_at desc, incident_id, fingerprint limit 500");
    q.all(statement, |row| Ok((row.get("fingerprint")?, row.get("incident_id")?))).await
}

/// Which incidents an alert is linked to and since when, the last linked first; at most 20.
pub async fn linked(q: &mut dyn Query, fingerprint: &str) -> Outcome<Vec<(Uuid, Time)>> {
    let statement = sql("select incident_id, linked_at from incident_alerts where fingerprint = ").arg(fingerprint);
    let statement = statement.text(NOT_MERGED).text(" order by linked_at desc, incident_id limit 20");
    q.all(statement, |row| Ok((row.get("incident_id")?, row.get("linked_at")?))).await
}

/// The alerts that are linked to incidents that go on, each with the one it was linked to last; at most 20,000 links.
pub async fn links_of_open(q: &mut dyn Query, who: &Actor) -> Outcome<Vec<(String, Uuid)>> {
    let statement = sql("select a.fingerprint, a.incident_id from incident_alerts a \
                         join incidents i on i.id = a.incident_id where i.status in ");
    let statement = statement.list(Status::OPEN.map(Status::name)).text(" and i.practice = ").arg(false);
    let statement = unveiled(statement, who, "i.id");
    let statement = statement.text(" order by a.linked_at limit 20000");
    q.all(statement, |row| Ok((row.get("fingerprint")?, row.get("incident_id")?))).await
}

pub async fn count_open(q: &mut dyn Query, who: &Actor) -> Outcome<i64> {
    let statement = sql("select count(*) as n from incidents i where i.status in ");
    let statement = statement.list(Status::OPEN.map(Status::name)).text(" and i.practice = ").arg(false);
    q.count(unveiled(statement, who, "i.id")).await
}

fn filtered(statement: Statement, filter: &Filter) -> Statement {
    let mut statement = match filter.state {
        None => statement,
        Some(State::Open) => statement.text(" and i.status in ").list(Status::OPEN.map(Status::name)),
        Some(State::Past) => statement.text(" and i.status in ").list(["resolved", "closed"]),
        Some(State::Merged) => statement.text(" and i.merged_into is not null"),
        Some(State::Is(Status::Closed)) => statement.text(" and i.status = 'closed' and i.merged_into is null"),
        Some(State::Is(status)) => statement.text(" and i.status = ").arg(status.name()),
    };
    statement = match filter.drills {
        Drills::With => statement,
        drills => statement.text(" and i.practice = ").arg(drills == Drills::Only),
    };
    statement = statement
        .optional(" and i.severity = ", filter.severity.map(Severity::name))
        .optional(" and i.commander_id = ", filter.commander);
    if let Some(services) = &filter.services {
        statement = statement
            .text(" and i.id in (select s.incident_id from incident_services s where s.service_id in ")
            .list(services.clone())
            .text(")");
    }
    if !filter.words.is_empty() {
        // Contains, in the words of both engines.
        statement =
            statement.text(" and replace(lower(i.title), lower(").arg(&filter.words).text("), '') <> lower(i.title)");
    }
    statement
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_goes_on_where_the_one_before_ended() {
        assert_eq!(
            "1795025520000000-214".parse::<Place>().unwrap(),
            Place { opened_at: 1_795_025_520_000_000, count: 214 }
        );
        assert_eq!("-5-3".parse::<Place>().unwrap(), Place { opened_at: -5, count: 3 });
        for wrong in ["", "3", "x", "3-", "-3", "1-x", "x-1"] {
            assert!(wrong.parse::<Place>().is_err(), "{wrong}");
        }
    }
}

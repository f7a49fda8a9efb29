//! What the steps of an incident come of: how severe it was from when on, what was sent, what was said of a step.

use std::collections::{BTreeMap, HashMap};

use ryugaku_db::{Query, Read, Transaction, sql};
use ryugaku_kernel::{Cx, Failure, Outcome, Time, Uuid};

use super::circle::Circle;
use super::incident::IncidentId;
use super::severity::Severity;
use super::step::{Answer, Deed, Sent};

/// What was asked for from when on.
#[derive(Clone, Debug)]
pub struct Asked {
    pub at: Time,
    pub severity: Severity,
    /// As `severity_policy::to_go_by` gives it.
    pub policy_version: i64,
    /// Slugs.
    pub products: Vec<String>,
}

pub async fn insert_asked(tx: &mut Transaction, incident: IncidentId, asked: &Asked) -> Outcome<()> {
    // Two changes in one instant: the second holds.
    let row = sql("insert into incident_severities (incident_id, at, severity, policy_version, products) \
                   values ($1, $2, $3, $4, $5) on conflict (incident_id, at) do update \
                   set severity = excluded.severity, policy_version = excluded.policy_version, products = excluded.products");
    let row = row.bind(incident.0).bind(asked.at).bind(asked.severity.name()).bind(asked.policy_version);
    tx.run(row.bind(serde_json::Value::from(asked.products.clone()))).await.map(drop)
}

/// Oldest first.
pub async fn asked(q: &mut dyn Query, incidents: &[Uuid]) -> Outcome<HashMap<Uuid, Vec<Asked>>> {
    let statement = sql(
        "select incident_id, at, severity, policy_version, products from incident_severities where incident_id in ",
    )
    .list(incidents.iter().copied())
    .text(" order by incident_id, at");
    let rows = q.all(statement, |row| {
        let asked = Asked {
            at: row.get("at")?,
            severity: row.word("severity", Severity::named)?,
            policy_version: row.get("policy_version")?,
            products: row.json("products")?,
        };
        Ok((row.get::<Uuid>("incident_id")?, asked))
    });
    let mut found: HashMap<Uuid, Vec<Asked>> = HashMap::new();
    for (incident, asked) in rows.await? {
        found.entry(incident).or_default().push(asked);
    }
    Ok(found)
}

/// Refuses a number that somebody else has sent at the same moment.
pub async fn insert_update(
    tx: &mut Transaction,
    cx: &Cx,
    incident: IncidentId,
    circle: Circle,
    number: i64,
    text: Uuid,
) -> Outcome<()> {
    let row = sql("insert into incident_updates (incident_id, circle, number, text_id, sent_at, sent_by) \
                   values ($1, $2, $3, $4, $5, $6) on conflict do nothing");
    let row = row.bind(incident.0).bind(circle.name()).bind(number).bind(text).bind(cx.now()).bind(cx.who.id);
    if tx.run(row).await? == 0 { Err(Failure::Stale) } else { Ok(()) }
}

pub async fn sent(q: &mut dyn Query, incidents: &[Uuid]) -> Outcome<HashMap<Uuid, BTreeMap<Circle, Sent>>> {
    let statement =
        sql("select incident_id, circle, max(number) as number, max(sent_at) as last from incident_updates \
                         where incident_id in ")
        .list(incidents.iter().copied())
        .text(" group by incident_id, circle");
    let rows = q.all(statement, |row| {
        let sent = Sent { number: row.get("number")?, last: row.get("last")? };
        Ok((row.get::<Uuid>("incident_id")?, row.word("circle", Circle::named)?, sent))
    });
    let mut found: HashMap<Uuid, BTreeMap<Circle, Sent>> = HashMap::new();
    for (incident, circle, sent) in rows.await? {
        found.entry(incident).or_default().insert(circle, sent);
    }
    Ok(found)
}

/// One between others may have been left out.
pub async fn was_sent(q: &mut dyn Query, incident: IncidentId, circle: Circle, number: i64) -> Outcome<bool> {
    let statement =
        sql("select count(*) as n from incident_updates where incident_id = $1 and circle = $2 and number = $3");
    Ok(q.count(statement.bind(incident.0).bind(circle.name()).bind(number)).await? > 0)
}

/// In the place of what was said of the step before.
pub async fn answer(tx: &mut Transaction, cx: &Cx, incident: IncidentId, deed: &Deed, answer: Answer) -> Outcome<()> {
    let (word, until) = match answer {
        Answer::Done(_) => ("done", None),
        Answer::NotNeeded(_) => ("not_needed", None),
        Answer::PutOff { until, .. } => ("put_off", Some(until)),
    };
    let row = sql("insert into incident_answers (incident_id, step, answer, until, answered_at, answered_by) \
                   values ($1, $2, $3, $4, $5, $6) on conflict (incident_id, step) do update set answer = excluded.answer, \
                   until = excluded.until, answered_at = excluded.answered_at, answered_by = excluded.answered_by");
    let row = row.bind(incident.0).bind(deed.to_string()).bind(word).bind(until).bind(cx.now()).bind(cx.who.id);
    tx.run(row).await.map(drop)
}

/// Gives whether anything had been said of it.
pub async fn withdraw(tx: &mut Transaction, incident: IncidentId, deed: &Deed) -> Outcome<bool> {
    let row = sql("delete from incident_answers where incident_id = $1 and step = $2");
    Ok(tx.run(row.bind(incident.0).bind(deed.to_string())).await? > 0)
}

pub async fn answers(q: &mut dyn Query, incidents: &[Uuid]) -> Outcome<HashMap<Uuid, BTreeMap<Deed, Answer>>> {
    let statement =
        sql("select incident_id, step, answer, until, answered_at from incident_answers where incident_id in ")
            .list(incidents.iter().copied());
    let rows = q.all(statement, |row| {
        let (at, until): (Time, Option<Time>) = (row.get("answered_at")?, row.get("until")?);
        let answer = row.word("answer", |word| match (word, until) {
            ("done", _) => Some(Answer::Done(at)),
            ("not_needed", _) => Some(Answer::NotNeeded(at)),
            ("put_off", Some(until)) => Some(Answer::PutOff { since: at, until }),
            _ => None,
        })?;
        Ok((row.get::<Uuid>("incident_id")?, row.word("step", Deed::named)?, answer))
    });
    let mut found: HashMap<Uuid, BTreeMap<Deed, Answer>> = HashMap::new();
    for (incident, deed, answer) in rows.await? {
        found.entry(incident).or_default().insert(deed, answer);
    }
    Ok(found)
}

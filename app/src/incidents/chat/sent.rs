//! Forms that were sent: each does its verb, once, and what was wrong stands beside what it is about.

use std::collections::BTreeMap;

use ryugaku_chat::slack::Submitted;
use ryugaku_kernel::{Failure, Outcome};
use ryugaku_ledger::Tx;

use super::{Sent, first_field, forms};
use crate::app::App;
use crate::backlog::add::NewTask;
use crate::bot::{Place, Speaker};
use crate::incidents::circle::Circle;
use crate::incidents::open::{NewIncident, Practice, open};
use crate::incidents::severity::Severity;
use crate::incidents::{answer, follow_up, note, status_update, store, turn};
use crate::status_page::{self, Bilingual};
use crate::words;

pub async fn sent(app: &App, speaker: &Speaker, place: &Place<'_>, form: &Submitted) -> Outcome<Sent> {
    let cx = &speaker.cx;
    let mut tx = app.begin().await?;
    if !place.first(&mut tx, cx).await? {
        return Ok(Sent::Done);
    }
    match done(&mut tx, speaker, form).await {
        Ok(()) => {
            tx.commit().await?;
            Ok(Sent::Done)
        }
        Err(Failure::Invalid(errors)) => {
            let known = |field: &str| form.values.contains_key(field);
            let first = first_field(cx.lang, &form.form);
            let at = |field: &str| String::from(if known(field) { field } else { first });
            let said = errors.iter().map(|error| (at(&error.field), words::say(cx.lang, &error.msg)));
            Ok(Sent::Wrong(said.collect::<BTreeMap<_, _>>()))
        }
        Err(failure) => Err(failure),
    }
}

async fn done(tx: &mut Tx, speaker: &Speaker, form: &Submitted) -> Outcome<()> {
    let cx = &speaker.cx;
    let value = |name: &str| form.values.get(name).and_then(|values| values.first()).cloned().unwrap_or_default();
    let (count, rest) = form.context.split_once(' ').unwrap_or((&form.context, ""));
    let count = || count.parse::<i64>().map_err(|_| Failure::NotFound("incident"));
    match form.form.as_str() {
        "open" => {
            let services = form.values.get("services").cloned().unwrap_or_default();
            let ticked = |name: &str| form.values.get("boxes").is_some_and(|all| all.iter().any(|one| one == name));
            let new = NewIncident {
                title: value("title"),
                severity: Severity::parse(&value("severity"))?,
                services,
                impact: value("impact"),
                began_at: None,
                alerts: Vec::new(),
                practice: ticked(forms::PRACTICE).then(Practice::default),
                restricted_to: ticked(forms::RESTRICTED).then(Vec::new),
            };
            let incident = open(tx, cx, new).await?;
            if !form.context.trim().is_empty() {
                note::write(tx, cx, incident.count, &form.context).await?;
            }
        }
        "update" => {
            let (circle, number) = rest.split_once(' ').unwrap_or((rest, ""));
            let circle = Circle::named(circle).ok_or(Failure::NotFound("circle"))?;
            status_update::send(tx, cx, count()?, circle, number.parse().ok(), &value("text")).await?;
        }
        "note" => drop(note::write(tx, cx, count()?, &value("text")).await?),
        "task" => {
            let new = NewTask { title: value("title"), detail: value("detail"), ..NewTask::default() };
            follow_up::follow_up(tx, cx, count()?, new).await?;
        }
        "resolve" => drop(turn::resolve(tx, cx, count()?, None, &value("line")).await?),
        "notice" => {
            let incident = store::by_count(tx, &cx.who, count()?).await?;
            let body = Bilingual::new(value("body_ja"), value("body_en"));
            if body.tidied().is_empty() {
                return Err(Failure::invalid(first_field(cx.lang, "notice"), "status-one-language"));
            }
            status_page::end(tx, cx, &incident, body).await?;
        }
        "reason" => drop(answer::not_needed(tx, cx, count()?, rest, &value("reason")).await?),
        _ => return Err(Failure::NotFound("form")),
    }
    Ok(())
}

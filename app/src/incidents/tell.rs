//! Who must know is told by itself, where the severity policy says how: from when a step arises until all were reached.

use ryugaku_db::Query;
use ryugaku_kernel::{Cx, Failure, Lang, Msg, Outcome, Uuid};
use ryugaku_ledger::{NewEvent, Tx, texts};

use super::answer::of_step;
use super::circle::Circle;
use super::incident::Incident;
use super::response_store::Asked;
use super::shown::{self, Shown};
use super::status::Status;
use super::step::{Answer, Deed};
use super::{facts, list_store, response, response_store, store};
use crate::severity_policy::{self, Policy, Reach, Way};
use crate::telling::{self, Again};
use crate::words;

/// Why nobody is told of it by itself, whatever the policy says: the key of words. A human may tell whom they see fit.
pub fn silence(incident: &Incident) -> Option<&'static str> {
    if incident.is_restricted {
        Some(telling::RESTRICTED)
    } else if incident.practice {
        Some("telling-practice")
    } else if incident.merged_into.is_some() {
        Some("telling-merged")
    } else {
        None
    }
}

/// Everybody the level asks to be told, and who has not been told by hand. What is over is told nobody by itself. Gives the names of
/// those to whom there is something to send.
pub(super) async fn begin(
    tx: &mut Tx,
    cx: &Cx,
    incident: &Incident,
    policy: &Policy,
    products: &[String],
) -> Outcome<Vec<String>> {
    cx.require_act()?;
    if !incident.status.is_open() || silence(incident).is_some() {
        return Ok(Vec::new());
    }
    let mut told = Vec::new();
    let mut answers = response_store::answers(tx, &[incident.id.0]).await?.remove(&incident.id.0).unwrap_or_default();
    let done = telling::done(tx, incident.id.0).await?;
    for name in policy.of(incident.severity, products).tell.keys() {
        let deed = Deed::Tell(name.clone());
        let answer = answers.remove(&deed).filter(|answer| !matches!(answer, Answer::PutOff { .. }));
        let step = deed.to_string();
        if answer.is_some() && !done.contains(&step) {
            continue;
        }
        let new = telling::begin(tx, cx, incident.id.0, &step, name, &policy.reach(name, products)).await?;
        // There are more who must know than those who were told.
        if new > 0 && answer.is_some() {
            response_store::withdraw(tx, incident.id, &deed).await?;
        }
        if new > 0 {
            told.push(name.clone());
        }
    }
    Ok(told)
}

/// From when everybody may know of it on: whoever must know of it as severe as it is, and has not been told. Gives their names.
pub(super) async fn opened_up(tx: &mut Tx, cx: &Cx, incident: &Incident) -> Outcome<Vec<String>> {
    cx.require_act()?;
    match now_asked(tx, incident).await? {
        Some((asked, policy)) => begin(tx, cx, incident, &policy, &asked.products).await,
        None => Ok(Vec::new()),
    }
}

/// A status update goes out to its circle.
pub(super) async fn update(tx: &mut Tx, cx: &Cx, incident: &Incident, circle: Circle, number: i64) -> Outcome<()> {
    cx.require_act()?;
    if silence(incident).is_some() {
        return Ok(());
    }
    let step = Deed::Update(circle, number).to_string();
    let reach = reach(tx, incident, circle.name()).await?;
    telling::begin(tx, cx, incident.id.0, &step, circle.name(), &reach).await.map(drop)
}

/// Where a status update goes besides the page and the channel of the chat, as a sentence for whoever is about to send it.
pub(super) async fn goes_to(q: &mut dyn Query, lang: Lang, incident: &Incident, circle: Circle) -> Outcome<String> {
    if let Some(why) = silence(incident) {
        return Ok(words::text(lang, why));
    }
    let reach = reach(q, incident, circle.name()).await?;
    if reach.is_empty() {
        return Ok(words::text(lang, "incident-update-goes-nowhere"));
    }
    let to: Vec<&str> = reach.iter().map(Way::address).collect();
    Ok(words::say(lang, &Msg::new("incident-update-goes").with("to", to.join(" · "))))
}

/// What has not left yet does not leave any more, from when there is a [`silence`] on.
pub(super) async fn withdraw(tx: &mut Tx, cx: &Cx, incident: &Incident) -> Outcome<()> {
    cx.require_act()?;
    match silence(incident) {
        Some(why) => telling::withdraw(tx, cx, incident.id.0, why).await,
        None => Ok(()),
    }
}

async fn reach(q: &mut dyn Query, incident: &Incident, name: &str) -> Outcome<Reach> {
    let Some((asked, policy)) = now_asked(q, incident).await? else { return Ok(Reach::new()) };
    Ok(policy.reach(name, &asked.products))
}

/// Whether they must know of it, as severe as it is now.
async fn is_asked(q: &mut dyn Query, incident: &Incident, name: &str) -> Outcome<bool> {
    let now = now_asked(q, incident).await?;
    Ok(now.is_some_and(|(asked, policy)| policy.of(asked.severity, &asked.products).tell.contains_key(name)))
}

/// What is asked of it now, with the version of the policy that it goes by.
async fn now_asked(q: &mut dyn Query, incident: &Incident) -> Outcome<Option<(Asked, Policy)>> {
    let asked = response_store::asked(q, &[incident.id.0]).await?.remove(&incident.id.0);
    let Some(asked) = asked.and_then(|mut all| all.pop()) else { return Ok(None) };
    let mut policies = severity_policy::of_versions(q, [asked.policy_version].into()).await?;
    Ok(policies.remove(&asked.policy_version).map(|policy| (asked, policy)))
}

/// What there is to tell.
pub struct About {
    pub shown: Shown,
    /// Of a status update: its circle, its number, what was written.
    pub update: Option<(Circle, i64, String)>,
}

/// Or the key of why there is nothing to tell: nobody may be told, it has been done some other way or is not needed any more, the
/// severity that asked for it has changed, or its words were taken away.
pub async fn about(q: &mut dyn Query, cx: &Cx, incident: Uuid, step: &str) -> Outcome<Result<About, &'static str>> {
    let Some((incident, deed)) = of(q, cx, incident, step).await? else { return Ok(Err("telling-words-gone")) };
    if let Some(why) = silence(&incident) {
        return Ok(Err(why));
    }
    let update = match &deed {
        Deed::Update(circle, number) => {
            let updates = response::updates(q, cx, &incident).await?;
            let found = updates.into_iter().find(|update| update.circle == *circle && update.number == *number);
            let Some(text) = found.and_then(|update| update.text) else { return Ok(Err("telling-words-gone")) };
            Some((*circle, *number, text))
        }
        _ => None,
    };
    let answers = response_store::answers(q, &[incident.id.0]).await?.remove(&incident.id.0).unwrap_or_default();
    let is_over = matches!(answers.get(&deed), Some(Answer::Done(_) | Answer::NotNeeded(_)));
    if is_over && update.is_none() {
        return Ok(Err("telling-by-hand"));
    }
    if let Deed::Tell(name) = &deed
        && !is_asked(q, &incident, name).await?
    {
        return Ok(Err(telling::NOT_ASKED));
    }
    Ok(Ok(About { shown: shown::one(q, incident).await?, update }))
}

/// All ways were delivered: the step is done.
pub async fn reached(tx: &mut Tx, cx: &Cx, incident: Uuid, step: &str, ways: usize) -> Outcome<()> {
    cx.require_act()?;
    let Some((incident, deed)) = of(tx, cx, incident, step).await? else { return Ok(()) };
    if matches!(deed, Deed::Tell(_)) {
        response_store::answer(tx, cx, incident.id, &deed, Answer::Done(cx.now())).await?;
    }
    let event = named(tx, cx, NewEvent::of("incident.reached"), &incident, &deed).await?;
    tx.record(cx, event.fact("ways", ways));
    Ok(())
}

/// Nothing is under way any more, and so many were not reached: somebody has to see to it.
pub async fn not_reached(tx: &mut Tx, cx: &Cx, incident: Uuid, step: &str, failed: usize, ways: usize) -> Outcome<()> {
    cx.require_act()?;
    let Some((incident, deed)) = of(tx, cx, incident, step).await? else { return Ok(()) };
    let event = named(tx, cx, NewEvent::of("incident.not_reached"), &incident, &deed).await?;
    tx.record(cx, event.fact("failed", failed).fact("ways", ways));
    Ok(())
}

/// By hand: those who were not reached, and whom the policy has come to name; if all were reached, everybody.
pub async fn again(tx: &mut Tx, cx: &Cx, count: i64, step: &str) -> Outcome<Incident> {
    cx.require_act()?;
    let incident = store::to_change(tx, &cx.who, count).await?;
    if let Some(why) = silence(&incident) {
        return Err(Failure::conflict(why));
    }
    if incident.status == Status::Closed {
        return Err(Failure::conflict("incident-is-closed"));
    }
    let deed = Deed::named(step).ok_or(Failure::NotFound("step"))?;
    // However its number was written: under another name it would be told to everybody once more.
    let step = deed.to_string();
    let state = facts::one(tx, &incident).await?;
    let name = match &deed {
        Deed::Tell(name) if state.level().tell.contains_key(name) => name.clone(),
        Deed::Update(circle, number)
            if state.sent.get(circle).is_some_and(|sent| (1..=sent.number).contains(number)) =>
        {
            circle.name().to_owned()
        }
        Deed::Tell(_) | Deed::Update(..) => return Err(Failure::NotFound("step")),
        _ => return Err(Failure::conflict("incident-step-by-doing")),
    };
    let reach = reach(tx, &incident, &name).await?;
    let new = telling::begin(tx, cx, incident.id.0, &step, &name, &reach).await?;
    match telling::again(tx, cx, incident.id.0, &step, new).await? {
        Again::Sent => {}
        Again::UnderWay => return Err(Failure::conflict("telling-under-way")),
        Again::NoWay => return Err(Failure::conflict("telling-no-way")),
    }
    if matches!(deed, Deed::Tell(_)) {
        response_store::withdraw(tx, incident.id, &deed).await?;
    }
    let event = named(tx, cx, NewEvent::of("incident.told_anew"), &incident, &deed).await?;
    tx.record(cx, event);
    Ok(incident)
}

async fn of(q: &mut dyn Query, cx: &Cx, incident: Uuid, step: &str) -> Outcome<Option<(Incident, Deed)>> {
    Ok(list_store::of_ids(q, &cx.who, vec![incident]).await?.pop().zip(Deed::named(step)))
}

/// The name of who must know stands in the policy, not in the ledger.
async fn named(tx: &mut Tx, cx: &Cx, event: NewEvent, incident: &Incident, deed: &Deed) -> Outcome<NewEvent> {
    let event = of_step(event, incident, deed);
    Ok(match deed {
        Deed::Tell(name) => event.text(texts::write(tx, cx, name).await?),
        _ => event,
    })
}

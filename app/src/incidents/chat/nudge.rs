//! Steps that have become due, said in the room to whom they wait for.

use ryugaku_chat::{Fault, Message, Part, Text};
use ryugaku_db::Query;
use ryugaku_kernel::{Actor, Cx, Failure, Lang, Msg, Outcome, Uuid};

use super::summary::mark;
use super::{address, buttons, by_id, postmortem};
use crate::app::App;
use crate::bot::errand::Errand;
use crate::bot::{Chat, account_of};
use crate::incidents::owed::Whom;
use crate::incidents::status::Status;
use crate::incidents::step::{Answer, Deed, State, Step};
use crate::incidents::{facts, list_store, response};
use crate::{organisation, postmortems, words};

/// Of these incidents, what is late now. A step that was put off is due anew when that is over.
pub async fn due(q: &mut dyn Query, cx: &Cx, incidents: Vec<Uuid>) -> Outcome<Vec<(Uuid, Errand)>> {
    if incidents.is_empty() {
        return Ok(Vec::new());
    }
    let mut incidents = list_store::of_ids(q, &cx.who, incidents).await?;
    incidents.retain(|incident| incident.status != Status::Closed);
    let states = facts::of(q, &incidents).await?;
    let late = |(incident, state): (&Uuid, &State)| {
        let late = state.steps(cx.now()).into_iter().filter(|step| step.is_late && step.put_off.is_none());
        late.filter_map(|step| errand(state, &step)).map(|errand| (*incident, errand)).collect::<Vec<_>>()
    };
    Ok(states.iter().flat_map(late).collect())
}

/// Once it is escalated others are told with those whose turn it is.
fn errand(state: &State, step: &Step) -> Option<Errand> {
    let due = step.due?;
    let due = match state.answers.get(&step.deed) {
        Some(Answer::PutOff { until, .. }) => due.max(*until),
        _ => due,
    };
    Some(Errand::Nudge { step: step.deed.to_string(), due, escalated: step.is_escalated })
}

/// `None`: it has been done since.
pub async fn nudge(
    app: &App,
    cx: &Cx,
    chat: &Chat,
    incident: Uuid,
    step: &str,
    lang: Lang,
) -> Result<Option<Message>, Fault> {
    let found = owed(app, cx, incident, step, lang).await.map_err(Fault::Unusable)?;
    let Some(Found { page, count, deed, title, why, to, candidates, postmortem }) = found else { return Ok(None) };
    let said = words::say(lang, &Msg::new("bot-nudge").with("step", title));
    let mut text = called(app, chat, Text::default(), to).await?.plain(format!("⏰ {said}\n{why}"));
    if !candidates.is_empty() {
        text = text.plain(format!("\n{} ", words::text(lang, "incident-could-be-asked")));
        text = called(app, chat, text, candidates).await?;
    }
    let buttons = buttons::of_step(lang, count, &deed, &page, postmortem);
    Ok(Some(Message::of(said).with(Part::Text(text)).with(Part::Buttons(buttons))))
}

/// Each by their account, so that the chat tells them; who has none by name.
async fn called(app: &App, chat: &Chat, mut text: Text, all: Vec<Whom>) -> Result<Text, Fault> {
    for whom in all {
        let account = if whom.is_team { None } else { account_of(app, chat, whom.id).await? };
        text = match account {
            Some(account) => text.person(account).plain(" "),
            None => text.bold(whom.name).plain(" "),
        };
    }
    Ok(text)
}

struct Found {
    page: String,
    count: i64,
    deed: Deed,
    title: String,
    why: String,
    to: Vec<Whom>,
    /// Who could be asked to take a role.
    candidates: Vec<Whom>,
    /// Where it stands, if there is one.
    postmortem: Option<postmortems::State>,
}

async fn owed(app: &App, cx: &Cx, incident: Uuid, step: &str, lang: Lang) -> Outcome<Option<Found>> {
    let mut q = app.db.reader();
    let incident = match by_id(&mut q, incident).await {
        Ok(incident) => incident,
        Err(Failure::NotFound(_)) => return Ok(None),
        Err(failure) => return Err(failure),
    };
    let zone = organisation::store::load(&mut q).await?.zone();
    let reader = Cx { lang, ..cx.with(Actor::system()) };
    let response = response::of(&mut q, &reader, &incident, &zone).await?;
    let waits = |owed: &crate::incidents::owed::Owed| {
        owed.step.deed.to_string() == step && owed.step.is_late && owed.step.put_off.is_none()
    };
    let found = response.steps.into_iter().find(waits);
    let postmortem = postmortem::state_of(&mut q, &incident).await?;
    Ok(found.map(|owed| Found {
        page: address(app, &incident),
        count: incident.count,
        why: owed.whole_why(lang),
        deed: owed.step.deed,
        title: format!("{}{}", mark(lang, &incident), owed.title),
        to: owed.to,
        candidates: owed.candidates,
        postmortem,
    }))
}

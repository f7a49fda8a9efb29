//! Steps that have become due, said in the room to whom they wait for.

use ryugaku_chat::{Fault, Message, Part, Text};
use ryugaku_db::Query;
use ryugaku_kernel::{Actor, Cx, Failure, Lang, Msg, Outcome, Uuid};

use super::summary::mark;
use super::{account, address, buttons, by_id, members, open, postmortem};
use crate::app::App;
use crate::bot::errand::Errand;
use crate::bot::{self, Chat};
use crate::incidents::owed::Whom;
use crate::incidents::status::Status;
use crate::incidents::step::{Answer, Deed, State, Step};
use crate::incidents::{facts, list_store, response};
use crate::{organisation, postmortems, words};

/// A step to be said in the rooms of its incident.
pub struct Late {
    pub incident: Uuid,
    pub errand: Errand,
    /// Whose members are to hear of it.
    pub teams: Vec<Uuid>,
}

/// Of these incidents, what is late now. A step that was put off is due anew when that is over.
pub async fn due(q: &mut dyn Query, cx: &Cx, incidents: Vec<Uuid>) -> Outcome<Vec<Late>> {
    if incidents.is_empty() {
        return Ok(Vec::new());
    }
    let mut incidents = list_store::of_ids(q, &cx.who, incidents).await?;
    incidents.retain(|incident| incident.status != Status::Closed);
    let states = facts::of(q, &incidents).await?;
    let late = |(incident, state): (&Uuid, &State)| {
        let late = state.steps(cx.now()).into_iter().filter(|step| step.is_late && step.put_off.is_none());
        late.filter_map(|step| said(*incident, state, &step)).collect::<Vec<_>>()
    };
    Ok(states.iter().flat_map(late).collect())
}

/// Once it is escalated others are told with those whose turn it is.
fn said(incident: Uuid, state: &State, step: &Step) -> Option<Late> {
    let due = step.due?;
    let due = match state.answers.get(&step.deed) {
        Some(Answer::PutOff { until, .. }) => due.max(*until),
        _ => due,
    };
    let errand = Errand::Nudge { step: step.deed.to_string(), due, escalated: step.is_escalated };
    Some(Late { incident, errand, teams: step.teams() })
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
    let Some(Found { page, count, deed, title, why, to, members, left_out, candidates, postmortem }) = found else {
        return Ok(None);
    };
    let said = words::say(lang, &Msg::new("bot-nudge").with("step", title));
    let mut text = called(app, chat, Text::default(), to, &[]).await?;
    let mut q = app.db.reader();
    for member in &members {
        // They have been asked in: nobody is looked up once more.
        let known = bot::known_account(&mut q, chat.network(), *member).await.map_err(Fault::Unusable)?;
        if let Some(account) = known {
            text = text.person(account).plain(" ");
        }
    }
    text = text.plain(format!("⏰ {said}\n{why}"));
    for said in left_out {
        text = text.plain(format!("\n{said}"));
    }
    if !candidates.is_empty() {
        text = text.plain(format!("\n{} ", words::text(lang, "incident-could-be-asked")));
        text = called(app, chat, text, candidates, &members).await?;
    }
    let buttons = buttons::of_step(lang, count, &deed, &page, postmortem);
    Ok(Some(Message::of(said).with(Part::Text(text)).with(Part::Buttons(buttons))))
}

/// Each by their account, so that the chat tells them; by name a team, who has none, and who is told already.
async fn called(app: &App, chat: &Chat, mut text: Text, all: Vec<Whom>, told: &[Uuid]) -> Result<Text, Fault> {
    for whom in all {
        let by_name = whom.is_team || told.contains(&whom.id);
        let account = if by_name { None } else { account(app, chat, whom.id).await? };
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
    /// Of the teams among them: a team has no account by which it could be called.
    members: Vec<Uuid>,
    /// Of which of these teams how many are not called, in words.
    left_out: Vec<String>,
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
    let Some(owed) = found else { return Ok(None) };
    let teams: Vec<Uuid> = owed.to.iter().filter(|whom| whom.is_team).map(|team| team.id).collect();
    let open::Members { asked: mut members, left_out } = members(&mut q, incident.id.0, &teams).await?;
    members.retain(|member| !owed.to.iter().any(|whom| whom.id == *member));
    let name = |team: Uuid| owed.to.iter().find(|whom| whom.id == team).map(|whom| whom.name.as_str());
    let said = |(team, n)| name(team).map(|name| open::left_out_said(lang, name, n));
    let left_out = left_out.into_iter().filter_map(said).collect();
    Ok(Some(Found {
        page: address(app, &incident),
        count: incident.count,
        why: owed.whole_why(lang),
        deed: owed.step.deed,
        title: format!("{}{}", mark(lang, &incident), owed.title),
        to: owed.to,
        members,
        left_out,
        candidates: owed.candidates,
        postmortem,
    }))
}

//! An incident that begins in a chat: the form, the channel's name, and who is asked into it.

use ryugaku_db::Query;
use ryugaku_kernel::{ActorKind, Cx, Failure, Lang, Msg, Outcome, Uuid};

use super::forms::{self, Begun};
use super::{by_id, here};
use crate::app::App;
use crate::bot::room::Room;
use crate::bot::{self, Place, Speaker};
use crate::incidents::incident::Incident;
use crate::incidents::status::Status;
use crate::incidents::{brief, facts, restrict};
use crate::people::{TeamId, membership_store, team_store};
use crate::{catalog, words};

/// Of each team so many are asked in, and called.
const MOST_OF_TEAM: usize = 40;

/// What the channel is called.
pub async fn room_name(q: &mut dyn Query, incident: Uuid) -> Outcome<String> {
    Ok(by_id(q, incident).await?.number().to_string().to_lowercase())
}

/// Whether nothing is done about it any more.
pub async fn is_closed(q: &mut dyn Query, incident: Uuid) -> Outcome<bool> {
    Ok(by_id(q, incident).await?.status == Status::Closed)
}

/// Who may be in its room: whoever is named and has not left; `None`: everybody.
pub async fn named(q: &mut dyn Query, incident: Uuid) -> Outcome<Option<Vec<Uuid>>> {
    let incident = by_id(q, incident).await?;
    match incident.is_restricted {
        true => restrict::here(q, &incident, None).await.map(Some),
        false => Ok(None),
    }
}

/// Whoever opened it, its commander, and the teams that own what is hit, but for those who were asked before; into a restricted one those who
/// are named alone.
pub async fn asked_in(q: &mut dyn Query, incident: Uuid, before: &[Uuid]) -> Outcome<Vec<Uuid>> {
    let incident = by_id(q, incident).await?;
    if let Some(named) = named(q, incident.id.0).await? {
        return Ok(named);
    }
    let opened = ryugaku_ledger::about_inside(q, &["incident.opened"], incident.id.0).await?;
    let opener = opened.first().filter(|event| event.actor_kind == ActorKind::Person);
    let opener = opener.and_then(|event| event.actor_id);
    let teams = facts::owners(q, std::slice::from_ref(&incident)).await?.remove(&incident.id.0).unwrap_or_default();
    let members = members(q, incident.id.0, &teams).await?.asked;
    let mut asked: Vec<Uuid> = opener.into_iter().chain(incident.commander).collect();
    for member in members {
        if !asked.contains(&member) {
            asked.push(member);
        }
    }
    asked.retain(|person| !before.contains(person));
    Ok(asked)
}

/// Who is in some teams and may know of an incident.
#[derive(Default)]
pub struct Members {
    /// Of each team those who have been in it longest.
    pub asked: Vec<Uuid>,
    /// Teams with how many are in them besides.
    pub left_out: Vec<(Uuid, usize)>,
}

pub async fn members(q: &mut dyn Query, incident: Uuid, teams: &[Uuid]) -> Outcome<Members> {
    if teams.is_empty() {
        return Ok(Members::default());
    }
    let named = named(q, incident).await?;
    let mut asked: Vec<Uuid> = Vec::new();
    let mut others: Vec<(Uuid, Vec<Uuid>)> = Vec::new();
    for team in teams {
        let members = membership_store::members_of(q, &[*team]).await?.into_iter().map(|member| member.id.0);
        let may_know = |member: &Uuid| named.as_ref().is_none_or(|named| named.contains(member));
        let mut members: Vec<Uuid> = members.filter(may_know).collect();
        others.push((*team, members.split_off(members.len().min(MOST_OF_TEAM))));
        members.retain(|member| !asked.contains(member));
        asked.extend(members);
    }
    // Some of them are asked in with another team.
    let count = |all: &[Uuid]| all.iter().filter(|member| !asked.contains(member)).count();
    let left_out = others.iter().map(|(team, all)| (*team, count(all))).filter(|(_, n)| *n > 0).collect();
    Ok(Members { asked, left_out })
}

/// Of a team that is too large, how many are not asked in.
pub fn left_out_said(lang: Lang, team: &str, n: usize) -> String {
    words::say(lang, &Msg::new("bot-left-out").with("team", team).with("most", MOST_OF_TEAM).with("n", n))
}

/// The same of each team that owns what is hit.
pub async fn left_out(q: &mut dyn Query, lang: Lang, incident: &Incident) -> Outcome<Vec<String>> {
    if incident.is_restricted || !incident.status.is_open() {
        return Ok(Vec::new());
    }
    let teams = facts::owners(q, std::slice::from_ref(incident)).await?.remove(&incident.id.0).unwrap_or_default();
    let left_out = members(q, incident.id.0, &teams).await?.left_out;
    if left_out.is_empty() {
        return Ok(Vec::new());
    }
    let teams = team_store::many(q, left_out.iter().map(|(team, _)| TeamId(*team))).await?;
    let said = |(team, n): &(Uuid, usize)| teams.get(team).map(|team| left_out_said(lang, &team.name, *n));
    Ok(left_out.iter().filter_map(said).collect())
}

/// The form opens in the chat; `title` is what it holds at first.
pub async fn open_form(app: &App, speaker: &Speaker, place: &Place<'_>, begun: Begun<'_>) -> Outcome<()> {
    speaker.cx.require_act()?;
    let mut tx = app.begin().await?;
    if !place.first(&mut tx, &speaker.cx).await? {
        return Ok(());
    }
    let services = catalog::services(&mut tx).await?;
    let form = forms::open(speaker.cx.lang, &services, begun);
    bot::show_form(&mut tx, speaker, place, form, &begun.typed()).await?;
    tx.commit().await.map(drop)
}

/// From the menu of a message: an incident of it, a task, or its words in the timeline.
pub async fn on_message(
    app: &App,
    speaker: &Speaker,
    place: &Place<'_>,
    callback: &str,
    ts: &str,
    text: &str,
) -> Outcome<()> {
    let cx = &speaker.cx;
    cx.require_act()?;
    let mut tx = app.begin().await?;
    if !place.first(&mut tx, cx).await? {
        return Ok(());
    }
    let text = &bot::Names::of(&mut tx, place.network, text).await?.read(text);
    let title = text.lines().next().unwrap_or_default();
    match callback {
        "incident_open" => {
            let services = catalog::services(&mut tx).await?;
            // What is said among named people is not for everybody, unless whoever sends the form says so.
            let here = here(&mut tx, cx, place).await?;
            let restricted = here.is_some_and(|(_, incident)| incident.is_restricted);
            let begun = Begun { title, restricted, from: text, ..Begun::default() };
            let form = forms::open(cx.lang, &services, begun);
            bot::show_form(&mut tx, speaker, place, form, &begun.typed()).await?;
        }
        "incident_task" => {
            let (_, incident) = in_room(&mut tx, cx, place).await?;
            let form = forms::task(cx.lang, &incident, title, text);
            bot::show_form(&mut tx, speaker, place, form, "task").await?;
        }
        "incident_collect" => {
            let (room, _) = in_room(&mut tx, cx, place).await?;
            bot::collect(&mut tx, cx, room.id, ts, &speaker.account).await?;
        }
        other => return Err(Failure::Conflict(Msg::new("bot-unknown-shortcut").with("name", other))),
    }
    tx.commit().await.map(drop)
}

async fn in_room(q: &mut dyn Query, cx: &Cx, place: &Place<'_>) -> Outcome<(Room, Incident)> {
    here(q, cx, place).await?.ok_or(Failure::conflict("bot-no-room-here"))
}

/// Those that go on, in lines; where others hear it, those that everybody may know of.
pub async fn listed(app: &App, speaker: &Speaker, place: &Place<'_>) -> Outcome<String> {
    let lang = speaker.cx.lang;
    let mut open = brief::open_now(&mut app.db.reader(), &speaker.cx.who).await?;
    open.retain(|brief| !(place.overheard && brief.is_restricted));
    if open.is_empty() {
        return Ok(words::text(lang, "bot-none-open"));
    }
    let line = |brief: &brief::IncidentBrief| {
        let who = brief.commander_name.clone().unwrap_or_else(|| words::text(lang, "incident-nobody-yet"));
        let status = words::text(lang, brief.standing);
        let lock = if brief.is_restricted { "🔒 " } else { "" };
        format!("• {lock}{} {} {} – {status} · {who}", brief.number, brief.severity.label(), brief.title)
    };
    Ok(open.iter().take(20).map(line).collect::<Vec<_>>().join("\n"))
}

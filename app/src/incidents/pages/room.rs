//! `/incidents/{number}`: the room of an incident.

use std::collections::HashMap;

use askama::Template;
use axum::Router;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect};
use jiff::SignedDuration;
use ryugaku_kernel::{Lang, Msg, Time, Uuid};

use super::tabs::{Part, Tab, tabs};
use crate::alerts::AlertBrief;
use crate::app::App;
use crate::backlog::{self, Task};
use crate::bot;
use crate::bot::network::Network;
use crate::bot::room::RoomState;
use crate::bot::shown::{Shown as Chat, trouble};
use crate::bot::step::{Step as BotStep, StepState};
use crate::door::{Form, PageResult, Visit, get, page_with};
use crate::drills;
use crate::incidents::circle::Circle;
use crate::incidents::incident::{Incident, count_of};
use crate::incidents::link_store::LinkedAlert;
use crate::incidents::next_step::NextStep;
use crate::incidents::owed::Owed;
use crate::incidents::response::{self, Filled, Response, Update};
use crate::incidents::role::Role;
use crate::incidents::sentence::Group;
use crate::incidents::severity::Severity;
use crate::incidents::shown::{self, Shown};
use crate::incidents::similar::{self, Similar};
use crate::incidents::status::Status;
use crate::incidents::step::{Answer, Deed};
use crate::incidents::timeline::{self, Entry};
use crate::incidents::{restrict, store, tell};
use crate::people::{self, PersonBrief};
use crate::postmortems;
use crate::shell::{Place, Shell, when};
use crate::status_page;
use crate::telling::Shown as Told;
use crate::words;

pub fn routes() -> Router<App> {
    Router::new().route("/incidents/{number}", get(show))
}

struct Step {
    key: &'static str,
    /// `done`, `here` or `ahead`.
    place: &'static str,
    at: Option<Time>,
}

struct TaskLine {
    task: Task,
    assignee: Option<String>,
}

#[derive(Template)]
#[template(path = "incidents/room.html")]
struct RoomPage {
    shell: Shell,
    shown: Shown,
    number: String,
    steps: Vec<Step>,
    response: Response,
    /// Who can see it; nobody is named where everybody can.
    named: Vec<(Uuid, String)>,
    /// Past ones like it; none once it is over.
    similar: Vec<Similar>,
    /// Of a drill; the times of its room are on its clock.
    drill: Option<drills::Room>,
    /// Its channels, one in each chat.
    chats: Vec<Chat>,
    /// Where one could be made.
    without_room: Vec<Network>,
    /// When the page was made.
    now: Time,
    alerts: Vec<(LinkedAlert, Option<AlertBrief>)>,
    tasks: Vec<TaskLine>,
    entries: Vec<Entry>,
    /// The last deploy before it began.
    deployed: Option<(Time, String)>,
    /// Where it stands with the status page, if there is one.
    on_page: Option<status_page::OnPage>,
    /// Of its post-mortem, once there is one.
    postmortem: Option<postmortems::State>,
    /// So many that are older are not among them.
    older: usize,
    tabs: Vec<Tab>,
    part: Part,
    people: Vec<PersonBrief>,
    me: Option<Uuid>,
    form: Form,
    open_statuses: [Status; 4],
    severities: [Severity; 4],
}

impl RoomPage {
    fn incident(&self) -> &Incident {
        &self.shown.incident
    }

    /// Where its parts fetch themselves from.
    fn live(&self) -> String {
        self.part.address(&self.number)
    }

    /// With all of its timeline.
    fn whole(&self) -> String {
        self.part.whole(&self.number)
    }

    /// What they wait for.
    fn topics(&self) -> String {
        let services = self.shown.services.iter().map(|service| format!(", live:service-{} from:body", service.id));
        let services: String = services.collect();
        format!("live:incident-{} from:body, live:alert from:body, live:chat from:body{services}", self.incident().id)
    }

    /// Where the others are: of its service, if it has one alone.
    fn deploys(&self) -> String {
        match &self.shown.services[..] {
            [service] => format!("/deploys?service={}", service.slug),
            _ => "/deploys".into(),
        }
    }

    /// One that goes on in another is changed there.
    fn may_act(&self) -> bool {
        self.shell.may_act() && self.incident().merged_into.is_none()
    }

    /// Why nobody is told of it by itself.
    fn silence(&self) -> Option<&'static str> {
        tell::silence(self.incident())
    }

    /// Of what is to be told: whether it can be sent again where it did not arrive.
    fn may_tell_again(&self, telling: &Told) -> bool {
        let waits_for_human = || self.response.steps.iter().any(|owed| owed.step.deed.to_string() == telling.step);
        let stays = telling.failed().next().is_some() || (telling.is_withheld() && waits_for_human());
        self.may_act()
            && self.incident().status != Status::Closed
            && self.silence().is_none()
            && stays
            && !telling.waits()
    }

    /// Who could be let in.
    fn unnamed(&self) -> Vec<&PersonBrief> {
        self.people.iter().filter(|person| self.named.iter().all(|(id, _)| *id != person.id)).collect()
    }

    /// What is hit, each product once.
    fn products(&self) -> String {
        let mut names: Vec<&str> = self.shown.services.iter().map(|service| service.product_name.as_str()).collect();
        names.sort_unstable();
        names.dedup();
        names.join(match self.shell.lang {
            Lang::Ja => "、",
            Lang::En => ", ",
        })
    }

    /// Whether the one step can be done with the thumb, without being asked anything.
    fn has_thumb(&self) -> bool {
        let leads_away = |owed: &Owed| matches!(owed.step.deed, Deed::Close(_) | Deed::EndNotice);
        self.response.next().is_some_and(|owed| !leads_away(owed) && (self.me.is_some() || !owed.is_role()))
    }

    /// Whether the one step is a status update.
    fn sends_next(&self) -> bool {
        self.response.next().is_some_and(|owed| matches!(owed.step.deed, Deed::Update(..)))
    }

    fn button(&self, owed: &Owed) -> String {
        match &owed.step.deed {
            Deed::Turn(turn) => self.shell.t(&turn.button()),
            Deed::Fill(role) => format!("{} · {}", self.shell.t(role.key()), self.shell.t(role.take())),
            Deed::Update(..) => self.shell.t("incident-update-send"),
            Deed::Close(closing) => self.shell.t(closing.key()),
            Deed::EndNotice => self.shell.t("incident-step-notice"),
            Deed::Tell(name) => self.shell.t1("incident-told-name", "name", name.as_str()),
        }
    }

    fn may_take(&self, filled: &Filled) -> bool {
        let mine = filled.people.iter().any(|(id, _)| self.is_mine(id));
        self.may_act() && self.me.is_some() && !mine && self.incident().status != Status::Closed
    }

    fn cadence(&self, circle: &Circle, every: &SignedDuration) -> String {
        let circle = self.shell.t(circle.key());
        let msg = Msg::new("incident-cadence").with("circle", circle);
        self.shell.say(&msg.with("every", when::span(*every, self.shell.lang)))
    }

    fn update_title(&self, update: &Update) -> String {
        let msg = Msg::new("incident-update-n").with("circle", self.shell.t(update.circle.key()));
        self.shell.say(&msg.with("number", update.number))
    }

    /// The names of steps, by which what was told of them is found.
    fn update_step(&self, update: &Update) -> String {
        Deed::Update(update.circle, update.number).to_string()
    }

    fn tell_step(&self, name: &str) -> String {
        Deed::Tell(name.to_owned()).to_string()
    }

    /// Where the call leads, in short.
    fn call_host(&self) -> String {
        let host = url::Url::parse(&self.incident().call_url).ok().and_then(|url| url.host_str().map(str::to_owned));
        host.unwrap_or_else(|| self.incident().call_url.clone())
    }

    /// What two incidents have in common, how long the past one took, and what ended it.
    fn then(&self, past: &Similar) -> Vec<String> {
        let lang = self.shell.lang;
        let took = past.took.map(|took| Msg::new("incident-similar-took").with("span", when::span(took, lang)));
        let said = took.map(|took| self.shell.say(&took)).into_iter().chain([past.helped.clone()]);
        said.chain(past.alerts.iter().chain(&past.services).cloned()).filter(|said| !said.is_empty()).collect()
    }

    /// Of somebody who must know: until when, and who tells them.
    fn waits_for(&self, name: &str) -> String {
        let step = self.response.steps.iter().find(|owed| owed.step.deed == Deed::Tell(name.to_owned()));
        let Some(owed) = step else { return String::new() };
        let who = owed.to.first().map_or_else(|| self.shell.t("incident-nobody-yet"), |whom| whom.name.clone());
        format!("{} · {who}", owed.why)
    }

    fn counts(&self, chat: &Chat) -> String {
        let msg = Msg::new("bot-chat-counts").with("done", chat.done).with("waiting", chat.waiting);
        self.shell.say(&msg.with("failed", chat.failed))
    }

    fn trouble(&self, chat: &Chat, step: &BotStep) -> String {
        trouble(self.shell.lang, chat.room.network, step).unwrap_or_default()
    }

    /// When what waits is tried again; unset while nothing is put off.
    fn resumes(&self, chat: &Chat) -> Option<Time> {
        let (at, clock) = (chat.room.resume_at, self.drill.as_ref().map(|drill| &drill.clock));
        let waits = chat.waiting > 0 && chat.room.state.goes_on() && at > self.now;
        waits.then(|| clock.map_or(at, |clock| clock.at(at)))
    }

    /// Nothing has to be done before.
    fn may_close(&self) -> bool {
        !self.response.steps.iter().any(|owed| owed.step.deed.is_before_closing())
    }

    fn commands(&self) -> bool {
        self.me.is_some() && self.shown.commander.as_ref().map(|(id, _)| *id) == self.me
    }

    /// The clock of a drill is moved on by so many minutes.
    fn forwards(&self) -> [i64; 3] {
        [5, 15, 60]
    }

    fn is_mine(&self, id: &Uuid) -> bool {
        self.me == Some(*id)
    }
}

async fn show(
    State(app): State<App>,
    visit: Visit,
    Path(number): Path<String>,
    Query(part): Query<Part>,
) -> PageResult {
    visit.cx.require_read()?;
    let count = count_of(&number)?;
    let canonical = store::by_count(&mut app.db.reader(), &visit.cx.who, count).await?.number().to_string();
    if number != canonical {
        return Ok(Redirect::permanent(&format!("/incidents/{canonical}")).into_response());
    }
    page_of(&app, &visit, count, StatusCode::OK, Form::default(), part).await
}

/// The room, also with what was wrong with something that was sent from it.
pub(super) async fn page_of(
    app: &App,
    visit: &Visit,
    count: i64,
    status: StatusCode,
    form: Form,
    part: Part,
) -> PageResult {
    let mut q = app.db.reader();
    let incident = store::by_count(&mut q, &visit.cx.who, count).await?;
    let mut alerts = shown::alerts_of(&mut q, &incident).await?;
    let tasks = backlog::of_incident(&mut q, incident.id.0).await?;
    let mut entries = timeline::of(&mut q, &visit.cx, &incident, &alerts).await?;
    name_tasks(&mut entries, &tasks);
    // Newest first.
    let before = entries.iter().find(|entry| entry.is_deploy() && entry.at <= incident.began_at);
    let mut deployed = before.map(|entry| (entry.at, entry.sentence.clone()));
    let tabs = tabs(&entries, part.group());
    let older = part.cut(&mut entries);
    let people = if visit.cx.who.may_act() { people::active(&mut q).await? } else { Vec::new() };
    let assignees = people::names(&mut q, tasks.iter().filter_map(|task| task.assignee)).await?;
    let similar = match incident.status.is_open() {
        true => similar::similar(&mut q, &visit.cx, &incident).await?,
        false => Vec::new(),
    };
    let postmortem = postmortems::states(&mut q, vec![incident.id.0]).await?;
    let postmortem = postmortem.get(&incident.id.0).map(|(state, _)| *state);
    let response = response::of(&mut q, &visit.cx, &incident, &visit.zone()).await?;
    let on_page = status_page::on_page(&mut q, &visit.cx, &incident).await?;
    let mut chats = bot::shown::of_incident(&mut q, incident.id.0).await?;
    let named = restrict::named(&mut q, &incident).await?;
    let drill = drills::of_incident(&mut q, &visit.cx, &incident).await?;
    let mut incident = incident;
    let mut response = response;
    let number = incident.number().to_string();
    let title = match incident.practice {
        true => format!("{number} {} {}", words::text(visit.lang(), "drill-mark"), incident.title),
        false => format!("{number} {}", incident.title),
    };
    let mut shell = Shell::new(app, visit, Place::Incidents, title).await?;
    if let Some(drill) = &drill {
        incident = incident.on(&drill.clock);
        entries.iter_mut().for_each(|entry| entry.at = drill.clock.at(entry.at));
        deployed.iter_mut().for_each(|(at, _)| *at = drill.clock.at(*at));
        alerts.iter_mut().for_each(|(alert, _)| alert.starts_at = drill.clock.at(alert.starts_at));
        chats.iter_mut().for_each(|chat| chat.on(&drill.clock));
        response.updates.iter_mut().for_each(|update| update.at = drill.clock.at(update.at));
        shell = shell.at(drill.now);
    }
    let shell = shell.crumb(words::text(visit.lang(), "nav-incidents"), "/incidents");
    days(&shell, &mut entries);
    let line = |task: Task| TaskLine { assignee: task.assignee.and_then(|id| assignees.get(&id).cloned()), task };
    let page = RoomPage {
        steps: steps(&incident),
        tasks: tasks.into_iter().map(line).collect(),
        shown: shown::one(&mut q, incident).await?,
        me: visit.cx.who.person(),
        open_statuses: Status::OPEN,
        severities: Severity::ALL,
        shell,
        number,
        response,
        named,
        similar,
        drill,
        without_room: bot::without_room(app, &chats),
        chats,
        now: visit.cx.now(),
        alerts,
        entries,
        older,
        part,
        deployed,
        on_page,
        postmortem,
        tabs,
        people,
        form,
    };
    page_with(status, &page)
}

fn steps(incident: &Incident) -> Vec<Step> {
    let place = |status: Status| match status.cmp(&incident.status) {
        std::cmp::Ordering::Less => "done",
        std::cmp::Ordering::Equal => "here",
        std::cmp::Ordering::Greater => "ahead",
    };
    let step = |status: Status| Step { key: status.key(), place: place(status), at: incident.reached.at(status) };
    Status::ALL.into_iter().map(step).collect()
}

/// The titles of tasks stand in their rows, not in the ledger.
fn name_tasks(entries: &mut [Entry], tasks: &[Task]) {
    let titles: HashMap<String, &str> =
        tasks.iter().map(|task| (task.number().to_string(), task.title.as_str())).collect();
    for entry in entries.iter_mut().filter(|entry| entry.group == Group::Task) {
        if let Some((_, number)) = &entry.link {
            entry.note = titles.get(number).map(|title| (*title).to_owned()).unwrap_or_default();
        }
    }
}

/// Times of day need their day, wherever it is not today.
fn days(shell: &Shell, entries: &mut [Entry]) {
    let mut before = shell.day(&shell.now());
    for entry in entries {
        let day = shell.day(&entry.at);
        entry.day = day != before;
        before = day;
    }
}

//! `/exchanges/{number}`: the exchange.

use askama::Template;
use axum::Router;
use axum::extract::{Path, State as From};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect};
use ryugaku_kernel::{Failure, Limit, Msg, Outcome, Time, Uuid};

use super::came::Came;
use super::drawn::{self, Away, Goal, Road};
use crate::app::App;
use crate::diary::outcome::Outcome as Made;
use crate::diary::read::{self, Counts, Filter};
use crate::diary::shown::{self, Shown};
use crate::diary::{self, outcome_store};
use crate::door::{Form, PageResult, Visit, get, page_with};
use crate::exchange::aim::Aim;
use crate::exchange::exchange::count_of;
use crate::exchange::follow_up::Cadence;
use crate::exchange::life::Need;
use crate::exchange::step::Step;
use crate::exchange::turn::may_despite;
use crate::exchange::whole::{self, Whole};
use crate::exchange::{Exchange, Side, State, access};
use crate::feedback::Moment;
use crate::feedback::see::{self, Cell};
use crate::people::{self, PersonBrief};
use crate::plan::week::{self, Week};
use crate::shell::{Place, Shell};
use crate::words;

pub fn routes() -> Router<App> {
    Router::new().route("/exchanges/{number}", get(show))
}

/// A state of the way as it is drawn.
struct Station {
    key: &'static str,
    /// `done`, `here` or `ahead`.
    place: &'static str,
    note: String,
}

/// A step with what its own form is filled with; its fields have ids of their own.
struct StepLine {
    what_id: String,
    owner_id: String,
    due_id: String,
    owner: String,
    due: String,
    step: Step,
}

impl StepLine {
    fn of(step: &Step) -> Self {
        let id = |head: &str| format!("{head}-{}", step.id);
        Self {
            what_id: id("sw"),
            owner_id: id("so"),
            due_id: id("sd"),
            owner: step.owner.map(|owner| owner.to_string()).unwrap_or_default(),
            due: step.due.to_string(),
            step: step.clone(),
        }
    }
}

#[derive(Template)]
#[template(path = "exchange/one.html")]
struct OnePage {
    shell: Shell,
    whole: Whole,
    came: Came,
    number: String,
    road: Road,
    stations: Vec<Station>,
    goals: Vec<(Side, Vec<Goal>)>,
    /// Every aim with its label, for the links under an activity.
    aims: Vec<(Aim, String)>,
    outcomes: Vec<(Made, Option<String>)>,
    away: Away,
    /// This week's plan, for those who may see it.
    week: Option<Week>,
    /// Feedback by side, for those who are in it or may read some.
    feedback: Vec<(Side, Vec<Cell>)>,
    moments: [Moment; 4],
    /// The latest of the diary, for those who may see it.
    diary: Option<(Vec<diary::Day>, Counts)>,
    people: Vec<PersonBrief>,
    steps: Vec<StepLine>,
    /// As a date field wants it.
    today: String,
    me: Option<Uuid>,
    form: Form,
    edits: bool,
    cadences: [Cadence; 3],
    earlier: Vec<State>,
    may_despite: bool,
}

impl OnePage {
    /// The reason under a field of one of the page's forms, when it was that form that was refused.
    fn why(&self, which: &str, field: &str) -> &str {
        if self.form.value("which") == which { self.form.why(field) } else { "" }
    }

    fn is_refused(&self, which: &str) -> bool {
        self.form.is_refused() && self.form.value("which") == which
    }

    fn value(&self, which: &str, field: &str) -> &str {
        if self.is_refused(which) { self.form.value(field) } else { "" }
    }

    /// What one can do right now to bring it on: the word of a side, or the next state.
    fn may_agree(&self) -> Option<Side> {
        let access = &self.whole.access;
        let ready = self.whole.needs.iter().all(|need| need.met || need.is_word());
        if self.whole.exchange.state != State::Proposed || self.me.is_none() || !ready {
            return None;
        }
        let people = &self.whole.exchange.people;
        let unnamed = |side: Side| match side {
            Side::Host => people.host_manager.is_none(),
            _ => people.home_manager.is_none(),
        };
        let may = |side: &Side| {
            self.whole.agreement_of(*side).is_none()
                && (access.speaks_for(*side) || (access.owner && access.acts && unnamed(*side)))
        };
        [Side::Home, Side::Host].into_iter().find(may)
    }

    fn may_advance(&self) -> bool {
        let state = self.whole.exchange.state;
        self.edits && self.whole.missing() == 0 && state != State::Proposed && state.next().is_some()
    }

    fn next_key(&self) -> &'static str {
        self.whole.exchange.state.next().map_or("", State::key)
    }

    fn deed_key(&self) -> &'static str {
        match self.whole.exchange.state {
            State::Draft => "exchange-deed-propose",
            State::Agreed => "exchange-deed-prepare",
            State::Preparing => "exchange-deed-begin",
            State::Active => "exchange-deed-review",
            State::Reviewing => "exchange-deed-follow-up",
            _ => "exchange-deed-close",
        }
    }

    fn is_late(&self, need: &Need) -> bool {
        need.is_late(self.whole.today)
    }

    /// Whether the guest has come and nothing is left to prepare: then the list is folded.
    fn is_ready(&self) -> bool {
        let steps = &self.whole.steps;
        let begun = self.whole.exchange.reached.at(State::Active).is_some();
        begun && !steps.is_empty() && self.whole.steps_done() == steps.len()
    }

    fn is_step_late(&self, step: &Step) -> bool {
        step.is_late(self.whole.today)
    }

    fn name_or_nobody(&self, person: &Option<Uuid>) -> String {
        let nobody = || self.shell.t("exchange-nobody-yet");
        person.as_ref().map_or_else(nobody, |person| self.whole.name(person).to_owned())
    }

    /// Since when it goes on without its guest.
    fn left_open(&self) -> Option<&Time> {
        self.whole.guest_left.as_ref().filter(|_| !self.whole.exchange.state.is_over())
    }

    /// Besides the guest.
    fn roles(&self) -> [(&'static str, Option<Uuid>); 3] {
        let people = &self.whole.exchange.people;
        [
            ("exchange-role-buddy", people.buddy),
            ("exchange-role-home-manager", people.home_manager),
            ("exchange-role-host-manager", people.host_manager),
        ]
    }

    fn is_me(&self, id: &Uuid) -> bool {
        self.me == Some(*id)
    }
}

async fn show(From(app): From<App>, visit: Visit, Path(number): Path<String>) -> PageResult {
    visit.cx.require_read()?;
    let count = count_of(&number)?;
    let canonical = format!("EX-{count}");
    if number != canonical {
        return Ok(Redirect::permanent(&format!("/exchanges/{canonical}")).into_response());
    }
    page_of(&app, &visit, count, StatusCode::OK, Form::default()).await
}

/// The page, also with what was wrong with something that was sent from it.
pub async fn page_of(app: &App, visit: &Visit, count: i64, status: StatusCode, form: Form) -> PageResult {
    let mut q = app.db.reader();
    let (exchange, access) = access::seen(&mut q, &visit.cx, count).await?;
    let whole = whole::of(&mut q, &visit.cx, exchange, access).await?;
    let lang = visit.lang();
    let diary = if access.sees_inside() {
        let (told, _) = read::page(&mut q, &visit.cx, &whole.exchange, Filter::default(), None, Limit::of(20)).await?;
        let shown: Vec<Shown> = shown::many(&mut q, lang, told, &whole.aims).await?;
        let counts = read::counts(&mut q, &visit.cx, &whole.exchange).await?;
        Some((diary::by_day(shown, &visit.zone()), counts))
    } else {
        None
    };
    let week = if access.sees_inside() {
        // Before and after it the nearest week of the exchange.
        let day = whole.today.clamp(whole.exchange.from, whole.exchange.until.max(whole.exchange.from));
        Some(week::of(&mut q, &visit.cx, &visit.organisation, &whole.exchange, &access, day).await?)
    } else {
        None
    };
    let feedback = by_side(see::table(&mut q, &visit.cx, count).await)?;
    let made = outcome_store::of_exchange(&mut q, whole.exchange.id.0).await?;
    let label = |id: Uuid| whole.aims.iter().find(|aim| aim.id.0 == id).map(|aim| aim.label(lang));
    let outcomes = made.into_iter().map(|one| (one.clone(), one.aim.and_then(label))).collect();
    let came = Came::of(&mut q, &visit.cx, whole.exchange.id.0).await?;
    let people = if access.may_edit() { people::active(&mut q).await? } else { Vec::new() };
    let number = whole.number();
    let title = words::say(lang, &Msg::new("exchange-of").with("name", whole.name(&whole.exchange.people.guest)));
    let shell = Shell::new(app, visit, Place::Exchanges, title).await?;
    let shell = shell.crumb(words::text(lang, "nav-exchanges"), "/exchanges");
    let goals = |side: Side| (side, whole.aims_of(side).map(|aim| drawn::goal(&whole, aim, lang)).collect());
    let page = OnePage {
        road: drawn::road(&whole.exchange, whole.today),
        stations: stations(&shell, &whole),
        goals: Side::ALL.into_iter().map(goals).collect(),
        aims: whole.aims.iter().map(|aim| (aim.clone(), aim.label(lang))).collect(),
        moments: Moment::ALL,
        week,
        feedback,
        away: drawn::away(&whole.exchange, &whole.weeks, whole.today),
        earlier: State::WAY.into_iter().filter(|to| whole.exchange.state.back_to(*to).is_ok()).collect(),
        steps: whole.steps.iter().map(StepLine::of).collect(),
        today: whole.today.to_string(),
        may_despite: may_despite(&whole.access),
        me: visit.cx.who.person(),
        edits: access.may_edit(),
        cadences: Cadence::ALL,
        shell,
        whole,
        number,
        came,
        outcomes,
        diary,
        people,
        form,
    };
    page_with(status, &page)
}

/// Who is not in it has no table of it.
fn by_side(table: Outcome<(Exchange, Vec<Cell>)>) -> Outcome<Vec<(Side, Vec<Cell>)>> {
    let mut cells = match table {
        Ok((_, cells)) => cells,
        Err(Failure::NotFound(_)) => return Ok(Vec::new()),
        Err(failure) => return Err(failure),
    };
    let mut rows = Vec::new();
    for side in Side::ALL {
        let (here, rest) = cells.into_iter().partition(|cell| cell.side == side);
        rows.push((side, here));
        cells = rest;
    }
    Ok(rows)
}

/// The way from the proposal on, with the days on which each state began.
fn stations(shell: &Shell, whole: &Whole) -> Vec<Station> {
    let exchange = &whole.exchange;
    let last = State::WAY.into_iter().rev().find(|state| exchange.reached.at(*state).is_some());
    let here = if State::WAY.contains(&exchange.state) { Some(exchange.state) } else { last };
    let station = |state: State| {
        let place = match here.map(|here| state.cmp(&here)) {
            Some(std::cmp::Ordering::Less) => "done",
            Some(std::cmp::Ordering::Equal) => "here",
            _ => "ahead",
        };
        let note = match exchange.reached.at(state) {
            Some(at) => shell.day(&at),
            None if state == State::Active => shell.civil(&exchange.from),
            None if state == State::Reviewing => shell.t1("exchange-at-earliest", "day", shell.civil(&exchange.until)),
            None => String::new(),
        };
        Station { key: state.key(), place, note }
    };
    State::WAY[1..].iter().map(|state| station(*state)).collect()
}

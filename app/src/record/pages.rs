//! `/ledger`: the sheet of everything that happened, newest first; one event; and the stream that open pages hear.

use askama::Template;
use axum::Router;
use axum::extract::{Path, Query, State};
use jiff::civil::Date;
use jiff::tz::TimeZone;
use ryugaku_kernel::{Failure, Limit, Msg, Outcome, Time, Uuid};
use ryugaku_ledger::{Filter, Subject};
use serde::Deserialize;

use super::things::kind_word;
use super::{Line, Part, Things, lines, live, redact};
use crate::app::App;
use crate::door::{self, Flash, PageResult, Visit, get, page, post, see_other};
use crate::people::{self, PersonBrief};
use crate::shell::{Place, Shell};
use crate::words;

pub fn routes() -> Router<App> {
    Router::new()
        .route("/ledger", get(browse))
        .route("/ledger/{position}", get(show))
        .route("/ledger/{position}/redact", post(take_away))
        .route("/live", get(live::stream))
        .route("/live/poll", get(live::poll))
}

/// As the form sends it: what is empty is not asked for.
#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    pub kind: String,
    pub actor: String,
    pub from: String,
    pub until: String,
    pub about: String,
    pub before: String,
}

impl Asked {
    /// Days are the reader's; the last one is whole.
    fn filter(&self, zone: &TimeZone) -> Outcome<Filter> {
        let (from, until): (Option<Date>, Option<Date>) = (parsed("from", &self.from)?, parsed("until", &self.until)?);
        let until = until.map(|day| day.tomorrow().unwrap_or(day));
        Ok(Filter {
            kind: Some(self.kind.clone()).filter(|kind| !kind.is_empty()),
            actor: parsed("actor", &self.actor)?,
            about: parsed::<Uuid>("about", &self.about)?,
            from: from.map(|day| start(day, zone)).transpose()?,
            until: until.map(|day| start(day, zone)).transpose()?,
        })
    }

    fn is_filtered(&self) -> bool {
        [&self.kind, &self.actor, &self.from, &self.until, &self.about].iter().any(|text| !text.is_empty())
    }

    /// The same question further back; from the newest on for an empty `before`.
    fn address(&self, before: &str) -> String {
        let query = door::query([
            ("kind", self.kind.as_str()),
            ("actor", &self.actor),
            ("from", &self.from),
            ("until", &self.until),
            ("about", &self.about),
            ("before", before),
        ]);
        if query.is_empty() { "/ledger".to_owned() } else { format!("/ledger?{query}") }
    }
}

fn parsed<T: std::str::FromStr>(field: &'static str, text: &str) -> Outcome<Option<T>> {
    if text.is_empty() {
        return Ok(None);
    }
    text.parse().map(Some).map_err(|_| Failure::invalid(field, "failure-not-understood"))
}

fn start(day: Date, zone: &TimeZone) -> Outcome<Time> {
    let start = day.to_zoned(zone.clone()).and_then(|day| day.start_of_day());
    start.map(|start| start.timestamp().into()).map_err(|_| Failure::invalid("from", "failure-not-understood"))
}

struct Kind {
    name: String,
    word: String,
}

#[derive(Template)]
#[template(path = "record/ledger.html")]
struct LedgerPage {
    shell: Shell,
    asked: Asked,
    kinds: Vec<Kind>,
    people: Vec<PersonBrief>,
    lines: Vec<Line>,
    /// Where the page asks for itself again, when something happened.
    here: String,
    newer: Option<String>,
    older: Option<String>,
}

impl LedgerPage {
    /// Only the newest page changes while one looks at it.
    fn is_live(&self) -> bool {
        self.asked.before.is_empty()
    }

    fn is_asked(&self, person: &PersonBrief) -> bool {
        self.asked.actor == person.id.to_string()
    }
}

async fn browse(State(app): State<App>, visit: Visit, Query(asked): Query<Asked>) -> PageResult {
    visit.cx.require_read()?;
    let mut q = app.db.reader();
    let filter = asked.filter(&visit.zone())?;
    let before = parsed("before", &asked.before)?;
    let found = ryugaku_ledger::page(&mut q, &visit.cx.who, &filter, before, Limit::USUAL).await?;
    let older = found.next.as_deref().map(|next| asked.address(next));
    let lines = lines(&mut q, visit.lang(), found.items).await?;
    let mut kinds: Vec<Kind> = ryugaku_ledger::things(&mut q)
        .await?
        .into_iter()
        .map(|name| Kind { word: kind_word(visit.lang(), &name), name })
        .collect();
    kinds.sort_by(|a, b| a.word.cmp(&b.word));
    page(&LedgerPage {
        shell: Shell::new(&app, &visit, Place::Ledger, words::text(visit.lang(), "nav-ledger")).await?,
        kinds,
        people: people::active(&mut q).await?,
        lines,
        here: asked.address(&asked.before),
        newer: Some(asked.address("")).filter(|_| !asked.before.is_empty()),
        older,
        asked,
    })
}

#[derive(Template)]
#[template(path = "record/event.html")]
struct EventPage {
    shell: Shell,
    line: Line,
    /// What it is about: the kind in words, what it is called, its key.
    subjects: Vec<(String, String, Uuid)>,
    /// Names and values of the facts, as they stand.
    facts: Vec<(String, String)>,
    may_redact: bool,
}

async fn show(State(app): State<App>, visit: Visit, Path(position): Path<i64>) -> PageResult {
    visit.cx.require_read()?;
    let mut q = app.db.reader();
    let event = ryugaku_ledger::find(&mut q, &visit.cx.who, position).await?;
    let may_redact = !event.redacted && redact::may(&mut q, &visit.cx, &event).await?;
    let facts = event.facts.iter().map(|(name, value)| {
        let value = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        (name.clone(), value)
    });
    let facts = facts.collect();
    let things = Things::of(&mut q, std::slice::from_ref(&event)).await?;
    let subject = |subject: &Subject| {
        (kind_word(visit.lang(), &subject.kind), things.subject(visit.lang(), subject).label, subject.id)
    };
    let subjects = event.about.iter().map(subject).collect();
    let line = lines(&mut q, visit.lang(), vec![event]).await?.remove(0);
    let title = words::say(visit.lang(), &Msg::new("ledger-entry").with("position", position));
    let shell = Shell::new(&app, &visit, Place::Ledger, title).await?;
    let shell = shell.crumb(words::text(visit.lang(), "nav-ledger"), "/ledger");
    page(&EventPage { shell, line, subjects, facts, may_redact })
}

async fn take_away(State(app): State<App>, visit: Visit, Path(position): Path<i64>) -> PageResult {
    let mut tx = app.begin().await?;
    redact::redact(&mut tx, &visit.cx, position).await?;
    tx.commit().await?;
    Ok(see_other(&app, &format!("/ledger/{position}"), Some(Flash::new(Msg::new("ledger-redacted-said")))))
}

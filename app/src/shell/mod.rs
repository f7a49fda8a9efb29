//! The page around every page: navigation, language, words, times. Templates hold a [`Shell`] and ask it for all of it.

mod nav;
pub mod when;

use askama::Template;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use jiff::tz::TimeZone;
use ryugaku_kernel::{Arg, Lang, Msg, Outcome, Time};
use ryugaku_web::Problem;

use crate::app::App;
use crate::door::{Visit, page_with};
use crate::organisation::Organisation;
use crate::words;

use nav::{Count, Group};
pub use nav::{Crumb, Place, places};

pub struct Shell {
    pub lang: Lang,
    pub visit: Option<Visit>,
    pub title: String,
    pub crumbs: Vec<Crumb>,
    pub groups: Vec<Group>,
    pub position: i64,
    now: Time,
    zone: TimeZone,
}

impl Shell {
    /// For somebody who has signed in. `title` is already in their language.
    pub async fn new(app: &App, visit: &Visit, place: Place, title: impl Into<String>) -> Outcome<Self> {
        let mut q = app.db.reader();
        let counts = Count::all(app, &mut q, &visit.cx).await?;
        Ok(Self {
            lang: visit.lang(),
            title: title.into(),
            crumbs: Vec::new(),
            groups: nav::groups(visit.lang(), place, counts),
            position: ryugaku_ledger::newest(&mut q).await?,
            now: visit.cx.now(),
            zone: visit.zone(),
            visit: Some(visit.clone()),
        })
    }

    /// For a page that nobody need have signed in for.
    pub fn bare(app: &App, visit: Option<&Visit>, lang: Lang, title: impl Into<String>) -> Self {
        Self {
            lang,
            title: title.into(),
            crumbs: Vec::new(),
            groups: Vec::new(),
            position: 0,
            now: app.clock.now(),
            zone: visit.map_or(TimeZone::UTC, Visit::zone),
            visit: visit.cloned(),
        }
    }

    /// The way here: `.crumb("インシデント", "/incidents")`, then the page's own title comes last.
    #[must_use]
    pub fn crumb(mut self, label: impl Into<String>, address: impl Into<String>) -> Self {
        self.crumbs.push(Crumb { label: label.into(), address: address.into() });
        self
    }

    /// Of a page on a clock of its own, such as that of a drill.
    #[must_use]
    pub fn at(mut self, now: Time) -> Self {
        self.now = now;
        self
    }

    pub fn t(&self, key: &str) -> String {
        words::text(self.lang, key)
    }

    /// The text, if there is one of this key that needs no arguments.
    pub fn known(&self, key: &str) -> Option<String> {
        words::maybe(self.lang, &Msg { key: key.to_owned().into(), args: Default::default() })
    }

    pub fn t1(&self, key: &'static str, name: &'static str, value: impl ToArg) -> String {
        words::say(self.lang, &Msg::new(key).with(name, value.to_arg()))
    }

    pub fn t2(
        &self,
        key: &'static str,
        name: &'static str,
        value: impl ToArg,
        name2: &'static str,
        value2: impl ToArg,
    ) -> String {
        words::say(self.lang, &Msg::new(key).with(name, value.to_arg()).with(name2, value2.to_arg()))
    }

    pub fn say(&self, msg: &Msg) -> String {
        words::say(self.lang, msg)
    }

    /// A point in time as HTML, short by how long ago it was; safe.
    pub fn time(&self, time: &Time) -> String {
        when::html(*time, self.now, &self.zone, self.lang, when::short)
    }

    /// The same, never without its time of day.
    pub fn moment(&self, time: &Time) -> String {
        when::html(*time, self.now, &self.zone, self.lang, when::moment)
    }

    /// The same, always the time of day alone: for timelines of one day.
    pub fn clock(&self, time: &Time) -> String {
        when::html(*time, self.now, &self.zone, self.lang, when::clock)
    }

    /// The same with seconds: for what happened one after the other.
    pub fn seconds(&self, time: &Time) -> String {
        when::html(*time, self.now, &self.zone, self.lang, when::seconds)
    }

    /// How long ago, as HTML that goes on counting; safe.
    pub fn ago(&self, time: &Time) -> String {
        when::html(*time, self.now, &self.zone, self.lang, when::ago)
    }

    /// A clock that has run since then, as HTML that goes on counting; safe.
    pub fn elapsed(&self, since: &Time) -> String {
        format!("<time data-elapsed=\"{since}\">{}</time>", when::running(self.now.since(*since), self.lang))
    }

    /// The day alone, in the reader's zone.
    pub fn day(&self, time: &Time) -> String {
        let at = |time: Time| time.timestamp().to_zoned(self.zone.clone());
        when::day(&at(*time), &at(self.now), self.lang)
    }

    /// A civil day, which is the same day in every zone.
    pub fn civil(&self, day: &jiff::civil::Date) -> String {
        let at = day.to_zoned(self.zone.clone()).unwrap_or_default();
        when::day(&at, &self.now.timestamp().to_zoned(self.zone.clone()), self.lang)
    }

    /// The same, without weekday and year.
    pub fn month(&self, day: &jiff::civil::Date) -> String {
        when::month(*day, self.lang)
    }

    pub fn brief(&self, day: &jiff::civil::Date) -> String {
        when::brief(*day, self.lang)
    }

    /// A span, as in `18 min`.
    pub fn span(&self, from: &Time, until: &Time) -> String {
        when::span(until.since(*from), self.lang)
    }

    pub fn now(&self) -> Time {
        self.now
    }

    pub fn zone(&self) -> &TimeZone {
        &self.zone
    }

    /// The abbreviation of the zone now, as in `JST`.
    pub fn zone_name(&self) -> String {
        self.now.timestamp().to_zoned(self.zone.clone()).strftime("%Z").to_string()
    }

    pub fn csrf(&self) -> &str {
        self.visit.as_ref().map_or("", |visit| &visit.csrf)
    }

    pub fn theme(&self) -> &str {
        self.visit.as_ref().and_then(|visit| visit.choices.theme.as_deref()).unwrap_or("")
    }

    pub fn keys(&self) -> &'static str {
        if self.visit.as_ref().is_none_or(|visit| visit.choices.single_keys) { "on" } else { "off" }
    }

    pub fn name(&self) -> &str {
        self.visit.as_ref().map_or("", |visit| &visit.cx.who.name)
    }

    pub fn signed_in(&self) -> bool {
        self.visit.as_ref().is_some_and(|visit| !visit.cx.who.is_anonymous())
    }

    pub fn may_act(&self) -> bool {
        self.visit.as_ref().is_some_and(|visit| visit.cx.who.may_act())
    }

    pub fn is_admin(&self) -> bool {
        self.visit.as_ref().is_some_and(|visit| visit.cx.who.is_admin())
    }

    pub fn organisation(&self) -> Option<&Organisation> {
        self.visit.as_ref().map(|visit| &visit.organisation)
    }

    /// The same page in the other language, for the link in the header.
    pub fn here(&self) -> String {
        url::form_urlencoded::byte_serialize(self.address().as_bytes()).collect()
    }

    /// Where the reader is: path and query, for parts that refresh themselves.
    pub fn address(&self) -> String {
        let uri = self.visit.as_ref().and_then(|visit| visit.uri.path_and_query().map(ToString::to_string));
        uri.unwrap_or_else(|| "/".into())
    }

    pub fn flash(&self) -> Option<String> {
        self.visit.as_ref()?.flash.as_ref().map(|flash| self.say(&flash.msg))
    }

    pub fn undo(&self) -> Option<&str> {
        self.visit.as_ref()?.flash.as_ref()?.undo.as_deref()
    }
}

/// The letter on somebody's seal.
pub fn seal(name: &str) -> String {
    name.chars().next().map(|first| first.to_uppercase().to_string()).unwrap_or_default()
}

/// What a template may give as an argument of a message.
pub trait ToArg {
    fn to_arg(&self) -> Arg;
}

impl<T: ToArg + ?Sized> ToArg for &T {
    fn to_arg(&self) -> Arg {
        (**self).to_arg()
    }
}

impl ToArg for str {
    fn to_arg(&self) -> Arg {
        self.into()
    }
}

impl ToArg for String {
    fn to_arg(&self) -> Arg {
        self.as_str().into()
    }
}

impl ToArg for i64 {
    fn to_arg(&self) -> Arg {
        (*self).into()
    }
}

impl ToArg for usize {
    fn to_arg(&self) -> Arg {
        (*self).into()
    }
}

#[derive(Template)]
#[template(path = "failure.html")]
struct FailurePage<'a> {
    shell: Shell,
    problem: &'a Problem,
    /// What the reader wrote, which was not kept.
    typed: Vec<String>,
    /// The page from which it was sent.
    back: Option<String>,
}

/// A failure as a page; without navigation, which might need what has failed.
pub fn failure_page(
    app: &App,
    visit: Option<&Visit>,
    lang: Lang,
    problem: &Problem,
    typed: Vec<String>,
    back: Option<String>,
) -> Response {
    let shell = Shell::bare(app, visit, lang, problem.title.clone());
    let status = StatusCode::from_u16(problem.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let page = page_with(status, &FailurePage { shell, problem, typed, back });
    let mut response = page.unwrap_or_else(|_| status.into_response());
    if let Some(seconds) = problem.retry_after {
        response.headers_mut().insert(axum::http::header::RETRY_AFTER, seconds.into());
    }
    response
}

//! `/silences/{id}`: one silence, what it hides now, its trail; it is extended and expired here.

use askama::Template;
use axum::Router;
use axum::extract::{Path, Query, State};
use jiff::SignedDuration;
use ryugaku_kernel::{Msg, Outcome, Time};
use ryugaku_routing::SilenceState;
use serde::Deserialize;

use super::seen::Seen;
use crate::app::App;
use crate::door::{self, Fields, Flash, PageResult, Visit, get, page, post, see_other};
use crate::record::{self, Line, Part};
use crate::shell::{Place, Shell};
use crate::silences::api::named;
use crate::silences::make::NewSilence;
use crate::silences::preview::Hours;
use crate::silences::reach::{Weighed, reach};
use crate::silences::shown::Names;
use crate::silences::silence::{Silence, SilenceId};
use crate::silences::{change, given, make, matchers, store};
use crate::words;

pub fn routes() -> Router<App> {
    Router::new()
        .route("/silences/{id}", get(show))
        .route("/silences/{id}/extend", post(extend))
        .route("/silences/{id}/expire", post(expire))
        .route("/silences/{id}/again", post(again))
}

#[derive(Template)]
#[template(path = "silences/one.html")]
struct OnePage {
    shell: Shell,
    silence: Silence,
    state: SilenceState,
    maker: String,
    /// While it is not expired.
    seen: Option<Seen>,
    trail: Vec<Line>,
    /// When it ends, as a field takes it.
    until: String,
    /// The address of a form that is filled in with its matchers.
    again: String,
}

async fn show(State(app): State<App>, visit: Visit, Path(id): Path<String>) -> PageResult {
    visit.cx.require_read()?;
    let mut q = app.db.reader();
    let silence = store::by_id(&mut q, named(&id)?).await?;
    let state = silence.state(visit.cx.now());
    let names = Names::of_silences(&mut q, std::slice::from_ref(&silence)).await?;
    let events = ryugaku_ledger::trail(&mut q, &visit.cx.who, silence.id.0).await?;
    let span = (silence.starts_at, silence.ends_at);
    let hours = Hours { span, weekly: None, zone: visit.organisation.zone() };
    let seen = if state == SilenceState::Expired {
        None
    } else {
        let mut seen = Seen::of_matchers(&app, &visit, &silence.matchers, &hours, String::new()).await?;
        seen.preview.same.retain(|other| other.id != silence.id);
        Some(seen)
    };
    let shell = Shell::new(&app, &visit, Place::Alerts, matchers::words(&silence.matchers)).await?;
    page(&OnePage {
        shell: shell
            .crumb(words::text(visit.lang(), "nav-alerts"), "/alerts")
            .crumb(words::text(visit.lang(), "silences-title"), "/silences"),
        state,
        maker: names.maker(&silence, visit.lang()),
        seen,
        trail: record::lines(&mut q, visit.lang(), events).await?,
        until: given::local(silence.ends_at, &visit.zone()),
        again: format!("/silences/new?{}", door::query([("matchers", matchers::lines(&silence.matchers).as_str())])),
        silence,
    })
}

/// By hours, or until a time.
async fn extend(State(app): State<App>, visit: Visit, Path(id): Path<String>, fields: Fields) -> PageResult {
    visit.cx.require_act()?;
    let old = store::by_id(&mut app.db.reader(), named(&id)?).await?;
    let ends_at = match fields.maybe_parse::<u8>("hours")? {
        Some(hours) => old.ends_at.plus(SignedDuration::from_hours(hours.into())),
        None => given::end(old.starts_at, given::at("until", fields.get("until"), &visit.zone())?, None)?,
    };
    let weighed = Weighed { reach: reach(&app, &old.matchers).await?, sure: true };
    let new = NewSilence {
        matchers: old.matchers,
        starts_at: Some(old.starts_at),
        ends_at,
        comment: old.comment,
        created_by: None,
    };
    let mut tx = app.begin().await?;
    let silence = change::put(&mut tx, &visit.cx, old.id, Some(old.version), new, weighed).await?;
    tx.commit().await?;
    Ok(see_other(&app, &format!("/silences/{}", silence.id), Some(Flash::new(Msg::new("silence-extended-said")))))
}

async fn expire(State(app): State<App>, visit: Visit, Path(id): Path<String>) -> PageResult {
    visit.cx.require_act()?;
    let id = named(&id)?;
    let until = store::by_id(&mut app.db.reader(), id).await?.ends_at;
    let mut tx = app.begin().await?;
    let silence = change::expire(&mut tx, &visit.cx, id, None).await?;
    tx.commit().await?;
    let said = Flash::new(Msg::new("silence-expired-said").with("name", matchers::words(&silence.matchers)));
    Ok(see_other(&app, "/silences", Some(said.undo(format!("/silences/{id}/again?until={}", until.0)))))
}

#[derive(Deserialize)]
struct Again {
    #[serde(default)]
    until: i64,
}

/// What was expired is made anew until it would have ended.
async fn again(
    State(app): State<App>,
    visit: Visit,
    Path(id): Path<String>,
    Query(Again { until }): Query<Again>,
) -> PageResult {
    visit.cx.require_act()?;
    let silence = anew(&app, &visit, named(&id)?, Time(until)).await?;
    let said = Flash::new(Msg::new("silence-made-said").with("name", matchers::words(&silence.matchers)));
    Ok(see_other(&app, &format!("/silences/{}", silence.id), Some(said)))
}

async fn anew(app: &App, visit: &Visit, id: SilenceId, ends_at: Time) -> Outcome<Silence> {
    let old = store::by_id(&mut app.db.reader(), id).await?;
    // It hid as much before.
    let weighed = Weighed { reach: reach(app, &old.matchers).await?, sure: true };
    let new = NewSilence {
        matchers: old.matchers,
        starts_at: Some(old.starts_at),
        ends_at,
        comment: old.comment,
        created_by: None,
    };
    let mut tx = app.begin().await?;
    let silence = make::make(&mut tx, &visit.cx, new, weighed).await?;
    tx.commit().await.map(|_| silence)
}

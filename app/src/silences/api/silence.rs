//! `/api/v1/silences`

use axum::extract::{Path, Query, State};
use ryugaku_alerting::Matcher;
use ryugaku_kernel::{Failure, Outcome, Time};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;

use super::json::{MatcherGiven, SilenceJson, matchers_of, said, said_one};
use crate::app::App;
use crate::door::{Answer, Body, Failed, IfMatch, Listed, Paging, Visit, routes};
use crate::silences::list_store::{self, Asked, Which};
use crate::silences::make::NewSilence;
use crate::silences::reach::{Weighed, reach};
use crate::silences::shown::Names;
use crate::silences::silence::{Silence, SilenceId};
use crate::silences::{change, given, make, store};

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(list, add)).routes(routes!(show, change)).routes(routes!(expire))
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct SilencesAsked {
    /// `current` if absent: active and pending
    #[param(inline)]
    state: Option<Which>,
    /// Matchers that they have, such as `cluster="tokyo-3"`, with commas
    filter: Option<String>,
}

#[derive(Deserialize, ToSchema)]
struct NewSilenceJson {
    #[serde(default)]
    matchers: Vec<MatcherGiven>,
    /// At once if absent or past
    starts_at: Option<Time>,
    ends_at: Option<Time>,
    /// In place of `ends_at`: such as `90m` or `2h`
    duration: Option<String>,
    #[serde(default)]
    comment: String,
    /// Said when everything that fires is hidden, and that is meant
    #[serde(default)]
    catches_all: bool,
}

#[derive(Deserialize, ToSchema)]
struct SilenceChangeJson {
    matchers: Option<Vec<MatcherGiven>>,
    starts_at: Option<Time>,
    ends_at: Option<Time>,
    /// In place of `ends_at`: from now, or from when it starts
    duration: Option<String>,
    comment: Option<String>,
    #[serde(default)]
    catches_all: bool,
}

/// Silences: what ends soonest first; of the expired ones what ended last
#[utoipa::path(get, path = "/api/v1/silences", tag = "silences", params(SilencesAsked, Paging), responses(
    (status = 200, body = Listed<SilenceJson>), (status = "4XX", body = ryugaku_web::Problem, content_type = "application/problem+json")))]
async fn list(
    State(app): State<App>,
    visit: Visit,
    Query(asked): Query<SilencesAsked>,
    Query(paging): Query<Paging>,
) -> Result<Answer<Listed<SilenceJson>>, Failed> {
    visit.cx.require_read()?;
    let filter = Matcher::parse_list(asked.filter.as_deref().unwrap_or_default())?;
    let asked = Asked { which: asked.state.unwrap_or_default(), filter };
    let (mut q, now) = (app.db.reader(), visit.cx.now());
    let page = list_store::page(&mut q, &asked, now, paging.after()?, paging.limit()).await?;
    let names = Names::of_silences(&mut q, &page.items).await?;
    let next = page.next.clone();
    Ok(Answer::ok(Listed { items: page.items.iter().map(|one| said(one, &names, now)).collect(), next }))
}

/// Make a silence; what hides everything is refused until `catches_all` says that it is meant
#[utoipa::path(post, path = "/api/v1/silences", tag = "silences", request_body = NewSilenceJson, responses(
    (status = 201, body = SilenceJson), (status = "4XX", body = ryugaku_web::Problem, content_type = "application/problem+json")))]
async fn add(
    State(app): State<App>,
    visit: Visit,
    new: Result<Body<NewSilenceJson>, Failed>,
) -> Result<Answer<SilenceJson>, Failed> {
    // Who may not do it is not told how it is written.
    visit.cx.require_act()?;
    let Body(new) = new?;
    let matchers = matchers_of(new.matchers)?;
    let from = new.starts_at.unwrap_or(visit.cx.now());
    let ends_at = given::end(from, new.ends_at, new.duration.as_deref())?;
    let weighed = Weighed { reach: reach(&app, &matchers).await?, sure: new.catches_all };
    let new = NewSilence { matchers, starts_at: new.starts_at, ends_at, comment: new.comment, created_by: None };
    let mut tx = app.begin().await?;
    let silence = make::make(&mut tx, &visit.cx, new, weighed).await?;
    tx.commit().await?;
    let json = said_one(&mut app.db.reader(), &silence, visit.cx.now()).await?;
    let version = json.version;
    Ok(Answer::created(json, format!("/api/v1/silences/{}", silence.id)).version(version))
}

/// One silence
#[utoipa::path(get, path = "/api/v1/silences/{id}", tag = "silences", params(("id" = String, Path)), responses(
    (status = 200, body = SilenceJson), (status = "4XX", body = ryugaku_web::Problem, content_type = "application/problem+json")))]
async fn show(State(app): State<App>, visit: Visit, Path(id): Path<String>) -> Result<Answer<SilenceJson>, Failed> {
    visit.cx.require_read()?;
    let silence = store::by_id(&mut app.db.reader(), named(&id)?).await?;
    answer(&app, &visit, &silence).await
}

/// Change a silence. With other matchers, or another start once it has begun, it expires and another one is answered
#[utoipa::path(patch, path = "/api/v1/silences/{id}", tag = "silences", params(("id" = String, Path)), request_body = SilenceChangeJson, responses(
    (status = 200, body = SilenceJson), (status = "4XX", body = ryugaku_web::Problem, content_type = "application/problem+json")))]
async fn change(
    State(app): State<App>,
    visit: Visit,
    Path(id): Path<String>,
    IfMatch(expected): IfMatch,
    change: Result<Body<SilenceChangeJson>, Failed>,
) -> Result<Answer<SilenceJson>, Failed> {
    // Who may not do it is not told how it is written.
    visit.cx.require_act()?;
    let Body(change) = change?;
    let old = store::by_id(&mut app.db.reader(), named(&id)?).await?;
    let starts_at = change.starts_at.unwrap_or(old.starts_at);
    let ends_at = match (change.ends_at, change.duration.as_deref()) {
        (None, None) => old.ends_at,
        (ends_at, duration) => given::end(starts_at.max(visit.cx.now()), ends_at, duration)?,
    };
    let matchers = change.matchers.map_or(Ok(old.matchers), matchers_of)?;
    let weighed = Weighed { reach: reach(&app, &matchers).await?, sure: change.catches_all };
    let comment = change.comment.unwrap_or(old.comment);
    let new = NewSilence { matchers, starts_at: Some(starts_at), ends_at, comment, created_by: None };
    let mut tx = app.begin().await?;
    // What was read is what is changed.
    let expected = expected.unwrap_or(old.version);
    let silence = change::put(&mut tx, &visit.cx, old.id, Some(expected), new, weighed).await?;
    tx.commit().await?;
    answer(&app, &visit, &silence).await
}

/// Expire a silence at once
#[utoipa::path(post, path = "/api/v1/silences/{id}/expire", tag = "silences", params(("id" = String, Path)), responses(
    (status = 200, body = SilenceJson), (status = "4XX", body = ryugaku_web::Problem, content_type = "application/problem+json")))]
async fn expire(
    State(app): State<App>,
    visit: Visit,
    Path(id): Path<String>,
    IfMatch(expected): IfMatch,
) -> Result<Answer<SilenceJson>, Failed> {
    visit.cx.require_act()?;
    let mut tx = app.begin().await?;
    let silence = change::expire(&mut tx, &visit.cx, named(&id)?, expected).await?;
    tx.commit().await?;
    answer(&app, &visit, &silence).await
}

/// What is no id names no silence.
pub fn named(id: &str) -> Outcome<SilenceId> {
    id.parse().map_err(|_| Failure::NotFound("silence"))
}

async fn answer(app: &App, visit: &Visit, silence: &Silence) -> Result<Answer<SilenceJson>, Failed> {
    let json = said_one(&mut app.db.reader(), silence, visit.cx.now()).await?;
    let version = json.version;
    Ok(Answer::ok(json).version(version))
}

//! `/api/v1/exchanges/{number}/activities`: reading the diary and writing in it.

use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use ryugaku_kernel::{Failure, Outcome, Time};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;

use crate::app::App;
use crate::diary::entry::EntryId;
use crate::diary::read::{self, Filter, Place, Show};
use crate::diary::shown::{self, Shown};
use crate::diary::write::{self, EntryChange, NewEntry};
use crate::diary::{Activity, Kind};
use crate::door::{Answer, Body, Failed, IfMatch, Listed, Paging, Visit, routes};
use crate::exchange::aim::of_mark;
use crate::exchange::exchange::count_of;
use crate::exchange::{Side, access, aim_store};

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(list, write)).routes(routes!(change, remove))
}

/// Not among what a diary shows: it is for one reader alone.
const HIDDEN: &str = "hidden";

#[derive(Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct DiaryAsked {
    /// `auto`, `written`, `unlinked`; without it all. `hidden`: what you as the guest have hidden, and nobody else sees
    #[serde(default)]
    pub show: String,
    /// `discussion`, `product_sre`, `co_development`, `meeting`, `incident`, `other`
    #[serde(default)]
    pub kind: String,
}

impl DiaryAsked {
    pub fn filter(&self) -> Outcome<Filter> {
        let show = match self.show.as_str() {
            "" => Show::All,
            name => Show::named(name).ok_or_else(|| Failure::invalid("show", "failure-choose-one"))?,
        };
        Ok(Filter { show, kind: self.kind()? })
    }

    fn kind(&self) -> Outcome<Option<Kind>> {
        match self.kind.as_str() {
            "" => Ok(None),
            name => Kind::named(name).map(Some).ok_or_else(|| Failure::invalid("kind", "failure-choose-one")),
        }
    }
}

#[derive(Serialize, ToSchema)]
struct ActivityJson {
    /// `p` and a position in the ledger, or `e` and a key
    activity: String,
    kind: Kind,
    at: Time,
    /// Whether it came by itself, out of the ledger or the plan; otherwise somebody typed it.
    auto: bool,
    /// What was done, in the language of the request
    what: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    url: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    note: String,
    /// How many other lines are told with it
    #[serde(skip_serializing_if = "is_none")]
    more: i64,
    /// Marks of the aims it is evidence for: `g1`
    aims: Vec<String>,
    #[serde(skip_serializing_if = "String::is_empty")]
    by: String,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands it so")]
fn is_none(more: &i64) -> bool {
    *more == 0
}

#[derive(Deserialize, ToSchema)]
struct NewActivityJson {
    /// One line; an address in it becomes its link, `#g1` its aim
    text: String,
    #[serde(default)]
    url: String,
    kind: Option<Kind>,
    at: Option<Time>,
    /// Marks of aims: `g1`
    #[serde(default)]
    aims: Vec<String>,
    /// `api` without it; `cli` and `chat` say where somebody wrote
    #[serde(default)]
    source: String,
}

#[derive(Deserialize, ToSchema)]
struct ActivityChangeJson {
    text: Option<String>,
    url: Option<String>,
    kind: Option<Kind>,
    at: Option<Time>,
}

/// The diary of an exchange, newest first
#[utoipa::path(get, path = "/api/v1/exchanges/{number}/activities", tag = "activities", params(("number" = String, Path), DiaryAsked, Paging), responses(
    (status = 200, body = Listed<ActivityJson>), (status = "4XX", body = ryugaku_web::Problem, content_type = "application/problem+json")))]
async fn list(
    State(app): State<App>,
    visit: Visit,
    Path(number): Path<String>,
    Query(asked): Query<DiaryAsked>,
    Query(paging): Query<Paging>,
) -> Result<Answer<Listed<ActivityJson>>, Failed> {
    visit.cx.require_read()?;
    let mut q = app.db.reader();
    let (exchange, access) = access::seen(&mut q, &visit.cx, count_of(&number)?).await?;
    access.require_inside()?;
    let (after, limit): (Option<Place>, _) = (paging.after()?, paging.limit());
    let (told, next) = if asked.show == HIDDEN {
        read::hidden_page(&mut q, &visit.cx, &exchange, asked.kind()?, after, limit).await?
    } else {
        read::page(&mut q, &visit.cx, &exchange, asked.filter()?, after, limit).await?
    };
    let aims = aim_store::of_exchange(&mut q, exchange.id).await?;
    let shown = shown::many(&mut q, visit.lang(), told, &aims).await?;
    let items = shown.into_iter().map(ActivityJson::from).collect();
    Ok(Answer::ok(Listed { items, next: next.map(|place| place.to_string()) }))
}

/// Write one line in the diary
#[utoipa::path(post, path = "/api/v1/exchanges/{number}/activities", tag = "activities", params(("number" = String, Path)), request_body = NewActivityJson, responses(
    (status = 201, body = ActivityJson), (status = "4XX", body = ryugaku_web::Problem, content_type = "application/problem+json")))]
async fn write(
    State(app): State<App>,
    visit: Visit,
    Path(number): Path<String>,
    new: Result<Body<NewActivityJson>, Failed>,
) -> Result<Answer<ActivityJson>, Failed> {
    // Who may not do it is not told how it is written.
    visit.cx.require_act()?;
    let Body(new) = new?;
    let source = match new.source.as_str() {
        "cli" => "cli",
        "chat" => "chat",
        "" | "api" => "api",
        _ => return Err(Failure::invalid("source", "failure-choose-one").into()),
    };
    let aims = new.aims.iter().map(|mark| marked("aims", mark)).collect::<Outcome<Vec<_>>>()?;
    let new = NewEntry { text: new.text, url: new.url, kind: new.kind, at: new.at, aims, source };
    let mut tx = app.begin().await?;
    let entry = write::write(&mut tx, &visit.cx, count_of(&number)?, new).await?;
    tx.commit().await?;
    let activity = Activity::Entry(entry.id.0);
    let version = entry.version;
    let said = one(&app, &visit, &number, activity).await?;
    let location = format!("/api/v1/exchanges/EX-{}/activities/{activity}", count_of(&number)?);
    Ok(Answer::created(said, location).version(version))
}

/// Change what was written
#[utoipa::path(patch, path = "/api/v1/exchanges/{number}/activities/{activity}", tag = "activities", params(("number" = String, Path), ("activity" = String, Path)), request_body = ActivityChangeJson, responses(
    (status = 200, body = ActivityJson), (status = "4XX", body = ryugaku_web::Problem, content_type = "application/problem+json")))]
async fn change(
    State(app): State<App>,
    visit: Visit,
    Path((number, activity)): Path<(String, String)>,
    IfMatch(expected): IfMatch,
    change: Result<Body<ActivityChangeJson>, Failed>,
) -> Result<Answer<ActivityJson>, Failed> {
    // Who may not do it is not told how it is written.
    visit.cx.require_act()?;
    let Body(change) = change?;
    let change = EntryChange { text: change.text, url: change.url, kind: change.kind, at: change.at };
    let mut tx = app.begin().await?;
    let id = written(&activity)?;
    let entry = write::change(&mut tx, &visit.cx, count_of(&number)?, id, expected, change).await?;
    tx.commit().await?;
    Ok(Answer::ok(one(&app, &visit, &number, Activity::Entry(id.0)).await?).version(entry.version))
}

/// Take away what was written; its words are gone
#[utoipa::path(delete, path = "/api/v1/exchanges/{number}/activities/{activity}", tag = "activities", params(("number" = String, Path), ("activity" = String, Path)), responses(
    (status = 204), (status = "4XX", body = ryugaku_web::Problem, content_type = "application/problem+json")))]
async fn remove(
    State(app): State<App>,
    visit: Visit,
    Path((number, activity)): Path<(String, String)>,
) -> Result<StatusCode, Failed> {
    visit.cx.require_act()?;
    let mut tx = app.begin().await?;
    write::remove(&mut tx, &visit.cx, count_of(&number)?, written(&activity)?).await?;
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}

pub fn marked(field: &'static str, mark: &str) -> Outcome<(Side, i64)> {
    of_mark(mark).ok_or_else(|| Failure::invalid(field, "diary-aim-wrong"))
}

/// Only what was written can be rewritten: the ledger stays as it is.
fn written(activity: &str) -> Outcome<EntryId> {
    match activity.parse()? {
        Activity::Entry(id) => Ok(EntryId(id)),
        Activity::Event(_) => Err(Failure::conflict("diary-ledger-stays")),
    }
}

async fn one(app: &App, visit: &Visit, number: &str, activity: Activity) -> Outcome<ActivityJson> {
    let mut q = app.db.reader();
    let (exchange, _) = access::seen(&mut q, &visit.cx, count_of(number)?).await?;
    let aims = aim_store::of_exchange(&mut q, exchange.id).await?;
    let told = read::these(&mut q, &visit.cx, &exchange, &[activity]).await?;
    let shown = shown::many(&mut q, visit.lang(), told, &aims).await?.pop();
    shown.map(ActivityJson::from).ok_or(Failure::NotFound("activity"))
}

impl From<Shown> for ActivityJson {
    fn from(shown: Shown) -> Self {
        Self {
            activity: shown.activity.to_string(),
            kind: shown.kind,
            at: shown.at,
            auto: !shown.is_typed(),
            what: shown.words(),
            url: shown.url,
            note: shown.note,
            more: shown.more,
            aims: shown.aims.into_iter().map(|(mark, _)| mark).collect(),
            by: shown.by,
        }
    }
}

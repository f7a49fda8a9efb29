//! `/api/v1/me/calendars`: calendars one brought from elsewhere.

use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::extract::{DefaultBodyLimit, Path, Query, State};
use ryugaku_kernel::{Failure, Lang, Time, Uuid};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;

use crate::app::App;
use crate::door::{Answer, Failed, Listed, Visit, routes};
use crate::plan::calendar::{Calendar, CalendarId};
use crate::plan::import_calendar;
use crate::plan::pages::zone_of;
use crate::words;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(own_calendars, import_own))
        .layer(DefaultBodyLimit::max(ryugaku_ical::LARGEST + 1))
        .routes(routes!(remove_own))
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct AskedImport {
    /// What to call it; a former one of this name is replaced
    #[serde(default)]
    name: String,
    /// Say what would be read, and keep nothing
    #[serde(default)]
    dry_run: bool,
}

#[derive(Serialize, ToSchema)]
struct OwnCalendarJson {
    id: Uuid,
    name: String,
    imported_at: Time,
    /// What was read: from here …
    from: Time,
    /// … up to here
    until: Time,
    /// Entries that were understood
    entries: i64,
    /// To-dos and other things that take up no time
    passed: i64,
    refused: Vec<RefusedEntryJson>,
}

#[derive(Serialize, ToSchema)]
struct RefusedEntryJson {
    line: usize,
    uid: Option<String>,
    /// What is wrong and what to do
    why: String,
}

#[derive(Serialize, ToSchema)]
struct CalendarImportJson {
    /// Whether it was kept; a dry run keeps nothing
    applied: bool,
    /// Times it takes up
    times: usize,
    calendar: OwnCalendarJson,
}

impl OwnCalendarJson {
    fn of(calendar: Calendar, lang: Lang) -> Self {
        let refused = calendar.refused.into_iter().map(|refused| RefusedEntryJson {
            line: refused.line,
            uid: refused.uid,
            why: words::say(lang, &refused.why),
        });
        Self {
            id: calendar.id.0,
            name: calendar.name,
            imported_at: calendar.imported_at,
            from: calendar.from,
            until: calendar.until,
            entries: calendar.entries,
            passed: calendar.passed,
            refused: refused.collect(),
        }
    }
}

/// Your imported calendars
#[utoipa::path(get, path = "/api/v1/me/calendars", tag = "me", responses(
    (status = 200, body = Listed<OwnCalendarJson>), (status = "4XX", body = ryugaku_web::Problem, content_type = "application/problem+json")))]
async fn own_calendars(State(app): State<App>, visit: Visit) -> Result<Answer<Listed<OwnCalendarJson>>, Failed> {
    let own = import_calendar::own(&mut app.db.reader(), &visit.cx).await?;
    let items = own.into_iter().map(|calendar| OwnCalendarJson::of(calendar, visit.lang())).collect();
    Ok(Answer::ok(Listed { items, next: None }))
}

/// Import a calendar
///
/// The body is an iCalendar file of at most 5 MB. Others see only when you are busy. Entries that cannot be read are left
/// out and named; a file of which nothing can be read is refused.
#[utoipa::path(post, path = "/api/v1/me/calendars", tag = "me", params(AskedImport),
    request_body(content = String, content_type = "text/calendar"), responses(
    (status = 200, body = CalendarImportJson), (status = "4XX", body = ryugaku_web::Problem, content_type = "application/problem+json")))]
async fn import_own(
    State(app): State<App>,
    visit: Visit,
    Query(asked): Query<AskedImport>,
    file: Result<Bytes, BytesRejection>,
) -> Result<Answer<CalendarImportJson>, Failed> {
    visit.cx.require_person()?;
    let file = file.map_err(|_| Failure::TooLarge { limit: ryugaku_ical::LARGEST as u64 })?;
    let read = import_calendar::read(&visit.cx, &asked.name, file.to_vec(), zone_of(&visit)).await?;
    let mut tx = app.begin().await?;
    let imported = import_calendar::import(&mut tx, &visit.cx, read, asked.dry_run).await?;
    tx.commit().await?;
    let calendar = OwnCalendarJson::of(imported.calendar, visit.lang());
    Ok(Answer::ok(CalendarImportJson { applied: !asked.dry_run, times: imported.times, calendar }))
}

/// Remove an imported calendar
#[utoipa::path(delete, path = "/api/v1/me/calendars/{id}", tag = "me", params(("id" = Uuid, Path)), responses(
    (status = 200, body = Listed<OwnCalendarJson>), (status = "4XX", body = ryugaku_web::Problem, content_type = "application/problem+json")))]
async fn remove_own(
    State(app): State<App>,
    visit: Visit,
    Path(id): Path<Uuid>,
) -> Result<Answer<Listed<OwnCalendarJson>>, Failed> {
    let mut tx = app.begin().await?;
    import_calendar::remove(&mut tx, &visit.cx, CalendarId(id)).await?;
    tx.commit().await?;
    let own = import_calendar::own(&mut app.db.reader(), &visit.cx).await?;
    let items = own.into_iter().map(|calendar| OwnCalendarJson::of(calendar, visit.lang())).collect();
    Ok(Answer::ok(Listed { items, next: None }))
}

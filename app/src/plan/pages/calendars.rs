//! `/me/calendars`: calendars one brought from elsewhere. Nobody else sees this page.

use askama::Template;
use axum::Router;
use axum::extract::multipart::MultipartRejection;
use axum::extract::{DefaultBodyLimit, Multipart, Path, State};
use axum::http::StatusCode;
use ryugaku_calendar::Zone;
use ryugaku_kernel::{Failure, FieldError, Msg, Outcome, Uuid};

use crate::app::App;
use crate::door::{Fields, Flash, Form, PageResult, Visit, get, page_with, post, see_other};
use crate::plan::calendar::{Calendar, CalendarId, OwnTime};
use crate::plan::calendar_store;
use crate::plan::import_calendar::{self, Imported};
use crate::shell::{Place, Shell};
use crate::words;

/// A file and the form around it.
const LARGEST: usize = ryugaku_ical::LARGEST + (64 << 10);
/// Times shown of each calendar.
const SHOWN: i64 = 8;

pub fn routes() -> Router<App> {
    Router::new()
        .route("/me/calendars", get(show).merge(post(import)))
        .layer(DefaultBodyLimit::max(LARGEST))
        .route("/me/calendars/{id}/remove", post(remove))
}

struct Shown {
    calendar: Calendar,
    next: Vec<OwnTime>,
}

#[derive(Template)]
#[template(path = "plan/calendars.html")]
struct CalendarsPage {
    shell: Shell,
    form: Form,
    calendars: Vec<Shown>,
    /// Lines of a file that was refused whole.
    refused: Vec<String>,
}

#[derive(Default)]
struct Given {
    name: String,
    file_name: String,
    file: Vec<u8>,
}

async fn show(State(app): State<App>, visit: Visit) -> PageResult {
    calendars_page(&app, &visit, StatusCode::OK, Form::default(), Vec::new()).await
}

async fn import(State(app): State<App>, visit: Visit, parts: Result<Multipart, MultipartRejection>) -> PageResult {
    visit.cx.require_person()?;
    let given = match parts {
        Ok(parts) => read(parts).await?,
        Err(_) => Given::default(),
    };
    let Given { name, file_name, file } = given;
    let name = if name.is_empty() { file_name.trim_end_matches(".ics") } else { &name };
    match take(&app, &visit, name, file).await {
        Ok(imported) => {
            let said = Msg::new("calendar-imported-said").with("entries", imported.calendar.entries);
            let said = said.with("refused", imported.calendar.refused.len());
            Ok(see_other(&app, "/me/calendars", Some(Flash::new(said))))
        }
        Err(Failure::Invalid(errors)) => {
            let (lines, fields): (Vec<_>, Vec<_>) =
                errors.into_iter().partition(|error| error.field.starts_with("line "));
            let form = Form::refused(&Fields::of(&[("name", name)]), &fields, visit.lang());
            let line = |error: FieldError| format!("{} {}", said_line(&visit, &error.field), visit.say(&error.msg));
            let lines = lines.into_iter().map(line).collect();
            calendars_page(&app, &visit, StatusCode::UNPROCESSABLE_ENTITY, form, lines).await
        }
        Err(failure) => Err(failure.into()),
    }
}

async fn take(app: &App, visit: &Visit, name: &str, file: Vec<u8>) -> Outcome<Imported> {
    if file.is_empty() {
        return Err(Failure::invalid("file", "failure-required"));
    }
    let read = import_calendar::read(&visit.cx, name, file, zone_of(visit)).await?;
    let mut tx = app.begin().await?;
    let imported = import_calendar::import(&mut tx, &visit.cx, read, false).await?;
    tx.commit().await?;
    Ok(imported)
}

async fn remove(State(app): State<App>, visit: Visit, Path(id): Path<Uuid>) -> PageResult {
    let mut tx = app.begin().await?;
    let calendar = import_calendar::remove(&mut tx, &visit.cx, CalendarId(id)).await?;
    tx.commit().await?;
    let said = Msg::new("calendar-removed-said").with("name", calendar.name);
    Ok(see_other(&app, "/me/calendars", Some(Flash::new(said))))
}

/// The reader's own zone, else the organisation's.
pub fn zone_of(visit: &Visit) -> Zone {
    let zone = visit.zone();
    Zone::named(zone.iana_name().unwrap_or("UTC")).unwrap_or_else(|_| Zone::utc())
}

async fn read(mut parts: Multipart) -> Outcome<Given> {
    let wrong = |_| Failure::TooLarge { limit: LARGEST as u64 };
    let mut given = Given::default();
    while let Some(part) = parts.next_field().await.map_err(wrong)? {
        let field = part.name().unwrap_or_default().to_owned();
        let file_name = part.file_name().unwrap_or_default().to_owned();
        let bytes = part.bytes().await.map_err(wrong)?;
        match field.as_str() {
            "file" => (given.file, given.file_name) = (bytes.to_vec(), file_name),
            "name" => given.name = String::from_utf8_lossy(&bytes).trim().to_owned(),
            _ => {}
        }
    }
    Ok(given)
}

fn said_line(visit: &Visit, field: &str) -> String {
    let line = field.trim_start_matches("line ").to_owned();
    visit.say(&Msg::new("calendar-line").with("line", line))
}

async fn calendars_page(app: &App, visit: &Visit, status: StatusCode, form: Form, refused: Vec<String>) -> PageResult {
    let mut q = app.db.reader();
    let mut calendars = Vec::new();
    for calendar in import_calendar::own(&mut q, &visit.cx).await? {
        let next = calendar_store::own_times(&mut q, calendar.id, visit.cx.now(), SHOWN).await?;
        calendars.push(Shown { calendar, next });
    }
    let shell = Shell::new(app, visit, Place::Elsewhere, words::text(visit.lang(), "calendar-title")).await?;
    let shell = shell.crumb(words::text(visit.lang(), "me-title"), "/me");
    page_with(status, &CalendarsPage { shell, form, calendars, refused })
}

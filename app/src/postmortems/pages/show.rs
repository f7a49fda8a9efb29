//! `/incidents/{number}/postmortem`: one post-mortem, as a page to read and to print and as a file, and what its buttons post.

use askama::Template;
use axum::Router;
use axum::extract::{Path, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Redirect};
use ryugaku_kernel::{Failure, Msg, Outcome};

use crate::app::App;
use crate::door::{Fields, Flash, Form, PageResult, Visit, get, page_with, post, see_other};
use crate::incidents::{self, Incident, incident::count_of};
use crate::markdown;
use crate::postmortems::actions::is_fence;
use crate::postmortems::postmortem::{Postmortem, State as Stands};
use crate::postmortems::shown::{self, Shown};
use crate::postmortems::{follow, hints, store, turn, withdrawn, write};
use crate::record::{self, Line, Part};
use crate::shell::{Place, Shell};
use crate::words;

pub fn routes() -> Router<App> {
    Router::new()
        .route("/incidents/{number}/postmortem", get(show).merge(post(begin)))
        .route("/incidents/{number}/postmortem.md", get(file))
        .route("/incidents/{number}/postmortem/review", post(review))
        .route("/incidents/{number}/postmortem/publish", post(publish))
        .route("/incidents/{number}/postmortem/take-back", post(take_back))
        .route("/incidents/{number}/postmortem/tasks", post(follow_items))
}

#[derive(Template)]
#[template(path = "postmortems/none.html")]
struct NonePage {
    shell: Shell,
    number: String,
    incident: Incident,
}

#[derive(Template)]
#[template(path = "postmortems/postmortem.html")]
struct PostmortemPage {
    shell: Shell,
    number: String,
    shown: Shown,
    body: String,
    /// Words of the timeline were taken away since it was drafted.
    is_withdrawn: bool,
    trail: Vec<Line>,
    form: Form,
}

impl PostmortemPage {
    fn is(&self, state: Stands) -> bool {
        self.shown.postmortem.state == state
    }
}

async fn show(State(app): State<App>, visit: Visit, Path(number): Path<String>) -> PageResult {
    visit.cx.require_read()?;
    page_of(&app, &visit, count_of(&number)?, StatusCode::OK, Form::default()).await
}

async fn file(State(app): State<App>, visit: Visit, Path(number): Path<String>) -> PageResult {
    visit.cx.require_read()?;
    let mut q = app.db.reader();
    let incident = incidents::store::by_count(&mut q, &visit.cx.who, count_of(&number)?).await?;
    let found = store::of_incident(&mut q, incident.id.0).await?.ok_or(Failure::NotFound("postmortem"))?;
    let body = format!("{}\n", hints::without(&found.body).trim_end());
    let mut response = ([(header::CONTENT_TYPE, "text/markdown; charset=utf-8")], body).into_response();
    let disposition = format!("attachment; filename=\"{}-postmortem.md\"", incident.number());
    if let Ok(value) = HeaderValue::from_str(&disposition) {
        response.headers_mut().insert(header::CONTENT_DISPOSITION, value);
    }
    Ok(response)
}

async fn begin(State(app): State<App>, visit: Visit, Path(number): Path<String>) -> PageResult {
    visit.cx.require_act()?;
    let count = count_of(&number)?;
    let mut tx = app.begin().await?;
    write::write(&mut tx, &visit.cx, count).await?;
    tx.commit().await?;
    let said = Flash::new(Msg::new("postmortem-written-said"));
    Ok(see_other(&app, &format!("/incidents/{count}/postmortem/edit"), Some(said)))
}

async fn review(State(app): State<App>, visit: Visit, Path(number): Path<String>, fields: Fields) -> PageResult {
    visit.cx.require_act()?;
    let count = count_of(&number)?;
    let mut tx = app.begin().await?;
    let done = turn::send_to_review(&mut tx, &visit.cx, count, fields.maybe_parse("version")?).await;
    if done.is_ok() {
        tx.commit().await?;
    }
    after(&app, &visit, count, &fields, done, "postmortem-review-said").await
}

async fn publish(State(app): State<App>, visit: Visit, Path(number): Path<String>, fields: Fields) -> PageResult {
    visit.cx.require_act()?;
    let count = count_of(&number)?;
    let mut tx = app.begin().await?;
    let done = turn::publish(&mut tx, &visit.cx, count, fields.maybe_parse("version")?).await;
    if done.is_ok() {
        tx.commit().await?;
    }
    after(&app, &visit, count, &fields, done, "postmortem-published-said").await
}

async fn take_back(State(app): State<App>, visit: Visit, Path(number): Path<String>, fields: Fields) -> PageResult {
    visit.cx.require_act()?;
    let count = count_of(&number)?;
    let mut tx = app.begin().await?;
    let done = turn::take_back(&mut tx, &visit.cx, count, None, fields.get("reason")).await;
    if done.is_ok() {
        tx.commit().await?;
    }
    after(&app, &visit, count, &fields, done, "postmortem-taken-back-said").await
}

async fn follow_items(State(app): State<App>, visit: Visit, Path(number): Path<String>, fields: Fields) -> PageResult {
    visit.cx.require_act()?;
    let count = count_of(&number)?;
    let (version, line) = (fields.maybe_parse("version")?, fields.maybe_parse("line")?);
    let mut tx = app.begin().await?;
    let done = follow::follow(&mut tx, &visit.cx, count, version, line).await;
    // What was written together until now stays as a version: it is what they read next, and choose from.
    if matches!(done, Ok(_) | Err(Failure::Stale)) {
        tx.commit().await?;
    }
    after(&app, &visit, count, &fields, done.map(|(postmortem, _)| postmortem), "postmortem-followed-said").await
}

/// The page with what was said, or again with the reasons under the fields.
async fn after(
    app: &App,
    visit: &Visit,
    count: i64,
    fields: &Fields,
    done: Outcome<Postmortem>,
    said: &'static str,
) -> PageResult {
    match done {
        Ok(_) => {
            let address = format!("/incidents/{count}/postmortem");
            Ok(see_other(app, &address, Some(Flash::new(Msg::new(said)))))
        }
        Err(Failure::Invalid(errors)) => {
            let form = Form::refused(fields, &errors, visit.lang());
            page_of(app, visit, count, StatusCode::UNPROCESSABLE_ENTITY, form).await
        }
        Err(failure) => Err(failure.into()),
    }
}

async fn page_of(app: &App, visit: &Visit, count: i64, status: StatusCode, form: Form) -> PageResult {
    let mut q = app.db.reader();
    let incident = incidents::store::by_count(&mut q, &visit.cx.who, count).await?;
    let number = incident.number().to_string();
    let title = format!("{} {}", words::text(visit.lang(), "postmortem"), incident.title);
    let shell = Shell::new(app, visit, Place::Incidents, title).await?;
    let shell = shell.crumb(words::text(visit.lang(), "nav-incidents"), "/incidents");
    let shell = shell.crumb(number.clone(), format!("/incidents/{number}"));
    if let Some(into) = incident.merged_into() {
        return Ok(Redirect::to(&format!("/incidents/{into}/postmortem")).into_response());
    }
    let Some(found) = store::of_incident(&mut q, incident.id.0).await? else {
        return page_with(status, &NonePage { shell, number, incident });
    };
    let events = ryugaku_ledger::trail(&mut q, &visit.cx.who, found.id.0).await?;
    let trail = record::lines(&mut q, visit.lang(), events).await?;
    let body = body_html(&found.body);
    let is_withdrawn = withdrawn::withdrawn(&mut q, &visit.cx, &incident, &found).await?;
    let shown = shown::one(&mut q, &visit.cx.who, found).await?;
    page_with(status, &PostmortemPage { shell, number, shown, body, is_withdrawn, trail, form })
}

/// Boxes of items as letters.
fn ticked(text: &str) -> String {
    let mut fenced = false;
    let line = |line: &str| {
        let bare = line.trim_start();
        fenced ^= is_fence(bare);
        let indent = &line[..line.len() - bare.len()];
        let boxed = [("- [ ]", "☐"), ("- [x]", "☑"), ("- [X]", "☑")];
        let found = boxed.into_iter().find_map(|(mark, letter)| Some((letter, bare.strip_prefix(mark)?)));
        match found.filter(|_| !fenced) {
            Some((letter, rest)) => format!("{indent}- {letter}{rest}"),
            None => line.to_owned(),
        }
    };
    text.lines().map(line).collect::<Vec<_>>().join("\n")
}

/// As it is read: without hints, and without the first heading, which stands above it.
pub(super) fn body_html(body: &str) -> String {
    let body = hints::without(body);
    let rest = body.trim_start();
    let rest = match rest.strip_prefix("# ") {
        Some(rest) => rest.split_once('\n').map_or("", |(_, rest)| rest),
        None => rest,
    };
    markdown::html(&ticked(rest))
}

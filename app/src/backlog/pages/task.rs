//! `/tasks/{number}`: a task with its trail, and what its buttons post.

use askama::Template;
use axum::Router;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect};
use ryugaku_kernel::{Failure, Msg, Time};
use ryugaku_ledger::Event;
use serde::Deserialize;

use crate::app::App;
use crate::backlog::api::today;
use crate::backlog::change;
use crate::backlog::shown::{self, Shown};
use crate::backlog::task::{TaskState, count_of};
use crate::backlog::{product, store};
use crate::door::{Fields, Flash, Form, PageResult, Visit, get, page_with, post, see_other};
use crate::incidents::sentence::sentence;
use crate::people;
use crate::shell::{Place, Shell};
use crate::words;

pub fn routes() -> Router<App> {
    Router::new().route("/tasks/{number}", get(show)).route("/tasks/{number}/state", post(set_state))
}

struct Line {
    at: Time,
    sentence: String,
    text: Option<String>,
    redacted: bool,
    by: String,
}

impl Line {
    fn lines(&self) -> impl Iterator<Item = &str> {
        self.text.as_deref().unwrap_or_default().lines()
    }
}

#[derive(Template)]
#[template(path = "backlog/task.html")]
struct TaskPage {
    shell: Shell,
    shown: Shown,
    number: String,
    /// Due, as a day in words.
    due: Option<String>,
    trail: Vec<Line>,
    may_change: bool,
    form: Form,
}

async fn show(State(app): State<App>, visit: Visit, Path(number): Path<String>) -> PageResult {
    visit.cx.require_read()?;
    let count = count_of(&number)?;
    let canonical = format!("RT-{count}");
    if number != canonical {
        return Ok(Redirect::permanent(&format!("/tasks/{canonical}")).into_response());
    }
    page_of(&app, &visit, count, StatusCode::OK, Form::default()).await
}

/// Undoing posts to an address that says what was before, and which version may be undone.
#[derive(Default, Deserialize)]
struct Back {
    to: Option<String>,
    version: Option<i64>,
}

async fn set_state(
    State(app): State<App>,
    visit: Visit,
    Path(number): Path<String>,
    Query(back): Query<Back>,
    fields: Fields,
) -> PageResult {
    visit.cx.require_act()?;
    let count = count_of(&number)?;
    let mut tx = app.begin().await?;
    let done = async {
        let before = store::by_count(&mut tx, count).await?.state;
        let to = back.to.as_deref().and_then(TaskState::named);
        let to = to.map_or_else(|| fields.word("state", TaskState::named), Ok)?;
        let task = change::set_state(&mut tx, &visit.cx, count, back.version, to, fields.get("reason")).await?;
        let said = Flash::new(Msg::new("task-state-said").with("state", visit.say(&Msg::new(to.key()))));
        // What was rejected came with a reason; going back there would need it again.
        let can_undo = to.move_to(before).is_ok() && before != TaskState::Rejected;
        let undo = format!("/tasks/{}/state?to={}&version={}", task.number(), before.name(), task.version);
        Ok((task, if can_undo { said.undo(undo) } else { said }))
    }
    .await;
    match done {
        Ok((task, flash)) => {
            tx.commit().await?;
            Ok(see_other(&app, &format!("/tasks/{}", task.number()), Some(flash)))
        }
        Err(Failure::Invalid(errors)) => {
            drop(tx);
            let form = Form::refused(&fields, &errors, visit.lang());
            page_of(&app, &visit, count, StatusCode::UNPROCESSABLE_ENTITY, form).await
        }
        Err(failure) => Err(failure.into()),
    }
}

async fn page_of(app: &App, visit: &Visit, count: i64, status: StatusCode, form: Form) -> PageResult {
    let mut q = app.db.reader();
    let task = store::by_count(&mut q, count).await?;
    let events = ryugaku_ledger::trail(&mut q, &visit.cx.who, task.id.0).await?;
    let ids = events.iter().flat_map(|event| event.actor_id.into_iter().chain(event.id_of("person")));
    let names = people::names(&mut q, ids).await?;
    let line = |event: &Event| Line {
        at: event.happened_at,
        sentence: sentence(visit.lang(), event, &names),
        text: event.text.clone(),
        redacted: event.redacted,
        by: event.actor_id.and_then(|id| names.get(&id).cloned()).unwrap_or_default(),
    };
    let trail = events.iter().map(line).collect();
    let may_change = visit.cx.who.may_act() && product::permitted(&mut q, &visit.cx, &task).await.is_ok();
    let number = task.number().to_string();
    let shell = Shell::new(app, visit, Place::Tasks, format!("{number} {}", task.title)).await?;
    let shell = shell.crumb(words::text(visit.lang(), "nav-tasks"), "/tasks");
    let due = task.due.map(|day| shell.civil(&day));
    let shown = shown::one(&mut q, &visit.cx.who, task, today(visit)).await?;
    page_with(status, &TaskPage { shell, shown, number, due, trail, may_change, form })
}

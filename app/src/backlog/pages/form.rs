//! `/tasks/new` and `/tasks/{number}/edit`: the form of a task. A follow-up posts to its incident.

use askama::Template;
use axum::Router;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use ryugaku_kernel::{Failure, Msg, Outcome};
use serde::Deserialize;

use crate::app::App;
use crate::backlog::add::{self, NewTask};
use crate::backlog::change::{self, TaskChange};
use crate::backlog::origin::Origin;
use crate::backlog::product::{self, ProductChoice};
use crate::backlog::store;
use crate::backlog::task::{Effort, Task, count_of};
use crate::catalog::{self, ServiceBrief};
use crate::door::{Fields, Flash, Form, PageResult, Visit, get, page_with, post, see_other};
use crate::incidents::{self, follow_up};
use crate::people::{self, PersonBrief};
use crate::shell::{Place, Shell};
use crate::words;

pub fn routes() -> Router<App> {
    Router::new()
        .route("/tasks/new", get(new))
        .route("/tasks/{number}/edit", get(edit).merge(post(change)))
        .route("/incidents/{number}/tasks", post(add_to_incident))
}

/// What the form is for.
#[derive(Clone)]
enum Purpose {
    New,
    /// A follow-up of this incident.
    FollowUp(String),
    Edit(String),
}

#[derive(Default, Deserialize)]
struct Asked {
    #[serde(default)]
    incident: String,
}

#[derive(Template)]
#[template(path = "backlog/form.html")]
struct FormPage {
    shell: Shell,
    form: Form,
    action: String,
    back: String,
    /// The incident of a follow-up.
    incident: Option<String>,
    /// That incident is known to few, and the task to everybody.
    is_restricted: bool,
    is_edit: bool,
    products: Vec<ProductChoice>,
    services: Vec<ServiceBrief>,
    people: Vec<PersonBrief>,
    efforts: [Effort; 3],
}

async fn new(State(app): State<App>, visit: Visit, Query(asked): Query<Asked>) -> PageResult {
    visit.cx.require_act()?;
    let purpose = if asked.incident.is_empty() {
        Purpose::New
    } else {
        let count = incidents::incident::count_of(&asked.incident)?;
        Purpose::FollowUp(
            incidents::store::to_change(&mut app.db.reader(), &visit.cx.who, count).await?.number().to_string(),
        )
    };
    form_page(&app, &visit, StatusCode::OK, Form::default(), purpose).await
}

pub(super) async fn add(State(app): State<App>, visit: Visit, fields: Fields) -> PageResult {
    visit.cx.require_act()?;
    let mut tx = app.begin().await?;
    let done = async { add::add(&mut tx, &visit.cx, Origin::ByHand, task_of(&fields)?).await }.await;
    match done {
        Ok(task) => {
            tx.commit().await?;
            Ok(see_other(&app, &format!("/tasks/{}", task.number()), Some(said("task-added-said", &task))))
        }
        Err(failure) => refused(&app, &visit, &fields, Purpose::New, failure).await,
    }
}

async fn add_to_incident(
    State(app): State<App>,
    visit: Visit,
    Path(number): Path<String>,
    fields: Fields,
) -> PageResult {
    visit.cx.require_act()?;
    let count = incidents::incident::count_of(&number)?;
    let mut tx = app.begin().await?;
    let done = async { follow_up::follow_up(&mut tx, &visit.cx, count, task_of(&fields)?).await }.await;
    match done {
        Ok(task) => {
            tx.commit().await?;
            Ok(see_other(&app, &format!("/incidents/{number}"), Some(said("task-added-said", &task))))
        }
        Err(failure) => refused(&app, &visit, &fields, Purpose::FollowUp(number), failure).await,
    }
}

async fn edit(State(app): State<App>, visit: Visit, Path(number): Path<String>) -> PageResult {
    visit.cx.require_act()?;
    let mut q = app.db.reader();
    let task = store::by_count(&mut q, count_of(&number)?).await?;
    product::permitted(&mut q, &visit.cx, &task).await?;
    let id = |id: Option<ryugaku_kernel::Uuid>| id.map(|id| id.to_string()).unwrap_or_default();
    let (product, service, assignee) = (id(task.product), id(task.service), id(task.assignee));
    let (due, version) = (task.due.map(|day| day.to_string()).unwrap_or_default(), task.version.to_string());
    let form = Form::filled(&[
        ("title", &task.title),
        ("detail", &task.detail),
        ("product", &product),
        ("service", &service),
        ("assignee", &assignee),
        ("due", &due),
        ("effort", task.effort.map_or("", Effort::name)),
        ("version", &version),
    ]);
    form_page(&app, &visit, StatusCode::OK, form, Purpose::Edit(task.number().to_string())).await
}

async fn change(State(app): State<App>, visit: Visit, Path(number): Path<String>, fields: Fields) -> PageResult {
    visit.cx.require_act()?;
    let count = count_of(&number)?;
    let mut tx = app.begin().await?;
    let done = async {
        let new = task_of(&fields)?;
        let before = store::by_count(&mut tx, count).await?;
        let mut change = TaskChange {
            title: Some(new.title),
            detail: Some(new.detail),
            assignee: Some(new.assignee),
            due: Some(new.due),
            effort: Some(new.effort),
            ..TaskChange::default()
        };
        // Left as they were they are not asked about: the catalog may have archived them since.
        let was = |id: Option<ryugaku_kernel::Uuid>| id.map(|id| id.to_string());
        if new.product != was(before.product) || new.service != was(before.service) {
            (change.product, change.service) = (Some(new.product), Some(new.service));
        }
        change::change(&mut tx, &visit.cx, count, fields.maybe_parse("version")?, change).await
    }
    .await;
    match done {
        Ok(task) => {
            tx.commit().await?;
            Ok(see_other(&app, &format!("/tasks/{}", task.number()), Some(said("task-changed-said", &task))))
        }
        Err(failure) => refused(&app, &visit, &fields, Purpose::Edit(format!("RT-{count}")), failure).await,
    }
}

fn task_of(fields: &Fields) -> Outcome<NewTask> {
    let some = |name: &str| fields.some(name).map(str::to_owned);
    Ok(NewTask {
        title: fields.get("title").into(),
        detail: fields.get("detail").into(),
        product: some("product"),
        service: some("service"),
        assignee: some("assignee"),
        due: fields.maybe_parse("due")?,
        effort: fields.maybe_word("effort", Effort::named)?,
    })
}

fn said(key: &'static str, task: &Task) -> Flash {
    Flash::new(Msg::new(key).with("number", task.number().to_string()))
}

async fn refused(app: &App, visit: &Visit, fields: &Fields, purpose: Purpose, failure: Failure) -> PageResult {
    match failure {
        Failure::Invalid(errors) => {
            let form = Form::refused(fields, &errors, visit.lang());
            form_page(app, visit, StatusCode::UNPROCESSABLE_ENTITY, form, purpose).await
        }
        other => Err(other.into()),
    }
}

async fn form_page(app: &App, visit: &Visit, status: StatusCode, form: Form, purpose: Purpose) -> PageResult {
    let mut q = app.db.reader();
    let services = catalog::services(&mut q).await?;
    let is_restricted = match &purpose {
        Purpose::FollowUp(number) => {
            let count = incidents::incident::count_of(number)?;
            incidents::store::to_change(&mut q, &visit.cx.who, count).await?.is_restricted
        }
        Purpose::New | Purpose::Edit(_) => false,
    };
    let (key, action, back) = match &purpose {
        Purpose::New => ("task-new", "/tasks".to_owned(), "/tasks".to_owned()),
        Purpose::FollowUp(number) => {
            ("task-follow-up", format!("/incidents/{number}/tasks"), format!("/incidents/{number}"))
        }
        Purpose::Edit(number) => ("task-edit", format!("/tasks/{number}/edit"), format!("/tasks/{number}")),
    };
    let shell = Shell::new(app, visit, Place::Tasks, words::text(visit.lang(), key)).await?;
    let mut shell = shell.crumb(words::text(visit.lang(), "nav-tasks"), "/tasks");
    if let Purpose::Edit(number) = &purpose {
        shell = shell.crumb(number.clone(), back.clone());
    }
    page_with(
        status,
        &FormPage {
            shell,
            form,
            action,
            back,
            is_restricted,
            is_edit: matches!(purpose, Purpose::Edit(_)),
            incident: if let Purpose::FollowUp(number) = purpose { Some(number) } else { None },
            products: product::choices(&services),
            services,
            people: people::active(&mut q).await?,
            efforts: Effort::ALL,
        },
    )
}

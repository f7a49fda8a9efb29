//! The form of a learning, new or changed: `/learnings/new`, `/learnings/{number}/edit`.

use askama::Template;
use axum::Router;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use ryugaku_kernel::{Failure, Msg};
use serde::Deserialize;

use crate::app::App;
use crate::catalog::{self, Product, ServiceBrief, product_store};
use crate::door::{Fields, Flash, Form, PageResult, Visit, get, page_with, post, see_other};
use crate::learnings::change::{self, LearningChange};
use crate::learnings::learning::{LearningState, count_of};
use crate::learnings::write::{self, NewLearning};
use crate::learnings::{access, answer_store, store};
use crate::people::{Team, team_store};
use crate::shell::{Place, Shell};
use crate::words;

pub fn routes() -> Router<App> {
    Router::new().route("/learnings/new", get(new)).route("/learnings/{number}/edit", get(edit).merge(post(change_one)))
}

#[derive(Default, Deserialize)]
struct Asked {
    #[serde(default)]
    exchange: String,
}

/// What is being written.
enum Purpose {
    New,
    Edit { number: String, is_published: bool },
}

#[derive(Template)]
#[template(path = "learnings/form.html")]
struct FormPage {
    shell: Shell,
    form: Form,
    action: String,
    back: String,
    /// The number of the learning that is changed.
    number: Option<String>,
    /// Then its teams stay, and others can be added.
    is_published: bool,
    products: Vec<Product>,
    services: Vec<ServiceBrief>,
    teams: Vec<Team>,
}

async fn new(State(app): State<App>, visit: Visit, Query(asked): Query<Asked>) -> PageResult {
    visit.cx.require_act()?;
    let form = Form::filled(&[("exchange", &asked.exchange)]);
    form_page(&app, &visit, StatusCode::OK, form, Purpose::New).await
}

pub(super) async fn write(State(app): State<App>, visit: Visit, fields: Fields) -> PageResult {
    visit.cx.require_act()?;
    let new = NewLearning {
        title: fields.get("title").into(),
        body: fields.get("body").into(),
        exchange: fields.some("exchange").map(str::to_owned),
        products: all(&fields, "products"),
        services: all(&fields, "services"),
        teams: all(&fields, "teams"),
    };
    let mut tx = app.begin().await?;
    match write::write(&mut tx, &visit.cx, new).await {
        Ok(learning) => {
            tx.commit().await?;
            let number = learning.number().to_string();
            let said = Flash::new(Msg::new("learning-written-said").with("number", number.clone()));
            Ok(see_other(&app, &format!("/learnings/{number}"), Some(said)))
        }
        Err(failure) => {
            drop(tx);
            refused(&app, &visit, &fields, Purpose::New, failure).await
        }
    }
}

async fn edit(State(app): State<App>, visit: Visit, Path(number): Path<String>) -> PageResult {
    visit.cx.require_act()?;
    let mut q = app.db.reader();
    let learning = store::by_count(&mut q, count_of(&number)?).await?;
    access::require_change(&mut q, &visit.cx, &learning).await?;
    let id = learning.id.0;
    let tags = store::tags(&mut q, &[id]).await?.remove(&id).unwrap_or_default();
    let teams = answer_store::of(&mut q, &[id]).await?.remove(&id).unwrap_or_default();
    let version = learning.version.to_string();
    let mut values = vec![("title", learning.title.clone()), ("body", learning.body.clone()), ("version", version)];
    values.extend(
        tags.iter().map(|tag| (if tag.kind.name() == "product" { "products" } else { "services" }, tag.id.to_string())),
    );
    values.extend(teams.iter().map(|answer| ("teams", answer.team.to_string())));
    let values: Vec<(&str, &str)> = values.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let is_published = learning.state != LearningState::Draft;
    let purpose = Purpose::Edit { number: learning.number().to_string(), is_published };
    form_page(&app, &visit, StatusCode::OK, Form::filled(&values), purpose).await
}

async fn change_one(State(app): State<App>, visit: Visit, Path(number): Path<String>, fields: Fields) -> PageResult {
    visit.cx.require_act()?;
    let count = count_of(&number)?;
    let change = LearningChange {
        title: Some(fields.get("title").into()),
        body: Some(fields.get("body").into()),
        products: Some(all(&fields, "products")),
        services: Some(all(&fields, "services")),
        teams: Some(all(&fields, "teams")),
    };
    let mut tx = app.begin().await?;
    match change::change(&mut tx, &visit.cx, count, fields.maybe_parse("version")?, change).await {
        Ok(learning) => {
            tx.commit().await?;
            let number = learning.number().to_string();
            let said = Flash::new(Msg::new("learning-changed-said").with("number", number.clone()));
            Ok(see_other(&app, &format!("/learnings/{number}"), Some(said)))
        }
        Err(failure) => {
            let is_published = store::by_count(&mut tx, count).await.is_ok_and(|learning| learning.is_public());
            drop(tx);
            refused(&app, &visit, &fields, Purpose::Edit { number: format!("LN-{count}"), is_published }, failure).await
        }
    }
}

fn all(fields: &Fields, name: &str) -> Vec<String> {
    fields.all(name).map(str::to_owned).collect()
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
    let (number, is_published) = match purpose {
        Purpose::New => (None, false),
        Purpose::Edit { number, is_published } => (Some(number), is_published),
    };
    let title = words::text(visit.lang(), if number.is_some() { "learning-edit" } else { "learning-new" });
    let shell = Shell::new(app, visit, Place::Learnings, title).await?;
    let mut shell = shell.crumb(words::text(visit.lang(), "nav-learnings"), "/learnings");
    let mut back = "/learnings".to_owned();
    let mut action = back.clone();
    if let Some(number) = &number {
        back = format!("/learnings/{number}");
        action = format!("{back}/edit");
        shell = shell.crumb(number.clone(), back.clone());
    }
    page_with(
        status,
        &FormPage {
            shell,
            form,
            action,
            back,
            number,
            is_published,
            products: product_store::open(&mut q).await?,
            services: catalog::services(&mut q).await?,
            teams: team_store::open(&mut q).await?,
        },
    )
}

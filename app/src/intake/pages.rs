//! `/integrations`: the sources, the first minutes of one, its keys.

use askama::Template;
use axum::Router;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use jiff::SignedDuration;
use ryugaku_kernel::{Failure, Msg, Outcome, Page, Uuid};

use super::integration::Stranger;
use super::snippet::{Snippet, snippet};
use super::{Integration, IntegrationId, Key, Kind, connect, fire, key, refusal_store, store};
use crate::app::App;
use crate::door::{Fields, Flash, Form, PageResult, Paging, Visit, get, page, page_with, post, see_other};
use crate::shell::{Place, Shell};
use crate::words;

pub fn routes() -> Router<App> {
    Router::new()
        .route("/integrations", get(list).merge(post(add)))
        .route("/integrations/new", get(new))
        .route("/integrations/{id}", get(show))
        .route("/integrations/{id}/rename", post(rename))
        .route("/integrations/{id}/rotate", post(rotate))
        .route("/integrations/{id}/keys/{key}/revoke", post(revoke))
        .route("/integrations/{id}/test", post(test))
        .route("/integrations/{id}/remove", post(remove))
}

/// So long a key that fits nowhere is of interest beside an integration.
const RECENT: SignedDuration = SignedDuration::from_hours(24);

#[derive(Template)]
#[template(path = "intake/list.html")]
struct ListPage {
    shell: Shell,
    integrations: Page<Integration>,
    strangers: Vec<Stranger>,
}

#[derive(Template)]
#[template(path = "intake/new.html")]
struct NewPage {
    shell: Shell,
    form: Form,
    kinds: [Kind; 3],
}

#[derive(Template)]
#[template(path = "intake/one.html")]
struct OnePage {
    shell: Shell,
    integration: Integration,
    keys: Vec<Key>,
    /// The key, right after it was made.
    secret: Option<String>,
    snippet: Snippet,
    strangers: Vec<Stranger>,
    form: Form,
}

async fn list(State(app): State<App>, visit: Visit, Query(paging): Query<Paging>) -> PageResult {
    visit.cx.require_read()?;
    let mut q = app.db.reader();
    let integrations = store::page(&mut q, paging.after()?, paging.limit()).await?;
    let strangers = refusal_store::strangers(&mut q, visit.cx.now().minus(RECENT)).await?;
    let shell = shell(&app, &visit, words::text(visit.lang(), "integrations")).await?;
    page(&ListPage { shell, integrations, strangers })
}

async fn new(State(app): State<App>, visit: Visit) -> PageResult {
    visit.cx.require_admin()?;
    form_page(&app, &visit, StatusCode::OK, Form::filled(&[("kind", "prometheus")])).await
}

async fn add(State(app): State<App>, visit: Visit, fields: Fields) -> PageResult {
    match try_add(&app, &visit, &fields).await {
        // Shown here and not after a redirect: the key is nowhere but in this answer.
        Ok((integration, secret)) => one(&app, &visit, integration.id, Some(secret), StatusCode::CREATED, None).await,
        Err(Failure::Invalid(errors)) => {
            let form = Form::refused(&fields, &errors, visit.lang());
            form_page(&app, &visit, StatusCode::UNPROCESSABLE_ENTITY, form).await
        }
        Err(failure) => Err(failure.into()),
    }
}

async fn try_add(app: &App, visit: &Visit, fields: &Fields) -> Outcome<(Integration, String)> {
    visit.cx.require_admin()?;
    let kind = fields.word("kind", Kind::named)?;
    let mut tx = app.begin().await?;
    let made = connect::connect(&mut tx, &visit.cx, app, kind, fields.get("name")).await?;
    tx.commit().await?;
    Ok(made)
}

async fn show(State(app): State<App>, visit: Visit, Path(id): Path<Uuid>) -> PageResult {
    visit.cx.require_read()?;
    one(&app, &visit, IntegrationId(id), None, StatusCode::OK, None).await
}

async fn rename(State(app): State<App>, visit: Visit, Path(id): Path<Uuid>, fields: Fields) -> PageResult {
    let id = IntegrationId(id);
    match try_rename(&app, &visit, id, &fields).await {
        Ok(()) => Ok(see_other(&app, &format!("/integrations/{id}"), None)),
        Err(Failure::Invalid(errors)) => {
            let form = Form::refused(&fields, &errors, visit.lang());
            one(&app, &visit, id, None, StatusCode::UNPROCESSABLE_ENTITY, Some(form)).await
        }
        Err(failure) => Err(failure.into()),
    }
}

async fn try_rename(app: &App, visit: &Visit, id: IntegrationId, fields: &Fields) -> Outcome<()> {
    let mut tx = app.begin().await?;
    connect::rename(&mut tx, &visit.cx, id, fields.maybe_parse("version")?, fields.get("name")).await?;
    tx.commit().await.map(drop)
}

async fn rotate(State(app): State<App>, visit: Visit, Path(id): Path<Uuid>) -> PageResult {
    let id = IntegrationId(id);
    let mut tx = app.begin().await?;
    let (_, secret) = key::rotate(&mut tx, &visit.cx, &app, id).await?;
    tx.commit().await?;
    one(&app, &visit, id, Some(secret), StatusCode::OK, None).await
}

async fn revoke(State(app): State<App>, visit: Visit, Path((id, key)): Path<(Uuid, Uuid)>) -> PageResult {
    let mut tx = app.begin().await?;
    key::revoke(&mut tx, &visit.cx, IntegrationId(id), key).await?;
    tx.commit().await?;
    let said = Flash::new(Msg::new("integration-key-revoked-said"));
    Ok(see_other(&app, &format!("/integrations/{id}"), Some(said)))
}

async fn test(State(app): State<App>, visit: Visit, Path(id): Path<Uuid>) -> PageResult {
    let mut tx = app.begin().await?;
    let delivery = fire::fire(&mut tx, &visit.cx, IntegrationId(id)).await?;
    tx.commit().await?;
    app.journal.append(delivery).await?;
    let said = Flash::new(Msg::new("integration-tested-said"));
    Ok(see_other(&app, &format!("/integrations/{id}"), Some(said)))
}

async fn remove(State(app): State<App>, visit: Visit, Path(id): Path<Uuid>) -> PageResult {
    visit.cx.require_admin()?;
    let id = IntegrationId(id);
    let name = store::find(&mut app.db.reader(), id).await?.name;
    let mut tx = app.begin().await?;
    connect::remove(&mut tx, &visit.cx, id).await?;
    tx.commit().await?;
    let said = Flash::new(Msg::new("integration-removed-said").with("name", name));
    Ok(see_other(&app, "/integrations", Some(said)))
}

async fn one(
    app: &App,
    visit: &Visit,
    id: IntegrationId,
    secret: Option<String>,
    status: StatusCode,
    form: Option<Form>,
) -> PageResult {
    let mut q = app.db.reader();
    let integration = store::find(&mut q, id).await?;
    let keys = store::keys(&mut q, id).await?;
    let strangers = refusal_store::strangers(&mut q, visit.cx.now().minus(RECENT)).await?;
    let stand_in = words::text(visit.lang(), "integration-key-stand-in");
    let snippet = snippet(integration.kind, &app.config.public_url(), secret.as_deref().unwrap_or(&stand_in));
    let version = integration.version.to_string();
    let form = form.unwrap_or_else(|| Form::filled(&[("name", &integration.name), ("version", &version)]));
    let shell = shell(app, visit, integration.name.clone()).await?;
    let shell = shell.crumb(words::text(visit.lang(), "integrations"), "/integrations");
    page_with(status, &OnePage { shell, integration, keys, secret, snippet, strangers, form })
}

async fn form_page(app: &App, visit: &Visit, status: StatusCode, form: Form) -> PageResult {
    let shell = shell(app, visit, words::text(visit.lang(), "integration-new")).await?;
    let shell = shell.crumb(words::text(visit.lang(), "integrations"), "/integrations");
    page_with(status, &NewPage { shell, form, kinds: Kind::ALL })
}

async fn shell(app: &App, visit: &Visit, title: String) -> Outcome<Shell> {
    let shell = Shell::new(app, visit, Place::Alerts, title).await?;
    Ok(shell.crumb(words::text(visit.lang(), "nav-alerts"), "/alerts"))
}

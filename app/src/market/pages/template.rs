//! `/exchanges/templates`: what an exchange begins from, one by one.

use askama::Template as Rendered;
use axum::Router;
use axum::extract::{Path, Query, State};
use ryugaku_kernel::Msg;
use serde::Deserialize;

use super::{template_form, trail};
use crate::app::App;
use crate::door::{Fields, Flash, PageResult, Visit, get, page, post, see_other};
use crate::exchange::Side;
use crate::market::moment::Moment;
use crate::market::template::Template;
use crate::market::{edit_template, owners, templates};
use crate::record::{Line, Part};
use crate::shell::{Place, Shell};
use crate::words;

pub fn routes() -> Router<App> {
    Router::new()
        .route("/exchanges/templates", get(list).merge(post(template_form::add)))
        .route("/exchanges/templates/{slug}", get(show))
        .route("/exchanges/templates/{slug}/put-back", post(put_back))
        .route("/exchanges/templates/{slug}/archive", post(archive))
        .route("/exchanges/templates/{slug}/restore", post(restore))
}

#[derive(Default, Deserialize)]
struct Asked {
    #[serde(default)]
    archived: String,
}

#[derive(Rendered)]
#[template(path = "market/templates.html")]
struct TemplatesPage {
    shell: Shell,
    templates: Vec<Template>,
    /// Whether the archived are among them.
    archived: bool,
    may_write: bool,
}

#[derive(Rendered)]
#[template(path = "market/template.html")]
struct TemplatePage {
    shell: Shell,
    template: Template,
    sides: [Side; 3],
    moments: [Moment; 4],
    trail: Vec<Line>,
    may_write: bool,
}

async fn list(State(app): State<App>, visit: Visit, Query(asked): Query<Asked>) -> PageResult {
    visit.cx.require_read()?;
    let mut q = app.db.reader();
    let archived = !asked.archived.is_empty();
    let templates = if archived {
        templates::all(&mut q, visit.lang()).await?
    } else {
        templates::open(&mut q, visit.lang()).await?
    };
    let may_write = owners::asks(&mut q, &visit.cx).await?;
    let shell = Shell::new(&app, &visit, Place::Offers, words::text(visit.lang(), "templates-title")).await?;
    let shell = shell.crumb(words::text(visit.lang(), "nav-offers"), "/offers");
    page(&TemplatesPage { shell, templates, archived, may_write })
}

async fn show(State(app): State<App>, visit: Visit, Path(slug): Path<String>) -> PageResult {
    visit.cx.require_read()?;
    let mut q = app.db.reader();
    let template = templates::find(&mut q, visit.lang(), &slug).await?;
    let may_write = owners::asks(&mut q, &visit.cx).await?;
    let trail = trail(&mut q, &visit, template.id).await?;
    let shell = Shell::new(&app, &visit, Place::Offers, template.content.name.clone()).await?;
    let shell = shell.crumb(words::text(visit.lang(), "nav-offers"), "/offers");
    let shell = shell.crumb(words::text(visit.lang(), "templates-title"), "/exchanges/templates");
    page(&TemplatePage { shell, template, sides: Side::ALL, moments: Moment::ALL, trail, may_write })
}

async fn put_back(State(app): State<App>, visit: Visit, Path(slug): Path<String>, fields: Fields) -> PageResult {
    visit.cx.require_act()?;
    let mut tx = app.begin().await?;
    let template = edit_template::put_back(&mut tx, &visit.cx, &slug, fields.maybe_parse("version")?).await?;
    tx.commit().await?;
    let said = Flash::new(Msg::new("template-put-back-said").with("name", template.content.name));
    Ok(see_other(&app, &format!("/exchanges/templates/{slug}"), Some(said)))
}

async fn archive(State(app): State<App>, visit: Visit, Path(slug): Path<String>) -> PageResult {
    let template = set_archived(&app, &visit, &slug, true).await?;
    let said = Flash::new(Msg::new("template-archived-said").with("name", template.content.name));
    let said = said.undo(format!("/exchanges/templates/{slug}/restore"));
    Ok(see_other(&app, "/exchanges/templates", Some(said)))
}

async fn restore(State(app): State<App>, visit: Visit, Path(slug): Path<String>) -> PageResult {
    let template = set_archived(&app, &visit, &slug, false).await?;
    let said = Flash::new(Msg::new("template-restored-said").with("name", template.content.name));
    Ok(see_other(&app, &format!("/exchanges/templates/{slug}"), Some(said)))
}

async fn set_archived(app: &App, visit: &Visit, slug: &str, archived: bool) -> ryugaku_kernel::Outcome<Template> {
    visit.cx.require_act()?;
    let mut tx = app.begin().await?;
    let template = edit_template::set_archived(&mut tx, &visit.cx, slug, None, archived).await?;
    tx.commit().await?;
    Ok(template)
}

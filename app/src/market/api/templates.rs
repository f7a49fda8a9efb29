//! `/api/v1/exchange-templates`

use axum::extract::{Path, State};
use ryugaku_kernel::{Time, Uuid};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;

use crate::app::App;
use crate::door::{Answer, Body, Failed, IfMatch, Listed, Visit, routes};
use crate::market::template::{Content, Template};
use crate::market::{edit_template, templates};

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(list, add)).routes(routes!(show, write, set_archived)).routes(routes!(put_back))
}

#[derive(Serialize, ToSchema)]
struct TemplateJson {
    id: Uuid,
    slug: String,
    #[serde(flatten)]
    content: Content,
    /// Whether the program brings one of this name
    built_in: bool,
    /// Whether the company's own words stand in it
    edited: bool,
    archived_at: Option<Time>,
    version: i64,
}

impl From<Template> for TemplateJson {
    fn from(template: Template) -> Self {
        Self {
            id: template.id,
            slug: template.slug,
            content: template.content,
            built_in: template.built_in,
            edited: template.edited,
            archived_at: template.archived_at,
            version: template.version,
        }
    }
}

#[derive(Deserialize, ToSchema)]
struct NewTemplateJson {
    slug: String,
    #[serde(flatten)]
    content: Content,
}

#[derive(Deserialize, ToSchema)]
struct TemplateArchivedJson {
    archived: bool,
}

/// All templates, the archived among them; the program's own in the caller's language
#[utoipa::path(get, path = "/api/v1/exchange-templates", tag = "exchange-templates", responses(
    (status = 200, body = Listed<TemplateJson>), (status = "4XX", body = ryugaku_web::Problem, content_type = "application/problem+json")))]
async fn list(State(app): State<App>, visit: Visit) -> Result<Answer<Listed<TemplateJson>>, Failed> {
    visit.cx.require_read()?;
    let all = templates::all(&mut app.db.reader(), visit.lang()).await?;
    Ok(Answer::ok(Listed { items: all.into_iter().map(Into::into).collect(), next: None }))
}

/// Add one of the company's own; for owners of the programme
#[utoipa::path(post, path = "/api/v1/exchange-templates", tag = "exchange-templates", request_body = NewTemplateJson, responses(
    (status = 201, body = TemplateJson), (status = "4XX", body = ryugaku_web::Problem, content_type = "application/problem+json")))]
async fn add(
    State(app): State<App>,
    visit: Visit,
    new: Result<Body<NewTemplateJson>, Failed>,
) -> Result<Answer<TemplateJson>, Failed> {
    // Who may not do it is not told how it is written.
    visit.cx.require_act()?;
    let Body(new) = new?;
    let mut tx = app.begin().await?;
    let template = edit_template::add(&mut tx, &visit.cx, &new.slug, new.content).await?;
    tx.commit().await?;
    let (location, version) = (format!("/api/v1/exchange-templates/{}", template.slug), template.version);
    Ok(Answer::created(template.into(), location).version(version))
}

/// One template
#[utoipa::path(get, path = "/api/v1/exchange-templates/{slug}", tag = "exchange-templates", params(("slug" = String, Path)), responses(
    (status = 200, body = TemplateJson), (status = "4XX", body = ryugaku_web::Problem, content_type = "application/problem+json")))]
async fn show(State(app): State<App>, visit: Visit, Path(slug): Path<String>) -> Result<Answer<TemplateJson>, Failed> {
    visit.cx.require_read()?;
    Ok(answer(templates::find(&mut app.db.reader(), visit.lang(), &slug).await?))
}

/// Write all of it anew; for owners of the programme
#[utoipa::path(put, path = "/api/v1/exchange-templates/{slug}", tag = "exchange-templates", params(("slug" = String, Path)), request_body = Content, responses(
    (status = 200, body = TemplateJson), (status = "4XX", body = ryugaku_web::Problem, content_type = "application/problem+json")))]
async fn write(
    State(app): State<App>,
    visit: Visit,
    Path(slug): Path<String>,
    IfMatch(expected): IfMatch,
    content: Result<Body<Content>, Failed>,
) -> Result<Answer<TemplateJson>, Failed> {
    // Who may not do it is not told how it is written.
    visit.cx.require_act()?;
    let Body(content) = content?;
    let mut tx = app.begin().await?;
    let template = edit_template::write(&mut tx, &visit.cx, &slug, expected, content).await?;
    tx.commit().await?;
    Ok(answer(template))
}

/// Archive it, or take it back out
#[utoipa::path(patch, path = "/api/v1/exchange-templates/{slug}", tag = "exchange-templates", params(("slug" = String, Path)), request_body = TemplateArchivedJson, responses(
    (status = 200, body = TemplateJson), (status = "4XX", body = ryugaku_web::Problem, content_type = "application/problem+json")))]
async fn set_archived(
    State(app): State<App>,
    visit: Visit,
    Path(slug): Path<String>,
    IfMatch(expected): IfMatch,
    body: Result<Body<TemplateArchivedJson>, Failed>,
) -> Result<Answer<TemplateJson>, Failed> {
    // Who may not do it is not told how it is written.
    visit.cx.require_act()?;
    let Body(body) = body?;
    let mut tx = app.begin().await?;
    let template = edit_template::set_archived(&mut tx, &visit.cx, &slug, expected, body.archived).await?;
    tx.commit().await?;
    Ok(answer(template))
}

/// Put one that the program brings back to the program's words
#[utoipa::path(post, path = "/api/v1/exchange-templates/{slug}/put-back", tag = "exchange-templates", params(("slug" = String, Path)), responses(
    (status = 200, body = TemplateJson), (status = "4XX", body = ryugaku_web::Problem, content_type = "application/problem+json")))]
async fn put_back(
    State(app): State<App>,
    visit: Visit,
    Path(slug): Path<String>,
    IfMatch(expected): IfMatch,
) -> Result<Answer<TemplateJson>, Failed> {
    visit.cx.require_act()?;
    let mut tx = app.begin().await?;
    let template = edit_template::put_back(&mut tx, &visit.cx, &slug, expected).await?;
    tx.commit().await?;
    Ok(answer(template))
}

fn answer(template: Template) -> Answer<TemplateJson> {
    let version = template.version;
    Answer::ok(template.into()).version(version)
}

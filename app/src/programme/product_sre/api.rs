//! `/api/v1/products/{slug}/sres` and `/api/v1/programme/product-sres`

use axum::extract::{Path, State};
use jiff::civil::Date;
use ryugaku_kernel::{Failure, Uuid};
use serde::{Deserialize, Deserializer, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;

use super::appoint::{self, NewAppointment};
use super::brief::Named;
use super::{change, history, now};
use crate::app::App;
use crate::catalog::product_store;
use crate::door::{Answer, Body, Failed, IfMatch, Listed, Visit, routes};

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list, appoint_one))
        .routes(routes!(name_backup))
        .routes(routes!(end))
        .routes(routes!(of_all))
}

#[derive(Serialize, ToSchema)]
pub struct ProductSreJson {
    pub id: Uuid,
    /// The product's short name
    pub product: String,
    pub person: ProductSrePersonJson,
    /// Null: nobody yet
    pub backup: Option<ProductSrePersonJson>,
    #[schema(value_type = String, format = Date)]
    pub from_day: Date,
    /// The last day; null now
    #[schema(value_type = Option<String>, format = Date)]
    pub until_day: Option<Date>,
    /// The exchange it came out of, such as `EX-9`
    pub exchange: Option<String>,
    /// Empty while it lasts
    pub end_reason: String,
    /// Whether the person is still in the team that owns the product
    pub in_team: bool,
    pub version: i64,
}

#[derive(Serialize, ToSchema)]
pub struct ProductSrePersonJson {
    pub id: Uuid,
    pub name: String,
}

impl From<Named> for ProductSreJson {
    fn from(named: Named) -> Self {
        let Named { appointment, product, person, backup, exchange, is_at_home } = named;
        let backup = appointment.backup.zip(backup);
        Self {
            id: appointment.id,
            product: product.slug,
            person: ProductSrePersonJson { id: appointment.person, name: person },
            backup: backup.map(|(id, name)| ProductSrePersonJson { id, name }),
            from_day: appointment.from,
            until_day: appointment.until,
            exchange,
            end_reason: appointment.end_reason,
            in_team: is_at_home,
            version: appointment.version,
        }
    }
}

#[derive(Deserialize, ToSchema)]
struct NewProductSreJson {
    /// Id or whole name; a member of the product's team
    person: String,
    /// Id or whole name
    backup: Option<String>,
    /// Today if absent
    #[schema(value_type = Option<String>, format = Date)]
    from_day: Option<Date>,
    /// The exchange it came out of, such as `EX-9`
    exchange: Option<String>,
}

#[derive(Deserialize, ToSchema)]
struct ProductSreBackupJson {
    /// Id or whole name; null leaves it open
    #[serde(deserialize_with = "given")]
    #[schema(value_type = Option<String>)]
    backup: Option<String>,
}

#[derive(Deserialize, ToSchema)]
struct ProductSreEndJson {
    /// The last day; today if absent
    #[schema(value_type = Option<String>, format = Date)]
    day: Option<Date>,
    reason: String,
}

/// A product's SREs, the latest first
#[utoipa::path(get, path = "/api/v1/products/{slug}/sres", tag = "products", params(("slug" = String, Path)), responses(
    (status = 200, body = Listed<ProductSreJson>), (status = "4XX", body = ryugaku_web::Problem, content_type = "application/problem+json")))]
async fn list(
    State(app): State<App>,
    visit: Visit,
    Path(slug): Path<String>,
) -> Result<Answer<Listed<ProductSreJson>>, Failed> {
    visit.cx.require_read()?;
    let mut q = app.db.reader();
    let product = product_store::by_slug(&mut q, &slug).await?;
    let items = history(&mut q, product.id.0).await?.into_iter().map(Into::into).collect();
    Ok(Answer::ok(Listed { items, next: None }))
}

/// Appoint the product's SRE; by members of its team and owners of the programme
#[utoipa::path(post, path = "/api/v1/products/{slug}/sres", tag = "products", params(("slug" = String, Path)), request_body = NewProductSreJson, responses(
    (status = 201, body = ProductSreJson), (status = "4XX", body = ryugaku_web::Problem, content_type = "application/problem+json")))]
async fn appoint_one(
    State(app): State<App>,
    visit: Visit,
    Path(slug): Path<String>,
    new: Result<Body<NewProductSreJson>, Failed>,
) -> Result<Answer<ProductSreJson>, Failed> {
    // Who may not do it is not told how it is written.
    visit.cx.require_act()?;
    let Body(new) = new?;
    let new = NewAppointment { person: new.person, backup: new.backup, from: new.from_day, exchange: new.exchange };
    let mut tx = app.begin().await?;
    let made = appoint::appoint(&mut tx, &visit.cx, &slug, new).await?;
    tx.commit().await?;
    let said = said(&app, made.product, made.id).await?;
    Ok(Answer::created(said, format!("/api/v1/products/{slug}/sres")).version(made.version))
}

/// Name the backup of the SRE now, or leave it open
#[utoipa::path(patch, path = "/api/v1/products/{slug}/sres/now", tag = "products", params(("slug" = String, Path)), request_body = ProductSreBackupJson, responses(
    (status = 200, body = ProductSreJson), (status = "4XX", body = ryugaku_web::Problem, content_type = "application/problem+json")))]
async fn name_backup(
    State(app): State<App>,
    visit: Visit,
    Path(slug): Path<String>,
    IfMatch(expected): IfMatch,
    body: Result<Body<ProductSreBackupJson>, Failed>,
) -> Result<Answer<ProductSreJson>, Failed> {
    visit.cx.require_act()?;
    let Body(body) = body?;
    let mut tx = app.begin().await?;
    let one = change::name_backup(&mut tx, &visit.cx, &slug, expected, body.backup.as_deref()).await?;
    tx.commit().await?;
    Ok(Answer::ok(said(&app, one.product, one.id).await?).version(one.version))
}

/// End the appointment, with a reason
#[utoipa::path(post, path = "/api/v1/products/{slug}/sres/now/end", tag = "products", params(("slug" = String, Path)), request_body = ProductSreEndJson, responses(
    (status = 200, body = ProductSreJson), (status = "4XX", body = ryugaku_web::Problem, content_type = "application/problem+json")))]
async fn end(
    State(app): State<App>,
    visit: Visit,
    Path(slug): Path<String>,
    IfMatch(expected): IfMatch,
    body: Result<Body<ProductSreEndJson>, Failed>,
) -> Result<Answer<ProductSreJson>, Failed> {
    visit.cx.require_act()?;
    let Body(body) = body?;
    let mut tx = app.begin().await?;
    let one = change::end(&mut tx, &visit.cx, &slug, expected, body.day, &body.reason).await?;
    tx.commit().await?;
    Ok(Answer::ok(said(&app, one.product, one.id).await?).version(one.version))
}

/// Of every product that has one now
#[utoipa::path(get, path = "/api/v1/programme/product-sres", tag = "programme", responses(
    (status = 200, body = Listed<ProductSreJson>), (status = "4XX", body = ryugaku_web::Problem, content_type = "application/problem+json")))]
async fn of_all(State(app): State<App>, visit: Visit) -> Result<Answer<Listed<ProductSreJson>>, Failed> {
    visit.cx.require_read()?;
    let items = now(&mut app.db.reader()).await?.into_iter().map(Into::into).collect();
    Ok(Answer::ok(Listed { items, next: None }))
}

async fn said(app: &App, product: Uuid, id: Uuid) -> Result<ProductSreJson, Failed> {
    let all = history(&mut app.db.reader(), product).await?;
    let one = all.into_iter().find(|named| named.appointment.id == id);
    Ok(one.ok_or(Failure::NotFound("product_sre"))?.into())
}

/// Null says something here, so the member has to be there.
fn given<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    Option::<String>::deserialize(deserializer)
}

//! `/api/v1/products`.

use axum::extract::{Path, Query, State};
use ryugaku_db::Query as Reads;
use ryugaku_kernel::{Failure, Outcome, Time, Uuid};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;

use super::add::{self, NewProduct};
use super::change_product::{self, ProductChange};
use super::product::Product;
use super::product_store::{self, Filter};
use super::thing::Links;
use crate::app::App;
use crate::door::{Answer, Body, Failed, IfMatch, Listed, Paging, Visit, routes};
use crate::people::team_store;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(list, add)).routes(routes!(show, change)).merge(super::service_api::routes())
}

#[derive(Serialize, ToSchema)]
struct ProductJson {
    id: Uuid,
    slug: String,
    name: String,
    about: String,
    /// The short name of the team that owns it.
    team: String,
    links: Links,
    archived_at: Option<Time>,
    version: i64,
}

impl ProductJson {
    fn of(product: Product, team: String) -> Self {
        Self {
            id: product.id.0,
            slug: product.slug,
            name: product.name,
            about: product.about,
            team,
            links: product.links,
            archived_at: product.archived_at,
            version: product.version,
        }
    }
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct ProductsQuery {
    /// The short name of the owner.
    #[serde(default)]
    team: String,
    /// Those that are archived too.
    #[serde(default)]
    archived: bool,
    /// `next` of the page before.
    #[serde(default)]
    after: Option<String>,
    /// Rows on a page, 1 to 200; 50 if absent.
    #[serde(default)]
    limit: Option<i64>,
}

#[derive(Deserialize, ToSchema)]
struct NewProductJson {
    /// Lower-case letters, digits and hyphens.
    slug: String,
    name: String,
    #[serde(default)]
    about: String,
    /// The short name of the team that will own it.
    team: String,
    #[serde(default)]
    links: Links,
}

#[derive(Deserialize, ToSchema)]
struct ProductChangeJson {
    name: Option<String>,
    about: Option<String>,
    /// All of them; what is not here is taken away.
    links: Option<Links>,
    /// The short name of another owner.
    team: Option<String>,
    archived: Option<bool>,
}

/// Products, oldest first
#[utoipa::path(get, path = "/api/v1/products", tag = "products", params(ProductsQuery), responses(
    (status = 200, body = Listed<ProductJson>), (status = "4XX", body = ryugaku_web::Problem, content_type = "application/problem+json")))]
async fn list(
    State(app): State<App>,
    visit: Visit,
    Query(query): Query<ProductsQuery>,
) -> Result<Answer<Listed<ProductJson>>, Failed> {
    visit.cx.require_read()?;
    let mut q = app.db.reader();
    let team = if query.team.is_empty() { None } else { Some(team_store::chosen(&mut q, &query.team).await?.0) };
    let paging = Paging { after: query.after, limit: query.limit };
    let filter = Filter { team, archived: query.archived };
    let page = product_store::page(&mut q, filter, paging.after()?, paging.limit()).await?;
    let teams = team_store::many(&mut q, page.items.iter().map(|product| product.team)).await?;
    let json = page.map(|product| {
        let team = teams.get(&product.team.0).map(|team| team.slug.clone()).unwrap_or_default();
        ProductJson::of(product, team)
    });
    Ok(Answer::ok(json.into()))
}

/// Add a product
#[utoipa::path(post, path = "/api/v1/products", tag = "products", request_body = NewProductJson, responses(
    (status = 201, body = ProductJson), (status = "4XX", body = ryugaku_web::Problem, content_type = "application/problem+json")))]
async fn add(
    State(app): State<App>,
    visit: Visit,
    new: Result<Body<NewProductJson>, Failed>,
) -> Result<Answer<ProductJson>, Failed> {
    visit.cx.require_act()?;
    let Body(new) = new?;
    let mut tx = app.begin().await?;
    let team = team_store::chosen(&mut tx, &new.team).await?;
    let product = NewProduct { slug: new.slug, name: new.name, about: new.about, team, links: new.links };
    let product = add::product(&mut tx, &visit.cx, product).await?;
    tx.commit().await?;
    let (location, version) = (format!("/api/v1/products/{}", product.slug), product.version);
    Ok(Answer::created(ProductJson::of(product, new.team), location).version(version))
}

/// One product
#[utoipa::path(get, path = "/api/v1/products/{slug}", tag = "products", params(("slug" = String, Path)), responses(
    (status = 200, body = ProductJson), (status = "4XX", body = ryugaku_web::Problem, content_type = "application/problem+json")))]
async fn show(State(app): State<App>, visit: Visit, Path(slug): Path<String>) -> Result<Answer<ProductJson>, Failed> {
    visit.cx.require_read()?;
    let mut q = app.db.reader();
    let product = product_store::by_slug(&mut q, &slug).await?;
    answer(&mut q, product).await
}

/// Change a product, give it to another team, archive it
#[utoipa::path(patch, path = "/api/v1/products/{slug}", tag = "products", params(("slug" = String, Path)), request_body = ProductChangeJson, responses(
    (status = 200, body = ProductJson), (status = "4XX", body = ryugaku_web::Problem, content_type = "application/problem+json")))]
async fn change(
    State(app): State<App>,
    visit: Visit,
    Path(slug): Path<String>,
    IfMatch(expected): IfMatch,
    Body(change): Body<ProductChangeJson>,
) -> Result<Answer<ProductJson>, Failed> {
    visit.cx.require_act()?;
    let mut tx = app.begin().await?;
    let team = match &change.team {
        Some(slug) => Some(team_store::chosen(&mut tx, slug).await?),
        None => None,
    };
    let change =
        ProductChange { name: change.name, about: change.about, links: change.links, team, archived: change.archived };
    let product = change_product::change(&mut tx, &visit.cx, &slug, expected, change).await?;
    tx.commit().await?;
    answer(&mut app.db.reader(), product).await
}

async fn answer(q: &mut impl Reads, product: Product) -> Result<Answer<ProductJson>, Failed> {
    let (team, version) = (owner(q, &product).await?, product.version);
    Ok(Answer::ok(ProductJson::of(product, team)).version(version))
}

async fn owner(q: &mut impl Reads, product: &Product) -> Outcome<String> {
    let team = team_store::find(q, product.team).await?;
    team.map(|team| team.slug).ok_or_else(|| Failure::internal("a product has no owner"))
}

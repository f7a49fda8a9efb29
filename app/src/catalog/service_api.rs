//! `/api/v1/services`.

use axum::extract::{Path, Query, State};
use ryugaku_db::Query as Reads;
use ryugaku_kernel::{Failure, Outcome, Time, Uuid};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;

use super::add::{self, NewService};
use super::change_service::{self, ServiceChange};
use super::product_service::Service;
use super::service_store::Filter;
use super::thing::Links;
use super::{product_store, service_store};
use crate::app::App;
use crate::door::{Answer, Body, Failed, IfMatch, Listed, Paging, Visit, routes};

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(list, add)).routes(routes!(show, change))
}

#[derive(Serialize, ToSchema)]
struct ServiceJson {
    id: Uuid,
    /// As in the label `service` of alerts.
    slug: String,
    name: String,
    about: String,
    /// The short name of the product it belongs to.
    product: String,
    links: Links,
    archived_at: Option<Time>,
    version: i64,
}

impl ServiceJson {
    fn of(service: Service, product: String) -> Self {
        Self {
            id: service.id.0,
            slug: service.slug,
            name: service.name,
            about: service.about,
            product,
            links: service.links,
            archived_at: service.archived_at,
            version: service.version,
        }
    }
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct ServicesQuery {
    /// The short name of the product.
    #[serde(default)]
    product: String,
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
struct NewServiceJson {
    /// As in the label `service` of alerts: letters, digits, hyphens, dots, underscores.
    slug: String,
    name: String,
    #[serde(default)]
    about: String,
    /// The short name of the product it belongs to.
    product: String,
    #[serde(default)]
    links: Links,
}

#[derive(Deserialize, ToSchema)]
struct ServiceChangeJson {
    name: Option<String>,
    about: Option<String>,
    /// All of them; what is not here is taken away.
    links: Option<Links>,
    /// The short name of another product.
    product: Option<String>,
    archived: Option<bool>,
}

/// Services, oldest first
#[utoipa::path(get, path = "/api/v1/services", tag = "services", params(ServicesQuery), responses(
    (status = 200, body = Listed<ServiceJson>), (status = "4XX", body = ryugaku_web::Problem, content_type = "application/problem+json")))]
async fn list(
    State(app): State<App>,
    visit: Visit,
    Query(query): Query<ServicesQuery>,
) -> Result<Answer<Listed<ServiceJson>>, Failed> {
    visit.cx.require_read()?;
    let mut q = app.db.reader();
    let product = match query.product.as_str() {
        "" => None,
        slug => Some(product_store::by_slug(&mut q, slug).await.map_err(|failure| match failure {
            Failure::NotFound(_) => Failure::invalid("product", "failure-unknown"),
            other => other,
        })?),
    };
    let paging = Paging { after: query.after, limit: query.limit };
    let filter = Filter { product: product.map(|product| product.id.0), archived: query.archived };
    let page = service_store::page(&mut q, filter, paging.after()?, paging.limit()).await?;
    let products = product_store::many(&mut q, page.items.iter().map(|service| service.product)).await?;
    let json = page.map(|service| {
        let product = products.get(&service.product.0).map(|product| product.slug.clone()).unwrap_or_default();
        ServiceJson::of(service, product)
    });
    Ok(Answer::ok(json.into()))
}

/// Add a service
#[utoipa::path(post, path = "/api/v1/services", tag = "services", request_body = NewServiceJson, responses(
    (status = 201, body = ServiceJson), (status = "4XX", body = ryugaku_web::Problem, content_type = "application/problem+json")))]
async fn add(
    State(app): State<App>,
    visit: Visit,
    new: Result<Body<NewServiceJson>, Failed>,
) -> Result<Answer<ServiceJson>, Failed> {
    visit.cx.require_act()?;
    let Body(new) = new?;
    let mut tx = app.begin().await?;
    let product = new.product.clone();
    let service =
        NewService { slug: new.slug, name: new.name, about: new.about, product: new.product, links: new.links };
    let service = add::service(&mut tx, &visit.cx, service).await?;
    tx.commit().await?;
    let (location, version) = (format!("/api/v1/services/{}", service.slug), service.version);
    Ok(Answer::created(ServiceJson::of(service, product), location).version(version))
}

/// One service
#[utoipa::path(get, path = "/api/v1/services/{slug}", tag = "services", params(("slug" = String, Path)), responses(
    (status = 200, body = ServiceJson), (status = "4XX", body = ryugaku_web::Problem, content_type = "application/problem+json")))]
async fn show(State(app): State<App>, visit: Visit, Path(slug): Path<String>) -> Result<Answer<ServiceJson>, Failed> {
    visit.cx.require_read()?;
    let mut q = app.db.reader();
    let service = service_store::by_slug(&mut q, &slug).await?;
    answer(&mut q, service).await
}

/// Change a service, move it to another product, archive it
#[utoipa::path(patch, path = "/api/v1/services/{slug}", tag = "services", params(("slug" = String, Path)), request_body = ServiceChangeJson, responses(
    (status = 200, body = ServiceJson), (status = "4XX", body = ryugaku_web::Problem, content_type = "application/problem+json")))]
async fn change(
    State(app): State<App>,
    visit: Visit,
    Path(slug): Path<String>,
    IfMatch(expected): IfMatch,
    Body(change): Body<ServiceChangeJson>,
) -> Result<Answer<ServiceJson>, Failed> {
    let mut tx = app.begin().await?;
    let change = ServiceChange {
        name: change.name,
        about: change.about,
        links: change.links,
        product: change.product,
        archived: change.archived,
    };
    let service = change_service::change(&mut tx, &visit.cx, &slug, expected, change).await?;
    tx.commit().await?;
    answer(&mut app.db.reader(), service).await
}

async fn answer(q: &mut impl Reads, service: Service) -> Result<Answer<ServiceJson>, Failed> {
    let (product, version) = (product_of(q, &service).await?, service.version);
    Ok(Answer::ok(ServiceJson::of(service, product)).version(version))
}

async fn product_of(q: &mut impl Reads, service: &Service) -> Outcome<String> {
    let product = product_store::find(q, service.product).await?;
    product.map(|product| product.slug).ok_or_else(|| Failure::internal("a service has no product"))
}

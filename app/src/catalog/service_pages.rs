//! `/services`: a service, the forms, archiving. They are listed with their products.

use askama::Template;
use axum::Router;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect};
use ryugaku_kernel::{Failure, Msg, Outcome};
use serde::Deserialize;

use super::add::{self, NewService};
use super::change_service::{self, ServiceChange};
use super::pages::links;
use super::product::Product;
use super::product_service::Service;
use super::{product_store, service_store};
use crate::app::App;
use crate::door::{Fields, Flash, Form, PageResult, Visit, get, page, page_with, post, see_other};
use crate::people::{Team, team_store};
use crate::shell::{Place, Shell};
use crate::words;

pub fn routes() -> Router<App> {
    Router::new()
        .route("/services", get(list).merge(post(add)))
        .route("/services/new", get(new))
        .route("/services/{slug}", get(show).merge(post(change)))
        .route("/services/{slug}/edit", get(edit))
        .route("/services/{slug}/archive", post(archive))
        .route("/services/{slug}/restore", post(restore))
}

/// Services stand below their products.
async fn list(visit: Visit) -> PageResult {
    visit.cx.require_read()?;
    Ok(Redirect::to("/products").into_response())
}

#[derive(Template)]
#[template(path = "catalog/service.html")]
struct ServicePage {
    shell: Shell,
    service: Service,
    product: Product,
    team: Team,
    may_change: bool,
}

#[derive(Template)]
#[template(path = "catalog/service_form.html")]
struct ServiceFormPage {
    shell: Shell,
    form: Form,
    /// The service that is changed; a new one has none.
    slug: Option<String>,
    products: Vec<Product>,
}

#[derive(Deserialize)]
struct For {
    #[serde(default)]
    product: String,
}

async fn show(State(app): State<App>, visit: Visit, Path(slug): Path<String>) -> PageResult {
    visit.cx.require_read()?;
    let mut q = app.db.reader();
    let service = service_store::by_slug(&mut q, &slug).await?;
    let product = product_store::find(&mut q, service.product).await?.ok_or(Failure::NotFound("product"))?;
    let team = team_store::find(&mut q, product.team).await?.ok_or(Failure::NotFound("team"))?;
    let may_change = visit.cx.require_team(team.id.0).is_ok();
    let shell = Shell::new(&app, &visit, Place::Products, service.name.clone()).await?;
    let shell = shell.crumb(words::text(visit.lang(), "nav-products"), "/products");
    let shell = shell.crumb(product.name.clone(), format!("/products/{}", product.slug));
    page(&ServicePage { shell, service, product, team, may_change })
}

async fn new(State(app): State<App>, visit: Visit, Query(query): Query<For>) -> PageResult {
    form_page(&app, &visit, StatusCode::OK, Form::filled(&[("product", &query.product)]), None).await
}

async fn edit(State(app): State<App>, visit: Visit, Path(slug): Path<String>) -> PageResult {
    visit.cx.require_act()?;
    let mut q = app.db.reader();
    let service = service_store::by_slug(&mut q, &slug).await?;
    let product = product_store::find(&mut q, service.product).await?.ok_or(Failure::NotFound("product"))?;
    visit.cx.require_team(product.team.0)?;
    let version = service.version.to_string();
    let mut values = vec![
        ("name", service.name.as_str()),
        ("about", &service.about),
        ("product", &product.slug),
        ("version", &version),
    ];
    values.extend(service.links.named().map(|(name, link)| (name, link.unwrap_or_default())));
    form_page(&app, &visit, StatusCode::OK, Form::filled(&values), Some(slug)).await
}

async fn add(State(app): State<App>, visit: Visit, fields: Fields) -> PageResult {
    match try_add(&app, &visit, &fields).await {
        Ok(service) => {
            let said = Flash::new(Msg::new("service-added-said").with("name", service.name));
            Ok(see_other(&app, &format!("/services/{}", service.slug), Some(said)))
        }
        Err(Failure::Invalid(errors)) => {
            let form = Form::refused(&fields, &errors, visit.lang());
            form_page(&app, &visit, StatusCode::UNPROCESSABLE_ENTITY, form, None).await
        }
        Err(failure) => Err(failure.into()),
    }
}

async fn try_add(app: &App, visit: &Visit, fields: &Fields) -> Outcome<Service> {
    let new = NewService {
        slug: fields.get("slug").into(),
        name: fields.get("name").into(),
        about: fields.get("about").into(),
        product: fields.get("product").into(),
        links: links(fields),
    };
    let mut tx = app.begin().await?;
    let service = add::service(&mut tx, &visit.cx, new).await?;
    tx.commit().await?;
    Ok(service)
}

async fn change(State(app): State<App>, visit: Visit, Path(slug): Path<String>, fields: Fields) -> PageResult {
    match try_change(&app, &visit, &slug, &fields).await {
        Ok(service) => {
            let said = Flash::new(Msg::new("service-changed-said").with("name", service.name));
            Ok(see_other(&app, &format!("/services/{slug}"), Some(said)))
        }
        Err(Failure::Invalid(errors)) => {
            let form = Form::refused(&fields, &errors, visit.lang());
            form_page(&app, &visit, StatusCode::UNPROCESSABLE_ENTITY, form, Some(slug)).await
        }
        Err(failure) => Err(failure.into()),
    }
}

async fn try_change(app: &App, visit: &Visit, slug: &str, fields: &Fields) -> Outcome<Service> {
    let change = ServiceChange {
        name: Some(fields.get("name").into()),
        about: Some(fields.get("about").into()),
        links: Some(links(fields)),
        product: fields.some("product").map(str::to_owned),
        archived: None,
    };
    let mut tx = app.begin().await?;
    let service = change_service::change(&mut tx, &visit.cx, slug, fields.maybe_parse("version")?, change).await?;
    tx.commit().await?;
    Ok(service)
}

async fn archive(State(app): State<App>, visit: Visit, Path(slug): Path<String>) -> PageResult {
    let service = set_archived(&app, &visit, &slug, true).await?;
    let said = Flash::new(Msg::new("service-archived-said").with("name", service.name));
    Ok(see_other(&app, &format!("/services/{slug}"), Some(said.undo(format!("/services/{slug}/restore")))))
}

async fn restore(State(app): State<App>, visit: Visit, Path(slug): Path<String>) -> PageResult {
    let service = set_archived(&app, &visit, &slug, false).await?;
    let said = Flash::new(Msg::new("service-restored-said").with("name", service.name));
    Ok(see_other(&app, &format!("/services/{slug}"), Some(said)))
}

async fn set_archived(app: &App, visit: &Visit, slug: &str, archived: bool) -> Outcome<Service> {
    let mut tx = app.begin().await?;
    let change = ServiceChange { archived: Some(archived), ..ServiceChange::default() };
    let service = change_service::change(&mut tx, &visit.cx, slug, None, change).await?;
    tx.commit().await?;
    Ok(service)
}

async fn form_page(app: &App, visit: &Visit, status: StatusCode, form: Form, slug: Option<String>) -> PageResult {
    visit.cx.require_act()?;
    let mut products = product_store::open(&mut app.db.reader()).await?;
    // Only products for which this visitor may add one.
    products.retain(|product| visit.cx.require_team(product.team.0).is_ok());
    if products.is_empty() && !visit.cx.who.is_admin() {
        return Err(Failure::Forbidden(Msg::new("service-no-product")).into());
    }
    let title = words::text(visit.lang(), if slug.is_some() { "service-edit" } else { "service-new" });
    let shell = Shell::new(app, visit, Place::Products, title).await?;
    let shell = shell.crumb(words::text(visit.lang(), "nav-products"), "/products");
    page_with(status, &ServiceFormPage { shell, form, slug, products })
}

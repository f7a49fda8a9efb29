//! `/products`: the list, a product with its services, the forms, archiving.

use std::collections::HashMap;

use askama::Template;
use axum::Router;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use ryugaku_kernel::{Failure, Msg, Outcome, Page, Uuid};
use serde::Deserialize;

use super::add::{self, NewProduct};
use super::change_product::{self, ProductChange};
use super::product::Product;
use super::product_service::Service;
use super::product_store::{self, Filter};
use super::thing::Links;
use super::{service_pages, service_store};
use crate::app::App;
use crate::door::{Fields, Flash, Form, PageResult, Paging, Visit, get, page, page_with, post, see_other};
use crate::people::{Team, team_store};
use crate::programme::product_sre::{self, Named};
use crate::shell::{Place, Shell};
use crate::words;

pub fn routes() -> Router<App> {
    Router::new()
        .route("/products", get(list).merge(post(add)))
        .route("/products/new", get(new))
        .route("/products/{slug}", get(show).merge(post(change)))
        .route("/products/{slug}/edit", get(edit))
        .route("/products/{slug}/archive", post(archive))
        .route("/products/{slug}/restore", post(restore))
        .merge(service_pages::routes())
}

#[derive(Template)]
#[template(path = "catalog/products.html")]
struct ProductsPage {
    shell: Shell,
    products: Page<Product>,
    teams: HashMap<Uuid, Team>,
    services: Vec<Service>,
    archived: bool,
    /// Whether there is a team for which this visitor may add a product.
    may_add: bool,
}

impl ProductsPage {
    fn team(&self, product: &Product) -> &str {
        self.teams.get(&product.team.0).map_or("", |team| &team.name)
    }

    fn services<'a>(&'a self, product: &'a Product) -> impl Iterator<Item = &'a Service> {
        self.services.iter().filter(|service| service.product == product.id && service.archived_at.is_none())
    }
}

#[derive(Template)]
#[template(path = "catalog/product.html")]
struct ProductPage {
    shell: Shell,
    product: Product,
    team: Team,
    services: Vec<Service>,
    may_change: bool,
    /// Who runs its reliability now.
    sre: Option<Named>,
}

#[derive(Template)]
#[template(path = "catalog/product_form.html")]
struct ProductFormPage {
    shell: Shell,
    form: Form,
    /// The product that is changed; a new one has none.
    slug: Option<String>,
    teams: Vec<Team>,
}

#[derive(Deserialize)]
struct ProductsQuery {
    #[serde(default)]
    archived: String,
    #[serde(default)]
    after: Option<String>,
}

#[derive(Deserialize)]
struct For {
    #[serde(default)]
    team: String,
}

async fn list(State(app): State<App>, visit: Visit, Query(query): Query<ProductsQuery>) -> PageResult {
    visit.cx.require_read()?;
    let mut q = app.db.reader();
    let paging = Paging { after: query.after, limit: None };
    let archived = !query.archived.is_empty();
    let filter = Filter { team: None, archived };
    let products = product_store::page(&mut q, filter, paging.after()?, paging.limit()).await?;
    let teams = team_store::many(&mut q, products.items.iter().map(|product| product.team)).await?;
    let ids: Vec<Uuid> = products.items.iter().map(|product| product.id.0).collect();
    let services = service_store::of_products(&mut q, &ids).await?;
    let may_add = visit.cx.who.is_admin() || (visit.cx.who.may_act() && !visit.cx.who.teams.is_empty());
    let shell = Shell::new(&app, &visit, Place::Products, words::text(visit.lang(), "nav-products")).await?;
    page(&ProductsPage { shell, products, teams, services, archived, may_add })
}

async fn show(State(app): State<App>, visit: Visit, Path(slug): Path<String>) -> PageResult {
    visit.cx.require_read()?;
    let mut q = app.db.reader();
    let product = product_store::by_slug(&mut q, &slug).await?;
    let team = team_store::find(&mut q, product.team).await?.ok_or(Failure::NotFound("team"))?;
    let services = service_store::of_products(&mut q, &[product.id.0]).await?;
    let may_change = visit.cx.require_team(product.team.0).is_ok();
    let sre = product_sre::now_of(&mut q, product.id.0).await?;
    let shell = Shell::new(&app, &visit, Place::Products, product.name.clone()).await?;
    let shell = shell.crumb(words::text(visit.lang(), "nav-products"), "/products");
    page(&ProductPage { shell, product, team, services, may_change, sre })
}

async fn new(State(app): State<App>, visit: Visit, Query(query): Query<For>) -> PageResult {
    form_page(&app, &visit, StatusCode::OK, Form::filled(&[("team", &query.team)]), None).await
}

async fn edit(State(app): State<App>, visit: Visit, Path(slug): Path<String>) -> PageResult {
    visit.cx.require_act()?;
    let mut q = app.db.reader();
    let product = product_store::by_slug(&mut q, &slug).await?;
    visit.cx.require_team(product.team.0)?;
    let team = team_store::find(&mut q, product.team).await?.map_or(String::new(), |team| team.slug);
    let version = product.version.to_string();
    let mut values =
        vec![("name", product.name.as_str()), ("about", &product.about), ("team", &team), ("version", &version)];
    values.extend(product.links.named().map(|(name, link)| (name, link.unwrap_or_default())));
    form_page(&app, &visit, StatusCode::OK, Form::filled(&values), Some(slug)).await
}

async fn add(State(app): State<App>, visit: Visit, fields: Fields) -> PageResult {
    match try_add(&app, &visit, &fields).await {
        Ok(product) => {
            let said = Flash::new(Msg::new("product-added-said").with("name", product.name));
            Ok(see_other(&app, &format!("/products/{}", product.slug), Some(said)))
        }
        Err(Failure::Invalid(errors)) => {
            let form = Form::refused(&fields, &errors, visit.lang());
            form_page(&app, &visit, StatusCode::UNPROCESSABLE_ENTITY, form, None).await
        }
        Err(failure) => Err(failure.into()),
    }
}

async fn try_add(app: &App, visit: &Visit, fields: &Fields) -> Outcome<Product> {
    visit.cx.require_act()?;
    let mut tx = app.begin().await?;
    let team = team_store::chosen(&mut tx, fields.get("team")).await?;
    let new = NewProduct {
        slug: fields.get("slug").into(),
        name: fields.get("name").into(),
        about: fields.get("about").into(),
        team,
        links: links(fields),
    };
    let product = add::product(&mut tx, &visit.cx, new).await?;
    tx.commit().await?;
    Ok(product)
}

async fn change(State(app): State<App>, visit: Visit, Path(slug): Path<String>, fields: Fields) -> PageResult {
    match try_change(&app, &visit, &slug, &fields).await {
        Ok(product) => {
            let said = Flash::new(Msg::new("product-changed-said").with("name", product.name));
            Ok(see_other(&app, &format!("/products/{slug}"), Some(said)))
        }
        Err(Failure::Invalid(errors)) => {
            let form = Form::refused(&fields, &errors, visit.lang());
            form_page(&app, &visit, StatusCode::UNPROCESSABLE_ENTITY, form, Some(slug)).await
        }
        Err(failure) => Err(failure.into()),
    }
}

async fn try_change(app: &App, visit: &Visit, slug: &str, fields: &Fields) -> Outcome<Product> {
    visit.cx.require_act()?;
    let mut tx = app.begin().await?;
    let team = match fields.some("team") {
        Some(team) => Some(team_store::chosen(&mut tx, team).await?),
        None => None,
    };
    let change = ProductChange {
        name: Some(fields.get("name").into()),
        about: Some(fields.get("about").into()),
        links: Some(links(fields)),
        team,
        archived: None,
    };
    let product = change_product::change(&mut tx, &visit.cx, slug, fields.maybe_parse("version")?, change).await?;
    tx.commit().await?;
    Ok(product)
}

pub(super) fn links(fields: &Fields) -> Links {
    let link = |name| fields.some(name).map(str::to_owned);
    Links { repository: link("repository"), runbook: link("runbook"), dashboard: link("dashboard") }
}

async fn archive(State(app): State<App>, visit: Visit, Path(slug): Path<String>) -> PageResult {
    let product = set_archived(&app, &visit, &slug, true).await?;
    let said = Flash::new(Msg::new("product-archived-said").with("name", product.name));
    Ok(see_other(&app, "/products", Some(said.undo(format!("/products/{slug}/restore")))))
}

async fn restore(State(app): State<App>, visit: Visit, Path(slug): Path<String>) -> PageResult {
    let product = set_archived(&app, &visit, &slug, false).await?;
    let said = Flash::new(Msg::new("product-restored-said").with("name", product.name));
    Ok(see_other(&app, &format!("/products/{slug}"), Some(said)))
}

async fn set_archived(app: &App, visit: &Visit, slug: &str, archived: bool) -> Outcome<Product> {
    let mut tx = app.begin().await?;
    let change = ProductChange { archived: Some(archived), ..ProductChange::default() };
    let product = change_product::change(&mut tx, &visit.cx, slug, None, change).await?;
    tx.commit().await?;
    Ok(product)
}

async fn form_page(app: &App, visit: &Visit, status: StatusCode, form: Form, slug: Option<String>) -> PageResult {
    visit.cx.require_act()?;
    let mut teams = team_store::open(&mut app.db.reader()).await?;
    // Only owners whom this visitor may choose.
    teams.retain(|team| visit.cx.require_team(team.id.0).is_ok());
    if teams.is_empty() && !visit.cx.who.is_admin() {
        return Err(Failure::Forbidden(Msg::new("product-no-team")).into());
    }
    let title = words::text(visit.lang(), if slug.is_some() { "product-edit" } else { "product-new" });
    let shell = Shell::new(app, visit, Place::Products, title).await?;
    let shell = shell.crumb(words::text(visit.lang(), "nav-products"), "/products");
    page_with(status, &ProductFormPage { shell, form, slug, teams })
}

//! `/status-page/components`: what is shown, and under which names.

use askama::Template;
use axum::Router;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use ryugaku_kernel::{Failure, Msg, Outcome, Uuid};

use super::editor::below;
use crate::app::App;
use crate::catalog::{self, ServiceBrief, product_store};
use crate::door::{Fields, Flash, Form, PageResult, Visit, get, page_with, post, see_other};
use crate::shell::Shell;
use crate::status_page::component::{Component, ComponentId};
use crate::status_page::components::{self, Named};
use crate::status_page::{Bilingual, access, component_store};
use crate::words;

const PATH: &str = "/status-page/components";

pub fn routes() -> Router<App> {
    Router::new()
        .route("/status-page/components", get(show).merge(post(add)))
        .route("/status-page/components/{id}", post(change))
        .route("/status-page/components/{id}/remove", post(remove))
}

#[derive(Template)]
#[template(path = "status_page/components.html")]
struct ComponentsPage {
    shell: Shell,
    components: Vec<Component>,
    /// Of the catalog, without those that are shown.
    products: Vec<(Uuid, String)>,
    services: Vec<ServiceBrief>,
    form: Form,
    /// The one whose form was refused.
    refused: Option<Uuid>,
    may_write: bool,
    next: i64,
}

impl ComponentsPage {
    fn is_refused(&self, component: &Component) -> bool {
        self.refused == Some(component.id.0)
    }

    /// The form of one that is there already.
    fn own(&self, component: &Component) -> Form {
        if self.is_refused(component) {
            return self.form.clone();
        }
        let (place, version) = (component.place.to_string(), component.version.to_string());
        Form::filled(&[
            ("name_ja", &component.name.ja),
            ("name_en", &component.name.en),
            ("group_ja", &component.group.ja),
            ("group_en", &component.group.en),
            ("order", &place),
            ("version", &version),
        ])
    }
}

async fn show(State(app): State<App>, visit: Visit) -> PageResult {
    visit.cx.require_read()?;
    page_of(&app, &visit, StatusCode::OK, Form::default(), None).await
}

async fn add(State(app): State<App>, visit: Visit, fields: Fields) -> PageResult {
    visit.cx.require_act()?;
    let done = async {
        let place = fields.maybe_parse::<Uuid>("place")?.ok_or(Failure::invalid("place", "failure-choose-one"))?;
        let mut tx = app.begin().await?;
        components::add(&mut tx, &visit.cx, place, named(&fields)?).await?;
        tx.commit().await.map(drop)
    };
    after(&app, &visit, &fields, done.await, None, "status-component-added-said").await
}

async fn change(State(app): State<App>, visit: Visit, Path(id): Path<Uuid>, fields: Fields) -> PageResult {
    visit.cx.require_act()?;
    let done = async {
        let mut tx = app.begin().await?;
        let expected = fields.maybe_parse("version")?;
        components::change(&mut tx, &visit.cx, ComponentId(id), expected, named(&fields)?).await?;
        tx.commit().await.map(drop)
    };
    after(&app, &visit, &fields, done.await, Some(id), "status-component-changed-said").await
}

async fn remove(State(app): State<App>, visit: Visit, Path(id): Path<Uuid>, fields: Fields) -> PageResult {
    visit.cx.require_act()?;
    let mut tx = app.begin().await?;
    components::remove(&mut tx, &visit.cx, ComponentId(id), fields.maybe_parse("version")?).await?;
    tx.commit().await?;
    Ok(see_other(&app, PATH, Some(Flash::new(Msg::new("status-component-removed-said")))))
}

fn named(fields: &Fields) -> Outcome<Named> {
    Ok(Named {
        name: Bilingual::new(fields.get("name_ja"), fields.get("name_en")),
        group: Bilingual::new(fields.get("group_ja"), fields.get("group_en")),
        place: fields.maybe_parse("order")?.unwrap_or_default(),
    })
}

async fn after(
    app: &App,
    visit: &Visit,
    fields: &Fields,
    done: Outcome<()>,
    id: Option<Uuid>,
    said: &'static str,
) -> PageResult {
    match done {
        Ok(()) => Ok(see_other(app, PATH, Some(Flash::new(Msg::new(said))))),
        Err(Failure::Invalid(errors)) => {
            let form = Form::refused(fields, &errors, visit.lang());
            page_of(app, visit, StatusCode::UNPROCESSABLE_ENTITY, form, id).await
        }
        Err(failure) => Err(failure.into()),
    }
}

async fn page_of(app: &App, visit: &Visit, status: StatusCode, form: Form, refused: Option<Uuid>) -> PageResult {
    let mut q = app.db.reader();
    let components = component_store::shown(&mut q).await?;
    let is_shown = |id: Uuid| components.iter().any(|component| component.place_id == id);
    let products = product_store::open(&mut q).await?.into_iter();
    let products = products.filter(|product| !is_shown(product.id.0)).map(|product| (product.id.0, product.name));
    let products = products.collect();
    let services = catalog::services(&mut q).await?.into_iter().filter(|service| !is_shown(service.id)).collect();
    let may_write = access::may_write(&mut q, &visit.cx, None).await?;
    let shell = below(app, visit, words::text(visit.lang(), "status-components")).await?;
    let next = components.iter().map(|component| component.place).max().unwrap_or(0).saturating_add(10);
    page_with(status, &ComponentsPage { shell, components, products, services, form, refused, may_write, next })
}

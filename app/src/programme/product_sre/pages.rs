//! `/products/{slug}/sre`: who runs the product's reliability now and before, and the forms that change it.

use askama::Template;
use axum::Router;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use ryugaku_kernel::{Failure, Msg, Outcome};
use serde::Deserialize;

use super::appoint::{self, NewAppointment};
use super::appointment::Appointment;
use super::brief::Named;
use super::{change, history};
use crate::app::App;
use crate::catalog::{Product, product_store};
use crate::door::{Fields, Flash, Form, PageResult, Visit, get, page_with, post, see_other};
use crate::people::{self, PersonBrief};
use crate::shell::{Place, Shell};
use crate::words;

pub fn routes() -> Router<App> {
    Router::new()
        .route("/products/{slug}/sre", get(show).merge(post(appoint_one)))
        .route("/products/{slug}/sre/backup", post(name_backup))
        .route("/products/{slug}/sre/end", post(end))
}

#[derive(Template)]
#[template(path = "programme/product_sre.html")]
struct ProductSrePage {
    shell: Shell,
    product: Product,
    now: Option<Named>,
    before: Vec<Named>,
    /// The product's team.
    members: Vec<PersonBrief>,
    everybody: Vec<PersonBrief>,
    may: bool,
    form: Form,
}

/// The exchange that somebody is coming from to appoint, for the form.
#[derive(Default, Deserialize)]
struct From {
    #[serde(default)]
    exchange: String,
}

async fn show(State(app): State<App>, visit: Visit, Path(slug): Path<String>, Query(from): Query<From>) -> PageResult {
    visit.cx.require_read()?;
    let today = visit.organisation.today(visit.cx.now()).to_string();
    page_of(
        &app,
        &visit,
        &slug,
        StatusCode::OK,
        Form::filled(&[("from_day", &today), ("day", &today), ("exchange", &from.exchange)]),
    )
    .await
}

async fn appoint_one(State(app): State<App>, visit: Visit, Path(slug): Path<String>, fields: Fields) -> PageResult {
    visit.cx.require_act()?;
    let mut tx = app.begin().await?;
    let done = async {
        let new = NewAppointment {
            person: fields.get("person").into(),
            backup: fields.some("backup").map(str::to_owned),
            from: fields.maybe_parse("from_day")?,
            exchange: fields.some("exchange").map(str::to_owned),
        };
        appoint::appoint(&mut tx, &visit.cx, &slug, new).await
    }
    .await;
    if done.is_ok() {
        tx.commit().await?;
    }
    after(&app, &visit, &slug, &fields, done, "product-sre-appointed-said").await
}

async fn name_backup(State(app): State<App>, visit: Visit, Path(slug): Path<String>, fields: Fields) -> PageResult {
    visit.cx.require_act()?;
    let mut tx = app.begin().await?;
    let done = async {
        let expected = fields.maybe_parse("version")?;
        change::name_backup(&mut tx, &visit.cx, &slug, expected, fields.some("backup")).await
    }
    .await;
    if done.is_ok() {
        tx.commit().await?;
    }
    after(&app, &visit, &slug, &fields, done, "product-sre-backup-said").await
}

async fn end(State(app): State<App>, visit: Visit, Path(slug): Path<String>, fields: Fields) -> PageResult {
    visit.cx.require_act()?;
    let mut tx = app.begin().await?;
    let done = async {
        let (expected, day) = (fields.maybe_parse("version")?, fields.maybe_parse("day")?);
        change::end(&mut tx, &visit.cx, &slug, expected, day, fields.get("reason")).await
    }
    .await;
    if done.is_ok() {
        tx.commit().await?;
    }
    after(&app, &visit, &slug, &fields, done, "product-sre-ended-said").await
}

async fn after(
    app: &App,
    visit: &Visit,
    slug: &str,
    fields: &Fields,
    done: Outcome<Appointment>,
    said: &'static str,
) -> PageResult {
    match done {
        Ok(_) => Ok(see_other(app, &format!("/products/{slug}/sre"), Some(Flash::new(Msg::new(said))))),
        Err(Failure::Invalid(errors)) => {
            let form = Form::refused(fields, &errors, visit.lang());
            page_of(app, visit, slug, StatusCode::UNPROCESSABLE_ENTITY, form).await
        }
        Err(failure) => Err(failure.into()),
    }
}

async fn page_of(app: &App, visit: &Visit, slug: &str, status: StatusCode, form: Form) -> PageResult {
    let mut q = app.db.reader();
    let product = product_store::by_slug(&mut q, slug).await?;
    let mut before = history(&mut q, product.id.0).await?;
    let lasts = before.first().is_some_and(|latest| latest.appointment.until.is_none());
    let now = if lasts { Some(before.remove(0)) } else { None };
    let everybody = people::active(&mut q).await?;
    let members = everybody.iter().filter(|brief| brief.team_id == Some(product.team.0)).cloned().collect();
    let may = visit.cx.who.may_act() && appoint::may(&mut q, &visit.cx, &product).await?;
    let shell = Shell::new(app, visit, Place::Products, words::text(visit.lang(), "product-sre")).await?;
    let shell = shell.crumb(words::text(visit.lang(), "nav-products"), "/products");
    let shell = shell.crumb(product.name.clone(), format!("/products/{slug}"));
    page_with(status, &ProductSrePage { shell, product, now, before, members, everybody, may, form })
}

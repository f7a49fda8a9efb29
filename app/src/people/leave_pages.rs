//! `/people/{id}/move`, `/leave`, `/return`: another home team, going, coming back.

use askama::Template;
use axum::Router;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use jiff::civil::Date;
use ryugaku_kernel::{Failure, Msg, Outcome};
use serde::Deserialize;

use super::brief_store::{self, PersonBrief};
use super::person::{Person, PersonId};
use super::person_pages::person_page;
use super::{leave, membership_store, move_person, store, team_store};
use crate::app::App;
use crate::door::{Fields, Flash, Form, PageResult, Visit, get, page_with, post, see_other};
use crate::exchange::held::{self, Held};
use crate::programme::product_sre::{self, Named};
use crate::shell::{Place, Shell};
use crate::words;

pub fn routes() -> Router<App> {
    Router::new()
        .route("/people/{id}/move", post(move_home))
        .route("/people/{id}/leave", get(ask).merge(post(go)))
        .route("/people/{id}/return", post(come_back))
}

#[derive(Template)]
#[template(path = "people/leave.html")]
struct LeavePage {
    shell: Shell,
    person: Person,
    heirs: Vec<PersonBrief>,
    product_sres: Vec<Named>,
    exchanges: Vec<Held>,
    form: Form,
}

/// Where undoing posts to, which sends no fields.
#[derive(Deserialize)]
struct Back {
    #[serde(default)]
    team: Option<String>,
    #[serde(default)]
    from_day: Option<Date>,
}

async fn move_home(
    State(app): State<App>,
    visit: Visit,
    Path(id): Path<PersonId>,
    Query(back): Query<Back>,
    fields: Fields,
) -> PageResult {
    match try_move(&app, &visit, id, &back, &fields).await {
        Ok((person, undo)) => {
            let said = Flash::new(Msg::new("person-moved-said").with("name", person.name));
            // What was taken back is not offered to be taken back.
            let said = if back.from_day.is_some() { said } else { said.undo(undo) };
            Ok(see_other(&app, &format!("/people/{id}"), Some(said)))
        }
        Err(Failure::Invalid(errors)) => {
            let form = Form::refused(&fields, &errors, visit.lang());
            person_page(&app, &visit, StatusCode::UNPROCESSABLE_ENTITY, id, form).await
        }
        Err(failure) => Err(failure.into()),
    }
}

async fn try_move(app: &App, visit: &Visit, id: PersonId, back: &Back, fields: &Fields) -> Outcome<(Person, String)> {
    visit.cx.require_admin()?;
    let mut tx = app.begin().await?;
    let team = match fields.some("team").or(back.team.as_deref()).filter(|slug| !slug.is_empty()) {
        Some(slug) => Some(team_store::chosen(&mut tx, slug).await?),
        None => None,
    };
    let before = membership_store::history(&mut tx, id).await?;
    let before =
        before.into_iter().find(|home| home.membership.until.is_none()).map_or(String::new(), |home| home.slug);
    let today = visit.organisation.today(visit.cx.now());
    let day = fields.maybe_parse::<Date>("from_day")?.or(back.from_day).unwrap_or(today);
    let person = move_person::move_person(&mut tx, &visit.cx, id, team, Some(day)).await?;
    tx.commit().await?;
    Ok((person, format!("/people/{id}/move?team={before}&from_day={day}")))
}

async fn ask(State(app): State<App>, visit: Visit, Path(id): Path<PersonId>) -> PageResult {
    leave_page(&app, &visit, StatusCode::OK, id, Form::default()).await
}

async fn go(State(app): State<App>, visit: Visit, Path(id): Path<PersonId>, fields: Fields) -> PageResult {
    match try_go(&app, &visit, id, &fields).await {
        Ok(left) => {
            let count = |n: u64| i64::try_from(n).unwrap_or(i64::MAX);
            let msg = Msg::new("person-left-said")
                .with("name", left.person.name)
                .with("sessions", count(left.ended.sessions))
                .with("tokens", count(left.ended.tokens))
                .with("incidents", left.incidents)
                .with("tasks", left.tasks)
                .with("exchanges", left.exchanges);
            Ok(see_other(&app, &format!("/people/{id}"), Some(Flash::new(msg))))
        }
        Err(Failure::Invalid(errors)) => {
            let form = Form::refused(&fields, &errors, visit.lang());
            leave_page(&app, &visit, StatusCode::UNPROCESSABLE_ENTITY, id, form).await
        }
        Err(failure) => Err(failure.into()),
    }
}

async fn try_go(app: &App, visit: &Visit, id: PersonId, fields: &Fields) -> Outcome<leave::Left> {
    let to = fields.maybe_parse("hand_over_to")?;
    let mut tx = app.begin().await?;
    let left = leave::leave(&mut tx, &visit.cx, id, to).await?;
    tx.commit().await?;
    Ok(left)
}

async fn come_back(State(app): State<App>, visit: Visit, Path(id): Path<PersonId>) -> PageResult {
    let mut tx = app.begin().await?;
    let person = leave::come_back(&mut tx, &visit.cx, id).await?;
    tx.commit().await?;
    let said = Flash::new(Msg::new("person-returned-said").with("name", person.name));
    Ok(see_other(&app, &format!("/people/{id}"), Some(said)))
}

async fn leave_page(app: &App, visit: &Visit, status: StatusCode, id: PersonId, form: Form) -> PageResult {
    visit.cx.require_admin()?;
    let mut q = app.db.reader();
    let person = store::find(&mut q, id).await?.ok_or(Failure::NotFound("person"))?;
    if person.deactivated_at.is_some() {
        return Err(Failure::conflict("person-has-left").into());
    }
    let mut heirs = brief_store::active(&mut q).await?;
    heirs.retain(|heir| heir.id != id.0);
    let product_sres = product_sre::of_person(&mut q, id.0).await?;
    let exchanges = held::by(&mut q, &visit.cx, id.0).await?;
    let title = words::say(visit.lang(), &Msg::new("person-leave-title").with("name", person.name.clone()));
    let shell = Shell::new(app, visit, Place::Teams, title).await?;
    let shell = shell.crumb(words::text(visit.lang(), "people-title"), "/people");
    let shell = shell.crumb(person.name.clone(), format!("/people/{id}"));
    page_with(status, &LeavePage { shell, person, heirs, product_sres, exchanges, form })
}

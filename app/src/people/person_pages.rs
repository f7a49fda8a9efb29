//! `/people`: the list, a person, adding and changing.

use askama::Template;
use axum::Router;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use jiff::civil::Date;
use ryugaku_kernel::{Failure, Msg, Outcome, Page, Role};

use super::add_person::{self, NewPerson};
use super::change_person::{self, PersonChange};
use super::holdings::Holdings;
use super::list::PeopleQuery;
use super::membership_store::{self, Home};
use super::person::{Person, PersonId, ROLES, role_named};
use super::store::{self, Listed};
use super::team::Team;
use super::{leave_pages, team_store, trail};
use crate::app::App;
use crate::door::{Fields, Flash, Form, PageResult, Visit, get, page, page_with, post, see_other};
use crate::record::{Line, Part};
use crate::shell::{Place, Shell};
use crate::words;

pub fn routes() -> Router<App> {
    Router::new()
        .route("/people", get(list).merge(post(add)))
        .route("/people/new", get(new))
        .route("/people/{id}", get(show).merge(post(change)))
        .route("/people/{id}/edit", get(edit))
        .merge(leave_pages::routes())
}

#[derive(Template)]
#[template(path = "people/people.html")]
struct PeoplePage {
    shell: Shell,
    people: Page<Listed>,
    query: PeopleQuery,
    teams: Vec<Team>,
    roles: [Role; 3],
}

#[derive(Template)]
#[template(path = "people/person.html")]
struct PersonPage {
    shell: Shell,
    person: Person,
    homes: Vec<Home>,
    /// Of somebody who is here.
    holds: Option<Holdings>,
    today: Date,
    teams: Vec<Team>,
    /// The form that changes the home team.
    form: Form,
    trail: Vec<Line>,
}

#[derive(Template)]
#[template(path = "people/person_form.html")]
struct PersonFormPage {
    shell: Shell,
    form: Form,
    /// The person who is changed; a new one has no key.
    id: Option<PersonId>,
    teams: Vec<Team>,
    roles: [Role; 3],
}

impl PersonPage {
    fn has_home(&self) -> bool {
        self.homes.iter().any(|home| home.membership.until.is_none())
    }
}

async fn list(State(app): State<App>, visit: Visit, Query(query): Query<PeopleQuery>) -> PageResult {
    visit.cx.require_read()?;
    let mut q = app.db.reader();
    let people = query.page(&mut q).await?;
    let teams = team_store::open(&mut q).await?;
    let shell = Shell::new(&app, &visit, Place::Teams, words::text(visit.lang(), "people-title")).await?;
    let shell = shell.crumb(words::text(visit.lang(), "nav-teams"), "/teams");
    page(&PeoplePage { shell, people, query, teams, roles: ROLES })
}

async fn show(State(app): State<App>, visit: Visit, Path(id): Path<PersonId>) -> PageResult {
    let today = visit.organisation.today(visit.cx.now()).to_string();
    person_page(&app, &visit, StatusCode::OK, id, Form::filled(&[("from_day", &today)])).await
}

/// The person's page, also when its form was refused.
pub(super) async fn person_page(app: &App, visit: &Visit, status: StatusCode, id: PersonId, form: Form) -> PageResult {
    visit.cx.require_read()?;
    let mut q = app.db.reader();
    let person = store::find(&mut q, id).await?.ok_or(Failure::NotFound("person"))?;
    let homes = membership_store::history(&mut q, id).await?;
    let holds = match person.deactivated_at {
        None => Some(Holdings::of(&mut q, &visit.cx, id, &homes).await?),
        Some(_) => None,
    };
    let today = visit.organisation.today(visit.cx.now());
    let teams = if visit.cx.who.is_admin() { team_store::open(&mut q).await? } else { Vec::new() };
    let trail = trail::about(&mut q, visit, id.0).await?;
    let shell = Shell::new(app, visit, Place::Teams, person.name.clone()).await?;
    let shell = shell.crumb(words::text(visit.lang(), "people-title"), "/people");
    page_with(status, &PersonPage { shell, person, homes, holds, today, teams, form, trail })
}

async fn new(State(app): State<App>, visit: Visit) -> PageResult {
    visit.cx.require_admin()?;
    let today = visit.organisation.today(visit.cx.now()).to_string();
    let form = Form::filled(&[("role", Role::Member.name()), ("from_day", &today)]);
    form_page(&app, &visit, StatusCode::OK, form, None).await
}

async fn edit(State(app): State<App>, visit: Visit, Path(id): Path<PersonId>) -> PageResult {
    visit.cx.require_admin()?;
    let person = store::find(&mut app.db.reader(), id).await?.ok_or(Failure::NotFound("person"))?;
    let version = person.version.to_string();
    let values =
        [("name", person.name.as_str()), ("email", &person.email), ("role", person.role.name()), ("version", &version)];
    form_page(&app, &visit, StatusCode::OK, Form::filled(&values), Some(id)).await
}

async fn add(State(app): State<App>, visit: Visit, fields: Fields) -> PageResult {
    match try_add(&app, &visit, &fields).await {
        Ok(person) => {
            let said = Flash::new(Msg::new("person-added-said").with("name", person.name));
            Ok(see_other(&app, &format!("/people/{}", person.id), Some(said)))
        }
        Err(Failure::Invalid(errors)) => {
            let form = Form::refused(&fields, &errors, visit.lang());
            form_page(&app, &visit, StatusCode::UNPROCESSABLE_ENTITY, form, None).await
        }
        Err(failure) => Err(failure.into()),
    }
}

async fn try_add(app: &App, visit: &Visit, fields: &Fields) -> Outcome<Person> {
    visit.cx.require_admin()?;
    let mut tx = app.begin().await?;
    let team = match fields.some("team") {
        Some(slug) => Some(team_store::chosen(&mut tx, slug).await?),
        None => None,
    };
    let new = NewPerson {
        name: fields.get("name").into(),
        email: fields.get("email").into(),
        role: fields.word("role", role_named)?,
        language: None,
        time_zone: None,
        team,
        from_day: fields.maybe_parse("from_day")?,
    };
    let person = add_person::add(&mut tx, &visit.cx, new).await?;
    tx.commit().await?;
    Ok(person)
}

async fn change(State(app): State<App>, visit: Visit, Path(id): Path<PersonId>, fields: Fields) -> PageResult {
    match try_change(&app, &visit, id, &fields).await {
        Ok(person) => {
            let said = Flash::new(Msg::new("person-changed-said").with("name", person.name));
            Ok(see_other(&app, &format!("/people/{id}"), Some(said)))
        }
        Err(Failure::Invalid(errors)) => {
            let form = Form::refused(&fields, &errors, visit.lang());
            form_page(&app, &visit, StatusCode::UNPROCESSABLE_ENTITY, form, Some(id)).await
        }
        Err(failure) => Err(failure.into()),
    }
}

async fn try_change(app: &App, visit: &Visit, id: PersonId, fields: &Fields) -> Outcome<Person> {
    let change = PersonChange {
        name: Some(fields.get("name").into()),
        email: Some(fields.get("email").into()),
        role: Some(fields.word("role", role_named)?),
        ..PersonChange::default()
    };
    let mut tx = app.begin().await?;
    let person = change_person::change(&mut tx, &visit.cx, id, fields.maybe_parse("version")?, change).await?;
    tx.commit().await?;
    Ok(person)
}

async fn form_page(app: &App, visit: &Visit, status: StatusCode, form: Form, id: Option<PersonId>) -> PageResult {
    visit.cx.require_admin()?;
    let teams = team_store::open(&mut app.db.reader()).await?;
    let title = words::text(visit.lang(), if id.is_some() { "person-edit" } else { "person-new" });
    let shell = Shell::new(app, visit, Place::Teams, title).await?;
    let shell = shell.crumb(words::text(visit.lang(), "people-title"), "/people");
    page_with(status, &PersonFormPage { shell, form, id, teams, roles: ROLES })
}

//! `/api/v1/people`. A person is addressed by key or by e-mail address.

use axum::extract::{Path, Query, State};
use ryugaku_db::Query as Reads;
use ryugaku_kernel::{Failure, Outcome, Role};
use utoipa_axum::router::OpenApiRouter;

use super::add_person::{self, NewPerson};
use super::list::PeopleQuery;
use super::person::{Person, PersonId};
use super::person_json::{
    HomeJson, LeaveJson, LeftJson, MoveJson, NewPersonJson, PersonChangeJson, PersonJson, language, role,
};
use super::{change_person, leave, membership_store, move_person, store, team_store};
use crate::app::App;
use crate::door::{Answer, Body, Failed, IfMatch, Listed, Visit, routes};

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list, add))
        .routes(routes!(show, change))
        .routes(routes!(homes, move_home))
        .routes(routes!(deactivate))
        .routes(routes!(reactivate))
}

/// People, in the order in which they came
#[utoipa::path(get, path = "/api/v1/people", tag = "people", params(PeopleQuery), responses(
    (status = 200, body = Listed<PersonJson>), (status = "4XX", body = ryugaku_web::Problem, content_type = "application/problem+json")))]
async fn list(
    State(app): State<App>,
    visit: Visit,
    Query(query): Query<PeopleQuery>,
) -> Result<Answer<Listed<PersonJson>>, Failed> {
    visit.cx.require_read()?;
    Ok(Answer::ok(query.page(&mut app.db.reader()).await?.into()))
}

/// Add somebody
#[utoipa::path(post, path = "/api/v1/people", tag = "people", request_body = NewPersonJson, responses(
    (status = 201, body = PersonJson), (status = "4XX", body = ryugaku_web::Problem, content_type = "application/problem+json")))]
async fn add(
    State(app): State<App>,
    visit: Visit,
    new: Result<Body<NewPersonJson>, Failed>,
) -> Result<Answer<PersonJson>, Failed> {
    visit.cx.require_admin()?;
    let Body(new) = new?;
    let mut tx = app.begin().await?;
    let team = match &new.team {
        Some(slug) => Some(team_store::chosen(&mut tx, slug).await?),
        None => None,
    };
    let person = NewPerson {
        name: new.name,
        email: new.email,
        role: new.role.as_deref().map(role).transpose()?.unwrap_or(Role::Member),
        language: new.language.as_deref().map(language).transpose()?,
        time_zone: new.time_zone,
        team,
        from_day: new.from_day,
    };
    let person = add_person::add(&mut tx, &visit.cx, person).await?;
    tx.commit().await?;
    let (location, version) = (format!("/api/v1/people/{}", person.id), person.version);
    Ok(Answer::created(PersonJson::of(person, new.team), location).version(version))
}

/// One person
#[utoipa::path(get, path = "/api/v1/people/{person}", tag = "people", params(("person" = String, Path)), responses(
    (status = 200, body = PersonJson), (status = "4XX", body = ryugaku_web::Problem, content_type = "application/problem+json")))]
async fn show(State(app): State<App>, visit: Visit, Path(key): Path<String>) -> Result<Answer<PersonJson>, Failed> {
    visit.cx.require_read()?;
    let mut q = app.db.reader();
    let person = store::named(&mut q, &key).await?;
    answer(&mut q, person).await
}

/// Change name, e-mail address or role
#[utoipa::path(patch, path = "/api/v1/people/{person}", tag = "people", params(("person" = String, Path)), request_body = PersonChangeJson, responses(
    (status = 200, body = PersonJson), (status = "4XX", body = ryugaku_web::Problem, content_type = "application/problem+json")))]
async fn change(
    State(app): State<App>,
    visit: Visit,
    Path(key): Path<String>,
    IfMatch(expected): IfMatch,
    Body(change): Body<PersonChangeJson>,
) -> Result<Answer<PersonJson>, Failed> {
    let mut tx = app.begin().await?;
    let id = allowed(&mut tx, &visit, &key).await?;
    let person = change_person::change(&mut tx, &visit.cx, id, expected, change.read()?).await?;
    tx.commit().await?;
    answer(&mut app.db.reader(), person).await
}

/// Home teams, latest first
#[utoipa::path(get, path = "/api/v1/people/{person}/memberships", tag = "people", params(("person" = String, Path)), responses(
    (status = 200, body = Listed<HomeJson>), (status = "4XX", body = ryugaku_web::Problem, content_type = "application/problem+json")))]
async fn homes(
    State(app): State<App>,
    visit: Visit,
    Path(key): Path<String>,
) -> Result<Answer<Listed<HomeJson>>, Failed> {
    visit.cx.require_read()?;
    let mut q = app.db.reader();
    let person = store::named(&mut q, &key).await?;
    let homes = membership_store::history(&mut q, person.id).await?;
    Ok(Answer::ok(Listed { items: homes.iter().map(HomeJson::from).collect(), next: None }))
}

/// Another home team from a day on
#[utoipa::path(post, path = "/api/v1/people/{person}/memberships", tag = "people", params(("person" = String, Path)), request_body = MoveJson, responses(
    (status = 200, body = PersonJson), (status = "4XX", body = ryugaku_web::Problem, content_type = "application/problem+json")))]
async fn move_home(
    State(app): State<App>,
    visit: Visit,
    Path(key): Path<String>,
    Body(to): Body<MoveJson>,
) -> Result<Answer<PersonJson>, Failed> {
    let mut tx = app.begin().await?;
    let id = allowed(&mut tx, &visit, &key).await?;
    let team = match &to.team {
        Some(slug) => Some(team_store::chosen(&mut tx, slug).await?),
        None => None,
    };
    let person = move_person::move_person(&mut tx, &visit.cx, id, team, to.from_day).await?;
    tx.commit().await?;
    answer(&mut app.db.reader(), person).await
}

/// Somebody leaves: sessions and tokens end, what they held goes on without them
#[utoipa::path(post, path = "/api/v1/people/{person}/deactivate", tag = "people", params(("person" = String, Path)), request_body = LeaveJson, responses(
    (status = 200, body = LeftJson), (status = "4XX", body = ryugaku_web::Problem, content_type = "application/problem+json")))]
async fn deactivate(
    State(app): State<App>,
    visit: Visit,
    Path(key): Path<String>,
    Body(body): Body<LeaveJson>,
) -> Result<Answer<LeftJson>, Failed> {
    let mut tx = app.begin().await?;
    let id = allowed(&mut tx, &visit, &key).await?;
    let to = match &body.hand_over_to {
        Some(heir) => Some(heir_named(&mut tx, heir).await?),
        None => None,
    };
    let left = leave::leave(&mut tx, &visit.cx, id, to).await?;
    tx.commit().await?;
    let team = team_of(&mut app.db.reader(), id).await?;
    Ok(Answer::ok(LeftJson::of(left, team)))
}

/// Somebody comes back
#[utoipa::path(post, path = "/api/v1/people/{person}/reactivate", tag = "people", params(("person" = String, Path)), responses(
    (status = 200, body = PersonJson), (status = "4XX", body = ryugaku_web::Problem, content_type = "application/problem+json")))]
async fn reactivate(
    State(app): State<App>,
    visit: Visit,
    Path(key): Path<String>,
) -> Result<Answer<PersonJson>, Failed> {
    let mut tx = app.begin().await?;
    let id = allowed(&mut tx, &visit, &key).await?;
    let person = leave::come_back(&mut tx, &visit.cx, id).await?;
    tx.commit().await?;
    answer(&mut app.db.reader(), person).await
}

/// The person of the address, for those who may change people.
async fn allowed(q: &mut impl Reads, visit: &Visit, key: &str) -> Outcome<PersonId> {
    visit.cx.require_admin()?;
    Ok(store::named(q, key).await?.id)
}

async fn heir_named(q: &mut impl Reads, key: &str) -> Outcome<PersonId> {
    match store::named(q, key).await {
        Ok(person) => Ok(person.id),
        Err(Failure::NotFound(_)) => Err(Failure::invalid("hand_over_to", "failure-unknown")),
        Err(failure) => Err(failure),
    }
}

async fn answer(q: &mut impl Reads, person: Person) -> Result<Answer<PersonJson>, Failed> {
    let (team, version) = (team_of(q, person.id).await?, person.version);
    Ok(Answer::ok(PersonJson::of(person, team)).version(version))
}

async fn team_of(q: &mut impl Reads, id: PersonId) -> Outcome<Option<String>> {
    let homes = membership_store::history(q, id).await?;
    Ok(homes.into_iter().find(|home| home.membership.until.is_none()).map(|home| home.slug))
}

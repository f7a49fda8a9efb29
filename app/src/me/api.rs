//! `/api/v1/me`.

use axum::extract::{Path, State};
use ryugaku_kernel::{Lang, Role, Time, Uuid};
use ryugaku_web::Problem;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;

use super::password_pages::change_password;
use super::settings::{self, Change};
use crate::app::App;
use crate::door::{Answer, Body, Failed, IfMatch, Listed, Visit, given, routes};
use crate::people::{Person, PersonId};
use crate::sign_in::session::{self, Session};
use crate::sign_in::session_store;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(show, change))
        .routes(routes!(set_password))
        .routes(routes!(sessions, end_other_sessions))
        .routes(routes!(end_session))
}

/// Who asks. A program's token and the operator have no person's members.
#[derive(Serialize, ToSchema)]
pub struct MeJson {
    /// person, token or operator
    pub kind: &'static str,
    pub id: Option<Uuid>,
    pub name: String,
    /// admin, member, read or intake: what this session or token may do
    #[schema(value_type = Option<String>)]
    pub role: Option<Role>,
    pub teams: Vec<Uuid>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub person: Option<SettingsJson>,
}

#[derive(Serialize, ToSchema)]
pub struct SettingsJson {
    pub email: String,
    /// ja or en; null follows the browser
    #[schema(value_type = Option<String>)]
    pub language: Option<Lang>,
    /// IANA name; null follows the organisation
    pub time_zone: Option<String>,
    /// light or dark; null follows the system
    pub theme: Option<String>,
    pub single_keys: bool,
    pub version: i64,
}

impl From<Person> for SettingsJson {
    fn from(person: Person) -> Self {
        Self {
            email: person.email,
            language: person.choices.language,
            time_zone: person.choices.time_zone,
            theme: person.choices.theme,
            single_keys: person.choices.single_keys,
            version: person.version,
        }
    }
}

/// What is absent stays; null follows the organisation, the browser or the system again.
#[derive(Deserialize, ToSchema)]
struct ChangeJson {
    name: Option<String>,
    /// ja or en
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<String>)]
    language: Option<Option<Lang>>,
    /// IANA name
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<String>)]
    time_zone: Option<Option<String>>,
    /// light or dark
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<String>)]
    theme: Option<Option<String>>,
    single_keys: Option<bool>,
}

#[derive(Deserialize, ToSchema)]
struct PasswordJson {
    /// Not needed for the first password, nor within an hour after arriving by a one-time link.
    #[serde(default)]
    old: String,
    /// 12 to 200 characters
    new: String,
}

#[derive(Serialize, ToSchema)]
pub struct SessionJson {
    pub id: Uuid,
    /// password, link or oidc
    pub how: &'static str,
    pub created_at: Time,
    /// To within five minutes.
    pub seen_at: Time,
    pub expires_at: Time,
    pub user_agent: String,
    pub address: String,
    /// Whether this request came with it.
    pub here: bool,
}

/// Who you are here
#[utoipa::path(get, path = "/api/v1/me", tag = "me", responses(
    (status = 200, body = MeJson), (status = "4XX", body = Problem, content_type = "application/problem+json")))]
async fn show(State(app): State<App>, visit: Visit) -> Result<Answer<MeJson>, Failed> {
    let person = match visit.cx.who.person() {
        Some(_) => Some(settings::own(&mut app.db.reader(), &visit.cx).await?),
        None => None,
    };
    Ok(answer(&visit, person))
}

/// Change your own settings
#[utoipa::path(patch, path = "/api/v1/me", tag = "me", request_body = ChangeJson, responses(
    (status = 200, body = MeJson), (status = "4XX", body = Problem, content_type = "application/problem+json")))]
async fn change(
    State(app): State<App>,
    visit: Visit,
    IfMatch(expected): IfMatch,
    Body(new): Body<ChangeJson>,
) -> Result<Answer<MeJson>, Failed> {
    let new = Change {
        name: new.name,
        language: new.language,
        time_zone: new.time_zone,
        theme: new.theme,
        single_keys: new.single_keys,
    };
    let mut tx = app.begin().await?;
    let person = settings::change(&mut tx, &visit.cx, expected, new).await?;
    tx.commit().await?;
    Ok(answer(&visit, Some(person)))
}

/// Set your own password; your other sessions end
#[utoipa::path(post, path = "/api/v1/me/password", tag = "me", request_body = PasswordJson, responses(
    (status = 200, body = MeJson), (status = "4XX", body = Problem, content_type = "application/problem+json")))]
async fn set_password(
    State(app): State<App>,
    visit: Visit,
    Body(new): Body<PasswordJson>,
) -> Result<Answer<MeJson>, Failed> {
    change_password(&app, &visit, new.old.trim(), new.new.trim()).await?;
    let person = settings::own(&mut app.db.reader(), &visit.cx).await?;
    Ok(answer(&visit, Some(person)))
}

/// Where you are signed in
#[utoipa::path(get, path = "/api/v1/me/sessions", tag = "me", responses(
    (status = 200, body = Listed<SessionJson>), (status = "4XX", body = Problem, content_type = "application/problem+json")))]
async fn sessions(State(app): State<App>, visit: Visit) -> Result<Answer<Listed<SessionJson>>, Failed> {
    listed(&app, &visit).await
}

/// Sign out everywhere but here
#[utoipa::path(delete, path = "/api/v1/me/sessions", tag = "me", responses(
    (status = 200, body = Listed<SessionJson>), (status = "4XX", body = Problem, content_type = "application/problem+json")))]
async fn end_other_sessions(State(app): State<App>, visit: Visit) -> Result<Answer<Listed<SessionJson>>, Failed> {
    let mut tx = app.begin().await?;
    session::end_others(&mut tx, &visit.cx, visit.session).await?;
    tx.commit().await?;
    listed(&app, &visit).await
}

/// Sign out there
#[utoipa::path(delete, path = "/api/v1/me/sessions/{id}", tag = "me", params(("id" = Uuid, Path)), responses(
    (status = 200, body = Listed<SessionJson>), (status = "4XX", body = Problem, content_type = "application/problem+json")))]
async fn end_session(
    State(app): State<App>,
    visit: Visit,
    Path(id): Path<Uuid>,
) -> Result<Answer<Listed<SessionJson>>, Failed> {
    let mut tx = app.begin().await?;
    session::end(&mut tx, &visit.cx, id).await?;
    tx.commit().await?;
    listed(&app, &visit).await
}

async fn listed(app: &App, visit: &Visit) -> Result<Answer<Listed<SessionJson>>, Failed> {
    let person = PersonId(visit.cx.require_person()?);
    let sessions = session_store::of_person(&mut app.db.reader(), person, visit.cx.now()).await?;
    let items = sessions.into_iter().map(|session| session_json(visit, session)).collect();
    Ok(Answer::ok(Listed { items, next: None }))
}

fn session_json(visit: &Visit, session: Session) -> SessionJson {
    SessionJson {
        id: session.id,
        how: session.how.name(),
        created_at: session.created_at,
        seen_at: session.seen_at,
        expires_at: session.expires_at,
        user_agent: session.user_agent,
        address: session.address,
        here: visit.session == Some(session.id),
    }
}

fn answer(visit: &Visit, person: Option<Person>) -> Answer<MeJson> {
    let who = &visit.cx.who;
    let version = person.as_ref().map(|person| person.version);
    let name = person.as_ref().map_or_else(|| who.name.clone(), |person| person.name.clone());
    let me = MeJson {
        kind: who.kind.name(),
        id: who.id,
        name,
        role: who.role,
        teams: who.teams.clone(),
        person: person.map(SettingsJson::from),
    };
    match version {
        Some(version) => Answer::ok(me).version(version),
        None => Answer::ok(me),
    }
}

//! `/api/v1/tokens`.

use axum::extract::{Path, Query, State};
use ryugaku_kernel::{Outcome, Role, Time, Uuid};
use ryugaku_web::Problem;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;

use super::token::{self, NewToken, Token};
use super::token_store;
use crate::app::App;
use crate::door::{Answer, Body, Failed, Listed, Paging, Visit, routes};
use crate::people::{self, PersonId};

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(list, create)).routes(routes!(revoke))
}

#[derive(Serialize, ToSchema)]
pub struct TokenJson {
    pub id: Uuid,
    pub name: String,
    /// The first letters of the token.
    pub hint: String,
    /// admin, member, read or intake
    #[schema(value_type = String)]
    pub role: Role,
    /// Absent for a program's token.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub person: Option<Uuid>,
    pub created_at: Time,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expires_at: Option<Time>,
    /// To within five minutes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub used_at: Option<Time>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub revoked_at: Option<Time>,
    /// The token itself: in the answer that made it, and never again.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub token: Option<String>,
}

impl From<Token> for TokenJson {
    fn from(token: Token) -> Self {
        Self {
            id: token.id,
            name: token.name,
            hint: token.hint,
            role: token.role,
            person: token.person.map(|person| person.0),
            created_at: token.created_at,
            expires_at: token.expires_at,
            used_at: token.used_at,
            revoked_at: token.revoked_at,
            token: None,
        }
    }
}

#[derive(Deserialize, ToSchema)]
struct NewTokenJson {
    name: String,
    /// admin, member, read or intake; never above one's own.
    #[schema(value_type = String)]
    role: Role,
    /// Whose it is: an id, an address or a whole name. Absent: an administrator makes a program's token, everybody else
    /// their own.
    person: Option<String>,
    /// Days until it expires, 1 to 3650; absent: it does not.
    days: Option<i64>,
}

/// Tokens, the newest first: all for administrators, else one's own
#[utoipa::path(get, path = "/api/v1/tokens", tag = "tokens", params(Paging), responses(
    (status = 200, body = Listed<TokenJson>), (status = "4XX", body = Problem, content_type = "application/problem+json")))]
async fn list(
    State(app): State<App>,
    visit: Visit,
    Query(paging): Query<Paging>,
) -> Result<Answer<Listed<TokenJson>>, Failed> {
    let scope = token::scope(&visit.cx)?;
    let page = token_store::page(&mut app.db.reader(), scope, paging.after()?, paging.limit()).await?;
    Ok(Answer::ok(page.into()))
}

/// Make a token; its text is in this answer alone
///
/// Tokens look like `ryu_[0-9A-Za-z]{40}`: teach that to your secret scanner.
#[utoipa::path(post, path = "/api/v1/tokens", tag = "tokens", request_body = NewTokenJson, responses(
    (status = 201, body = TokenJson), (status = "4XX", body = Problem, content_type = "application/problem+json")))]
async fn create(
    State(app): State<App>,
    visit: Visit,
    Body(new): Body<NewTokenJson>,
) -> Result<Answer<TokenJson>, Failed> {
    let person = owner(&app, &visit, new.person.as_deref()).await?;
    let new = NewToken { name: new.name.trim().into(), role: new.role, person, days: new.days };
    let mut tx = app.begin().await?;
    let (token, text) = token::create(&mut tx, &visit.cx, &app.keys, new).await?;
    tx.commit().await?;
    let location = format!("/api/v1/tokens/{}", token.id);
    Ok(Answer::created(TokenJson { token: Some(text), ..token.into() }, location))
}

/// Revoke a token
#[utoipa::path(delete, path = "/api/v1/tokens/{id}", tag = "tokens", params(("id" = Uuid, Path)), responses(
    (status = 200, body = TokenJson), (status = "4XX", body = Problem, content_type = "application/problem+json")))]
async fn revoke(State(app): State<App>, visit: Visit, Path(id): Path<Uuid>) -> Result<Answer<TokenJson>, Failed> {
    let mut tx = app.begin().await?;
    let token = token::revoke(&mut tx, &visit.cx, id).await?;
    tx.commit().await?;
    Ok(Answer::ok(token.into()))
}

async fn owner(app: &App, visit: &Visit, named: Option<&str>) -> Outcome<Option<PersonId>> {
    match named {
        Some(text) => {
            // Only administrators look people up by this door.
            visit.cx.require_admin()?;
            Ok(Some(people::store::meant(&mut app.db.reader(), text).await?.id))
        }
        None if visit.cx.who.is_admin() => Ok(None),
        None => Ok(visit.cx.who.person().map(PersonId)),
    }
}

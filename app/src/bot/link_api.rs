//! `/api/v1/me/chat`: who one is in chats that do not say it themselves.

use axum::extract::State;
use ryugaku_kernel::Time;
use ryugaku_web::Problem;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;

use super::link;
use super::linked::{self, Linked};
use crate::app::App;
use crate::door::{Answer, Failed, Visit, routes};

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(show, unlink)).routes(routes!(make_code))
}

#[derive(Serialize, ToSchema)]
struct ChatAccountJson {
    /// Whether a chat is connected in which accounts are linked by hand.
    connected: bool,
    /// The bot's account, once it has listened.
    #[serde(skip_serializing_if = "Option::is_none")]
    bot: Option<String>,
    /// Your own, if you have linked it.
    #[serde(skip_serializing_if = "Option::is_none")]
    account: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    linked_at: Option<Time>,
    /// Why nothing comes from Slack over Socket Mode to the replica that answers, and what to do about it.
    #[serde(skip_serializing_if = "Option::is_none")]
    slack_trouble: Option<String>,
}

impl From<Linked> for ChatAccountJson {
    fn from(linked: Linked) -> Self {
        let (account, linked_at) = linked.account.unzip();
        let (connected, bot, slack_trouble) = (linked.connected, linked.bot, linked.slack_trouble);
        Self { connected, bot, account, linked_at, slack_trouble }
    }
}

#[derive(Serialize, ToSchema)]
struct ChatCodeJson {
    code: String,
    /// What is to be said to the bot, alone with it.
    say: String,
    expires_at: Time,
}

/// Your account on Matrix, and what keeps Slack from being heard
#[utoipa::path(get, path = "/api/v1/me/chat", tag = "me", responses(
    (status = 200, body = ChatAccountJson), (status = "4XX", body = Problem, content_type = "application/problem+json")))]
async fn show(State(app): State<App>, visit: Visit) -> Result<Answer<ChatAccountJson>, Failed> {
    let linked = linked::own(&app, &visit.cx).await?;
    Ok(Answer::ok(linked.into()))
}

/// Make a code that proves, said to the bot on Matrix, which account is yours
#[utoipa::path(post, path = "/api/v1/me/chat/codes", tag = "me", responses(
    (status = 201, body = ChatCodeJson), (status = "4XX", body = Problem, content_type = "application/problem+json")))]
async fn make_code(State(app): State<App>, visit: Visit) -> Result<Answer<ChatCodeJson>, Failed> {
    let mut tx = app.begin().await?;
    let (code, expires_at) = link::make_code(&mut tx, &visit.cx, &app.keys).await?;
    tx.commit().await?;
    Ok(Answer::created(ChatCodeJson { say: linked::said(&code), code, expires_at }, "/api/v1/me/chat".into()))
}

/// Forget which account on Matrix is yours
#[utoipa::path(delete, path = "/api/v1/me/chat", tag = "me", responses(
    (status = 200, body = ChatAccountJson), (status = "4XX", body = Problem, content_type = "application/problem+json")))]
async fn unlink(State(app): State<App>, visit: Visit) -> Result<Answer<ChatAccountJson>, Failed> {
    let mut tx = app.begin().await?;
    link::unlink(&mut tx, &visit.cx).await?;
    tx.commit().await?;
    let linked = linked::own(&app, &visit.cx).await?;
    Ok(Answer::ok(linked.into()))
}

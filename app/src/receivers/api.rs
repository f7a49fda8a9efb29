//! `/api/v1/receivers`. Addresses of webhooks come in and never go out: the host does.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use ryugaku_kernel::{Lang, Uuid};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;

use super::channel::{Channel, ChannelKind, NewChannel, Way};
use super::channel_change::{self, ChannelChange};
use super::receiver::{Receiver, ReceiverId};
use super::target::Authorization;
use super::trial_door::{Tried, try_out};
use super::{change, make, store};
use crate::app::App;
use crate::door::{Answer, Body, Failed, IfMatch, Listed, Visit, given, routes};
use crate::routing::require_editor;
use crate::words;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list, add))
        .routes(routes!(show, amend, remove))
        .routes(routes!(add_channel))
        .routes(routes!(test))
        .routes(routes!(amend_channel, remove_channel))
}

#[derive(Serialize, ToSchema)]
struct ReceiverJson {
    id: Uuid,
    /// By which routes name it.
    name: String,
    /// By number; with none nobody is notified.
    channels: Vec<ChannelJson>,
    version: i64,
}

#[derive(Serialize, ToSchema)]
struct ChannelJson {
    /// Never given twice within a receiver.
    number: i64,
    kind: ChannelKind,
    send_resolved: bool,
    /// How many alerts one notification holds; 0: all, up to 1,000.
    max_alerts: u32,
    /// Host and port of a webhook; the rest of its address is not shown.
    #[serde(skip_serializing_if = "String::is_empty")]
    host: String,
    /// Addresses, of e-mail.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    to: Vec<String>,
    /// `ja` or `en`; absent: the organisation's.
    #[serde(skip_serializing_if = "Option::is_none")]
    language: Option<String>,
    /// `whsec_…`; only in the answer to adding a signed webhook.
    #[serde(skip_serializing_if = "Option::is_none")]
    secret: Option<String>,
}

#[derive(Deserialize, ToSchema)]
struct NewReceiverJson {
    name: String,
}

#[derive(Deserialize, ToSchema)]
struct NewChannelJson {
    kind: ChannelKind,
    /// Of webhooks: http or https; inside private ranges only if `webhooks.allow_private` names the host.
    #[serde(default)]
    url: String,
    /// Of webhooks in Alertmanager's form.
    #[serde(default)]
    authorization: AuthorizationJson,
    /// Of e-mail.
    #[serde(default)]
    to: Vec<String>,
    #[serde(default = "yes")]
    send_resolved: bool,
    #[serde(default)]
    max_alerts: u32,
    /// `ja` or `en`; the organisation's if absent.
    #[schema(value_type = Option<String>)]
    language: Option<Lang>,
}

fn yes() -> bool {
    true
}

/// A token, or a user name with a password; with neither there is none.
#[derive(Default, Deserialize, ToSchema)]
struct AuthorizationJson {
    token: Option<String>,
    username: Option<String>,
    password: Option<String>,
}

#[derive(Deserialize, ToSchema)]
struct ChannelChangeJson {
    send_resolved: Option<bool>,
    max_alerts: Option<u32>,
    /// Null: the organisation's.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<String>)]
    language: Option<Option<Lang>>,
    /// Another address takes the authorization with it.
    url: Option<String>,
    authorization: Option<AuthorizationJson>,
    to: Option<Vec<String>>,
}

impl From<AuthorizationJson> for Authorization {
    fn from(json: AuthorizationJson) -> Self {
        match (json.token, json.username, json.password) {
            (Some(token), _, _) => Self::Bearer { token },
            (None, None, None) => Self::None,
            (None, username, password) => {
                Self::Basic { username: username.unwrap_or_default(), password: password.unwrap_or_default() }
            }
        }
    }
}

impl From<NewChannelJson> for NewChannel {
    fn from(json: NewChannelJson) -> Self {
        let way = match json.kind {
            ChannelKind::Webhook => Way::Webhook { url: json.url, authorization: json.authorization.into() },
            ChannelKind::SignedWebhook => Way::SignedWebhook { url: json.url },
            ChannelKind::Email => Way::Email { to: json.to },
        };
        Self { send_resolved: json.send_resolved, max_alerts: json.max_alerts, language: json.language, way }
    }
}

impl From<&Channel> for ChannelJson {
    fn from(channel: &Channel) -> Self {
        let settings = &channel.settings;
        Self {
            number: channel.number,
            kind: channel.kind,
            send_resolved: settings.send_resolved,
            max_alerts: settings.max_alerts,
            host: settings.host.clone(),
            to: settings.to.clone(),
            language: settings.language.map(|language| language.tag().to_owned()),
            secret: None,
        }
    }
}

impl From<Receiver> for ReceiverJson {
    fn from(receiver: Receiver) -> Self {
        Self {
            id: receiver.id.0,
            channels: receiver.channels.iter().map(ChannelJson::from).collect(),
            name: receiver.name,
            version: receiver.version,
        }
    }
}

fn answer(receiver: Receiver) -> Answer<ReceiverJson> {
    let version = receiver.version;
    Answer::ok(receiver.into()).version(version)
}

/// Receivers with their channels, in their order
#[utoipa::path(get, path = "/api/v1/receivers", tag = "routing", responses(
    (status = 200, body = Listed<ReceiverJson>), (status = "4XX", body = ryugaku_web::Problem, content_type = "application/problem+json")))]
async fn list(State(app): State<App>, visit: Visit) -> Result<Answer<Listed<ReceiverJson>>, Failed> {
    visit.cx.require_read()?;
    let all = store::all(&mut app.db.reader()).await?;
    Ok(Answer::ok(Listed { items: all.into_iter().map(Into::into).collect(), next: None }))
}

/// Make a receiver; routes can name it then
#[utoipa::path(post, path = "/api/v1/receivers", tag = "routing", request_body = NewReceiverJson, responses(
    (status = 201, body = ReceiverJson), (status = "4XX", body = ryugaku_web::Problem, content_type = "application/problem+json")))]
async fn add(
    State(app): State<App>,
    visit: Visit,
    new: Result<Body<NewReceiverJson>, Failed>,
) -> Result<Answer<ReceiverJson>, Failed> {
    // Who may not do it is not told how it is written.
    require_editor(&mut app.db.reader(), &visit.cx).await?;
    let Body(new) = new?;
    let mut tx = app.begin().await?;
    let receiver = make::make(&mut tx, &visit.cx, new.name.trim()).await?;
    tx.commit().await?;
    let (location, version) = (format!("/api/v1/receivers/{}", receiver.id), receiver.version);
    Ok(Answer::created(receiver.into(), location).version(version))
}

/// One receiver
#[utoipa::path(get, path = "/api/v1/receivers/{id}", tag = "routing", params(("id" = Uuid, Path)), responses(
    (status = 200, body = ReceiverJson), (status = "4XX", body = ryugaku_web::Problem, content_type = "application/problem+json")))]
async fn show(State(app): State<App>, visit: Visit, Path(id): Path<Uuid>) -> Result<Answer<ReceiverJson>, Failed> {
    visit.cx.require_read()?;
    Ok(answer(store::find(&mut app.db.reader(), ReceiverId(id)).await?))
}

/// Rename a receiver, unless routes name it
#[utoipa::path(patch, path = "/api/v1/receivers/{id}", tag = "routing", params(("id" = Uuid, Path)), request_body = NewReceiverJson, responses(
    (status = 200, body = ReceiverJson), (status = "4XX", body = ryugaku_web::Problem, content_type = "application/problem+json")))]
async fn amend(
    State(app): State<App>,
    visit: Visit,
    Path(id): Path<Uuid>,
    IfMatch(expected): IfMatch,
    wanted: Result<Body<NewReceiverJson>, Failed>,
) -> Result<Answer<ReceiverJson>, Failed> {
    require_editor(&mut app.db.reader(), &visit.cx).await?;
    let Body(wanted) = wanted?;
    let mut tx = app.begin().await?;
    let receiver = change::rename(&mut tx, &visit.cx, ReceiverId(id), wanted.name.trim(), expected).await?;
    tx.commit().await?;
    Ok(answer(receiver))
}

/// Remove a receiver with its channels, unless routes name it
#[utoipa::path(delete, path = "/api/v1/receivers/{id}", tag = "routing", params(("id" = Uuid, Path)), responses(
    (status = 204), (status = "4XX", body = ryugaku_web::Problem, content_type = "application/problem+json")))]
async fn remove(State(app): State<App>, visit: Visit, Path(id): Path<Uuid>) -> Result<StatusCode, Failed> {
    let mut tx = app.begin().await?;
    change::remove(&mut tx, &visit.cx, ReceiverId(id)).await?;
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Add a channel; the answer shows a signed webhook's key, once
#[utoipa::path(post, path = "/api/v1/receivers/{id}/channels", tag = "routing", params(("id" = Uuid, Path)), request_body = NewChannelJson, responses(
    (status = 201, body = ChannelJson), (status = "4XX", body = ryugaku_web::Problem, content_type = "application/problem+json")))]
async fn add_channel(
    State(app): State<App>,
    visit: Visit,
    Path(id): Path<Uuid>,
    new: Result<Body<NewChannelJson>, Failed>,
) -> Result<Answer<ChannelJson>, Failed> {
    require_editor(&mut app.db.reader(), &visit.cx).await?;
    let Body(new) = new?;
    let mut tx = app.begin().await?;
    let new = NewChannel::from(new);
    let (receiver, number, secret) = channel_change::add(&mut tx, &visit.cx, &app.keys, ReceiverId(id), &new).await?;
    tx.commit().await?;
    let json = ChannelJson { secret, ..ChannelJson::from(receiver.channel(number)?) };
    Ok(Answer::created(json, format!("/api/v1/receivers/{id}")))
}

/// Change a channel; its kind and number stay
#[utoipa::path(patch, path = "/api/v1/receivers/{id}/channels/{channel}", tag = "routing",
    params(("id" = Uuid, Path), ("channel" = i64, Path)), request_body = ChannelChangeJson, responses(
    (status = 200, body = ReceiverJson), (status = "4XX", body = ryugaku_web::Problem, content_type = "application/problem+json")))]
async fn amend_channel(
    State(app): State<App>,
    visit: Visit,
    Path((id, channel)): Path<(Uuid, String)>,
    IfMatch(expected): IfMatch,
    wanted: Result<Body<ChannelChangeJson>, Failed>,
) -> Result<Answer<ReceiverJson>, Failed> {
    require_editor(&mut app.db.reader(), &visit.cx).await?;
    let Body(wanted) = wanted?;
    let wanted = ChannelChange {
        send_resolved: wanted.send_resolved,
        max_alerts: wanted.max_alerts,
        language: wanted.language,
        url: wanted.url,
        authorization: wanted.authorization.map(Into::into),
        to: wanted.to,
    };
    let (id, number, mut tx) = (ReceiverId(id), numbered(&channel)?, app.begin().await?);
    let receiver = channel_change::change(&mut tx, &visit.cx, &app.keys, id, number, wanted, expected).await?;
    tx.commit().await?;
    Ok(answer(receiver))
}

/// Remove a channel; its number is not given again
#[utoipa::path(delete, path = "/api/v1/receivers/{id}/channels/{channel}", tag = "routing",
    params(("id" = Uuid, Path), ("channel" = i64, Path)), responses(
    (status = 200, body = ReceiverJson), (status = "4XX", body = ryugaku_web::Problem, content_type = "application/problem+json")))]
async fn remove_channel(
    State(app): State<App>,
    visit: Visit,
    Path((id, channel)): Path<(Uuid, String)>,
) -> Result<Answer<ReceiverJson>, Failed> {
    require_editor(&mut app.db.reader(), &visit.cx).await?;
    let (number, mut tx) = (numbered(&channel)?, app.begin().await?);
    let receiver = channel_change::remove(&mut tx, &visit.cx, ReceiverId(id), number).await?;
    tx.commit().await?;
    Ok(answer(receiver))
}

#[derive(Deserialize, ToSchema)]
struct ReceiverTestQuestionJson {
    /// The number of one channel; all if absent.
    channel: Option<i64>,
}

#[derive(Serialize, ToSchema)]
struct ReceiverTestJson {
    /// By number of the channel.
    items: Vec<ReceiverTriedJson>,
}

#[derive(Serialize, ToSchema)]
struct ReceiverTriedJson {
    channel: i64,
    kind: ChannelKind,
    /// `firing`, or `resolved` after it where the channel hears of that.
    said: &'static str,
    /// What was sent, as `/api/v1/notices` has it.
    notice: Uuid,
    /// The other side answered that it took it.
    delivered: bool,
    /// Of HTTP or SMTP, if an answer came.
    status: Option<i64>,
    /// Why no answer came, in the caller's language.
    error: Option<String>,
    /// The beginning of the answer.
    response: String,
    took_ms: i64,
}

/// Send a test through one channel or all, and say what the other side answered
#[utoipa::path(post, path = "/api/v1/receivers/{id}/test", tag = "routing", params(("id" = Uuid, Path)), request_body = ReceiverTestQuestionJson, responses(
    (status = 200, body = ReceiverTestJson), (status = "4XX", body = ryugaku_web::Problem, content_type = "application/problem+json")))]
async fn test(
    State(app): State<App>,
    visit: Visit,
    Path(id): Path<Uuid>,
    question: Result<Body<ReceiverTestQuestionJson>, Failed>,
) -> Result<Answer<ReceiverTestJson>, Failed> {
    require_editor(&mut app.db.reader(), &visit.cx).await?;
    let Body(question) = question?;
    let tried = try_out(&app, &visit.cx, ReceiverId(id), question.channel).await?;
    let json = |tried: Tried| ReceiverTriedJson {
        channel: tried.channel,
        kind: tried.kind,
        said: if tried.firing { "firing" } else { "resolved" },
        notice: tried.notice.0,
        delivered: tried.attempt.is_delivered(),
        status: tried.attempt.status,
        error: tried.attempt.error.map(|key| words::text(visit.lang(), &key)),
        response: tried.attempt.response,
        took_ms: tried.attempt.took_ms,
    };
    Ok(Answer::ok(ReceiverTestJson { items: tried.into_iter().map(json).collect() }))
}

/// What is no number names no channel.
pub(super) fn numbered(text: &str) -> Result<i64, ryugaku_kernel::Failure> {
    text.parse().map_err(|_| ryugaku_kernel::Failure::NotFound("channel"))
}

//! Who is sending: a key in the path, a token in the header, the local socket, or anybody where the settings say so.

use std::collections::HashMap;
use std::convert::Infallible;

use axum::extract::{FromRequestParts, Path};
use axum::http::HeaderMap;
use axum::http::request::Parts;
use ryugaku_kernel::{Actor, ActorKind, Failure, Msg, Outcome, Role, Time, Uuid};

use crate::app::App;
use crate::door::{Caller, Transport, is_open, known, presented_token};
use crate::intake::integration::{IntegrationId, Refusal, Why};
use crate::intake::key;

/// What a request shows of its sender.
pub struct Knock {
    pub headers: HeaderMap,
    transport: Option<Transport>,
    /// The key in the path.
    key: Option<String>,
    reads: bool,
    /// Whether it is let in without any key.
    open: bool,
}

impl FromRequestParts<App> for Knock {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Infallible> {
        let parameters = Path::<HashMap<String, String>>::from_request_parts(parts, app).await.ok();
        let key = parameters.and_then(|Path(mut parameters)| parameters.remove("key"));
        let transport = parts.extensions.get::<Transport>().copied();
        let reads = parts.method.is_safe();
        let open = is_open(&app.config, &parts.uri, &parts.headers);
        Ok(Self { headers: parts.headers.clone(), transport, key, reads, open })
    }
}

/// Whoever has shown a key that works. A key that fits nowhere is counted by address, and never kept.
pub async fn sender(app: &App, knock: &Knock) -> Outcome<Actor> {
    let token = match &knock.key {
        Some(key) => Some(key.clone()),
        None => presented_token(&knock.headers)?,
    };
    if let Some(token) = token {
        return match app.recent_keys.sender(app, &token).await? {
            Some(actor) => Ok(actor),
            None => Err(turned_away(app, knock, &token).await),
        };
    }
    let (known, by_cookie) = known(app, &knock.headers, knock.transport).await?;
    if let Some(known) = known {
        // Another site can make a browser read or send, but not show this.
        let shown = knock.headers.get("x-csrf-token").and_then(|token| token.to_str().ok());
        let own = known.session.zip(shown).is_some_and(|(id, shown)| app.keys.verify("csrf", id.as_bytes(), shown));
        if knock.reads || !by_cookie || own {
            return Ok(known.actor);
        }
        return Err(Failure::Forbidden(Msg::new("failure-csrf")));
    }
    if knock.open {
        let kind = ActorKind::Anonymous;
        return Ok(Actor {
            kind,
            id: None,
            name: "loopback".into(),
            role: Some(Role::Intake),
            teams: Vec::new(),
            own_since: None,
        });
    }
    Err(Failure::Forbidden(Msg::new("intake-key-missing")))
}

async fn turned_away(app: &App, knock: &Knock, token: &str) -> Failure {
    let noted = note(app, knock, token).await;
    if let Err(failure) = noted {
        tracing::warn!(%failure, "a refused key could not be counted");
    }
    metrics::counter!("ryugaku_intake_refused_total", "why" => "key").increment(1);
    Failure::Forbidden(Msg::new("failure-token-wrong"))
}

async fn note(app: &App, knock: &Knock, token: &str) -> Outcome<()> {
    match key::former(app, token).await? {
        Some(id) => {
            let why = Why::new(Msg::new("integration-refused-old-key"));
            app.refusals.of_integration(app, id, Refusal { at: app.clock.now(), status: 401, why }).await
        }
        None => app.refusals.of_stranger(app, address(app, knock)).await,
    }
}

/// For counting: one network of IPv6 is one sender.
fn address(app: &App, knock: &Knock) -> String {
    let caller = Caller::of(&app.config.trusted_proxies, &knock.headers, knock.transport);
    caller.network().map_or_else(|| "socket".to_owned(), |address| address.to_string())
}

/// Under which id the journal knows the sender: the integration's or the token's; nil for those without one.
pub fn source(actor: &Actor) -> Uuid {
    actor.id.unwrap_or(Uuid::nil())
}

/// Writes down that something of a delivery was refused. Senders that are no integration are told, and that is all.
pub async fn refused(app: &App, actor: &Actor, at: Time, status: u16, why: Why) {
    metrics::counter!("ryugaku_intake_refused_total", "why" => "content").increment(1);
    let Some(id) = actor.id else { return };
    let refusal = Refusal { at, status: i64::from(status), why };
    if let Err(failure) = app.refusals.of_integration(app, IntegrationId(id), refusal).await {
        tracing::warn!(%failure, "a refused delivery could not be noted");
    }
}

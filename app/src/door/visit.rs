//! Who is visiting, in which language and zone: found once for each request, before any handler runs.

use axum::extract::{FromRequestParts, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, Uri, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jiff::tz::TimeZone;
use ryugaku_kernel::{Actor, Cx, Failure, Lang, Msg, Outcome, Uuid};
use ryugaku_web::cookie;

use super::{Caller, Failed, Flash};
use crate::app::App;
use crate::organisation::{self, Organisation};
use crate::people::person::Choices;
use crate::sign_in::who;
use crate::words;

pub const SESSION_COOKIE: &str = "ryugaku_session";
/// Chosen with the link in the header, for this browser.
pub const LANGUAGE_COOKIE: &str = "ryugaku_language";

/// How the request reached this process; put there by whoever accepted the connection.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Transport {
    Tcp(std::net::SocketAddr),
    /// The socket in the data folder: whoever may open it holds the host.
    Socket,
}

/// As an extractor it requires that somebody has signed in; handlers open to everybody take `Extension<Visit>`.
#[derive(Clone)]
pub struct Visit {
    pub cx: Cx,
    pub organisation: Organisation,
    pub choices: Choices,
    pub session: Option<Uuid>,
    /// What forms carry, for this session or browser.
    pub csrf: String,
    pub uri: Uri,
    pub flash: Option<Flash>,
    /// Whether the request came with a cookie and so could have been made by another site.
    pub by_cookie: bool,
    pub caller: Caller,
}

impl Visit {
    pub fn lang(&self) -> Lang {
        self.cx.lang
    }

    pub fn zone(&self) -> TimeZone {
        self.choices.zone().unwrap_or_else(|| self.organisation.zone())
    }

    pub fn say(&self, msg: &Msg) -> String {
        words::say(self.cx.lang, msg)
    }
}

impl<S: Sync> FromRequestParts<S> for Visit {
    type Rejection = Failed;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Failed> {
        let visit = parts.extensions.get::<Self>().cloned();
        let visit = visit.ok_or_else(|| Failure::internal("no visit: the door's layer is missing"))?;
        if visit.cx.who.is_anonymous() {
            return Err(Failure::Forbidden(Msg::new("failure-sign-in")).into());
        }
        Ok(visit)
    }
}

/// The layer that finds out. A token that is wrong is refused, not taken for nobody.
pub async fn identify(State(app): State<App>, mut request: Request, next: Next) -> Response {
    // The body is not shared between threads: what is needed of the request is taken out first.
    let transport = request.extensions().get::<Transport>().copied();
    let (headers, uri) = (request.headers().clone(), request.uri().clone());
    match visit(&app, &headers, uri, transport).await {
        Ok(visit) => {
            if let Some(seen) = request.extensions().get::<super::failed::Seen>() {
                seen.keep(&visit);
            }
            request.extensions_mut().insert(visit);
            next.run(request).await
        }
        Err(failure) => Failed::from(failure).into_response(),
    }
}

async fn visit(app: &App, headers: &HeaderMap, uri: Uri, transport: Option<Transport>) -> Outcome<Visit> {
    let organisation = organisation::store::load(&mut app.db.reader()).await?;
    let (known, by_cookie) = known(app, headers, transport).await?;
    let known =
        known.unwrap_or_else(|| who::Known { actor: Actor::anonymous(), choices: Choices::default(), session: None });
    let lang = language(headers, known.choices.language).unwrap_or(organisation.language);
    let csrf = match known.session {
        Some(session) => app.keys.sign("csrf", session.as_bytes()),
        // Nobody to act for yet: sign-in forms carry a token that other sites cannot read.
        None => app.keys.sign("csrf", b"anonymous"),
    };
    Ok(Visit {
        cx: app.cx(known.actor, lang),
        organisation,
        choices: known.choices,
        session: known.session,
        csrf,
        uri,
        flash: Flash::read(headers, &app.keys),
        by_cookie,
        caller: Caller::of(&app.config.trusted_proxies, headers, transport),
    })
}

/// Who asks, and whether a cookie says so. Asked again by what stays open longer than a session may last.
pub async fn known(
    app: &App,
    headers: &HeaderMap,
    transport: Option<Transport>,
) -> Outcome<(Option<who::Known>, bool)> {
    if let Some(token) = presented_token(headers)? {
        let known = who::by_token(app, &token).await?;
        let known = known.ok_or_else(|| Failure::Forbidden(Msg::new("failure-token-wrong")))?;
        return Ok((Some(known), false));
    }
    if transport == Some(Transport::Socket) {
        let operator = who::Known { actor: Actor::operator(), choices: Choices::default(), session: None };
        return Ok((Some(operator), false));
    }
    match cookie::get(headers, SESSION_COOKIE) {
        Some(token) => {
            let caller = Caller::of(&app.config.trusted_proxies, headers, transport);
            Ok((who::by_session(app, token, &caller).await?, true))
        }
        None => Ok((None, true)),
    }
}

/// What was chosen in this browser, else by the person, else what the browser asks for.
fn language(headers: &HeaderMap, own: Option<Lang>) -> Option<Lang> {
    let here = cookie::get(headers, LANGUAGE_COOKIE).and_then(Lang::named);
    here.or(own).or_else(|| words::preferred(headers.get(header::ACCEPT_LANGUAGE)?.to_str().ok()?))
}

/// A bearer token, or the password of basic auth (what Prometheus and amtool can send).
pub fn presented_token(headers: &HeaderMap) -> Outcome<Option<String>> {
    let Some(value) = headers.get(header::AUTHORIZATION) else { return Ok(None) };
    let wrong = || Failure::Forbidden(Msg::new("failure-token-wrong"));
    let value = value.to_str().map_err(|_| wrong())?;
    let (scheme, rest) = value.split_once(' ').ok_or_else(wrong)?;
    if scheme.eq_ignore_ascii_case("bearer") {
        return Ok(Some(rest.trim().to_owned()));
    }
    if scheme.eq_ignore_ascii_case("basic") {
        let pair = STANDARD.decode(rest.trim()).ok().and_then(|bytes| String::from_utf8(bytes).ok());
        let pair = pair.ok_or_else(wrong)?;
        let (_, password) = pair.split_once(':').ok_or_else(wrong)?;
        return Ok(Some(password.to_owned()));
    }
    Err(wrong())
}

//! `/sign-in` and `/sign-out`.

use askama::Template;
use axum::extract::{Query, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::{Extension, Router};
use ryugaku_kernel::{Failure, Outcome};
use ryugaku_web::cookie;
use serde::Deserialize;

use super::session::{self, How, LASTS, Proved};
use super::{account_store, link, oidc, password, throttle};
use crate::app::App;
use crate::door::{Fields, Form, PageResult, SESSION_COOKIE, Visit, get, page, page_with, post, see_other};
use crate::home::language::inside;
use crate::shell::Shell;
use crate::words;

pub fn routes() -> Router<App> {
    Router::new().route("/sign-in", get(show).merge(post(enter))).route("/sign-out", post(leave))
}

#[derive(Deserialize, Default)]
pub struct Next {
    #[serde(default)]
    pub next: String,
}

#[derive(Template)]
#[template(path = "sign_in/sign_in.html")]
struct SignInPage {
    shell: Shell,
    form: Form,
    next: String,
    /// Where signing in with the provider begins, if there is one.
    oidc: Option<String>,
    /// Nobody has an account yet.
    first: bool,
    notice: Option<String>,
}

async fn show(
    State(app): State<App>,
    Extension(visit): Extension<Visit>,
    Query(Next { next }): Query<Next>,
) -> PageResult {
    let next = inside(&next);
    if !visit.cx.who.is_anonymous() {
        return Ok(see_other(&app, next, None));
    }
    page(&sign_in_page(&app, &visit, Form::default(), next, None).await?)
}

async fn enter(State(app): State<App>, Extension(visit): Extension<Visit>, fields: Fields) -> PageResult {
    let next = inside(fields.get("next")).to_owned();
    match try_enter(&app, &visit, &fields).await {
        Ok(token) => Ok(welcome(&app, &next, &token)),
        Err(Failure::Invalid(errors)) => {
            let form = Form::refused(&fields, &errors, visit.lang());
            let again = sign_in_page(&app, &visit, form, &next, None).await?;
            page_with(StatusCode::UNPROCESSABLE_ENTITY, &again)
        }
        Err(Failure::Busy { msg, retry_after }) => {
            let form = Form::filled(&[("email", fields.get("email"))]);
            let again = sign_in_page(&app, &visit, form, &next, Some(visit.say(&msg))).await?;
            let mut response = page_with(StatusCode::TOO_MANY_REQUESTS, &again)?;
            response.headers_mut().insert(header::RETRY_AFTER, retry_after.into());
            Ok(response)
        }
        Err(failure) => Err(failure.into()),
    }
}

/// Three steps, so that no transaction waits for the hashing: the attempt is counted, the password proved, the
/// session begun.
async fn try_enter(app: &App, visit: &Visit, fields: &Fields) -> Outcome<String> {
    let (email, secret) = (fields.get("email"), fields.get("password"));
    let mut tx = app.begin().await?;
    let attempt = throttle::attempt(&mut tx, &visit.cx, &app.keys, email, &visit.caller).await?;
    tx.commit().await?;
    let person = password::prove(&mut app.db.reader(), email, secret).await?;
    let person = person.ok_or_else(|| Failure::invalid("password", "sign-in-wrong"))?;
    let mut tx = app.begin().await?;
    throttle::forgive(&mut tx, &visit.cx, &attempt).await?;
    let own_since = account_store::password_own_since(&mut tx, person.id).await?;
    let proved = Proved { person: &person, how: How::Password, own_since };
    let token = session::begin(&mut tx, &visit.cx, &app.keys, proved, &visit.caller).await?;
    tx.commit().await?;
    Ok(token)
}

async fn sign_in_page(app: &App, visit: &Visit, form: Form, next: &str, notice: Option<String>) -> Outcome<SignInPage> {
    let encoded: String = url::form_urlencoded::byte_serialize(next.as_bytes()).collect();
    let title = words::text(visit.lang(), "sign-in-title");
    Ok(SignInPage {
        shell: Shell::bare(app, Some(visit), visit.lang(), title),
        form,
        next: next.to_owned(),
        oidc: oidc::is_set(app).then(|| format!("/sign-in/oidc?next={encoded}")),
        first: link::nobody_can_sign_in(&mut app.db.reader()).await?,
        notice,
    })
}

async fn leave(State(app): State<App>, Extension(visit): Extension<Visit>) -> PageResult {
    if let Some(session) = visit.session {
        let mut tx = app.begin().await?;
        session::end(&mut tx, &visit.cx, session).await?;
        tx.commit().await?;
    }
    let mut response = see_other(&app, "/sign-in", None);
    let gone = cookie::set(SESSION_COOKIE, "", 0, app.config.is_https());
    response.headers_mut().append(header::SET_COOKIE, gone);
    Ok(response)
}

/// On to the page that was wanted, with the cookie of the new session.
pub fn welcome(app: &App, next: &str, token: &str) -> Response {
    let mut response = see_other(app, next, None).into_response();
    let cookie = cookie::set(SESSION_COOKIE, token, LASTS.as_secs(), app.config.is_https());
    response.headers_mut().append(header::SET_COOKIE, cookie);
    response
}

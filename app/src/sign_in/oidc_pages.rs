//! `/sign-in/oidc`: to the provider and back.

use askama::Template;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::Response;
use axum::{Extension, Router};
use ryugaku_kernel::Outcome;

use super::identity;
use super::oidc::{self, Returned};
use super::pages::{Next, welcome};
use super::session::{self, How, Proved};
use crate::app::App;
use crate::door::{Failed, PageResult, Visit, get, page_with, see_other};
use crate::home::language::inside;
use crate::shell::Shell;
use crate::words;

pub fn routes() -> Router<App> {
    Router::new().route("/sign-in/oidc", get(begin)).route("/sign-in/oidc/callback", get(finish))
}

#[derive(Template)]
#[template(path = "sign_in/unknown.html")]
struct UnknownPage {
    shell: Shell,
    /// The address the provider vouched for, if it did.
    email: Option<String>,
}

/// Changes nothing here: the cookie alone remembers. A link, since the policy for forms would hold the redirect back.
async fn begin(
    State(app): State<App>,
    Extension(visit): Extension<Visit>,
    Query(Next { next }): Query<Next>,
) -> Result<Response, Failed> {
    let (url, cookie) = oidc::begin(&app, &visit.cx, inside(&next)).await?;
    let mut response = see_other(&app, url.as_str(), None);
    response.headers_mut().append(header::SET_COOKIE, cookie);
    Ok(response)
}

async fn finish(
    State(app): State<App>,
    Extension(visit): Extension<Visit>,
    headers: HeaderMap,
    Query(returned): Query<Returned>,
) -> PageResult {
    let (proof, next) = oidc::finish(&app, &visit.cx, &headers, returned).await?;
    let mut response = match try_enter(&app, &visit, &proof).await? {
        Some(token) => welcome(&app, inside(&next), &token),
        None => {
            let title = words::text(visit.lang(), "oidc-unknown-title");
            let shell = Shell::bare(&app, Some(&visit), visit.lang(), title);
            page_with(StatusCode::FORBIDDEN, &UnknownPage { shell, email: proof.email })?
        }
    };
    response.headers_mut().append(header::SET_COOKIE, oidc::forget(&app));
    Ok(response)
}

async fn try_enter(app: &App, visit: &Visit, proof: &oidc::Proof) -> Outcome<Option<String>> {
    let mut tx = app.begin().await?;
    let Some((person, own_since)) = identity::recognise(&mut tx, &visit.cx, proof).await? else { return Ok(None) };
    let proved = Proved { person: &person, how: How::Oidc, own_since };
    let token = session::begin(&mut tx, &visit.cx, &app.keys, proved, &visit.caller).await?;
    tx.commit().await?;
    Ok(Some(token))
}

//! What every address that names an incident goes through first. Incidents and drills count together: what is asked of `DRILL-5` is
//! not done to `INC-5`. Who fetches what forms are sent to is led to where the form stands.

use axum::extract::{FromRequestParts, MatchedPath, RawPathParams, Request, State};
use axum::http::request::Parts;
use axum::http::{Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};
use ryugaku_kernel::{Failure, Outcome};

use super::incident::count_of;
use super::store;
use crate::app::App;
use crate::door::{Failed, Visit};

/// The layer for pages and for the API alike; lies inside [`crate::door::identify`].
pub async fn rightly_called(State(app): State<App>, request: Request, next: Next) -> Response {
    let (mut parts, body) = request.into_parts();
    match checked(&app, &mut parts).await {
        Ok(()) => {
            let page = (parts.method == Method::GET).then(|| page_of(parts.uri.path())).flatten();
            let response = next.run(Request::from_parts(parts, body)).await;
            match page {
                Some(page) if response.status() == StatusCode::METHOD_NOT_ALLOWED => {
                    Redirect::to(&page).into_response()
                }
                _ => response,
            }
        }
        Err(failure) => Failed::from(failure).into_response(),
    }
}

/// Where the form that is sent to this address stands. Shown again with what was refused, it stands at an address that is no page.
fn page_of(path: &str) -> Option<String> {
    let (number, deed) = path.strip_prefix("/incidents/")?.split_once('/')?;
    let part = deed.split_once('/').map(|(part, _)| part).filter(|part| ["debrief", "postmortem"].contains(part));
    Some(part.map_or_else(|| format!("/incidents/{number}"), |part| format!("/incidents/{number}/{part}")))
}

async fn checked(app: &App, parts: &mut Parts) -> Outcome<()> {
    let path = parts.extensions.get::<MatchedPath>().map(|path| path.as_str().to_owned()).unwrap_or_default();
    // The room leads to itself under its right number.
    let leads_there = path == "/incidents/{number}" && parts.method.is_safe();
    let names_one = path.strip_prefix("/api/v1").unwrap_or(&path).starts_with("/incidents/{number}");
    let Some(visit) = parts.extensions.get::<Visit>().cloned() else { return Ok(()) };
    if leads_there || !names_one || visit.cx.require_read().is_err() {
        return Ok(());
    }
    let Ok(params) = RawPathParams::from_request_parts(parts, &()).await else { return Ok(()) };
    let Some((_, called)) = params.iter().find(|(name, _)| *name == "number") else { return Ok(()) };
    // Of what is no number, and of what one may not know, the verb says so.
    let Ok(count) = count_of(called) else { return Ok(()) };
    match store::by_count(&mut app.db.reader(), &visit.cx.who, count).await {
        Ok(incident) => incident.miscalled(called).map_or(Ok(()), |msg| Err(Failure::Conflict(msg))),
        Err(Failure::NotFound(_)) => Ok(()),
        Err(failure) => Err(failure),
    }
}

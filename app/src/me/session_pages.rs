//! `/me/sessions`: where one is signed in, and ending that.

use askama::Template;
use axum::Router;
use axum::extract::{Path, State};
use ryugaku_kernel::{Msg, Uuid};

use crate::app::App;
use crate::door::{Flash, PageResult, Visit, get, page, post, see_other};
use crate::people::PersonId;
use crate::shell::{Place, Shell};
use crate::sign_in::session::{self, Session};
use crate::sign_in::session_store;
use crate::words;

pub fn routes() -> Router<App> {
    Router::new()
        .route("/me/sessions", get(list))
        .route("/me/sessions/end-others", post(end_others))
        .route("/me/sessions/{id}/end", post(end))
}

#[derive(Template)]
#[template(path = "me/sessions.html")]
struct SessionsPage {
    shell: Shell,
    sessions: Vec<Session>,
    here: Option<Uuid>,
}

impl SessionsPage {
    fn is_here(&self, session: &Session) -> bool {
        self.here == Some(session.id)
    }
}

async fn list(State(app): State<App>, visit: Visit) -> PageResult {
    let person = PersonId(visit.cx.require_person()?);
    let sessions = session_store::of_person(&mut app.db.reader(), person, visit.cx.now()).await?;
    let shell = Shell::new(&app, &visit, Place::Elsewhere, words::text(visit.lang(), "session-title")).await?;
    let shell = shell.crumb(words::text(visit.lang(), "me-title"), "/me");
    page(&SessionsPage { shell, sessions, here: visit.session })
}

async fn end(State(app): State<App>, visit: Visit, Path(id): Path<Uuid>) -> PageResult {
    let mut tx = app.begin().await?;
    session::end(&mut tx, &visit.cx, id).await?;
    tx.commit().await?;
    Ok(see_other(&app, "/me/sessions", Some(Flash::new(Msg::new("session-ended-said")))))
}

async fn end_others(State(app): State<App>, visit: Visit) -> PageResult {
    let mut tx = app.begin().await?;
    let ended = session::end_others(&mut tx, &visit.cx, visit.session).await?;
    tx.commit().await?;
    let said = Msg::new("session-others-ended-said").with("n", i64::try_from(ended).unwrap_or(i64::MAX));
    Ok(see_other(&app, "/me/sessions", Some(Flash::new(said))))
}

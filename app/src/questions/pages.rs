//! `/questions`: what waits for an answer, then what was answered.

use askama::Template;
use axum::Router;
use axum::extract::{Path, Query, State as In};
use ryugaku_kernel::Msg;

use super::api::id_of;
use super::question::State;
use super::shown::{self, Shown};
use super::{again, answer, store};
use crate::app::App;
use crate::door::{Fields, Flash, PageResult, Paging, Visit, get, page, post, see_other};
use crate::incidents::severity::Severity;
use crate::shell::{Place, Shell};
use crate::words;

/// Open ones on the page: each is a storm of its own.
const MOST_OPEN: i64 = 100;
const ANSWERED: [State; 3] = [State::Opened, State::Declined, State::Withdrawn];

pub fn routes() -> Router<App> {
    Router::new()
        .route("/questions", get(list))
        .route("/questions/{id}/open", post(open))
        .route("/questions/{id}/decline", post(decline))
        .route("/questions/{id}/again", post(ask_again))
}

#[derive(Template)]
#[template(path = "questions/list.html")]
struct QuestionsPage {
    shell: Shell,
    /// Oldest first.
    open: Vec<Shown>,
    /// Newest first.
    answered: Vec<Shown>,
    next: Option<String>,
    /// An older page of what was answered.
    is_older: bool,
}

impl QuestionsPage {
    fn severities(&self) -> [Severity; 4] {
        Severity::ALL
    }
}

async fn list(In(app): In<App>, visit: Visit, Query(paging): Query<Paging>) -> PageResult {
    visit.cx.require_read()?;
    let mut q = app.db.reader();
    let (who, lang) = (&visit.cx.who, visit.lang());
    let after = paging.after()?;
    let open = store::open(&mut q, MOST_OPEN).await?;
    let answered = store::page(&mut q, &ANSWERED, after, paging.limit()).await?;
    let shell = Shell::new(&app, &visit, Place::Alerts, words::text(lang, "questions-title")).await?;
    page(&QuestionsPage {
        shell: shell.crumb(words::text(lang, "nav-alerts"), "/alerts"),
        open: shown::many(&mut q, who, lang, open).await?,
        answered: shown::many(&mut q, who, lang, answered.items).await?,
        next: answered.next.map(|after| format!("/questions?after={after}")),
        is_older: after.is_some(),
    })
}

async fn open(In(app): In<App>, visit: Visit, Path(id): Path<String>, fields: Fields) -> PageResult {
    visit.cx.require_act()?;
    let severity = fields.maybe_word("severity", Severity::named)?;
    let mut tx = app.begin().await?;
    let incident = answer::open(&mut tx, &visit.cx, id_of(&id)?, severity).await?;
    tx.commit().await?;
    let number = incident.number().to_string();
    let said = Flash::new(Msg::new("question-opened-said").with("number", number.as_str()));
    Ok(see_other(&app, &format!("/incidents/{number}"), Some(said)))
}

async fn decline(In(app): In<App>, visit: Visit, Path(id): Path<String>) -> PageResult {
    visit.cx.require_act()?;
    let mut tx = app.begin().await?;
    answer::decline(&mut tx, &visit.cx, id_of(&id)?).await?;
    tx.commit().await?;
    Ok(see_other(&app, "/questions", Some(Flash::new(Msg::new("question-declined-said")))))
}

async fn ask_again(In(app): In<App>, visit: Visit, Path(id): Path<String>) -> PageResult {
    visit.cx.require_act()?;
    let mut tx = app.begin().await?;
    let question = again::ask_again(&mut tx, &visit.cx, id_of(&id)?).await?;
    tx.commit().await?;
    let said = Msg::new("question-again-said").with("channel", question.post.channel.as_str());
    Ok(see_other(&app, &question.address(), Some(Flash::new(said))))
}

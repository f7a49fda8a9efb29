//! `/learnings/{number}`: a learning, what each team has made of it, and what its buttons post.

use askama::Template;
use axum::Router;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect};
use ryugaku_kernel::{Failure, Msg, Outcome};

use crate::app::App;
use crate::door::{Fields, Flash, Form, PageResult, Visit, get, page_with, post, see_other};
use crate::learnings::access;
use crate::learnings::answer::AnswerKind;
use crate::learnings::learning::{Learning, LearningState, count_of};
use crate::learnings::shown::{self, Shown};
use crate::learnings::{publish, reply};
use crate::markdown;
use crate::record::{self, Line, Part};
use crate::shell::{Place, Shell};
use crate::words;

pub fn routes() -> Router<App> {
    Router::new()
        .route("/learnings/{number}", get(show))
        .route("/learnings/{number}/publish", post(publish_one))
        .route("/learnings/{number}/withdraw", post(withdraw))
        .route("/learnings/{number}/answer", post(answer))
}

#[derive(Template)]
#[template(path = "learnings/learning.html")]
struct LearningPage {
    shell: Shell,
    shown: Shown,
    number: String,
    body: String,
    trail: Vec<Line>,
    may_change: bool,
    form: Form,
}

impl LearningPage {
    fn is(&self, state: LearningState) -> bool {
        self.shown.learning.state == state
    }

    /// Whether the one who looks may say what this team has made of it.
    fn answers_for(&self, team: &shown::ShownTeam) -> bool {
        let visit = self.shell.visit.as_ref();
        self.is(LearningState::Published) && visit.is_some_and(|visit| visit.cx.require_team(team.answer.team).is_ok())
    }

    /// Whether the form of this team was refused.
    fn is_refused(&self, team: &shown::ShownTeam) -> bool {
        self.form.is_refused() && self.form.value("team") == team.slug
    }

    fn chosen(&self, team: &shown::ShownTeam, kind: AnswerKind) -> bool {
        if self.is_refused(team) {
            return self.form.value("answer") == kind.name();
        }
        team.answer.kind == kind || (team.answer.kind == AnswerKind::Unknown && kind == AnswerKind::Adopted)
    }

    fn day(&self, team: &shown::ShownTeam) -> String {
        if self.is_refused(team) {
            return self.form.value("day").to_owned();
        }
        let today = self.shell.visit.as_ref().map(|visit| visit.organisation.today(visit.cx.now()));
        team.answer.day.or(today).map(|day| day.to_string()).unwrap_or_default()
    }

    fn note(&self, team: &shown::ShownTeam) -> String {
        if self.is_refused(team) { self.form.value("note").to_owned() } else { team.answer.note.clone() }
    }
}

async fn show(State(app): State<App>, visit: Visit, Path(number): Path<String>) -> PageResult {
    visit.cx.require_read()?;
    let count = count_of(&number)?;
    let canonical = format!("LN-{count}");
    if number != canonical {
        return Ok(Redirect::permanent(&format!("/learnings/{canonical}")).into_response());
    }
    page_of(&app, &visit, count, StatusCode::OK, Form::default()).await
}

async fn publish_one(State(app): State<App>, visit: Visit, Path(number): Path<String>, fields: Fields) -> PageResult {
    visit.cx.require_act()?;
    let count = count_of(&number)?;
    let mut tx = app.begin().await?;
    let done = async { publish::publish(&mut tx, &visit.cx, count, fields.maybe_parse("version")?).await }.await;
    if done.is_ok() {
        tx.commit().await?;
    }
    after(&app, &visit, count, &fields, done, "learning-published-said").await
}

async fn withdraw(State(app): State<App>, visit: Visit, Path(number): Path<String>, fields: Fields) -> PageResult {
    visit.cx.require_act()?;
    let count = count_of(&number)?;
    let mut tx = app.begin().await?;
    let done = publish::withdraw(&mut tx, &visit.cx, count, None, fields.get("reason")).await;
    if done.is_ok() {
        tx.commit().await?;
    }
    after(&app, &visit, count, &fields, done, "learning-withdrawn-said").await
}

async fn answer(State(app): State<App>, visit: Visit, Path(number): Path<String>, fields: Fields) -> PageResult {
    visit.cx.require_act()?;
    let count = count_of(&number)?;
    let mut tx = app.begin().await?;
    let done = async {
        let kind = fields.word("answer", AnswerKind::named)?;
        let day = fields.maybe_parse("day")?;
        reply::reply(&mut tx, &visit.cx, count, fields.get("team"), kind, day, fields.get("note")).await
    }
    .await;
    if done.is_ok() {
        tx.commit().await?;
    }
    after(&app, &visit, count, &fields, done, "learning-answered-said").await
}

/// The page with what was said, or again with the reasons under the fields.
async fn after(
    app: &App,
    visit: &Visit,
    count: i64,
    fields: &Fields,
    done: Outcome<Learning>,
    said: &'static str,
) -> PageResult {
    match done {
        Ok(learning) => {
            let number = learning.number().to_string();
            let said = Flash::new(Msg::new(said).with("number", number.clone()));
            Ok(see_other(app, &format!("/learnings/{number}"), Some(said)))
        }
        Err(Failure::Invalid(errors)) => {
            let form = Form::refused(fields, &errors, visit.lang());
            page_of(app, visit, count, StatusCode::UNPROCESSABLE_ENTITY, form).await
        }
        Err(failure) => Err(failure.into()),
    }
}

async fn page_of(app: &App, visit: &Visit, count: i64, status: StatusCode, form: Form) -> PageResult {
    let mut q = app.db.reader();
    let (learning, seer) = access::seen(&mut q, &visit.cx, count).await?;
    let events = ryugaku_ledger::trail(&mut q, &visit.cx.who, learning.id.0).await?;
    let trail = record::lines(&mut q, visit.lang(), events).await?;
    let may_change = visit.cx.who.may_act() && seer.may_change(&learning);
    let number = learning.number().to_string();
    let shell = Shell::new(app, visit, Place::Learnings, format!("{number} {}", learning.title)).await?;
    let shell = shell.crumb(words::text(visit.lang(), "nav-learnings"), "/learnings");
    let body = markdown::html(&learning.body);
    let shown = shown::one(&mut q, learning).await?;
    page_with(status, &LearningPage { shell, shown, number, body, trail, may_change, form })
}

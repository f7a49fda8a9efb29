//! `/discussions/{number}`: a discussion, whose lines become needs with one press.

use askama::Template;
use axum::Router;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect};
use ryugaku_kernel::Msg;

use super::discussions::Names;
use crate::app::App;
use crate::door::{Fields, Flash, PageResult, Visit, get, page, post, see_other};
use crate::needs::discussion::count_of;
use crate::needs::need::{Kind, Need};
use crate::needs::see::{self, Seen};
use crate::needs::{ask, store};
use crate::shell::{Place, Shell};
use crate::words;

pub fn routes() -> Router<App> {
    Router::new().route("/discussions/{number}", get(show)).route("/discussions/{number}/needs", post(line_to_need))
}

/// A line, and the need it has become.
struct Said {
    line: String,
    need: Option<Need>,
}

#[derive(Template)]
#[template(path = "needs/discussion.html")]
struct DiscussionPage {
    shell: Shell,
    number: String,
    seen: Seen,
    names: Names,
    /// What can become needs: problems, then expectations.
    said: Vec<(Kind, Vec<Said>)>,
    may_change: bool,
}

async fn show(State(app): State<App>, visit: Visit, Path(number): Path<String>) -> PageResult {
    visit.cx.require_read()?;
    let count = count_of(&number)?;
    let canonical = format!("DI-{count}");
    if number != canonical {
        return Ok(Redirect::permanent(&format!("/discussions/{canonical}")).into_response());
    }
    let mut q = app.db.reader();
    let seen = see::one(&mut q, &visit.cx, count).await?;
    let needs = store::of_discussions(&mut q, vec![seen.discussion.id.0]).await?;
    let said = [Kind::Problem, Kind::Expectation].map(|kind| {
        let lines = seen.discussion.lines(kind).into_iter();
        let said = lines
            .map(|line| Said { need: needs.iter().find(|need| need.kind == kind && need.what == line).cloned(), line });
        (kind, said.collect())
    });
    let names = Names::of(&mut q, std::slice::from_ref(&seen)).await?;
    let title = visit.say(&Msg::new("discussion-with").with("team", names.team(&seen)));
    let shell = Shell::new(&app, &visit, Place::Needs, title).await?;
    let shell = shell.crumb(words::text(visit.lang(), "nav-needs"), "/needs");
    let shell = shell.crumb(words::text(visit.lang(), "discussions-title"), "/discussions");
    let may_change = visit.cx.who.may_act() && seen.discussion.took_part(visit.cx.who.person());
    page(&DiscussionPage { shell, number: canonical, names, said: said.into(), may_change, seen })
}

async fn line_to_need(State(app): State<App>, visit: Visit, Path(number): Path<String>, fields: Fields) -> PageResult {
    visit.cx.require_act()?;
    let count = count_of(&number)?;
    let kind = fields.word("kind", Kind::named)?;
    let mut tx = app.begin().await?;
    let need = ask::from_line(&mut tx, &visit.cx, count, kind, fields.get("line")).await?;
    tx.commit().await?;
    let said = Flash::new(Msg::new("need-became-said").with("number", need.number().to_string()));
    Ok(see_other(&app, &format!("/discussions/DI-{count}"), Some(said)))
}

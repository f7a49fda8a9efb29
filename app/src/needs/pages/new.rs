//! `/needs/new`: the form in which a team says what it needs, several at once.

use askama::Template;
use axum::Router;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use ryugaku_kernel::{Failure, Msg, Outcome};
use serde::Deserialize;

use crate::app::App;
use crate::door::{Fields, Flash, Form, PageResult, Visit, get, page_with, see_other};
use crate::needs::Need;
use crate::needs::ask::{self, NewNeeds};
use crate::needs::consultation::{Reach, Urgency};
use crate::needs::need::Kind;
use crate::people::{Team, team_store};
use crate::programme::write_sre;
use crate::shell::{Place, Shell};
use crate::words;

pub fn routes() -> Router<App> {
    Router::new().route("/needs/new", get(new))
}

#[derive(Default, Deserialize)]
struct For {
    #[serde(default)]
    team: String,
}

#[derive(Template)]
#[template(path = "needs/form.html")]
struct FormPage {
    shell: Shell,
    form: Form,
    /// Those one may write for.
    teams: Vec<Team>,
    kinds: [Kind; 4],
}

async fn new(State(app): State<App>, visit: Visit, Query(asked): Query<For>) -> PageResult {
    visit.cx.require_act()?;
    let form = Form::filled(&[("team", asked.team.as_str()), ("kind", Kind::Problem.name())]);
    form_page(&app, &visit, StatusCode::OK, form).await
}

pub(super) async fn ask_for(State(app): State<App>, visit: Visit, fields: Fields) -> PageResult {
    visit.cx.require_act()?;
    match try_ask(&app, &visit, &fields).await {
        Ok(needs) => {
            let said = Flash::new(Msg::new("need-asked-said").with("n", needs.len()));
            let address = match needs.as_slice() {
                [one] => format!("/needs/{}", one.number()),
                _ => "/needs".to_owned(),
            };
            Ok(see_other(&app, &address, Some(said)))
        }
        Err(Failure::Invalid(errors)) => {
            let form = Form::refused(&fields, &errors, visit.lang());
            form_page(&app, &visit, StatusCode::UNPROCESSABLE_ENTITY, form).await
        }
        Err(failure) => Err(failure.into()),
    }
}

async fn try_ask(app: &App, visit: &Visit, fields: &Fields) -> Outcome<Vec<Need>> {
    let kind = fields.word("kind", Kind::named)?;
    let new = NewNeeds {
        team: fields.get("team").into(),
        kind,
        whats: fields.get("what").into(),
        urgency: fields.maybe_word("urgency", Urgency::named)?,
        reach: fields.maybe_word("reach", Reach::named)?,
    };
    let mut tx = app.begin().await?;
    let needs = ask::ask(&mut tx, &visit.cx, new).await?;
    tx.commit().await?;
    Ok(needs)
}

async fn form_page(app: &App, visit: &Visit, status: StatusCode, form: Form) -> PageResult {
    let mut q = app.db.reader();
    let sre = write_sre::sre_teams(&mut q).await?;
    let mut teams = team_store::open(&mut q).await?;
    teams.retain(|team| ask::may_move(&visit.cx, team.id.0, &sre));
    let shell = Shell::new(app, visit, Place::Needs, words::text(visit.lang(), "need-new")).await?;
    let shell = shell.crumb(words::text(visit.lang(), "nav-needs"), "/needs");
    page_with(status, &FormPage { shell, form, teams, kinds: Kind::ALL })
}

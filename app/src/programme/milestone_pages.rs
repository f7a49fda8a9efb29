//! `/programme/milestones`: the days that were recorded, and the form that records one.

use askama::Template;
use axum::Router;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use ryugaku_kernel::{Failure, Msg, Outcome, Uuid};

use super::milestone::{Milestone, MilestoneKind};
use super::record_milestone::{self, NewMilestone};
use super::{milestone_store, write_sre};
use crate::app::App;
use crate::door::{Fields, Flash, Form, PageResult, Visit, get, page_with, post, see_other};
use crate::people::{self, Team, team_store};
use crate::shell::{Place, Shell};
use crate::words;

const HERE: &str = "/programme/milestones";

pub fn routes() -> Router<App> {
    Router::new()
        .route("/programme/milestones", get(show).merge(post(record)))
        .route("/programme/milestones/{id}/take-back", post(take_back))
}

#[derive(Template)]
#[template(path = "programme/milestones.html")]
struct MilestonesPage {
    shell: Shell,
    form: Form,
    /// With the team's name; the latest first.
    milestones: Vec<(Milestone, String)>,
    teams: Vec<Team>,
    kinds: [MilestoneKind; 4],
    may: bool,
}

async fn show(State(app): State<App>, visit: Visit) -> PageResult {
    visit.cx.require_read()?;
    page_of(&app, &visit, StatusCode::OK, Form::filled(&[("kind", MilestoneKind::TakenOn.name())])).await
}

async fn record(State(app): State<App>, visit: Visit, fields: Fields) -> PageResult {
    visit.cx.require_act()?;
    match try_record(&app, &visit, &fields).await {
        Ok(_) => Ok(see_other(&app, HERE, Some(Flash::new(Msg::new("milestone-recorded-said"))))),
        Err(Failure::Invalid(errors)) => {
            let form = Form::refused(&fields, &errors, visit.lang());
            page_of(&app, &visit, StatusCode::UNPROCESSABLE_ENTITY, form).await
        }
        Err(failure) => Err(failure.into()),
    }
}

async fn try_record(app: &App, visit: &Visit, fields: &Fields) -> Outcome<Milestone> {
    let mut tx = app.begin().await?;
    let new = NewMilestone {
        kind: fields.word("kind", MilestoneKind::named)?,
        team: fields.some("team").map(str::to_owned),
        day: fields.maybe_parse("day")?.ok_or_else(|| Failure::invalid("day", "failure-required"))?,
        what: fields.get("what").into(),
    };
    let made = record_milestone::record(&mut tx, &visit.cx, new).await?;
    tx.commit().await?;
    Ok(made)
}

async fn take_back(State(app): State<App>, visit: Visit, Path(id): Path<Uuid>) -> PageResult {
    visit.cx.require_act()?;
    let mut tx = app.begin().await?;
    record_milestone::take_back(&mut tx, &visit.cx, id).await?;
    tx.commit().await?;
    Ok(see_other(&app, HERE, Some(Flash::new(Msg::new("milestone-taken-back-said")))))
}

async fn page_of(app: &App, visit: &Visit, status: StatusCode, form: Form) -> PageResult {
    let mut q = app.db.reader();
    let milestones = milestone_store::all(&mut q).await?;
    let names = people::names(&mut q, milestones.iter().filter_map(|one| one.team)).await?;
    let named = |one: Milestone| {
        let team = one.team.and_then(|team| names.get(&team).cloned()).unwrap_or_default();
        (one, team)
    };
    let milestones = milestones.into_iter().rev().map(named).collect();
    let teams = team_store::open(&mut q).await?;
    let may = write_sre::may_write(&visit.cx, &write_sre::sre_teams(&mut q).await?);
    let shell = Shell::new(app, visit, Place::Programme, words::text(visit.lang(), "programme-milestones")).await?;
    let shell = shell.crumb(words::text(visit.lang(), "nav-programme"), "/programme");
    page_with(status, &MilestonesPage { shell, form, milestones, teams, kinds: MilestoneKind::ALL, may })
}

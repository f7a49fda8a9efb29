//! `/teams`: the list, a team, the forms.

use askama::Template;
use axum::Router;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::routing::get;
use ryugaku_kernel::{Failure, Msg, Outcome, Page};

use super::change_team::{self, TeamChange};
use super::found_team::{self, NewTeam};
use super::team::{Team, TeamKind};
use super::team_store;
use crate::app::App;
use crate::door::{Fields, Flash, Form, PageResult, Paging, Visit, page, page_with, see_other};
use crate::shell::{Place, Shell};
use crate::words;

pub fn routes() -> Router<App> {
    Router::new()
        .route("/teams", get(list).post(found))
        .route("/teams/new", get(new))
        .route("/teams/{slug}", get(show).post(change))
        .route("/teams/{slug}/edit", get(edit))
}

#[derive(Template)]
#[template(path = "people/teams.html")]
struct TeamsPage {
    shell: Shell,
    teams: Page<Team>,
}

#[derive(Template)]
#[template(path = "people/team.html")]
struct TeamPage {
    shell: Shell,
    team: Team,
    may_change: bool,
}

#[derive(Template)]
#[template(path = "people/team_form.html")]
struct TeamFormPage {
    shell: Shell,
    form: Form,
    /// The team that is changed; a new one has none.
    slug: Option<String>,
    kinds: [TeamKind; 3],
}

async fn list(State(app): State<App>, visit: Visit, Query(paging): Query<Paging>) -> PageResult {
    visit.cx.require_read()?;
    let teams = team_store::page(&mut app.db.reader(), false, paging.after()?, paging.limit()).await?;
    let shell = Shell::new(&app, &visit, Place::Teams, words::text(visit.lang(), "nav-teams")).await?;
    page(&TeamsPage { shell, teams })
}

async fn show(State(app): State<App>, visit: Visit, Path(slug): Path<String>) -> PageResult {
    visit.cx.require_read()?;
    let team = team_store::by_slug(&mut app.db.reader(), &slug).await?;
    let shell = Shell::new(&app, &visit, Place::Teams, team.name.clone()).await?;
    let shell = shell.crumb(words::text(visit.lang(), "nav-teams"), "/teams");
    let may_change = visit.cx.require_team(team.id.0).is_ok();
    page(&TeamPage { shell, team, may_change })
}

async fn new(State(app): State<App>, visit: Visit) -> PageResult {
    visit.cx.require_admin()?;
    form_page(&app, &visit, StatusCode::OK, Form::filled(&[("kind", "product")]), None).await
}

async fn edit(State(app): State<App>, visit: Visit, Path(slug): Path<String>) -> PageResult {
    let team = team_store::by_slug(&mut app.db.reader(), &slug).await?;
    visit.cx.require_team(team.id.0)?;
    let version = team.version.to_string();
    let values =
        [("name", team.name.as_str()), ("kind", team.kind.name()), ("about", &team.about), ("version", &version)];
    form_page(&app, &visit, StatusCode::OK, Form::filled(&values), Some(slug)).await
}

async fn found(State(app): State<App>, visit: Visit, fields: Fields) -> PageResult {
    match try_found(&app, &visit, &fields).await {
        Ok(team) => {
            let said = Flash::new(Msg::new("team-founded-said").with("name", team.name));
            Ok(see_other(&app, &format!("/teams/{}", team.slug), Some(said)))
        }
        Err(Failure::Invalid(errors)) => {
            let form = Form::refused(&fields, &errors, visit.lang());
            form_page(&app, &visit, StatusCode::UNPROCESSABLE_ENTITY, form, None).await
        }
        Err(failure) => Err(failure.into()),
    }
}

async fn try_found(app: &App, visit: &Visit, fields: &Fields) -> Outcome<Team> {
    let new = NewTeam {
        slug: fields.get("slug").into(),
        name: fields.get("name").into(),
        kind: fields.word("kind", TeamKind::named)?,
        about: fields.get("about").into(),
    };
    let mut tx = app.begin().await?;
    let team = found_team::found(&mut tx, &visit.cx, new).await?;
    tx.commit().await?;
    Ok(team)
}

async fn change(State(app): State<App>, visit: Visit, Path(slug): Path<String>, fields: Fields) -> PageResult {
    match try_change(&app, &visit, &slug, &fields).await {
        Ok(team) => {
            let said = Flash::new(Msg::new("team-changed-said").with("name", team.name));
            Ok(see_other(&app, &format!("/teams/{slug}"), Some(said)))
        }
        Err(Failure::Invalid(errors)) => {
            let form = Form::refused(&fields, &errors, visit.lang());
            form_page(&app, &visit, StatusCode::UNPROCESSABLE_ENTITY, form, Some(slug)).await
        }
        Err(failure) => Err(failure.into()),
    }
}

async fn try_change(app: &App, visit: &Visit, slug: &str, fields: &Fields) -> Outcome<Team> {
    let change = TeamChange {
        name: Some(fields.get("name").into()),
        kind: Some(fields.word("kind", TeamKind::named)?),
        about: Some(fields.get("about").into()),
        archived: None,
    };
    let mut tx = app.begin().await?;
    let team = change_team::change(&mut tx, &visit.cx, slug, fields.maybe_parse("version")?, change).await?;
    tx.commit().await?;
    Ok(team)
}

async fn form_page(app: &App, visit: &Visit, status: StatusCode, form: Form, slug: Option<String>) -> PageResult {
    let title = words::text(visit.lang(), if slug.is_some() { "team-edit" } else { "team-new" });
    let shell = Shell::new(app, visit, Place::Teams, title).await?;
    let shell = shell.crumb(words::text(visit.lang(), "nav-teams"), "/teams");
    page_with(status, &TeamFormPage { shell, form, slug, kinds: TeamKind::ALL })
}

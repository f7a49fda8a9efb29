//! `/teams`: the list, a team, the forms, archiving.

use std::collections::HashMap;

use askama::Template;
use axum::Router;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use ryugaku_kernel::{Failure, Limit, Msg, Outcome, Page, Uuid};
use serde::Deserialize;

use super::change_team::{self, TeamChange};
use super::found_team::{self, NewTeam};
use super::membership_store::{self, Member};
use super::team::{Team, TeamKind};
use super::{team_store, trail};
use crate::app::App;
use crate::catalog::{Product, product_store};
use crate::door::{Fields, Flash, Form, PageResult, Paging, Visit, get, page, page_with, post, see_other};
use crate::needs::{self, Need};
use crate::programme::write_sre;
use crate::record::{Line, Part};
use crate::shell::{Place, Shell};
use crate::words;

pub fn routes() -> Router<App> {
    Router::new()
        .route("/teams", get(list).merge(post(found)))
        .route("/teams/new", get(new))
        .route("/teams/{slug}", get(show).merge(post(change)))
        .route("/teams/{slug}/edit", get(edit))
        .route("/teams/{slug}/archive", post(archive))
        .route("/teams/{slug}/restore", post(restore))
        .merge(super::import_pages::routes())
        .merge(super::person_pages::routes())
}

#[derive(Template)]
#[template(path = "people/teams.html")]
struct TeamsPage {
    shell: Shell,
    teams: Page<Team>,
    members: HashMap<Uuid, i64>,
    products: HashMap<Uuid, i64>,
    archived: bool,
}

impl TeamsPage {
    fn members(&self, team: &Team) -> i64 {
        self.members.get(&team.id.0).copied().unwrap_or_default()
    }

    fn products(&self, team: &Team) -> i64 {
        self.products.get(&team.id.0).copied().unwrap_or_default()
    }
}

#[derive(Deserialize)]
struct TeamsQuery {
    #[serde(default)]
    archived: String,
    #[serde(default)]
    after: Option<String>,
}

#[derive(Template)]
#[template(path = "people/team.html")]
struct TeamPage {
    shell: Shell,
    team: Team,
    members: Vec<Member>,
    products: Vec<Product>,
    trail: Vec<Line>,
    /// What it needs from SRE and has not got.
    needs: Vec<Need>,
    may_ask: bool,
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

async fn list(State(app): State<App>, visit: Visit, Query(query): Query<TeamsQuery>) -> PageResult {
    visit.cx.require_read()?;
    let mut q = app.db.reader();
    let paging = Paging { after: query.after, limit: None };
    let archived = !query.archived.is_empty();
    let teams = team_store::page(&mut q, archived, paging.after()?, paging.limit()).await?;
    let members = team_store::member_counts(&mut q).await?;
    let products = product_store::counts(&mut q).await?;
    let shell = Shell::new(&app, &visit, Place::Teams, words::text(visit.lang(), "nav-teams")).await?;
    page(&TeamsPage { shell, teams, members, products, archived })
}

async fn show(State(app): State<App>, visit: Visit, Path(slug): Path<String>) -> PageResult {
    visit.cx.require_read()?;
    let mut q = app.db.reader();
    let team = team_store::by_slug(&mut q, &slug).await?;
    let members = membership_store::members(&mut q, team.id).await?;
    let filter = product_store::Filter { team: Some(team.id.0), archived: false };
    let products = product_store::page(&mut q, filter, None, Limit::of(i64::from(Limit::MOST))).await?.items;
    let trail = trail::about(&mut q, &visit, team.id.0).await?;
    let shell = Shell::new(&app, &visit, Place::Teams, team.name.clone()).await?;
    let shell = shell.crumb(words::text(visit.lang(), "nav-teams"), "/teams");
    let may_change = visit.cx.require_team(team.id.0).is_ok();
    let needs = needs::of_team(&mut q, team.id.0).await?;
    let may_ask = needs::ask::may_move(&visit.cx, team.id.0, &write_sre::sre_teams(&mut q).await?);
    page(&TeamPage { shell, team, members, products, trail, needs, may_ask, may_change })
}

async fn new(State(app): State<App>, visit: Visit) -> PageResult {
    visit.cx.require_admin()?;
    form_page(&app, &visit, StatusCode::OK, Form::filled(&[("kind", "product")]), None).await
}

async fn edit(State(app): State<App>, visit: Visit, Path(slug): Path<String>) -> PageResult {
    let team = team_store::by_slug(&mut app.db.reader(), &slug).await?;
    visit.cx.require_team(team.id.0)?;
    let version = team.version.to_string();
    let values = [
        ("name", team.name.as_str()),
        ("kind", team.kind.name()),
        ("about", &team.about),
        ("channel", &team.channel),
        ("version", &version),
    ];
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
    visit.cx.require_admin()?;
    let new = NewTeam {
        slug: fields.get("slug").into(),
        name: fields.get("name").into(),
        kind: fields.word("kind", TeamKind::named)?,
        about: fields.get("about").into(),
        channel: fields.get("channel").trim().into(),
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
    visit.cx.require_act()?;
    let change = TeamChange {
        name: Some(fields.get("name").into()),
        kind: Some(fields.word("kind", TeamKind::named)?),
        about: Some(fields.get("about").into()),
        channel: Some(fields.get("channel").into()),
        archived: None,
    };
    let mut tx = app.begin().await?;
    let team = change_team::change(&mut tx, &visit.cx, slug, fields.maybe_parse("version")?, change).await?;
    tx.commit().await?;
    Ok(team)
}

async fn archive(State(app): State<App>, visit: Visit, Path(slug): Path<String>) -> PageResult {
    let team = set_archived(&app, &visit, &slug, true).await?;
    let said = Flash::new(Msg::new("team-archived-said").with("name", team.name));
    Ok(see_other(&app, "/teams", Some(said.undo(format!("/teams/{slug}/restore")))))
}

async fn restore(State(app): State<App>, visit: Visit, Path(slug): Path<String>) -> PageResult {
    let team = set_archived(&app, &visit, &slug, false).await?;
    let said = Flash::new(Msg::new("team-restored-said").with("name", team.name));
    Ok(see_other(&app, &format!("/teams/{slug}"), Some(said)))
}

async fn set_archived(app: &App, visit: &Visit, slug: &str, archived: bool) -> Outcome<Team> {
    let mut tx = app.begin().await?;
    let change = TeamChange { archived: Some(archived), ..TeamChange::default() };
    let team = change_team::change(&mut tx, &visit.cx, slug, None, change).await?;
    tx.commit().await?;
    Ok(team)
}

async fn form_page(app: &App, visit: &Visit, status: StatusCode, form: Form, slug: Option<String>) -> PageResult {
    let title = words::text(visit.lang(), if slug.is_some() { "team-edit" } else { "team-new" });
    let shell = Shell::new(app, visit, Place::Teams, title).await?;
    let shell = shell.crumb(words::text(visit.lang(), "nav-teams"), "/teams");
    page_with(status, &TeamFormPage { shell, form, slug, kinds: TeamKind::ALL })
}

//! `/discussions/new` and `/discussions/{number}/edit`: the form of a discussion about SRE.

use askama::Template;
use axum::Router;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use jiff::civil::Date;
use ryugaku_kernel::{Failure, Msg, Outcome};
use serde::Deserialize;

use crate::app::App;
use crate::door::{Fields, Flash, Form, PageResult, Visit, get, page_with, post, see_other};
use crate::exchange::{self, access};
use crate::needs::Discussion;
use crate::needs::discussion::{Texts, count_of};
use crate::needs::hold::{self, DiscussionChange, NewDiscussion};
use crate::people::{self, PersonBrief, Team, TeamKind, team_store};
use crate::shell::{Place, Shell};
use crate::words;

pub fn routes() -> Router<App> {
    Router::new().route("/discussions/new", get(new)).route("/discussions/{number}/edit", get(edit).merge(post(change)))
}

#[derive(Default, Deserialize)]
struct For {
    #[serde(default)]
    exchange: String,
    #[serde(default)]
    team: String,
}

#[derive(Template)]
#[template(path = "needs/discussion_form.html")]
struct FormPage {
    shell: Shell,
    form: Form,
    /// The number of the discussion that is changed.
    number: Option<String>,
    teams: Vec<Team>,
    people: Vec<PersonBrief>,
}

async fn new(State(app): State<App>, visit: Visit, Query(asked): Query<For>) -> PageResult {
    visit.cx.require_act()?;
    let today = visit.cx.now().timestamp().to_zoned(visit.organisation.zone()).date().to_string();
    let mut q = app.db.reader();
    let (mut exchange, mut team) = (String::new(), asked.team);
    if !asked.exchange.is_empty() {
        let (of, _) = access::seen(&mut q, &visit.cx, exchange::exchange::count_of(&asked.exchange)?).await?;
        exchange = of.number().to_string();
        if team.is_empty() {
            let both = [of.home_team, of.host_team];
            let products = team_store::open(&mut q).await?.into_iter().filter(|team| team.kind == TeamKind::Product);
            team = products.filter(|team| both.contains(&team.id.0)).map(|team| team.slug).next().unwrap_or_default();
        }
    }
    let form = Form::filled(&[("day", today.as_str()), ("exchange", &exchange), ("team", &team)]);
    form_page(&app, &visit, StatusCode::OK, form, None).await
}

pub(super) async fn hold_one(State(app): State<App>, visit: Visit, fields: Fields) -> PageResult {
    visit.cx.require_act()?;
    match try_hold(&app, &visit, &fields).await {
        Ok(discussion) => Ok(done(&app, "discussion-held-said", &discussion)),
        Err(failure) => refused(&app, &visit, &fields, None, failure).await,
    }
}

async fn try_hold(app: &App, visit: &Visit, fields: &Fields) -> Outcome<Discussion> {
    let new = NewDiscussion {
        day: day(fields)?,
        team: fields.get("team").into(),
        exchange: fields.some("exchange").map(str::to_owned),
        people: fields.all("people").map(str::to_owned).collect(),
        texts: Texts {
            image_before: fields.get("image_before").into(),
            problems: fields.get("problems").into(),
            expectations: fields.get("expectations").into(),
            image_after: fields.get("image_after").into(),
        },
    };
    let mut tx = app.begin().await?;
    let discussion = hold::hold(&mut tx, &visit.cx, new).await?;
    tx.commit().await?;
    Ok(discussion)
}

async fn edit(State(app): State<App>, visit: Visit, Path(number): Path<String>) -> PageResult {
    visit.cx.require_act()?;
    let mut q = app.db.reader();
    let discussion = hold::changeable(&mut q, &visit.cx, count_of(&number)?).await?;
    let (day, version) = (discussion.day.to_string(), discussion.version.to_string());
    let people: Vec<String> = discussion.people.iter().map(ToString::to_string).collect();
    let mut filled = vec![("day", day.as_str()), ("version", &version)];
    filled.extend(discussion.texts.fields());
    filled.extend(people.iter().map(|id| ("people", id.as_str())));
    let number = discussion.number().to_string();
    form_page(&app, &visit, StatusCode::OK, Form::filled(&filled), Some(number)).await
}

async fn change(State(app): State<App>, visit: Visit, Path(number): Path<String>, fields: Fields) -> PageResult {
    visit.cx.require_act()?;
    let count = count_of(&number)?;
    match try_change(&app, &visit, count, &fields).await {
        Ok(discussion) => Ok(done(&app, "discussion-changed-said", &discussion)),
        Err(failure) => refused(&app, &visit, &fields, Some(format!("DI-{count}")), failure).await,
    }
}

async fn try_change(app: &App, visit: &Visit, count: i64, fields: &Fields) -> Outcome<Discussion> {
    let text = |name: &str| Some(fields.get(name).to_owned());
    let change = DiscussionChange {
        day: Some(day(fields)?),
        people: Some(fields.all("people").map(str::to_owned).collect()),
        image_before: text("image_before"),
        problems: text("problems"),
        expectations: text("expectations"),
        image_after: text("image_after"),
    };
    let mut tx = app.begin().await?;
    let discussion = hold::change(&mut tx, &visit.cx, count, fields.maybe_parse("version")?, change).await?;
    tx.commit().await?;
    Ok(discussion)
}

fn day(fields: &Fields) -> Outcome<Date> {
    fields.maybe_parse("day")?.ok_or_else(|| Failure::invalid("day", "failure-required"))
}

fn done(app: &App, said: &'static str, discussion: &Discussion) -> axum::response::Response {
    let number = discussion.number().to_string();
    see_other(app, &format!("/discussions/{number}"), Some(Flash::new(Msg::new(said).with("number", number.as_str()))))
}

async fn refused(app: &App, visit: &Visit, fields: &Fields, number: Option<String>, failure: Failure) -> PageResult {
    match failure {
        Failure::Invalid(errors) => {
            let form = Form::refused(fields, &errors, visit.lang());
            form_page(app, visit, StatusCode::UNPROCESSABLE_ENTITY, form, number).await
        }
        other => Err(other.into()),
    }
}

async fn form_page(app: &App, visit: &Visit, status: StatusCode, form: Form, number: Option<String>) -> PageResult {
    let mut q = app.db.reader();
    let title = words::text(visit.lang(), if number.is_some() { "discussion-edit" } else { "discussion-new" });
    let shell = Shell::new(app, visit, Place::Needs, title).await?;
    let mut shell = shell.crumb(words::text(visit.lang(), "nav-needs"), "/needs");
    if let Some(number) = &number {
        shell = shell.crumb(number.clone(), format!("/discussions/{number}"));
    }
    let people = people::active(&mut q).await?;
    page_with(status, &FormPage { shell, form, number, teams: team_store::open(&mut q).await?, people })
}

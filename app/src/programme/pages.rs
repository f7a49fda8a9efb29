//! `/sre`: the SRE team's page, for everybody who reads here; and the form in which the team writes it.

use askama::Template;
use axum::Router;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use ryugaku_kernel::{Failure, Lang, Msg, Outcome, Uuid};
use serde::Deserialize;

use super::sre_page::{Parts, SrePage};
use super::{sre_store, write_sre};
use crate::app::App;
use crate::door::{Fields, Flash, Form, PageResult, Visit, get, page, page_with, post, see_other};
use crate::markdown;
use crate::people::membership_store::{self, Member};
use crate::people::{Team, names};
use crate::shell::{Place, Shell};
use crate::words;

pub fn routes() -> Router<App> {
    Router::new().route("/sre", get(show).merge(post(write))).route("/sre/edit", get(edit))
}

#[derive(Template)]
#[template(path = "programme/sre.html")]
struct SreTemplate {
    shell: Shell,
    /// In the reader's language, else in the other.
    written: Option<SrePage>,
    parts: Parts,
    /// The key of each heading, and what stands under it.
    sections: Vec<(&'static str, String)>,
    changed_by: Option<String>,
    teams: Vec<Team>,
    members: Vec<Member>,
    may_write: bool,
}

#[derive(Template)]
#[template(path = "programme/sre_form.html")]
struct SreForm {
    shell: Shell,
    form: Form,
    language: Lang,
}

#[derive(Deserialize)]
struct In {
    #[serde(default)]
    language: String,
}

impl SreTemplate {
    fn other_language(&self) -> Option<Lang> {
        self.written.as_ref().map(|page| page.language).filter(|language| *language != self.shell.lang)
    }
}

async fn show(State(app): State<App>, visit: Visit) -> PageResult {
    visit.cx.require_read()?;
    let mut q = app.db.reader();
    let written = sre_store::all(&mut q).await?;
    let own = |page: &&SrePage| page.language == visit.lang();
    let full = written.iter().filter(|page| !page.parts.is_empty());
    let chosen = full.clone().find(own).or_else(|| full.clone().next()).cloned();
    let teams = write_sre::sre_teams(&mut q).await?;
    let ids: Vec<Uuid> = teams.iter().map(|team| team.id.0).collect();
    let members = membership_store::members_of(&mut q, &ids).await?;
    let by = chosen.as_ref().and_then(|page| page.changed_by);
    let changed_by = names(&mut q, by).await?.into_values().next();
    let may_write = write_sre::may_write(&visit.cx, &teams);
    let shell = Shell::new(&app, &visit, Place::SreTeam, words::text(visit.lang(), "nav-sre")).await?;
    let parts = chosen.as_ref().map(|page| page.parts.clone()).unwrap_or_default();
    let keys = ["sre-does", "sre-how-far", "sre-when-to-ask", "sre-not-ours"];
    let sections = keys.into_iter().zip(parts.texts().map(|(_, text)| markdown::html(text))).collect();
    page(&SreTemplate { shell, written: chosen, parts, sections, changed_by, teams, members, may_write })
}

async fn edit(State(app): State<App>, visit: Visit, Query(query): Query<In>) -> PageResult {
    let language = Lang::named(&query.language).unwrap_or(visit.lang());
    let page = sre_store::find(&mut app.db.reader(), language).await?;
    let (parts, version) = page.map_or((Parts::default(), 0), |page| (page.parts, page.version));
    let version = version.to_string();
    let form = Form::filled(&[
        ("does", &parts.does),
        ("how_far", &parts.how_far),
        ("when_to_ask", &parts.when_to_ask),
        ("not_ours", &parts.not_ours),
        ("channel", &parts.channel),
        ("hours", &parts.hours),
        ("version", &version),
    ]);
    form_page(&app, &visit, StatusCode::OK, form, language).await
}

async fn write(State(app): State<App>, visit: Visit, fields: Fields) -> PageResult {
    visit.cx.require_act()?;
    let language = fields.word("language", Lang::named)?;
    match try_write(&app, &visit, language, &fields).await {
        Ok(()) => Ok(see_other(&app, "/sre", Some(Flash::new(Msg::new("sre-written-said"))))),
        Err(Failure::Invalid(errors)) => {
            let form = Form::refused(&fields, &errors, visit.lang());
            form_page(&app, &visit, StatusCode::UNPROCESSABLE_ENTITY, form, language).await
        }
        Err(failure) => Err(failure.into()),
    }
}

async fn try_write(app: &App, visit: &Visit, language: Lang, fields: &Fields) -> Outcome<()> {
    let parts = Parts {
        does: fields.get("does").into(),
        how_far: fields.get("how_far").into(),
        when_to_ask: fields.get("when_to_ask").into(),
        not_ours: fields.get("not_ours").into(),
        channel: fields.get("channel").into(),
        hours: fields.get("hours").into(),
    };
    let mut tx = app.begin().await?;
    write_sre::write(&mut tx, &visit.cx, language, fields.maybe_parse("version")?, parts).await?;
    tx.commit().await?;
    Ok(())
}

async fn form_page(app: &App, visit: &Visit, status: StatusCode, form: Form, language: Lang) -> PageResult {
    let teams = write_sre::sre_teams(&mut app.db.reader()).await?;
    if !write_sre::may_write(&visit.cx, &teams) {
        return Err(Failure::Forbidden(Msg::new("sre-only-team")).into());
    }
    let shell = Shell::new(app, visit, Place::SreTeam, words::text(visit.lang(), "sre-write")).await?;
    let shell = shell.crumb(words::text(visit.lang(), "nav-sre"), "/sre");
    page_with(status, &SreForm { shell, form, language })
}

//! `/exchanges/{number}/diary/{activity}`: one activity, with everything that can be done with it.

use askama::Template;
use axum::Router;
use axum::extract::{Path, State};
use ryugaku_kernel::{Failure, Limit};

use crate::app::App;
use crate::diary::read::{self, Filter, Told, What};
use crate::diary::shown::{self, Shown};
use crate::diary::{Activity, Kind};
use crate::door::{PageResult, Visit, get, page};
use crate::exchange::aim::Aim;
use crate::exchange::exchange::count_of;
use crate::exchange::{access, aim_store};
use crate::shell::{Place, Shell};
use crate::words;

pub fn routes() -> Router<App> {
    Router::new().route("/exchanges/{number}/diary/{activity}", get(show))
}

#[derive(Template)]
#[template(path = "diary/activity.html")]
struct ActivityPage {
    shell: Shell,
    number: String,
    shown: Shown,
    aims: Vec<(Aim, String)>,
    /// Lines it could be told with, nearest first.
    near: Vec<Shown>,
    guest: bool,
    edits: bool,
    /// Its words are one's own.
    mine: bool,
    kinds: [Kind; 6],
    /// When it was, as the field wants it.
    at: String,
}

async fn show(State(app): State<App>, visit: Visit, Path((number, activity)): Path<(String, String)>) -> PageResult {
    visit.cx.require_read()?;
    let mut q = app.db.reader();
    let (exchange, access) = access::seen(&mut q, &visit.cx, count_of(&number)?).await?;
    access.require_inside()?;
    let lang = visit.lang();
    let told = read::these(&mut q, &visit.cx, &exchange, &[activity.parse()?]).await?.pop();
    let told = told.ok_or(Failure::NotFound("activity"))?;
    let aims = aim_store::of_exchange(&mut q, exchange.id).await?;
    let (at, is_event) = (told.at, matches!(told.activity, Activity::Event(_)));
    let shown = shown::many(&mut q, lang, vec![told], &aims).await?.pop().ok_or(Failure::NotFound("activity"))?;
    let near = if is_event && access.guest {
        let (told, _) = read::page(&mut q, &visit.cx, &exchange, Filter::default(), None, Limit::of(200)).await?;
        let mut near: Vec<Told> = told.into_iter().filter(|one| matches!(one.what, What::Event { .. })).collect();
        near.retain(|one| one.activity != shown.activity);
        near.sort_by_key(|one| (one.at.0 - at.0).abs());
        near.truncate(12);
        shown::many(&mut q, lang, near, &aims).await?
    } else {
        Vec::new()
    };
    let number = exchange.number().to_string();
    let shell = Shell::new(&app, &visit, Place::Exchanges, words::text(lang, "diary-activity")).await?;
    let shell = shell.crumb(words::text(lang, "nav-exchanges"), "/exchanges");
    let shell = shell.crumb(number.clone(), format!("/exchanges/{number}"));
    let shell = shell.crumb(words::text(lang, "diary-title"), format!("/exchanges/{number}/diary"));
    let me = visit.cx.who.person();
    page(&ActivityPage {
        aims: aims.into_iter().map(|aim| (aim.clone(), aim.label(lang))).collect(),
        guest: access.guest && access.acts,
        edits: access.may_edit(),
        mine: access.acts && (access.guest || (me.is_some() && shown.by_id == me)),
        kinds: Kind::ALL,
        at: at.timestamp().to_zoned(visit.zone()).strftime("%Y-%m-%dT%H:%M").to_string(),
        shell,
        number,
        shown,
        near,
    })
}

//! `/exchanges/{number}/plan`: a week, with what clashes in it and what is proposed for it.

use askama::Template;
use axum::Router;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Redirect};
use jiff::civil::Date;
use ryugaku_kernel::{Msg, Time};
use serde::Deserialize;

use super::form;
use crate::app::App;
use crate::door::{PageResult, Visit, get, page, post};
use crate::exchange::access;
use crate::exchange::exchange::count_of;
use crate::plan::feed_store;
use crate::plan::week::{self, Week};
use crate::shell::{Place, Shell};
use crate::words;

pub fn routes() -> Router<App> {
    Router::new().route("/exchanges/{number}/plan", get(show).merge(post(form::add)))
}

#[derive(Default, Deserialize)]
struct Asked {
    /// Any day of the week.
    #[serde(default)]
    week: String,
}

#[derive(Template)]
#[template(path = "plan/week.html")]
struct WeekPage {
    shell: Shell,
    number: String,
    week: Week,
    /// One's secret address was made then; `None`: there is none.
    feed_made_at: Option<Time>,
    may_subscribe: bool,
}

async fn show(
    State(app): State<App>,
    visit: Visit,
    Path(number): Path<String>,
    Query(asked): Query<Asked>,
) -> PageResult {
    visit.cx.require_read()?;
    let count = count_of(&number)?;
    let mut q = app.db.reader();
    let (exchange, access) = access::seen(&mut q, &visit.cx, count).await?;
    access.require_inside()?;
    let canonical = exchange.number().to_string();
    if number != canonical {
        return Ok(Redirect::permanent(&format!("/exchanges/{canonical}/plan")).into_response());
    }
    let today = visit.organisation.today(visit.cx.now());
    // A day that is none shows this week: a page is not refused for an old link.
    let day = asked.week.parse::<Date>().ok().filter(|day| (2000..=2199).contains(&day.year()));
    let day = day.unwrap_or_else(|| today.clamp(exchange.from, exchange.until.max(exchange.from)));
    let week = week::of(&mut q, &visit.cx, &visit.organisation, &exchange, &access, day).await?;
    let me = visit.cx.who.person();
    let feed = match me {
        Some(me) => feed_store::of_person(&mut q, exchange.id, me).await?,
        None => None,
    };
    let title = words::say(visit.lang(), &Msg::new("plan-title").with("number", canonical.clone()));
    let shell = Shell::new(&app, &visit, Place::Exchanges, title).await?;
    let shell = shell.crumb(canonical.clone(), format!("/exchanges/{canonical}"));
    let may_subscribe = me.is_some() && access.may_edit();
    page(&WeekPage { shell, number: canonical, week, feed_made_at: feed.map(|feed| feed.made_at), may_subscribe })
}

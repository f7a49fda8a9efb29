//! `/exchanges/{number}/plan/{item}`: one item, with who comes; and it as an invitation to download.

use askama::Template;
use axum::Router;
use axum::extract::{Path, State};
use axum::http::{HeaderValue, header};
use ryugaku_kernel::Time;

use crate::app::App;
use crate::door::{PageResult, Visit, get, page};
use crate::exchange::access;
use crate::exchange::exchange::count_of;
use crate::plan::ical_door::as_calendar;
use crate::plan::item::{Answer, Item, ItemState};
use crate::plan::shown::{self, Shown};
use crate::plan::week::monday_of;
use crate::plan::{invited, item_store};
use crate::shell::{Place, Shell};
use crate::words;

pub fn routes() -> Router<App> {
    Router::new()
        .route("/exchanges/{number}/plan/{item}", get(show))
        .route("/exchanges/{number}/plan/{item}/invitation.ics", get(invitation))
}

#[derive(Template)]
#[template(path = "plan/item.html")]
struct ItemPage {
    shell: Shell,
    number: String,
    shown: Shown,
    exchange_id: String,
    /// As the organisation's clocks say it.
    day: String,
    times: String,
    /// The address of its week.
    week: String,
    may_edit: bool,
    deeds: Vec<(&'static str, &'static str)>,
    /// What the one who looks answered, if they are invited.
    mine: Option<Answer>,
}

/// The states that lead on from where an item stands, each with the word on its button.
fn deeds(state: ItemState, begun: bool) -> Vec<(&'static str, &'static str)> {
    let word = |to: ItemState| match (state, to) {
        (ItemState::Proposed, ItemState::Planned) => "plan-accept",
        (_, ItemState::Planned | ItemState::Proposed) => "plan-put-back",
        (ItemState::Proposed, ItemState::Cancelled) => "plan-dismiss",
        (_, ItemState::Done) => "plan-done",
        (_, ItemState::Absent) => "plan-absent",
        (_, ItemState::Cancelled) => "plan-cancel",
    };
    let open =
        ItemState::ALL.iter().copied().filter(|to| state.move_to(*to).is_ok() && (begun || *to != ItemState::Done));
    open.map(|to| (to.name(), word(to))).collect()
}

async fn show(State(app): State<App>, visit: Visit, Path((number, item)): Path<(String, i64)>) -> PageResult {
    visit.cx.require_read()?;
    let mut q = app.db.reader();
    let (exchange, access) = access::seen(&mut q, &visit.cx, count_of(&number)?).await?;
    access.require_inside()?;
    let item = item_store::find(&mut q, exchange.id, item).await?;
    let week = address_of(&visit, exchange.count, &item);
    let shown = shown::one(&mut q, visit.lang(), &exchange, item).await?;
    let number = exchange.number().to_string();
    let shell = Shell::new(&app, &visit, Place::Exchanges, shown.item.title.clone()).await?;
    let shell = shell.crumb(number.clone(), format!("/exchanges/{number}"));
    let shell = shell.crumb(words::text(visit.lang(), "plan-word"), week.clone());
    let zone = visit.organisation.zone();
    let wall = |time: Time| zone.to_datetime(time.timestamp());
    let (from, until) = (wall(shown.item.from), wall(shown.item.until));
    let until_day =
        if from.date() == until.date() { String::new() } else { format!("{} ", shell.civil(&until.date())) };
    page(&ItemPage {
        day: shell.civil(&from.date()),
        times: format!("{} – {until_day}{}", from.strftime("%H:%M"), until.strftime("%H:%M")),
        may_edit: access.may_edit(),
        deeds: deeds(shown.item.state, shown.item.from <= visit.cx.now()),
        mine: shown.answer_of(visit.cx.who.person()).filter(|_| visit.cx.who.may_act()),
        exchange_id: exchange.id.to_string(),
        shell,
        number,
        shown,
        week,
    })
}

async fn invitation(State(app): State<App>, visit: Visit, Path((number, item)): Path<(String, i64)>) -> PageResult {
    visit.cx.require_read()?;
    let mut q = app.db.reader();
    let (exchange, access) = access::seen(&mut q, &visit.cx, count_of(&number)?).await?;
    access.require_inside()?;
    let item = item_store::find(&mut q, exchange.id, item).await?;
    let text = invited::as_file(&mut q, visit.lang(), &exchange, &item, &app.config.public_url()).await?;
    let mut response = as_calendar(text);
    let name = format!("attachment; filename=\"{}-{}.ics\"", exchange.number(), item.ordinal);
    if let Ok(name) = HeaderValue::from_str(&name) {
        response.headers_mut().insert(header::CONTENT_DISPOSITION, name);
    }
    Ok(response)
}

/// The week an item lies in, at the item.
pub(super) fn address_of(visit: &Visit, count: i64, item: &Item) -> String {
    let day = visit.organisation.zone().to_datetime(item.from.timestamp()).date();
    format!("/exchanges/EX-{count}/plan?week={}#i-{}", monday_of(day), item.ordinal)
}

//! `/exchanges/{number}/plan/new` and `…/{item}/edit`: the form of what is planned.

use askama::Template;
use axum::Router;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use jiff::ToSpan;
use jiff::civil::{Date, Time as Clock};
use jiff::tz::TimeZone;
use ryugaku_kernel::{Failure, FieldError, Msg, Outcome, Time};
use serde::Deserialize;

use super::item::address_of;
use crate::app::App;
use crate::door::{Fields, Flash, Form, PageResult, Visit, get, page_with, post, see_other};
use crate::exchange::exchange::count_of;
use crate::exchange::{Exchange, access};
use crate::people::PersonBrief;
use crate::plan::add::{self, NewItem};
use crate::plan::change::{self, ItemChange};
use crate::plan::item::ItemKind;
use crate::plan::shown::{self, ShownAim};
use crate::plan::{invited, item_store};
use crate::shell::{Place, Shell};
use crate::words;

pub fn routes() -> Router<App> {
    Router::new()
        .route("/exchanges/{number}/plan/new", get(new))
        .route("/exchanges/{number}/plan/{item}/edit", get(edit).merge(post(change)))
}

#[derive(Default, Deserialize)]
struct Asked {
    #[serde(default)]
    day: String,
}

#[derive(Template)]
#[template(path = "plan/form.html")]
struct FormPage {
    shell: Shell,
    form: Form,
    action: String,
    back: String,
    is_edit: bool,
    kinds: &'static [ItemKind],
    aims: Vec<ShownAim>,
    people: Vec<PersonBrief>,
    zone: String,
}

async fn new(
    State(app): State<App>,
    visit: Visit,
    Path(number): Path<String>,
    Query(asked): Query<Asked>,
) -> PageResult {
    visit.cx.require_act()?;
    let (exchange, access) = access::seen(&mut app.db.reader(), &visit.cx, count_of(&number)?).await?;
    access.require_edit()?;
    let today = visit.organisation.today(visit.cx.now());
    let day =
        asked.day.parse::<Date>().unwrap_or_else(|_| today.clamp(exchange.from, exchange.until.max(exchange.from)));
    let guest = exchange.people.guest.to_string();
    let day = day.to_string();
    let filled = [
        ("day", day.as_str()),
        ("from", "10:00"),
        ("until", "11:00"),
        ("kind", ItemKind::Discussion.name()),
        ("invited", &guest),
    ];
    form_page(&app, &visit, StatusCode::OK, Form::filled(&filled), &exchange, None).await
}

pub(super) async fn add(
    State(app): State<App>,
    visit: Visit,
    Path(number): Path<String>,
    fields: Fields,
) -> PageResult {
    visit.cx.require_act()?;
    let count = count_of(&number)?;
    let mut tx = app.begin().await?;
    let done = async {
        // Who may not plan here is not told how it is written.
        access::edited(&mut tx, &visit.cx, count).await?;
        let new = written(&fields, &visit.organisation.zone())?;
        add::add(&mut tx, &visit.cx, count, new).await
    }
    .await;
    match done {
        Ok(item) => {
            tx.commit().await?;
            let said = Msg::new("plan-added-said").with("title", item.title.clone());
            Ok(see_other(&app, &address_of(&visit, count, &item), Some(Flash::new(said))))
        }
        Err(failure) => refused(&app, &visit, &fields, count, None, failure).await,
    }
}

async fn edit(State(app): State<App>, visit: Visit, Path((number, item)): Path<(String, i64)>) -> PageResult {
    visit.cx.require_act()?;
    let mut q = app.db.reader();
    let (exchange, access) = access::seen(&mut q, &visit.cx, count_of(&number)?).await?;
    access.require_edit()?;
    let item = item_store::find(&mut q, exchange.id, item).await?;
    let shown = shown::one(&mut q, visit.lang(), &exchange, item.clone()).await?;
    let zone = visit.organisation.zone();
    let wall = |time: Time| zone.to_datetime(time.timestamp());
    let clock = |time: Time| wall(time).strftime("%H:%M").to_string();
    let (day, until_day) = (wall(item.from).date().to_string(), wall(item.until).date().to_string());
    let (from, until, version) = (clock(item.from), clock(item.until), item.version.to_string());
    let ids: Vec<String> = shown.invited.iter().map(|one| one.person.to_string()).collect();
    let mut filled = vec![
        ("title", item.title.as_str()),
        ("kind", item.kind.name()),
        ("day", &day),
        ("until_day", if until_day == day { "" } else { &until_day }),
        ("from", &from),
        ("until", &until),
        ("place", &item.place),
        ("link", &item.link),
        ("version", &version),
    ];
    filled.extend(shown.aims.iter().map(|aim| ("aim", aim.mark.as_str())));
    filled.extend(ids.iter().map(|id| ("invited", id.as_str())));
    form_page(&app, &visit, StatusCode::OK, Form::filled(&filled), &exchange, Some(item.ordinal)).await
}

async fn change(
    State(app): State<App>,
    visit: Visit,
    Path((number, ordinal)): Path<(String, i64)>,
    fields: Fields,
) -> PageResult {
    visit.cx.require_act()?;
    let count = count_of(&number)?;
    let mut tx = app.begin().await?;
    let done = async {
        access::edited(&mut tx, &visit.cx, count).await?;
        let new = written(&fields, &visit.organisation.zone())?;
        let change = ItemChange {
            title: Some(new.title),
            kind: Some(new.kind),
            from: Some(new.from),
            until: Some(new.until),
            place: Some(new.place),
            link: Some(new.link),
            aims: Some(new.aims),
            invited: Some(new.invited),
        };
        change::change(&mut tx, &visit.cx, count, ordinal, fields.maybe_parse("version")?, change).await
    }
    .await;
    match done {
        Ok(item) => {
            tx.commit().await?;
            let said = Msg::new("plan-changed-said").with("title", item.title.clone());
            Ok(see_other(&app, &address_of(&visit, count, &item), Some(Flash::new(said))))
        }
        Err(failure) => refused(&app, &visit, &fields, count, Some(ordinal), failure).await,
    }
}

fn written(fields: &Fields, zone: &TimeZone) -> Outcome<NewItem> {
    let (from, until) = times(fields, zone)?;
    let all = |name: &str| fields.all(name).map(str::to_owned).collect();
    Ok(NewItem {
        title: fields.get("title").into(),
        kind: fields.word("kind", ItemKind::named)?,
        from,
        until,
        place: fields.get("place").into(),
        link: fields.get("link").into(),
        aims: all("aim"),
        invited: all("invited"),
        proposed: fields.checked("proposed"),
    })
}

/// An end that is not after the beginning is on the next day: a night shift.
fn times(fields: &Fields, zone: &TimeZone) -> Outcome<(Time, Time)> {
    let mut errors = Vec::new();
    let mut wrong = |field: &str| errors.push(FieldError::new(field, Msg::new("failure-not-understood")));
    let day: Option<Date> = fields.get("day").parse().ok();
    let from: Option<Clock> = fields.get("from").parse().ok();
    let until: Option<Clock> = fields.get("until").parse().ok();
    let until_day: Option<Date> = fields.maybe_parse("until_day").unwrap_or_else(|_| {
        wrong("until_day");
        None
    });
    for (field, missing) in [("day", day.is_none()), ("from", from.is_none()), ("until", until.is_none())] {
        if missing {
            wrong(field);
        }
    }
    let (Some(day), Some(from), Some(until), true) = (day, from, until, errors.is_empty()) else {
        return Err(Failure::Invalid(errors));
    };
    let next = if until <= from { day.saturating_add(1.day()) } else { day };
    let instant = |day: Date, clock: Clock| zone.to_timestamp(day.to_datetime(clock)).map_or(Time(0), Time::from);
    Ok((instant(day, from), instant(until_day.unwrap_or(next), until)))
}

async fn refused(
    app: &App,
    visit: &Visit,
    fields: &Fields,
    count: i64,
    ordinal: Option<i64>,
    failure: Failure,
) -> PageResult {
    let Failure::Invalid(errors) = failure else { return Err(failure.into()) };
    let (exchange, _) = access::seen(&mut app.db.reader(), &visit.cx, count).await?;
    let form = Form::refused(fields, &errors, visit.lang());
    form_page(app, visit, StatusCode::UNPROCESSABLE_ENTITY, form, &exchange, ordinal).await
}

async fn form_page(
    app: &App,
    visit: &Visit,
    status: StatusCode,
    form: Form,
    exchange: &Exchange,
    ordinal: Option<i64>,
) -> PageResult {
    let mut q = app.db.reader();
    let plan = format!("/exchanges/{}/plan", exchange.number());
    let (key, action, back) = match ordinal {
        None => ("plan-new", plan.clone(), plan.clone()),
        Some(ordinal) => ("plan-edit", format!("{plan}/{ordinal}/edit"), format!("{plan}/{ordinal}")),
    };
    let shell = Shell::new(app, visit, Place::Exchanges, words::text(visit.lang(), key)).await?;
    let shell = shell.crumb(exchange.number().to_string(), format!("/exchanges/{}", exchange.number()));
    let shell = shell.crumb(words::text(visit.lang(), "plan-word"), plan);
    page_with(
        status,
        &FormPage {
            shell,
            form,
            action,
            back,
            is_edit: ordinal.is_some(),
            kinds: ItemKind::ALL,
            aims: shown::aims(&mut q, visit.lang(), exchange).await?,
            people: invited::choices(&mut q, exchange).await?,
            zone: visit.organisation.time_zone.clone(),
        },
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_night_ends_on_the_next_day() {
        let tokyo = TimeZone::get("Asia/Tokyo").unwrap();
        let read = |from: &str, until: &str, until_day: &str| {
            let fields =
                Fields::of(&[("day", "2026-11-17"), ("from", from), ("until", until), ("until_day", until_day)]);
            times(&fields, &tokyo).map(|(from, until)| until.since(from).as_hours())
        };
        assert_eq!(read("10:00", "12:00", "").unwrap(), 2);
        assert_eq!(read("22:00", "06:00", "").unwrap(), 8);
        assert_eq!(read("22:00", "06:00", "2026-11-19").unwrap(), 32);
        let Err(Failure::Invalid(errors)) = read("x", "25:00", "soon") else { panic!("it passed") };
        assert_eq!(errors.len(), 3);
    }
}

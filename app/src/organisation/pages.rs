//! `/settings/organisation`: the form, and what follows from it: the fiscal quarter now, the next days off.

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use jiff::ToSpan;
use jiff::civil::Date;
use ryugaku_calendar::{FiscalStart, Holidays, Quarter};
use ryugaku_kernel::{Failure, Lang, Msg, Outcome};

use super::change::{self, Change};
use super::settings::{Organisation, extra_days};
use super::store;
use crate::app::App;
use crate::door::{Fields, Flash, Form, PageResult, Visit, get, page_with, post, see_other};
use crate::shell::{Place, Shell};
use crate::words;

pub fn routes() -> Router<App> {
    Router::new().route("/settings/organisation", get(show).merge(post(change)))
}

#[derive(Template)]
#[template(path = "organisation/settings.html")]
struct SettingsPage {
    shell: Shell,
    form: Form,
    zones: Vec<String>,
    now: Now,
}

/// What the settings mean today.
struct Now {
    today: Date,
    business: bool,
    quarter: Quarter,
    next: Vec<(Date, String)>,
}

const NEXT_DAYS: usize = 6;
/// Days that are looked at for the next days off.
const AHEAD: usize = 400;

async fn show(State(app): State<App>, visit: Visit) -> PageResult {
    visit.cx.require_admin()?;
    let organisation = store::load(&mut app.db.reader()).await?;
    let lines: Vec<_> = organisation.extra_days.iter().map(|day| format!("{} {}", day.date, day.name)).collect();
    let (month, version) = (organisation.fiscal_start.month().to_string(), organisation.version.to_string());
    let form = Form::filled(&[
        ("name", &organisation.name),
        ("language", organisation.language.tag()),
        ("time_zone", &organisation.time_zone),
        ("fiscal_start_month", &month),
        ("holidays", organisation.holidays.name()),
        ("extra_days", &lines.join("\n")),
        ("version", &version),
    ]);
    form_page(&app, &visit, StatusCode::OK, form).await
}

async fn change(State(app): State<App>, visit: Visit, fields: Fields) -> PageResult {
    match try_change(&app, &visit, &fields).await {
        Ok(()) => {
            let said = Flash::new(Msg::new("organisation-changed-said"));
            Ok(see_other(&app, "/settings/organisation", Some(said)))
        }
        Err(Failure::Invalid(errors)) => {
            let form = Form::refused(&fields, &errors, visit.lang());
            form_page(&app, &visit, StatusCode::UNPROCESSABLE_ENTITY, form).await
        }
        Err(failure) => Err(failure.into()),
    }
}

async fn try_change(app: &App, visit: &Visit, fields: &Fields) -> Outcome<()> {
    let month = fields.word("fiscal_start_month", |month| month.parse().ok())?;
    let change = Change {
        name: Some(fields.get("name").into()),
        language: Some(fields.word("language", Lang::named)?),
        time_zone: Some(fields.get("time_zone").into()),
        fiscal_start: Some(FiscalStart::in_month(month)?),
        holidays: Some(fields.word("holidays", Holidays::named)?),
        extra_days: Some(extra_days(fields.get("extra_days"))?),
    };
    let mut tx = app.begin().await?;
    change::change(&mut tx, &visit.cx, fields.maybe_parse("version")?, change).await?;
    tx.commit().await?;
    Ok(())
}

async fn form_page(app: &App, visit: &Visit, status: StatusCode, form: Form) -> PageResult {
    visit.cx.require_admin()?;
    let organisation = store::load(&mut app.db.reader()).await?;
    let shell = Shell::new(app, visit, Place::Settings, words::text(visit.lang(), "organisation-title")).await?;
    let shell = shell.crumb(words::text(visit.lang(), "nav-settings"), "/settings");
    let now = Now::of(&organisation, visit);
    let zones = jiff::tz::db().available().map(|name| name.to_string()).collect();
    page_with(status, &SettingsPage { shell, form, zones, now })
}

impl Now {
    fn of(organisation: &Organisation, visit: &Visit) -> Self {
        let (calendar, today) = (organisation.calendar(), organisation.today(visit.cx.now()));
        let name = |day: Date| {
            let name = calendar.holiday_on(day)?;
            let name = if visit.lang() == Lang::Ja { name.ja } else { name.en };
            Some((day, name.into_owned()))
        };
        Self {
            today,
            business: calendar.is_business_day(today),
            quarter: organisation.fiscal_start.quarter_of(today),
            next: today.series(1.day()).take(AHEAD).filter_map(name).take(NEXT_DAYS).collect(),
        }
    }
}

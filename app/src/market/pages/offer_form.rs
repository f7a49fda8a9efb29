//! The form in which an offer is made and changed.

use askama::Template;
use axum::Router;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use ryugaku_kernel::{Failure, FieldError, Msg, Outcome};
use serde::Deserialize;

use crate::app::App;
use crate::door::{Fields, Flash, Form, PageResult, Visit, get, page_with, post, see_other};
use crate::market::change_offer::{self, OfferChange};
use crate::market::make_offer::{self, NewOffer};
use crate::market::offer::{Offer, count_of};
use crate::market::shape::Shape;
use crate::market::{offer_store, templates};
use crate::people::membership_store::{self, Member};
use crate::people::{Team, team_store};
use crate::shell::{Place, Shell};
use crate::words;

pub fn routes() -> Router<App> {
    Router::new().route("/offers/new", get(new)).route("/offers/{number}/edit", get(edit).merge(post(change)))
}

#[derive(Default, Deserialize)]
struct Begun {
    /// The short name of a template whose shape, weeks and share the form begins with.
    #[serde(default)]
    template: String,
}

#[derive(Template)]
#[template(path = "market/offer_form.html")]
struct FormPage {
    shell: Shell,
    form: Form,
    /// The number of the offer that is changed; a new one has none.
    number: Option<String>,
    /// Those that the reader may offer for.
    teams: Vec<Team>,
    /// Who may be buddy.
    members: Vec<Member>,
    shapes: [Shape; 6],
}

async fn new(State(app): State<App>, visit: Visit, Query(begun): Query<Begun>) -> PageResult {
    visit.cx.require_act()?;
    let mut q = app.db.reader();
    let template = if begun.template.is_empty() {
        None
    } else {
        Some(templates::find(&mut q, visit.lang(), &begun.template).await?.content)
    };
    let shape = template.as_ref().map_or("", |template| template.shape.name());
    let number = |number: Option<i64>| number.map(|number| number.to_string()).unwrap_or_default();
    let weeks = number(template.as_ref().map(|template| template.weeks));
    let share = number(template.as_ref().map(|template| template.share));
    let form = Form::filled(&[("shape", shape), ("weeks", &weeks), ("share", &share), ("places", "1")]);
    form_page(&app, &visit, StatusCode::OK, form, None).await
}

pub(super) async fn make(State(app): State<App>, visit: Visit, fields: Fields) -> PageResult {
    visit.cx.require_act()?;
    match try_make(&app, &visit, &fields).await {
        Ok(offer) => Ok(done(&app, "offer-made-said", &offer)),
        Err(failure) => refused(&app, &visit, &fields, None, failure).await,
    }
}

async fn try_make(app: &App, visit: &Visit, fields: &Fields) -> Outcome<Offer> {
    let new = read(fields)?;
    let mut tx = app.begin().await?;
    let offer = make_offer::make(&mut tx, &visit.cx, new).await?;
    tx.commit().await?;
    Ok(offer)
}

async fn edit(State(app): State<App>, visit: Visit, Path(number): Path<String>) -> PageResult {
    visit.cx.require_act()?;
    let offer = offer_store::by_count(&mut app.db.reader(), count_of(&number)?).await?;
    visit.cx.require_team(offer.team)?;
    let (from, until) = (offer.from.to_string(), offer.until.map(|day| day.to_string()).unwrap_or_default());
    let (weeks, share, places) = (offer.weeks.to_string(), offer.share.to_string(), offer.places.to_string());
    let buddy = offer.buddy.map(|id| id.to_string()).unwrap_or_default();
    let version = offer.version.to_string();
    let form = Form::filled(&[
        ("what", &offer.what),
        ("shape", offer.shape.name()),
        ("from_day", &from),
        ("until_day", &until),
        ("weeks", &weeks),
        ("share", &share),
        ("places", &places),
        ("buddy", &buddy),
        ("version", &version),
    ]);
    form_page(&app, &visit, StatusCode::OK, form, Some(offer.count)).await
}

async fn change(State(app): State<App>, visit: Visit, Path(number): Path<String>, fields: Fields) -> PageResult {
    visit.cx.require_act()?;
    let count = count_of(&number)?;
    match try_change(&app, &visit, count, &fields).await {
        Ok(offer) => Ok(done(&app, "offer-changed-said", &offer)),
        Err(failure) => refused(&app, &visit, &fields, Some(count), failure).await,
    }
}

async fn try_change(app: &App, visit: &Visit, count: i64, fields: &Fields) -> Outcome<Offer> {
    let new = read(fields)?;
    let change = OfferChange {
        what: Some(new.what),
        shape: Some(new.shape),
        from_day: Some(new.from_day),
        until_day: Some(new.until_day),
        weeks: Some(new.weeks),
        share: Some(new.share),
        places: Some(new.places),
        buddy: Some(Some(new.buddy).filter(|buddy| !buddy.is_empty())),
    };
    let mut tx = app.begin().await?;
    let offer = change_offer::change(&mut tx, &visit.cx, count, fields.maybe_parse("version")?, change).await?;
    tx.commit().await?;
    Ok(offer)
}

/// What cannot be read is said for all fields at once; what is read wrongly, by the verb.
fn read(fields: &Fields) -> Outcome<NewOffer> {
    let mut errors = Vec::new();
    let new = NewOffer {
        team: fields.get("team").into(),
        what: fields.get("what").into(),
        shape: or_say(&mut errors, fields.word("shape", Shape::named)).unwrap_or(Shape::Hours),
        from_day: or_say(&mut errors, must(fields, "from_day")).unwrap_or_default(),
        until_day: or_say(&mut errors, fields.maybe_parse("until_day")).flatten(),
        weeks: or_say(&mut errors, must(fields, "weeks")).unwrap_or_default(),
        share: or_say(&mut errors, must(fields, "share")).unwrap_or_default(),
        places: or_say(&mut errors, must(fields, "places")).unwrap_or_default(),
        buddy: fields.get("buddy").into(),
    };
    if new.what.is_empty() && !errors.is_empty() {
        errors.insert(0, FieldError::new("what", Msg::new("failure-required")));
    }
    if errors.is_empty() { Ok(new) } else { Err(Failure::Invalid(errors)) }
}

/// A field that cannot be left out.
pub(super) fn must<T: std::str::FromStr>(fields: &Fields, name: &str) -> Outcome<T> {
    fields.maybe_parse(name)?.ok_or_else(|| Failure::invalid(name, "failure-required"))
}

pub(super) fn or_say<T>(errors: &mut Vec<FieldError>, read: Outcome<T>) -> Option<T> {
    match read {
        Ok(value) => Some(value),
        Err(Failure::Invalid(wrong)) => {
            errors.extend(wrong);
            None
        }
        // Reading a field fails in no other way.
        Err(_) => None,
    }
}

fn done(app: &App, key: &'static str, offer: &Offer) -> axum::response::Response {
    let number = offer.number().to_string();
    let said = Flash::new(Msg::new(key).with("number", number.clone()));
    see_other(app, &format!("/offers/{number}"), Some(said))
}

async fn refused(app: &App, visit: &Visit, fields: &Fields, count: Option<i64>, failure: Failure) -> PageResult {
    match failure {
        Failure::Invalid(errors) => {
            let form = Form::refused(fields, &errors, visit.lang());
            form_page(app, visit, StatusCode::UNPROCESSABLE_ENTITY, form, count).await
        }
        other => Err(other.into()),
    }
}

async fn form_page(app: &App, visit: &Visit, status: StatusCode, form: Form, count: Option<i64>) -> PageResult {
    let mut q = app.db.reader();
    let mut teams = team_store::open(&mut q).await?;
    teams.retain(|team| visit.cx.require_team(team.id.0).is_ok());
    if let Some(count) = count {
        let offer = offer_store::by_count(&mut q, count).await?;
        teams.retain(|team| team.id.0 == offer.team);
    }
    let ids: Vec<_> = teams.iter().map(|team| team.id.0).collect();
    let members = membership_store::members_of(&mut q, &ids).await?;
    let title = words::text(visit.lang(), if count.is_some() { "offer-edit" } else { "offer-new" });
    let shell = Shell::new(app, visit, Place::Offers, title).await?;
    let mut shell = shell.crumb(words::text(visit.lang(), "nav-offers"), "/offers");
    let number = count.map(|count| format!("OF-{count}"));
    if let Some(number) = &number {
        shell = shell.crumb(number.clone(), format!("/offers/{number}"));
    }
    page_with(status, &FormPage { shell, form, number, teams, members, shapes: Shape::ALL })
}

//! The form in which a wish is written and changed.

use askama::Template;
use axum::Router;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use ryugaku_kernel::{Failure, FieldError, Msg, Outcome};

use super::offer_form::{must, or_say};
use crate::app::App;
use crate::door::{Fields, Flash, Form, PageResult, Visit, get, page_with, post, see_other};
use crate::market::change_wish::{self, WishChange};
use crate::market::make_wish::{self, NewWish};
use crate::market::owners;
use crate::market::shape::Shape;
use crate::market::wish::{Wish, WishReaders, count_of};
use crate::people::{self, PersonBrief, Team, team_store};
use crate::shell::{Place, Shell};
use crate::words;

pub fn routes() -> Router<App> {
    Router::new().route("/wishes/new", get(new)).route("/wishes/{number}/edit", get(edit).merge(post(change)))
}

#[derive(Template)]
#[template(path = "market/wish_form.html")]
struct FormPage {
    shell: Shell,
    form: Form,
    /// The number of the wish that is changed; a new one has none.
    number: Option<String>,
    /// For whom it may be: owners of the programme write for others too.
    people: Vec<PersonBrief>,
    teams: Vec<Team>,
    shapes: [Shape; 6],
    readers: [WishReaders; 2],
}

async fn new(State(app): State<App>, visit: Visit) -> PageResult {
    visit.cx.require_act()?;
    let me = visit.cx.who.person().map(|id| id.to_string()).unwrap_or_default();
    let form = Form::filled(&[("person", me.as_str()), ("readers", WishReaders::Owners.name())]);
    form_page(&app, &visit, StatusCode::OK, form, None).await
}

pub(super) async fn make(State(app): State<App>, visit: Visit, fields: Fields) -> PageResult {
    visit.cx.require_act()?;
    match try_make(&app, &visit, &fields).await {
        Ok(wish) => Ok(done(&app, "wish-made-said", &wish)),
        Err(failure) => refused(&app, &visit, &fields, None, failure).await,
    }
}

async fn try_make(app: &App, visit: &Visit, fields: &Fields) -> Outcome<Wish> {
    let new = read(fields)?;
    let mut tx = app.begin().await?;
    let wish = make_wish::make(&mut tx, &visit.cx, new).await?;
    tx.commit().await?;
    Ok(wish)
}

async fn edit(State(app): State<App>, visit: Visit, Path(number): Path<String>) -> PageResult {
    visit.cx.require_act()?;
    let (wish, may_change) = change_wish::seen(&mut app.db.reader(), &visit.cx, count_of(&number)?).await?;
    if !may_change {
        return Err(Failure::Forbidden(Msg::new("wish-only-own")).into());
    }
    let text = |value: Option<String>| value.unwrap_or_default();
    let (team, shape) = (text(wish.team.map(|id| id.to_string())), wish.shape.map_or("", Shape::name));
    let (earliest, latest) = (wish.earliest.to_string(), text(wish.latest.map(|day| day.to_string())));
    let (weeks, share, version) = (wish.weeks.to_string(), wish.share.to_string(), wish.version.to_string());
    let form = Form::filled(&[
        ("what", &wish.what),
        ("team", &team),
        ("shape", shape),
        ("earliest_day", &earliest),
        ("latest_day", &latest),
        ("weeks", &weeks),
        ("share", &share),
        ("readers", wish.readers.name()),
        ("version", &version),
    ]);
    form_page(&app, &visit, StatusCode::OK, form, Some(wish.count)).await
}

async fn change(State(app): State<App>, visit: Visit, Path(number): Path<String>, fields: Fields) -> PageResult {
    visit.cx.require_act()?;
    let count = count_of(&number)?;
    match try_change(&app, &visit, count, &fields).await {
        Ok(wish) => Ok(done(&app, "wish-changed-said", &wish)),
        Err(failure) => refused(&app, &visit, &fields, Some(count), failure).await,
    }
}

async fn try_change(app: &App, visit: &Visit, count: i64, fields: &Fields) -> Outcome<Wish> {
    let new = read(fields)?;
    let change = WishChange {
        what: Some(new.what),
        team: Some(Some(new.team).filter(|team| !team.is_empty())),
        shape: Some(new.shape),
        earliest_day: Some(new.earliest_day),
        latest_day: Some(new.latest_day),
        weeks: Some(new.weeks),
        share: Some(new.share),
        readers: Some(new.readers),
    };
    let mut tx = app.begin().await?;
    let wish = change_wish::change(&mut tx, &visit.cx, count, fields.maybe_parse("version")?, change).await?;
    tx.commit().await?;
    Ok(wish)
}

/// What cannot be read is said for all fields at once; what is read wrongly, by the verb.
fn read(fields: &Fields) -> Outcome<NewWish> {
    let mut errors = Vec::new();
    let new = NewWish {
        person: fields.get("person").into(),
        what: fields.get("what").into(),
        team: fields.get("team").into(),
        shape: or_say(&mut errors, fields.maybe_word("shape", Shape::named)).flatten(),
        earliest_day: or_say(&mut errors, must(fields, "earliest_day")).unwrap_or_default(),
        latest_day: or_say(&mut errors, fields.maybe_parse("latest_day")).flatten(),
        weeks: or_say(&mut errors, must(fields, "weeks")).unwrap_or_default(),
        share: or_say(&mut errors, must(fields, "share")).unwrap_or_default(),
        readers: or_say(&mut errors, fields.word("readers", WishReaders::named)).unwrap_or(WishReaders::Owners),
    };
    if new.what.is_empty() && !errors.is_empty() {
        errors.insert(0, FieldError::new("what", Msg::new("failure-required")));
    }
    if errors.is_empty() { Ok(new) } else { Err(Failure::Invalid(errors)) }
}

fn done(app: &App, key: &'static str, wish: &Wish) -> axum::response::Response {
    let number = wish.number().to_string();
    let said = Flash::new(Msg::new(key).with("number", number.clone()));
    see_other(app, &format!("/wishes/{number}"), Some(said))
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
    let writes_for_others = count.is_none() && owners::asks(&mut q, &visit.cx).await?;
    let people = if writes_for_others { people::active(&mut q).await? } else { Vec::new() };
    let title = words::text(visit.lang(), if count.is_some() { "wish-edit" } else { "wish-new" });
    let shell = Shell::new(app, visit, Place::Offers, title).await?;
    let mut shell = shell.crumb(words::text(visit.lang(), "nav-offers"), "/offers");
    let number = count.map(|count| format!("WI-{count}"));
    if let Some(number) = &number {
        shell = shell.crumb(number.clone(), format!("/wishes/{number}"));
    }
    let teams = team_store::open(&mut q).await?;
    let page = FormPage { shell, form, number, people, teams, shapes: Shape::ALL, readers: WishReaders::ALL };
    page_with(status, &page)
}

//! What the page's small forms post: readiness steps, follow-ups, days away, what was put off.

use axum::Router;
use axum::extract::{Path, State as From};
use ryugaku_kernel::{Failure, Msg, Outcome, Uuid};

use super::{answered, form};
use crate::app::App;
use crate::door::{Fields, PageResult, Visit, post};
use crate::exchange::capacity;
use crate::exchange::exchange::count_of;
use crate::exchange::follow_up::{Cadence, FollowUpId};
use crate::exchange::follow_ups::{self, NewFollowUp};
use crate::exchange::step::StepId;
use crate::exchange::steps::{self, NewStep, StepChange};

pub fn routes() -> Router<App> {
    Router::new()
        .route("/exchanges/{number}/steps", post(add_step))
        .route("/exchanges/{number}/steps/{id}", post(change_step))
        .route("/exchanges/{number}/steps/{id}/{deed}", post(step_deed))
        .route("/exchanges/{number}/follow-ups", post(add_follow_up))
        .route("/exchanges/{number}/follow-ups/{id}/{deed}", post(follow_deed))
        .route("/exchanges/{number}/weeks", post(record_week))
        .route("/exchanges/{number}/put-offs", post(put_off))
        .route("/exchanges/{number}/put-offs/{id}/remove", post(take_back))
}

async fn add_step(From(app): From<App>, visit: Visit, Path(number): Path<String>, fields: Fields) -> PageResult {
    visit.cx.require_act()?;
    let (mut tx, count) = (app.begin().await?, count_of(&number)?);
    let done = async {
        let due = form::day(&fields, "due_day")?;
        let new = NewStep { what: fields.get("what").into(), owner: fields.get("owner").into(), due };
        steps::add(&mut tx, &visit.cx, count, new).await.map(|_| Msg::new("exchange-step-said"))
    }
    .await;
    answered(&app, &visit, tx, count, "#ready", &fields, done).await
}

async fn change_step(
    From(app): From<App>,
    visit: Visit,
    Path((number, id)): Path<(String, String)>,
    fields: Fields,
) -> PageResult {
    visit.cx.require_act()?;
    let (mut tx, count) = (app.begin().await?, count_of(&number)?);
    let done = async {
        let change = StepChange {
            what: Some(fields.get("what").into()),
            owner: Some(fields.get("owner").into()),
            due: Some(form::day(&fields, "due_day")?),
        };
        let (id, version) = (StepId(key(&id, "step")?), fields.maybe_parse("version")?);
        steps::change(&mut tx, &visit.cx, count, id, version, change).await.map(|_| Msg::new("exchange-step-said"))
    }
    .await;
    answered(&app, &visit, tx, count, "#ready", &fields, done).await
}

async fn step_deed(
    From(app): From<App>,
    visit: Visit,
    Path((number, id, deed)): Path<(String, String, String)>,
    fields: Fields,
) -> PageResult {
    visit.cx.require_act()?;
    let (mut tx, count, id) = (app.begin().await?, count_of(&number)?, StepId(key(&id, "step")?));
    let done: Outcome<Msg> = async {
        match deed.as_str() {
            "done" => drop(steps::set_done(&mut tx, &visit.cx, count, id, true).await?),
            "undone" => drop(steps::set_done(&mut tx, &visit.cx, count, id, false).await?),
            "remove" => steps::remove(&mut tx, &visit.cx, count, id).await?,
            _ => return Err(Failure::NotFound("page")),
        }
        Ok(Msg::new("exchange-step-said"))
    }
    .await;
    answered(&app, &visit, tx, count, "#ready", &fields, done).await
}

async fn add_follow_up(From(app): From<App>, visit: Visit, Path(number): Path<String>, fields: Fields) -> PageResult {
    visit.cx.require_act()?;
    let (mut tx, count) = (app.begin().await?, count_of(&number)?);
    let done = async {
        let new = NewFollowUp {
            what: fields.get("what").into(),
            owner: fields.get("owner").into(),
            cadence: fields.word("cadence", Cadence::named)?,
            next: form::day(&fields, "next_day")?,
        };
        follow_ups::add(&mut tx, &visit.cx, count, new).await.map(|_| Msg::new("exchange-follow-said"))
    }
    .await;
    answered(&app, &visit, tx, count, "#after", &fields, done).await
}

async fn follow_deed(
    From(app): From<App>,
    visit: Visit,
    Path((number, id, deed)): Path<(String, String, String)>,
    fields: Fields,
) -> PageResult {
    visit.cx.require_act()?;
    let (mut tx, count, id) = (app.begin().await?, count_of(&number)?, FollowUpId(key(&id, "follow_up")?));
    let today = visit.organisation.today(visit.cx.now());
    let done: Outcome<Msg> = async {
        match deed.as_str() {
            "note" => drop(follow_ups::note(&mut tx, &visit.cx, count, id, fields.get("note"), today).await?),
            "end" => drop(follow_ups::end(&mut tx, &visit.cx, count, id, fields.get("reason"), today).await?),
            _ => return Err(Failure::NotFound("page")),
        }
        Ok(Msg::new("exchange-follow-said"))
    }
    .await;
    answered(&app, &visit, tx, count, "#after", &fields, done).await
}

async fn record_week(From(app): From<App>, visit: Visit, Path(number): Path<String>, fields: Fields) -> PageResult {
    visit.cx.require_act()?;
    let (mut tx, count) = (app.begin().await?, count_of(&number)?);
    let done = async {
        let day = form::day(&fields, "week")?;
        let days = fields.maybe_parse("days")?.ok_or_else(|| Failure::invalid("days", "failure-required"))?;
        let recorded = capacity::record_week(&mut tx, &visit.cx, count, day, days, fields.get("note")).await;
        recorded.map(|_| Msg::new("exchange-week-said"))
    }
    .await;
    answered(&app, &visit, tx, count, "#away", &fields, done).await
}

async fn put_off(From(app): From<App>, visit: Visit, Path(number): Path<String>, fields: Fields) -> PageResult {
    visit.cx.require_act()?;
    let (mut tx, count) = (app.begin().await?, count_of(&number)?);
    let done = async {
        let until = fields.maybe_parse("until_day")?;
        let put_off = capacity::put_off(&mut tx, &visit.cx, count, fields.get("what"), until).await;
        put_off.map(|_| Msg::new("exchange-put-off-said"))
    }
    .await;
    answered(&app, &visit, tx, count, "#away", &fields, done).await
}

async fn take_back(
    From(app): From<App>,
    visit: Visit,
    Path((number, id)): Path<(String, String)>,
    fields: Fields,
) -> PageResult {
    visit.cx.require_act()?;
    let (mut tx, count) = (app.begin().await?, count_of(&number)?);
    let done = capacity::take_back(&mut tx, &visit.cx, count, key(&id, "put_off")?).await;
    let done = done.map(|()| Msg::new("exchange-put-off-back-said"));
    answered(&app, &visit, tx, count, "#away", &fields, done).await
}

fn key(text: &str, thing: &'static str) -> Outcome<Uuid> {
    text.parse().map_err(|_| Failure::NotFound(thing))
}

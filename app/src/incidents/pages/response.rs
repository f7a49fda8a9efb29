//! What the room's forms post about roles, status updates and steps.

use axum::Router;
use axum::extract::{Path, Query, State};
use ryugaku_kernel::{Failure, Msg, Outcome};
use ryugaku_ledger::Tx;
use serde::Deserialize;

use super::deeds::answered;
use crate::app::App;
use crate::door::{Fields, Flash, PageResult, Visit, post};
use crate::incidents::circle::Circle;
use crate::incidents::incident::{Incident, count_of};
use crate::incidents::role::Role;
use crate::incidents::{answer, roles, status_update};

pub fn routes() -> Router<App> {
    Router::new()
        .route("/incidents/{number}/roles", post(set_role))
        .route("/incidents/{number}/updates", post(send_update))
        .route("/incidents/{number}/steps", post(answer_step))
}

/// `me` takes it, an empty field lays it down: that of whom the page shows to have it, else one's own. `if_empty` stands where the page
/// says that nobody has it.
async fn set_role(State(app): State<App>, visit: Visit, Path(number): Path<String>, fields: Fields) -> PageResult {
    let (mut tx, count) = (app.begin().await?, count_of(&number)?);
    let done = async {
        visit.cx.require_act()?;
        let role = fields.word("role", Role::named)?;
        if fields.some("if_empty").is_some() {
            roles::still_empty(&mut tx, &visit.cx, count, role).await?;
        }
        let incident = match fields.some("person") {
            Some("me") => roles::take(&mut tx, &visit.cx, count, role).await?,
            Some(person) => roles::give(&mut tx, &visit.cx, count, role, person).await?,
            None => {
                let holder = fields.some(&format!("holder-{}", role.name()));
                roles::leave(&mut tx, &visit.cx, count, role, holder).await?
            }
        };
        let said = match fields.some("person") {
            Some("me") => Msg::new("incident-role-taken-said").with("does", visit.say(&Msg::new(role.duties()))),
            _ => Msg::new("incident-roles-said"),
        };
        Ok((incident, Some(Flash::new(said.with("role", visit.say(&Msg::new(role.key())))))))
    }
    .await;
    answered(&app, &visit, tx, count, &fields, done).await
}

async fn send_update(State(app): State<App>, visit: Visit, Path(number): Path<String>, fields: Fields) -> PageResult {
    let (mut tx, count) = (app.begin().await?, count_of(&number)?);
    let done = async {
        visit.cx.require_act()?;
        let circle = fields.word("circle", Circle::named)?;
        let expected = fields.maybe_parse("number")?;
        let (incident, number) =
            status_update::send(&mut tx, &visit.cx, count, circle, expected, fields.get("text")).await?;
        Ok((incident, Some(Flash::new(Msg::new("incident-update-said").with("number", number)))))
    }
    .await;
    answered(&app, &visit, tx, count, &fields, done).await
}

/// Undoing posts to an address that names the step.
#[derive(Default, Deserialize)]
struct Back {
    step: Option<String>,
}

async fn answer_step(
    State(app): State<App>,
    visit: Visit,
    Path(number): Path<String>,
    Query(back): Query<Back>,
    fields: Fields,
) -> PageResult {
    let (mut tx, count) = (app.begin().await?, count_of(&number)?);
    let done = async {
        visit.cx.require_act()?;
        if let Some(step) = &back.step {
            return Ok((answer::withdraw(&mut tx, &visit.cx, count, step).await?, None));
        }
        let asked =
            Asked { step: fields.get("step"), reason: fields.get("reason"), minutes: fields.maybe_parse("minutes")? };
        let incident = asked.answer(&mut tx, &visit, count, fields.get("answer")).await?;
        if fields.get("answer") == "ask_again" {
            return Ok((incident, None));
        }
        let step: String = url::form_urlencoded::byte_serialize(asked.step.as_bytes()).collect();
        let undo = format!("/incidents/{}/steps?step={step}", incident.number());
        Ok((incident, Some(Flash::new(Msg::new("incident-step-said")).undo(undo))))
    }
    .await;
    answered(&app, &visit, tx, count, &fields, done).await
}

struct Asked<'a> {
    step: &'a str,
    reason: &'a str,
    minutes: Option<i64>,
}

impl Asked<'_> {
    async fn answer(&self, tx: &mut Tx, visit: &Visit, count: i64, answer: &str) -> Outcome<Incident> {
        match answer {
            "told" => answer::told(tx, &visit.cx, count, self.step).await,
            "not_needed" => answer::not_needed(tx, &visit.cx, count, self.step, self.reason).await,
            "put_off" => answer::put_off(tx, &visit.cx, count, self.step, self.minutes.unwrap_or(10)).await,
            "ask_again" => answer::withdraw(tx, &visit.cx, count, self.step).await,
            _ => Err(Failure::invalid("answer", "failure-choose-one")),
        }
    }
}

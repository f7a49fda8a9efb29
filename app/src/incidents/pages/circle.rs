//! Who may know of an incident: what the room's forms post.

use axum::Router;
use axum::extract::{Path, State};
use ryugaku_kernel::Msg;

use super::deeds::{answered, said};
use crate::app::App;
use crate::door::{Fields, Flash, PageResult, Visit, post, see_other};
use crate::incidents::incident::{Incident, count_of};
use crate::incidents::restrict::{self, OpenedUp};

pub fn routes() -> Router<App> {
    Router::new()
        .route("/incidents/{number}/restriction", post(set_restriction))
        .route("/incidents/{number}/named", post(name))
        .route("/incidents/{number}/named/{person}/remove", post(unname))
}

/// `named`: only those who are; anything else opens it up.
async fn set_restriction(
    State(app): State<App>,
    visit: Visit,
    Path(number): Path<String>,
    fields: Fields,
) -> PageResult {
    let (mut tx, count) = (app.begin().await?, count_of(&number)?);
    if fields.get("to") == "named" {
        let people: Vec<String> = fields.all("people").filter(|id| !id.is_empty()).map(Into::into).collect();
        let done = restrict::restrict(&mut tx, &visit.cx, count, &people).await;
        return answered(&app, &visit, tx, count, &fields, done.map(said("incident-restricted-said"))).await;
    }
    let done = restrict::open_up(&mut tx, &visit.cx, count).await;
    answered(&app, &visit, tx, count, &fields, done.map(opened_up)).await
}

fn opened_up(done: OpenedUp) -> (Incident, Option<Flash>) {
    let OpenedUp { incident, told } = done;
    let key = if told.is_empty() { "incident-opened-up-said" } else { "incident-opened-up-told-said" };
    let said = Msg::new(key).with("number", incident.number().to_string()).with("names", told.join(" · "));
    (incident, Some(Flash::new(said)))
}

async fn name(State(app): State<App>, visit: Visit, Path(number): Path<String>, fields: Fields) -> PageResult {
    let (mut tx, count) = (app.begin().await?, count_of(&number)?);
    let done = restrict::name(&mut tx, &visit.cx, count, fields.get("person")).await;
    answered(&app, &visit, tx, count, &fields, done.map(said("incident-named-said"))).await
}

async fn unname(
    State(app): State<App>,
    visit: Visit,
    Path((number, person)): Path<(String, String)>,
    fields: Fields,
) -> PageResult {
    let (mut tx, count) = (app.begin().await?, count_of(&number)?);
    let done = restrict::unname(&mut tx, &visit.cx, count, &person).await;
    // Whoever takes their own name away has no room to come back to.
    if done.is_ok() && visit.cx.who.person().is_some_and(|me| me.to_string() == person) {
        tx.commit().await?;
        return Ok(see_other(&app, "/incidents", Some(Flash::new(Msg::new("incident-unnamed-me-said")))));
    }
    answered(&app, &visit, tx, count, &fields, done.map(said("incident-unnamed-said"))).await
}

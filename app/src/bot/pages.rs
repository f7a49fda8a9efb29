//! What the room of an incident posts about its channel.

use axum::Router;
use axum::extract::{Path, State};
use ryugaku_kernel::{Failure, Lang, Msg};

use super::network::Network;
use super::{again, connect, open_room};
use crate::app::App;
use crate::door::{Fields, Flash, PageResult, Visit, post, see_other};
use crate::incidents;

pub fn routes() -> Router<App> {
    Router::new()
        .route("/incidents/{number}/chat", post(open))
        .route("/incidents/{number}/chat/again", post(try_again))
        .route("/incidents/{number}/chat/language", post(set_language))
}

async fn open(State(app): State<App>, visit: Visit, Path(number): Path<String>, _: Fields) -> PageResult {
    visit.cx.require_act()?;
    let mut tx = app.begin().await?;
    let incident = incidents::store::by_count(&mut tx, &visit.cx.who, incidents::incident::count_of(&number)?).await?;
    open_room::open_room(&mut tx, &visit.cx, &connect::networks(&app), incident.id.0).await?;
    tx.commit().await?;
    let flash = Flash::new(Msg::new("bot-chat-made-said"));
    Ok(see_other(&app, &format!("/incidents/{}", incident.number()), Some(flash)))
}

async fn try_again(State(app): State<App>, visit: Visit, Path(number): Path<String>, fields: Fields) -> PageResult {
    visit.cx.require_act()?;
    let mut tx = app.begin().await?;
    let incident = incidents::store::by_count(&mut tx, &visit.cx.who, incidents::incident::count_of(&number)?).await?;
    let id = incident.id.0;
    let network = fields.maybe_word("network", Network::named)?;
    match fields.get("what") {
        "room" => again::room_anew(&mut tx, &visit.cx, id, network).await?,
        "now" => again::resume(&mut tx, &visit.cx, id, network).await?,
        _ => {
            let step = fields.maybe_parse("step")?.ok_or(Failure::invalid("step", "bot-chat-again-missing"))?;
            again::step_again(&mut tx, &visit.cx, id, network, step).await?;
        }
    }
    tx.commit().await?;
    let flash = Flash::new(Msg::new("bot-chat-again-said"));
    Ok(see_other(&app, &format!("/incidents/{}", incident.number()), Some(flash)))
}

async fn set_language(State(app): State<App>, visit: Visit, Path(number): Path<String>, fields: Fields) -> PageResult {
    visit.cx.require_act()?;
    let language = fields.word("language", Lang::named)?;
    let network = fields.maybe_word("network", Network::named)?;
    let mut tx = app.begin().await?;
    let incident = incidents::store::by_count(&mut tx, &visit.cx.who, incidents::incident::count_of(&number)?).await?;
    again::set_language(&mut tx, &visit.cx, incident.id.0, network, language).await?;
    tx.commit().await?;
    let flash = Flash::new(Msg::new("bot-chat-language-said"));
    Ok(see_other(&app, &format!("/incidents/{}", incident.number()), Some(flash)))
}

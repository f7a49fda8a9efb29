//! `/api/v1/exchanges`

mod aims;
mod json;
mod ready;
mod resource;
mod state;

use ryugaku_kernel::{Cx, Outcome};
use utoipa_axum::router::OpenApiRouter;

use super::exchange::Exchange;
use super::{access, whole};
use crate::app::App;
use crate::door::Answer;
pub use json::ExchangeJson;
pub(super) use resource::{ExchangesAsked, filter};

pub fn routes() -> OpenApiRouter<App> {
    resource::routes().merge(state::routes()).merge(aims::routes()).merge(ready::routes())
}

/// The whole exchange as it is after a deed.
async fn said(app: &App, cx: &Cx, exchange: Exchange) -> Outcome<Answer<ExchangeJson>> {
    let mut q = app.db.reader();
    let version = exchange.version;
    let access = access::of(&mut q, cx, &exchange).await?;
    Ok(Answer::ok(ExchangeJson::of(&whole::of(&mut q, cx, exchange, access).await?, cx.lang)).version(version))
}

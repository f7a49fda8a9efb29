//! The pages of exchanges: list, forms, the exchange itself, and what its forms post.

mod after;
mod agreement;
mod aims;
mod came;
mod drawn;
mod form;
mod list;
mod one;
mod ready;
mod turn;

use axum::Router;
use axum::http::StatusCode;
use axum::response::Response;
use ryugaku_kernel::{Failure, Msg, Outcome};
use ryugaku_ledger::Tx;

use crate::app::App;
use crate::door::{Fields, Flash, Form, PageResult, Visit, see_other};

pub fn routes() -> Router<App> {
    list::routes()
        .merge(form::routes())
        .merge(one::routes())
        .merge(turn::routes())
        .merge(aims::routes())
        .merge(ready::routes())
        .merge(agreement::routes())
}

/// Commits and leads back to a part of the exchange's page; what was refused is shown there, at its field.
async fn answered(
    app: &App,
    visit: &Visit,
    tx: Tx,
    count: i64,
    part: &str,
    fields: &Fields,
    done: Outcome<Msg>,
) -> PageResult {
    match done {
        Ok(said) => {
            tx.commit().await?;
            Ok(back(app, count, part, Some(Flash::new(said))))
        }
        Err(Failure::Invalid(errors)) => {
            drop(tx);
            let form = Form::refused(fields, &errors, visit.lang());
            one::page_of(app, visit, count, StatusCode::UNPROCESSABLE_ENTITY, form).await
        }
        Err(failure) => Err(failure.into()),
    }
}

fn back(app: &App, count: i64, part: &str, flash: Option<Flash>) -> Response {
    see_other(app, &format!("/exchanges/EX-{count}{part}"), flash)
}

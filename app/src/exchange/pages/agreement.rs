//! `/exchanges/{number}/agreement`: what both managers agreed to, in the words of that day, and what stands otherwise now.

use askama::Template;
use axum::Router;
use axum::extract::{Path, State as From};

use crate::app::App;
use crate::door::{PageResult, Visit, get, page};
use crate::exchange::exchange::count_of;
use crate::exchange::whole::{self, Whole};
use crate::exchange::{Side, access};
use crate::shell::{Place, Shell};
use crate::words;

pub fn routes() -> Router<App> {
    Router::new().route("/exchanges/{number}/agreement", get(show))
}

#[derive(Template)]
#[template(path = "exchange/agreement.html")]
struct AgreementPage {
    shell: Shell,
    whole: Whole,
    number: String,
}

impl AgreementPage {
    fn letter(&self, side: &Side) -> String {
        self.shell.t(side.letter())
    }

    fn number_of(&self, value: &Option<f64>) -> String {
        crate::exchange::aim::number(value.unwrap_or(0.0))
    }
}

async fn show(From(app): From<App>, visit: Visit, Path(number): Path<String>) -> PageResult {
    visit.cx.require_read()?;
    let mut q = app.db.reader();
    let (exchange, access) = access::seen(&mut q, &visit.cx, count_of(&number)?).await?;
    let whole = whole::of(&mut q, &visit.cx, exchange, access).await?;
    let number = whole.number();
    let shell = Shell::new(&app, &visit, Place::Exchanges, words::text(visit.lang(), "exchange-agreement")).await?;
    let shell = shell.crumb(words::text(visit.lang(), "nav-exchanges"), "/exchanges");
    let shell = shell.crumb(number.clone(), format!("/exchanges/{number}"));
    page(&AgreementPage { shell, whole, number })
}

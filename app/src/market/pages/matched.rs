//! `/matches/{offer}/{wish}`: why the two go together, and what can be done with it.

use askama::Template;
use axum::Router;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use ryugaku_kernel::{Failure, Msg, Outcome};

use super::today;
use crate::app::App;
use crate::door::{Fields, Flash, Form, PageResult, Visit, get, page_with, post, see_other};
use crate::exchange::Exchange;
use crate::market::limits::{self, Stay};
use crate::market::matches::Match;
use crate::market::shown::{self, MatchShown};
use crate::market::terms::last_day;
use crate::market::{decline_match, matches, offer, propose, wish};
use crate::shell::{Place, Shell};
use crate::words;

pub fn routes() -> Router<App> {
    Router::new()
        .route("/matches", get(list))
        .route("/matches/{offer}/{wish}", get(show))
        .route("/matches/{offer}/{wish}/propose", post(propose_it))
        .route("/matches/{offer}/{wish}/decline", post(decline))
        .route("/matches/{offer}/{wish}/take-back", post(take_back))
}

/// Those that wait stand above the offers.
async fn list(visit: Visit) -> PageResult {
    visit.cx.require_read()?;
    Ok(Redirect::to("/offers").into_response())
}

#[derive(Template)]
#[template(path = "market/match.html")]
struct MatchPage {
    shell: Shell,
    shown: MatchShown,
    /// Limits that a proposal of these days would break, in words.
    clashes: Vec<String>,
    may_decide: bool,
    form: Form,
}

impl MatchPage {
    fn address(&self) -> String {
        format!("/matches/{}/{}", self.shown.pair.offer.number(), self.shown.pair.wish.number())
    }
}

async fn show(State(app): State<App>, visit: Visit, Path((offer, wish)): Path<(String, String)>) -> PageResult {
    visit.cx.require_read()?;
    page_of(&app, &visit, counts(&offer, &wish)?, StatusCode::OK, Form::default()).await
}

async fn propose_it(State(app): State<App>, visit: Visit, Path((offer, wish)): Path<(String, String)>) -> PageResult {
    visit.cx.require_act()?;
    let (offer, wish) = counts(&offer, &wish)?;
    let mut tx = app.begin().await?;
    let exchange = propose::of_match(&mut tx, &visit.cx, &visit.organisation, offer, wish).await?;
    tx.commit().await?;
    Ok(drafted(&app, &exchange))
}

/// On to where the draft is completed.
pub(super) fn drafted(app: &App, exchange: &Exchange) -> Response {
    let number = exchange.number().to_string();
    let said = Flash::new(Msg::new("market-drafted-said").with("number", number.clone()));
    see_other(app, &format!("/exchanges/{number}/edit"), Some(said))
}

async fn decline(
    State(app): State<App>,
    visit: Visit,
    Path((offer, wish)): Path<(String, String)>,
    fields: Fields,
) -> PageResult {
    visit.cx.require_act()?;
    let pair = counts(&offer, &wish)?;
    match try_decline(&app, &visit, pair, &fields).await {
        Ok(pair) => {
            let undo = format!("/matches/{}/{}/take-back", pair.offer.number(), pair.wish.number());
            Ok(see_other(&app, "/offers", Some(Flash::new(Msg::new("match-declined-said")).undo(undo))))
        }
        Err(Failure::Invalid(errors)) => {
            let form = Form::refused(&fields, &errors, visit.lang());
            page_of(&app, &visit, pair, StatusCode::UNPROCESSABLE_ENTITY, form).await
        }
        Err(failure) => Err(failure.into()),
    }
}

async fn try_decline(app: &App, visit: &Visit, (offer, wish): (i64, i64), fields: &Fields) -> Outcome<Match> {
    let mut tx = app.begin().await?;
    let reason = fields.get("reason");
    let pair = decline_match::decline(&mut tx, &visit.cx, today(visit), offer, wish, reason).await?;
    tx.commit().await?;
    Ok(pair)
}

async fn take_back(State(app): State<App>, visit: Visit, Path((offer, wish)): Path<(String, String)>) -> PageResult {
    visit.cx.require_act()?;
    let (offer, wish) = counts(&offer, &wish)?;
    let mut tx = app.begin().await?;
    let pair = decline_match::take_back(&mut tx, &visit.cx, today(&visit), offer, wish).await?;
    tx.commit().await?;
    let address = format!("/matches/{}/{}", pair.offer.number(), pair.wish.number());
    Ok(see_other(&app, &address, Some(Flash::new(Msg::new("match-reopened-said")))))
}

fn counts(offer: &str, wish: &str) -> Outcome<(i64, i64)> {
    Ok((offer::count_of(offer)?, wish::count_of(wish)?))
}

async fn page_of(app: &App, visit: &Visit, pair: (i64, i64), status: StatusCode, form: Form) -> PageResult {
    let mut q = app.db.reader();
    let pair = matches::of(&mut q, &visit.cx, today(visit), pair.0, pair.1).await?;
    let clashes = match as_proposed(visit, &pair) {
        Some(stay) => limits::check(&mut q, &stay).await?,
        None => Vec::new(),
    };
    let clashes = clashes.iter().map(|told| visit.say(&told.msg)).collect();
    let may_decide = pair.may_decide(&visit.cx);
    let shown = shown::matches(&mut q, visit.lang(), vec![pair]).await?.pop().expect("one match gives one");
    let title = format!("{} × {}", shown.pair.offer.number(), shown.pair.wish.number());
    let shell = Shell::new(app, visit, Place::Offers, title).await?;
    let shell = shell.crumb(words::text(visit.lang(), "nav-offers"), "/offers");
    page_with(status, &MatchPage { shell, shown, clashes, may_decide, form })
}

/// The exchange as a proposal would begin it.
fn as_proposed(visit: &Visit, pair: &Match) -> Option<Stay> {
    let from = visit.organisation.calendar().business_day_from(pair.fit.first_day()?);
    let weeks = pair.offer.weeks.min(pair.wish.weeks);
    Some(Stay {
        exchange: None,
        guest: pair.wish.person,
        home_team: pair.home?,
        host_team: pair.offer.team,
        from,
        until: last_day(from, weeks),
        share: pair.offer.share.min(pair.wish.share),
    })
}

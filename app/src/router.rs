//! Every address, and the layers that every request goes through. Of four hops this is the first.

use axum::extract::{MatchedPath, Request};
use axum::http::HeaderValue;
use axum::middleware::{Next, from_fn, from_fn_with_state};
use axum::response::Response;
use axum::{Json, Router, routing::get};
use ryugaku_kernel::Failure;
use ryugaku_web::headers;
use tower_http::catch_panic::CatchPanicLayer;
use utoipa::OpenApi;
use utoipa_axum::router::OpenApiRouter;

use crate::app::App;
use crate::door::{self, Failed};
use crate::{
    alert_rules, alerts, backlog, bot, catalog, deploys, diary, drills, exchange, feedback, figures, home, incidents,
    intake, learnings, market, me, needs, notices, notify, organisation, people, plan, postmortems, programme,
    questions, receivers, record, report, routing, severity_policy, sign_in, silences, status_page, telling, work,
};

/// What the OpenAPI document says of the whole.
#[derive(OpenApi)]
#[openapi(
    info(
        title = "Ryugaku",
        description = "Every verb that the pages have. Times are RFC 3339 in UTC; failures are problem JSON (RFC 9457)."
    ),
    components(schemas(ryugaku_web::Problem))
)]
struct Document;

pub fn build(app: &App) -> Router {
    let (api, document) = api().split_for_parts();
    let api = api.layer(from_fn_with_state(app.clone(), door::repeat)).layer(from_fn(door::tag));
    let document: &'static utoipa::openapi::OpenApi = Box::leak(Box::new(home::openapi::finish(document)));
    Router::new()
        .merge(pages())
        .merge(api)
        .route("/api/openapi.json", get(async move || Json(document)))
        .fallback(async || Failed::from(Failure::NotFound("page")))
        .layer(from_fn_with_state(app.clone(), incidents::rightly_called))
        .layer(from_fn_with_state(app.clone(), door::guard))
        .layer(from_fn_with_state(app.clone(), door::identify))
        .merge(intake::senders())
        .merge(bot::routes())
        .merge(status_page::one_click())
        .merge(home::health())
        .layer(from_fn_with_state(app.clone(), door::translate))
        .layer(from_fn(door::kept_by_parts))
        .layer(from_fn(measured))
        .layer(from_fn(headers::safe))
        .layer(CatchPanicLayer::new())
        .with_state(app.clone())
}

/// The JSON API with its description.
pub fn api() -> OpenApiRouter<App> {
    OpenApiRouter::with_openapi(Document::openapi())
        .merge(sign_in::api())
        .merge(me::api())
        .merge(organisation::api())
        .merge(people::api())
        .merge(catalog::api())
        .merge(alerts::api())
        .merge(silences::api())
        .merge(routing::api())
        .merge(questions::api())
        .merge(receivers::api())
        .merge(alert_rules::api())
        .merge(intake::api())
        .merge(deploys::api())
        .merge(incidents::api())
        .merge(postmortems::api())
        .merge(drills::api())
        .merge(figures::api())
        .merge(severity_policy::api())
        .merge(status_page::api())
        .merge(bot::api())
        .merge(telling::api())
        .merge(backlog::api())
        .merge(exchange::api())
        .merge(market::api())
        .merge(plan::api())
        .merge(diary::api())
        .merge(needs::api())
        .merge(learnings::api())
        .merge(feedback::api())
        .merge(report::api())
        .merge(notices::api())
        .merge(notify::api())
        .merge(programme::api())
        .merge(record::api())
        .merge(work::api())
}

fn pages() -> Router<App> {
    Router::new()
        .merge(home::pages())
        .merge(sign_in::pages())
        .merge(me::pages())
        .merge(organisation::pages())
        .merge(people::pages())
        .merge(catalog::pages())
        .merge(alerts::pages())
        .merge(silences::pages())
        .merge(routing::pages())
        .merge(questions::pages())
        .merge(receivers::pages())
        .merge(alert_rules::pages())
        .merge(intake::pages())
        .merge(deploys::pages())
        .merge(incidents::pages())
        .merge(postmortems::pages())
        .merge(drills::pages())
        .merge(figures::pages())
        .merge(severity_policy::pages())
        .merge(status_page::pages())
        .merge(bot::pages())
        .merge(telling::pages())
        .merge(backlog::pages())
        .merge(exchange::pages())
        .merge(market::pages())
        .merge(plan::pages())
        .merge(diary::pages())
        .merge(needs::pages())
        .merge(learnings::pages())
        .merge(feedback::pages())
        .merge(report::pages())
        .merge(notices::pages())
        .merge(notify::pages())
        .merge(programme::pages())
        .merge(record::pages())
        .merge(work::pages())
}

/// How long the answer took here: for the browser and the bench in `Server-Timing`, for Prometheus as a histogram.
async fn measured(request: Request, next: Next) -> Response {
    let began = std::time::Instant::now();
    let route =
        request.extensions().get::<MatchedPath>().map_or_else(|| "none".to_owned(), |path| path.as_str().to_owned());
    let method = request.method().to_string();
    let mut response = next.run(request).await;
    let took = began.elapsed();
    let timing = format!("app;dur={:.3}", took.as_secs_f64() * 1000.0);
    if let Ok(value) = HeaderValue::from_str(&timing) {
        response.headers_mut().insert("server-timing", value);
    }
    let status = response.status().as_u16().to_string();
    metrics::histogram!("ryugaku_http_request_seconds", "method" => method, "route" => route, "status" => status)
        .record(took.as_secs_f64());
    response
}

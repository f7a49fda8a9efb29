//! `/api/v1/alerts/filters`: filters of the list of alerts that one keeps, above the list on its page as well. Refuses programs: a filter is somebody's.

use axum::extract::{Path, State};
use ryugaku_kernel::{Failure, FieldError, Outcome, Time, Uuid};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;

use crate::alerts::{AlertState, Find, KeptFilter, KeptFilterId, drop_filter, keep_filter, own_filters};
use crate::app::App;
use crate::door::{Answer, Body, Failed, Listed, Visit, routes};

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(own, keep)).routes(routes!(forget))
}

#[derive(Serialize, ToSchema)]
struct AlertFilterJson {
    id: Uuid,
    /// All of them hold: matchers such as `severity="critical"`, and words that labels hold
    conditions: Vec<String>,
    /// The page of the list that it narrows
    page: String,
    kept_at: Time,
}

#[derive(Deserialize, ToSchema)]
struct NewAlertFilterJson {
    /// Matchers such as `severity="critical"` or `service=~"pay.*"`, and words that labels hold; all must hold
    conditions: Vec<String>,
}

/// The filters you remember, the oldest first
#[utoipa::path(get, path = "/api/v1/alerts/filters", tag = "alerts", responses(
    (status = 200, body = Listed<AlertFilterJson>), (status = "4XX", body = ryugaku_web::Problem, content_type = "application/problem+json")))]
async fn own(State(app): State<App>, visit: Visit) -> Result<Answer<Listed<AlertFilterJson>>, Failed> {
    listed(&app, &visit).await
}

/// Remember a filter of the list of alerts
///
/// At most 20, and for you alone. One that you remember already is answered as it is.
#[utoipa::path(post, path = "/api/v1/alerts/filters", tag = "alerts", request_body = NewAlertFilterJson, responses(
    (status = 201, body = AlertFilterJson), (status = "4XX", body = ryugaku_web::Problem, content_type = "application/problem+json")))]
async fn keep(
    State(app): State<App>,
    visit: Visit,
    new: Result<Body<NewAlertFilterJson>, Failed>,
) -> Result<Answer<AlertFilterJson>, Failed> {
    // Who may not do it is not told how it is written.
    visit.cx.require_read()?;
    KeptFilter::owner(&visit.cx)?;
    let Body(new) = new?;
    let find = narrowed(&new.conditions)?;
    let mut tx = app.begin().await?;
    let filter = keep_filter(&mut tx, &visit.cx, &find).await?;
    tx.commit().await?;
    let location = format!("/api/v1/alerts/filters/{}", filter.id);
    Ok(Answer::created(filter.into(), location))
}

/// Forget a filter
#[utoipa::path(delete, path = "/api/v1/alerts/filters/{id}", tag = "alerts", params(("id" = Uuid, Path)), responses(
    (status = 200, body = Listed<AlertFilterJson>), (status = "4XX", body = ryugaku_web::Problem, content_type = "application/problem+json")))]
async fn forget(
    State(app): State<App>,
    visit: Visit,
    Path(id): Path<Uuid>,
) -> Result<Answer<Listed<AlertFilterJson>>, Failed> {
    let mut tx = app.begin().await?;
    drop_filter(&mut tx, &visit.cx, KeptFilterId(id)).await?;
    tx.commit().await?;
    listed(&app, &visit).await
}

async fn listed(app: &App, visit: &Visit) -> Result<Answer<Listed<AlertFilterJson>>, Failed> {
    let own = own_filters(&mut app.db.reader(), &visit.cx).await?;
    Ok(Answer::ok(Listed { items: own.into_iter().map(Into::into).collect(), next: None }))
}

/// What cannot be read is named by its place.
fn narrowed(conditions: &[String]) -> Outcome<Find> {
    let mut find = Find::all(AlertState::Active);
    for (at, text) in conditions.iter().enumerate() {
        find = find.text(text).map_err(|failure| match failure {
            Failure::Invalid(errors) => {
                let here = |error: FieldError| FieldError::new(format!("conditions[{at}]"), error.msg);
                Failure::Invalid(errors.into_iter().map(here).collect())
            }
            other => other,
        })?;
    }
    Ok(find)
}

impl From<KeptFilter> for AlertFilterJson {
    fn from(filter: KeptFilter) -> Self {
        Self {
            id: filter.id.0,
            conditions: filter.conditions(),
            page: format!("/alerts?{}", filter.query),
            kept_at: filter.made_at,
        }
    }
}

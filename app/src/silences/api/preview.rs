//! What a silence or a maintenance window would hide.

use std::collections::BTreeMap;

use axum::extract::State;
use ryugaku_kernel::{Failure, Time, Uuid};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;

use super::json::{ComingTimeJson, MatcherGiven, matchers_of};
use crate::app::App;
use crate::door::{Answer, Body, Failed, Visit, routes};
use crate::silences::preview::{Hours, Preview};
use crate::silences::weekly::Weekly;
use crate::silences::{given, matchers, preview};

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(preview_silence)).routes(routes!(preview_window))
}

#[derive(Deserialize, ToSchema)]
struct SilencePreviewAskedJson {
    #[serde(default)]
    matchers: Vec<MatcherGiven>,
    /// Now if absent
    starts_at: Option<Time>,
    ends_at: Option<Time>,
    /// In place of `ends_at`: such as `90m` or `2h`
    duration: Option<String>,
    /// Of a maintenance window: between the two only then
    weekly: Option<Weekly>,
}

#[derive(Serialize, ToSchema)]
struct SilencePreviewJson {
    /// Alerts that fire now
    firing: usize,
    /// Those of them that would be hidden
    hidden: usize,
    /// Making it is refused until it is said that this is meant
    catches_all: bool,
    /// The youngest of them, at most 50
    alerts: Vec<SilencedAlertJson>,
    /// The next times that it would hide, at most 4
    coming: Vec<ComingTimeJson>,
    /// The same hours of the last 7 days, the oldest first; empty ones where it would not have been open
    days: Vec<SilencedDayJson>,
    /// Numbers of incidents that were linked to any of those
    incidents: Vec<String>,
    /// What ended before this was not looked at; absent when everything was
    #[serde(skip_serializing_if = "Option::is_none")]
    looked_until: Option<Time>,
    /// Current silences with the same matchers at the same time
    duplicates: Vec<Uuid>,
}

#[derive(Serialize, ToSchema)]
struct SilencedAlertJson {
    id: String,
    name: String,
    labels: BTreeMap<String, String>,
    starts_at: Time,
}

#[derive(Serialize, ToSchema)]
struct SilencedDayJson {
    from: Time,
    until: Time,
    /// Times that an alert fired then
    hidden: usize,
    /// Incidents that began then and were linked to any of them
    incidents: usize,
}

/// What a silence would hide: now, and at the same hours of the last 7 days
#[utoipa::path(post, path = "/api/v1/silences/preview", tag = "silences", request_body = SilencePreviewAskedJson, responses(
    (status = 200, body = SilencePreviewJson), (status = "4XX", body = ryugaku_web::Problem, content_type = "application/problem+json")))]
async fn preview_silence(
    State(app): State<App>,
    visit: Visit,
    asked: Result<Body<SilencePreviewAskedJson>, Failed>,
) -> Result<Answer<SilencePreviewJson>, Failed> {
    previewed(&app, &visit, asked).await
}

/// What a maintenance window would hide: now, and at the same hours of the last 7 days
#[utoipa::path(post, path = "/api/v1/maintenance-windows/preview", tag = "maintenance", request_body = SilencePreviewAskedJson, responses(
    (status = 200, body = SilencePreviewJson), (status = "4XX", body = ryugaku_web::Problem, content_type = "application/problem+json")))]
async fn preview_window(
    State(app): State<App>,
    visit: Visit,
    asked: Result<Body<SilencePreviewAskedJson>, Failed>,
) -> Result<Answer<SilencePreviewJson>, Failed> {
    previewed(&app, &visit, asked).await
}

async fn previewed(
    app: &App,
    visit: &Visit,
    asked: Result<Body<SilencePreviewAskedJson>, Failed>,
) -> Result<Answer<SilencePreviewJson>, Failed> {
    // Asked by those who then make one.
    visit.cx.require_act()?;
    let Body(asked) = asked?;
    let matchers = matchers_of(asked.matchers)?;
    let from = asked.starts_at.unwrap_or(visit.cx.now());
    let until = given::end(from, asked.ends_at, asked.duration.as_deref())?;
    let mut errors = matchers::check(&matchers);
    errors.extend(crate::silences::silence::check_span(from, until, visit.cx.now()));
    errors.extend(asked.weekly.iter().flat_map(Weekly::check));
    if !errors.is_empty() {
        return Err(Failure::Invalid(errors).into());
    }
    let hours = Hours { span: (from, until), weekly: asked.weekly, zone: visit.organisation.zone() };
    let coming = hours.coming(visit.cx.now())?;
    let preview = preview::preview(app, &visit.cx.who, &matchers, &hours).await?;
    Ok(Answer::ok(SilencePreviewJson::of(preview, coming)))
}

impl SilencePreviewJson {
    fn of(preview: Preview, coming: Vec<(Time, Time)>) -> Self {
        let alerts = preview.now.iter().map(|alert| SilencedAlertJson {
            id: alert.fingerprint.to_string(),
            name: alert.labels.get("alertname").to_owned(),
            labels: alert.labels.iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect(),
            starts_at: alert.starts_at,
        });
        let days = preview.days.iter().map(|day| SilencedDayJson {
            from: day.from,
            until: day.until,
            hidden: day.hidden,
            incidents: day.incidents,
        });
        Self {
            firing: preview.reach.firing,
            hidden: preview.reach.hidden,
            catches_all: preview.everything,
            alerts: alerts.collect(),
            coming: coming.into_iter().map(Into::into).collect(),
            days: days.collect(),
            incidents: preview.incidents.into_iter().map(|incident| incident.number).collect(),
            looked_until: preview.looked_until,
            duplicates: preview.same.iter().map(|silence| silence.id.0).collect(),
        }
    }
}

//! `/api/v1/incidents`: list, open, show, change, timeline.

use axum::extract::{Path, Query, State};
use ryugaku_kernel::{Failure, Outcome, Time, Uuid};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;

use super::json::{EntryJson, IncidentJson};
use crate::app::App;
use crate::catalog;
use crate::door::{Answer, Body, Failed, IfMatch, Listed, Paging, Visit, given, routes};
use crate::incidents::change::{self, Changed, IncidentChange};
use crate::incidents::incident::{Incident, count_of};
use crate::incidents::list_store::{self, Drills, Filter};
use crate::incidents::open::{self, NewIncident, Practice};
use crate::incidents::severity::Severity;
use crate::incidents::users::Share;
use crate::incidents::{facts, owed, shown, store, timeline};
use crate::people::{chosen, team_store};
use crate::words;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(list, open)).routes(routes!(show, change)).routes(routes!(timeline))
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct Asked {
    /// `open`, `past`, `merged`, or one status
    status: Option<String>,
    /// `sev1` to `sev4`
    severity: Option<String>,
    /// A service, by slug or id
    service: Option<String>,
    /// The team whose services were hit, by slug
    team: Option<String>,
    /// Who commands it, by id, e-mail address or whole name, or `me`
    commander: Option<String>,
    /// `without` practice incidents, which is what no answer means; `with` them, or these `only`
    drills: Option<String>,
    /// Letters in the title
    q: Option<String>,
}

#[derive(Deserialize, ToSchema)]
struct NewIncidentJson {
    title: String,
    severity: Severity,
    /// Slugs or ids
    #[serde(default)]
    services: Vec<String>,
    #[serde(default)]
    impact: String,
    /// Unset: the earliest start of the alerts, else now
    began_at: Option<Time>,
    /// Fingerprints
    #[serde(default)]
    alerts: Vec<String>,
    /// A drill: told to nobody outside, counted nowhere
    #[serde(default)]
    practice: bool,
    /// The scenario a drill is played from, such as `SC-3`
    #[serde(default)]
    scenario: String,
    /// Only whoever opens it and these people, by id, e-mail address or whole name, know of it; unset: everybody may
    restricted_to: Option<Vec<String>>,
}

#[derive(Deserialize, ToSchema)]
struct IncidentChangeJson {
    title: Option<String>,
    severity: Option<Severity>,
    /// Slugs or ids; all that are hit
    services: Option<Vec<String>>,
    impact: Option<String>,
    /// How many of the users were hit, in percent; null: nobody knows
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<f64>)]
    users_share: Option<Option<f64>>,
    /// How that is known; needed with a share
    users_source: Option<String>,
    /// Where those who work on it talk; empty: there is no call
    call_url: Option<String>,
    began_at: Option<Time>,
}

/// Incidents, the last opened first
#[utoipa::path(get, path = "/api/v1/incidents", tag = "incidents", params(Asked, Paging), responses(
    (status = 200, body = Listed<IncidentJson>), (status = "4XX", body = ryugaku_web::Problem, content_type = "application/problem+json")))]
async fn list(
    State(app): State<App>,
    visit: Visit,
    Query(asked): Query<Asked>,
    Query(paging): Query<Paging>,
) -> Result<Answer<Listed<IncidentJson>>, Failed> {
    visit.cx.require_read()?;
    let mut q = app.db.reader();
    let filter = filter(&mut q, &visit, &asked).await?;
    let page = list_store::page(&mut q, &visit.cx.who, &filter, paging.after()?, paging.limit()).await?;
    let next = page.next.clone();
    let items = shown::many(&mut q, page.items).await?.into_iter().map(Into::into).collect();
    Ok(Answer::ok(Listed { items, next }))
}

async fn filter(q: &mut ryugaku_db::Reader, visit: &Visit, asked: &Asked) -> Outcome<Filter> {
    let some = |text: &Option<String>| text.clone().filter(|text| !text.is_empty());
    let state = match some(&asked.status) {
        Some(name) => {
            let wrong = || Failure::invalid_msg("status", words::none_of(&name, list_store::State::names()));
            Some(list_store::State::named(&name).ok_or_else(wrong)?)
        }
        None => None,
    };
    let severity = match some(&asked.severity) {
        Some(name) => Some(Severity::parse(&name)?),
        None => None,
    };
    let mut services: Option<Vec<Uuid>> = None;
    if let Some(slug) = some(&asked.team) {
        let team = team_store::by_slug(q, &slug).await.map_err(|failure| match failure {
            Failure::NotFound(_) => Failure::invalid("team", "failure-unknown"),
            other => other,
        })?;
        let of_team = catalog::services(q).await?.into_iter().filter(|service| service.team_id == team.id.0);
        services = Some(of_team.map(|service| service.id).collect());
    }
    if let Some(service) = some(&asked.service) {
        let known =
            catalog::services(q).await?.into_iter().find(|one| one.slug == service || one.id.to_string() == service);
        let id = known.ok_or_else(|| Failure::invalid("service", "failure-unknown"))?.id;
        services = Some(if services.is_none_or(|of_team| of_team.contains(&id)) { vec![id] } else { Vec::new() });
    }
    let commander = match some(&asked.commander).as_deref() {
        None => None,
        Some("me") => Some(visit.cx.who.person().ok_or_else(|| Failure::invalid("commander", "failure-unknown"))?),
        Some(given) => Some(match given.parse::<Uuid>() {
            // Also somebody who has left.
            Ok(id) => id,
            Err(_) => chosen::who_is_here(q, "commander", given).await?,
        }),
    };
    let drills = match some(&asked.drills) {
        Some(name) => {
            let wrong = || Failure::invalid_msg("drills", words::none_of(&name, Drills::NAMES));
            Drills::named(&name).ok_or_else(wrong)?
        }
        None => Drills::default(),
    };
    Ok(Filter { state, severity, services, words: some(&asked.q).unwrap_or_default(), commander, drills })
}

/// Open an incident, by hand or from alerts
#[utoipa::path(post, path = "/api/v1/incidents", tag = "incidents", request_body = NewIncidentJson, responses(
    (status = 201, body = IncidentJson), (status = "4XX", body = ryugaku_web::Problem, content_type = "application/problem+json")))]
async fn open(
    State(app): State<App>,
    visit: Visit,
    new: Result<Body<NewIncidentJson>, Failed>,
) -> Result<Answer<IncidentJson>, Failed> {
    // Who may not do it is not told how it is written.
    visit.cx.require_act()?;
    let Body(new) = new?;
    // A scenario that is played for real would tell everybody.
    if !new.practice && !new.scenario.trim().is_empty() {
        return Err(Failure::invalid("practice", "failure-required").into());
    }
    let new = NewIncident {
        title: new.title,
        severity: new.severity,
        services: new.services,
        impact: new.impact,
        began_at: new.began_at,
        alerts: new.alerts,
        practice: new.practice.then_some(Practice { scenario: new.scenario }),
        restricted_to: new.restricted_to,
    };
    let mut tx = app.begin().await?;
    let incident = open::open(&mut tx, &visit.cx, new).await?;
    tx.commit().await?;
    let (location, version) = (format!("/api/v1/incidents/{}", incident.number()), incident.version);
    Ok(Answer::created(said(&app, incident).await?, location).version(version))
}

/// One incident
#[utoipa::path(get, path = "/api/v1/incidents/{number}", tag = "incidents", params(("number" = String, Path)), responses(
    (status = 200, body = IncidentJson), (status = "4XX", body = ryugaku_web::Problem, content_type = "application/problem+json")))]
async fn show(
    State(app): State<App>,
    visit: Visit,
    Path(number): Path<String>,
) -> Result<Answer<IncidentJson>, Failed> {
    visit.cx.require_read()?;
    let incident = store::by_count(&mut app.db.reader(), &visit.cx.who, count_of(&number)?).await?;
    let version = incident.version;
    Ok(Answer::ok(said(&app, incident).await?).version(version))
}

/// Change title, severity, services, impact or start
#[utoipa::path(patch, path = "/api/v1/incidents/{number}", tag = "incidents", params(("number" = String, Path)), request_body = IncidentChangeJson, responses(
    (status = 200, body = IncidentJson), (status = "4XX", body = ryugaku_web::Problem, content_type = "application/problem+json")))]
async fn change(
    State(app): State<App>,
    visit: Visit,
    Path(number): Path<String>,
    IfMatch(expected): IfMatch,
    change: Result<Body<IncidentChangeJson>, Failed>,
) -> Result<Answer<IncidentJson>, Failed> {
    // Who may not do it is not told how it is written.
    visit.cx.require_act()?;
    let Body(change) = change?;
    let percent =
        |percent: f64| Share::of(percent).ok_or_else(|| Failure::invalid("users_share", "incident-users-wrong"));
    let change = IncidentChange {
        users_share: change.users_share.map(|share| share.map(percent).transpose()).transpose()?,
        users_source: change.users_source,
        title: change.title,
        severity: change.severity,
        services: change.services,
        impact: change.impact,
        call_url: change.call_url,
        began_at: change.began_at,
    };
    let (mut tx, count) = (app.begin().await?, count_of(&number)?);
    let Changed { incident, before } = change::change_from(&mut tx, &visit.cx, count, expected, change).await?;
    let asks = match incident.severity == before.severity {
        true => None,
        false => Some(owed::last_change(visit.cx.lang, &facts::one(&mut tx, &incident).await?)),
    };
    tx.commit().await?;
    let version = incident.version;
    let said = IncidentJson { asks, ..said(&app, incident).await? };
    Ok(Answer::ok(said).version(version))
}

/// What happened, newest first
#[utoipa::path(get, path = "/api/v1/incidents/{number}/timeline", tag = "incidents", params(("number" = String, Path)), responses(
    (status = 200, body = Listed<EntryJson>), (status = "4XX", body = ryugaku_web::Problem, content_type = "application/problem+json")))]
async fn timeline(
    State(app): State<App>,
    visit: Visit,
    Path(number): Path<String>,
) -> Result<Answer<Listed<EntryJson>>, Failed> {
    visit.cx.require_read()?;
    let mut q = app.db.reader();
    let incident = store::by_count(&mut q, &visit.cx.who, count_of(&number)?).await?;
    let alerts = shown::alerts_of(&mut q, &incident).await?;
    let entries = timeline::of(&mut q, &visit.cx, &incident, &alerts).await?;
    Ok(Answer::ok(Listed { items: entries.into_iter().map(Into::into).collect(), next: None }))
}

/// With the names of what it is about, its alerts, and what was merged into it.
pub(super) async fn said(app: &App, incident: Incident) -> Outcome<IncidentJson> {
    let mut q = app.db.reader();
    let alerts = shown::alerts_of(&mut q, &incident).await?;
    let merged = store::merged(&mut q, incident.id).await?;
    let mut json = IncidentJson::from(shown::one(&mut q, incident).await?);
    json.alerts = Some(alerts.into_iter().map(Into::into).collect());
    json.merged_from = Some(merged.iter().map(|one| one.number().to_string()).collect());
    Ok(json)
}

//! `/incidents/new`: the form that opens an incident, empty or filled from alerts.

use askama::Template;
use axum::Router;
use axum::extract::{RawQuery, State};
use axum::http::StatusCode;
use ryugaku_kernel::{Failure, Msg, Outcome, Time};

use crate::alerts::{self, AlertBrief};
use crate::app::App;
use crate::catalog::{self, ServiceBrief};
use crate::door::{Fields, Flash, Form, PageResult, Visit, get, page_with, see_other};
use crate::drills::{self, Scenario};
use crate::incidents::incident::{Incident, MOST_ALERTS};
use crate::incidents::open::{self, NewIncident, Practice};
use crate::incidents::severity::Severity;
use crate::people::{self, PersonBrief};
use crate::shell::{Place, Shell};
use crate::words;

pub fn routes() -> Router<App> {
    Router::new().route("/incidents/new", get(new))
}

#[derive(Template)]
#[template(path = "incidents/new.html")]
struct NewPage {
    shell: Shell,
    form: Form,
    alerts: Vec<AlertBrief>,
    services: Vec<ServiceBrief>,
    severities: [Severity; 4],
    scenarios: Vec<Scenario>,
    people: Vec<PersonBrief>,
}

async fn new(State(app): State<App>, visit: Visit, RawQuery(query): RawQuery) -> PageResult {
    visit.cx.require_act()?;
    let query = query.unwrap_or_default();
    let pairs = url::form_urlencoded::parse(query.as_bytes());
    let alerts = pairs.filter(|(name, _)| name == "alert").map(|(_, value)| value.into_owned());
    let alerts: Vec<String> = alerts.take(MOST_ALERTS).collect();
    let asked = |wanted: &str| {
        let pairs = url::form_urlencoded::parse(query.as_bytes());
        pairs.into_iter().find(|(name, _)| name == wanted).map(|(_, value)| value.into_owned())
    };
    let (practice, scenario) = (asked("practice"), asked("scenario"));
    let played = match &scenario {
        Some(number) => Some(drills::by_count(&mut app.db.reader(), drills::count_of(number)?).await?),
        None => None,
    };
    let proposal = open::propose(&mut app.db.reader(), &alerts).await?;
    let severity = proposal.severity.unwrap_or(Severity::Sev3).name();
    let began = proposal.began_at.map(|at| local(&visit, at)).unwrap_or_default();
    let services: Vec<String> = proposal.services.iter().map(ToString::to_string).collect();
    let mut values = vec![("title", proposal.title.as_str()), ("severity", severity), ("began_at", &began)];
    values.extend(services.iter().map(|service| ("services", service.as_str())));
    if practice.is_some() || played.is_some() {
        values.push(("practice", "yes"));
    }
    let number = played.as_ref().map(|played| played.number().to_string());
    if let (Some(played), Some(number)) = (&played, &number) {
        values[0].1 = &played.title;
        values[1].1 = played.severity.name();
        values.push(("scenario", number));
    }
    let hit = services_of(&app, played.as_ref()).await?;
    values.extend(hit.iter().map(|service| ("services", service.as_str())));
    values.extend(alerts.iter().map(|alert| ("alert", alert.as_str())));
    form_page(&app, &visit, StatusCode::OK, Form::filled(&values), &alerts).await
}

pub(super) async fn open(State(app): State<App>, visit: Visit, fields: Fields) -> PageResult {
    match try_open(&app, &visit, &fields).await {
        Ok(incident) => {
            let number = incident.number().to_string();
            let said = Flash::new(Msg::new("incident-opened-said").with("number", number.clone()));
            Ok(see_other(&app, &format!("/incidents/{number}"), Some(said)))
        }
        Err(Failure::Invalid(errors)) => {
            let form = Form::refused(&fields, &errors, visit.lang());
            let alerts: Vec<String> = fields.all("alert").map(Into::into).collect();
            form_page(&app, &visit, StatusCode::UNPROCESSABLE_ENTITY, form, &alerts).await
        }
        Err(failure) => Err(failure.into()),
    }
}

async fn try_open(app: &App, visit: &Visit, fields: &Fields) -> Outcome<Incident> {
    visit.cx.require_act()?;
    let people: Vec<String> = fields.all("people").map(Into::into).collect();
    // Whoever chose a scenario, or who may know of it, has meant that, with the box ticked or not.
    let is_drill = fields.checked("practice") || fields.checked("scenario");
    let is_restricted = fields.checked("restricted") || !people.is_empty();
    let new = NewIncident {
        title: fields.get("title").into(),
        severity: fields.word("severity", Severity::named)?,
        services: fields.all("services").map(Into::into).collect(),
        impact: fields.get("impact").into(),
        began_at: began(visit, fields.get("began_at"))?,
        alerts: fields.all("alert").map(Into::into).collect(),
        practice: is_drill.then(|| Practice { scenario: fields.get("scenario").into() }),
        restricted_to: is_restricted.then_some(people),
    };
    let mut tx = app.begin().await?;
    let incident = open::open(&mut tx, &visit.cx, new).await?;
    tx.commit().await?;
    Ok(incident)
}

async fn form_page(app: &App, visit: &Visit, status: StatusCode, form: Form, alerts: &[String]) -> PageResult {
    let mut q = app.db.reader();
    let alerts = if alerts.is_empty() { Vec::new() } else { alerts::briefs(&mut q, alerts).await? };
    let services = catalog::services(&mut q).await?;
    let mut people = people::active(&mut q).await?;
    people.retain(|person| Some(person.id) != visit.cx.who.person());
    let shell = Shell::new(app, visit, Place::Incidents, words::text(visit.lang(), "incident-new")).await?;
    let shell = shell.crumb(words::text(visit.lang(), "nav-incidents"), "/incidents");
    let scenarios = drills::scenarios(&mut q).await?;
    page_with(status, &NewPage { shell, form, alerts, services, severities: Severity::ALL, scenarios, people })
}

/// The ids of what a scenario hits, as far as the catalog has it.
async fn services_of(app: &App, played: Option<&Scenario>) -> Outcome<Vec<String>> {
    let Some(played) = played else { return Ok(Vec::new()) };
    let services = catalog::services(&mut app.db.reader()).await?.into_iter();
    Ok(services.filter(|one| played.services.contains(&one.slug)).map(|one| one.id.to_string()).collect())
}

/// A time as a field of kind `datetime-local` takes it, in the reader's zone.
pub(super) fn local(visit: &Visit, at: Time) -> String {
    at.timestamp().to_zoned(visit.zone()).strftime("%Y-%m-%dT%H:%M").to_string()
}

/// What stands in such a field; empty means nothing was said.
pub(super) fn began(visit: &Visit, text: &str) -> Outcome<Option<Time>> {
    if text.is_empty() {
        return Ok(None);
    }
    let wrong = || Failure::invalid("began_at", "failure-not-understood");
    let civil: jiff::civil::DateTime = text.parse().map_err(|_| wrong())?;
    let zoned = civil.to_zoned(visit.zone()).map_err(|_| wrong())?;
    Ok(Some(zoned.timestamp().into()))
}

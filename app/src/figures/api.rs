//! `/api/v1/figures`

use axum::extract::{Query, State};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;

use super::figure::{Figures, Kept, Stretch};
use super::gather::{Asked, gather};
use crate::app::App;
use crate::door::{Answer, Failed, Visit, routes};
use crate::incidents::severity::Severity;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(show))
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct Wanted {
    /// A team's short name: incidents that hit what it owns
    #[serde(default)]
    team: String,
    /// One month, such as `2026-11`; without it the whole year
    #[serde(default)]
    month: String,
    /// The last of the twelve months; without it the current one
    #[serde(default)]
    until: String,
}

/// Twelve months of incidents. Drills and what was merged into another are not among them.
#[derive(Serialize, ToSchema)]
struct FiguresJson {
    /// In which months are reckoned
    #[schema(example = "Asia/Tokyo")]
    zone: String,
    /// The last month
    #[schema(example = "2026-11")]
    until: String,
    /// Newest first, of the team if one was asked for
    months: Vec<FiguresMonthJson>,
    /// By name, in the month if one was asked for; an incident that hit several teams counts with each
    teams: Vec<FiguresTeamJson>,
    /// Of that team in that month
    chosen: FiguresRowJson,
    /// Whether there were more than 2,000, of which the oldest are missing
    is_cut: bool,
}

#[derive(Serialize, ToSchema)]
struct FiguresMonthJson {
    month: String,
    #[serde(flatten)]
    figures: FiguresRowJson,
}

#[derive(Serialize, ToSchema)]
struct FiguresTeamJson {
    /// Short name; absent: what hit no service
    #[serde(skip_serializing_if = "Option::is_none")]
    team: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    #[serde(flatten)]
    figures: FiguresRowJson,
}

#[derive(Serialize, ToSchema)]
struct FiguresRowJson {
    incidents: usize,
    /// Not resolved yet
    going_on: usize,
    /// By what each is now
    sev1: usize,
    sev2: usize,
    sev3: usize,
    sev4: usize,
    updates: FiguresKeptJson,
    roles: FiguresKeptJson,
    postmortems: FiguresKeptJson,
    /// From the beginning until it was opened
    opened: FiguresLengthJson,
    /// From the opening until somebody had the command
    commanded: FiguresLengthJson,
    /// From the beginning until it was only watched
    mitigated: FiguresLengthJson,
    /// From the beginning until it was resolved
    resolved: FiguresLengthJson,
}

/// What the severity policy asked for and fell due
#[derive(Serialize, ToSchema)]
struct FiguresKeptJson {
    in_time: usize,
    due: usize,
}

/// Lengths of time in seconds; none without any
#[derive(Serialize, ToSchema)]
struct FiguresLengthJson {
    n: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    shortest: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    median: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    longest: Option<i64>,
}

/// Incidents by month and by team
#[utoipa::path(get, path = "/api/v1/figures", tag = "figures", params(Wanted), responses(
    (status = 200, body = FiguresJson), (status = "4XX", body = ryugaku_web::Problem, content_type = "application/problem+json")))]
async fn show(
    State(app): State<App>,
    visit: Visit,
    Query(wanted): Query<Wanted>,
) -> Result<Answer<FiguresJson>, Failed> {
    visit.cx.require_read()?;
    let asked = Asked { team: wanted.team, month: wanted.month, until: wanted.until };
    let zone = visit.zone();
    let year = gather(&mut app.db.reader(), &visit.cx, &asked, &zone).await?;
    let months = year
        .months
        .iter()
        .map(|(month, figures)| FiguresMonthJson { month: month.to_string(), figures: figures.into() });
    let teams = year.teams.iter().map(|(team, figures)| FiguresTeamJson {
        team: team.as_ref().map(|team| team.slug.clone()),
        name: team.as_ref().map(|team| team.name.clone()),
        figures: figures.into(),
    });
    Ok(Answer::ok(FiguresJson {
        zone: zone.iana_name().unwrap_or("UTC").to_owned(),
        until: year.until.to_string(),
        months: months.collect(),
        teams: teams.collect(),
        chosen: (&year.chosen).into(),
        is_cut: year.is_cut,
    }))
}

impl From<&Figures> for FiguresRowJson {
    fn from(figures: &Figures) -> Self {
        let of = |severity: Severity| figures.severities[severity as usize];
        Self {
            incidents: figures.incidents,
            going_on: figures.going_on,
            sev1: of(Severity::Sev1),
            sev2: of(Severity::Sev2),
            sev3: of(Severity::Sev3),
            sev4: of(Severity::Sev4),
            updates: figures.updates.into(),
            roles: figures.roles.into(),
            postmortems: figures.postmortems.into(),
            opened: FiguresLengthJson::of(figures, Stretch::Opened),
            commanded: FiguresLengthJson::of(figures, Stretch::Commanded),
            mitigated: FiguresLengthJson::of(figures, Stretch::Mitigated),
            resolved: FiguresLengthJson::of(figures, Stretch::Resolved),
        }
    }
}

impl From<Kept> for FiguresKeptJson {
    fn from(kept: Kept) -> Self {
        Self { in_time: kept.in_time, due: kept.due }
    }
}

impl FiguresLengthJson {
    fn of(figures: &Figures, stretch: Stretch) -> Self {
        let dots = figures.dots(stretch);
        Self {
            n: dots.len(),
            shortest: dots.first().map(|dot| dot.length.as_secs()),
            median: figures.median(stretch).map(|length| length.as_secs()),
            longest: dots.last().map(|dot| dot.length.as_secs()),
        }
    }
}

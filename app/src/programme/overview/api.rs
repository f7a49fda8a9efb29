//! `/api/v1/programme`: what the page shows, as JSON.

use axum::extract::State;
use jiff::civil::Date;
use ryugaku_kernel::{Number, Uuid};
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;

use super::gather::{Overview, gather};
use super::{timeline, together};
use crate::app::App;
use crate::door::{Answer, Failed, Visit, routes};
use crate::exchange::State as ExchangeState;
use crate::exchange::exchange::PREFIX;
use crate::learnings::AnswerKind;
use crate::people::TeamKind;
use crate::programme::milestone::MilestoneKind;
use crate::programme::milestone_api::MilestoneJson;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(show))
}

#[derive(Serialize, ToSchema)]
struct ProgrammeJson {
    sums: SumsJson,
    teams: Vec<ProgrammeTeamJson>,
    /// Without drafts, by first day; at most the latest 2,000
    exchanges: Vec<ProgrammeExchangeJson>,
    /// Weeks for which somebody of `home` was with `host`
    together: Vec<TogetherJson>,
    /// Pairs of teams that have had no exchange, by short name
    not_met: Vec<[String; 2]>,
    learnings: Vec<ProgrammeLearningJson>,
    milestones: Vec<MilestoneJson>,
}

#[derive(Serialize, ToSchema)]
#[schema(as = ProgrammeSumsJson)]
struct SumsJson {
    /// Null while nobody has recorded any
    teams_taken_on: Option<usize>,
    /// Null while nobody has recorded any
    teams_with_meetings: Option<usize>,
    exchanges_begun: usize,
    product_sres: usize,
    learnings_published: i64,
    learnings_adopted: i64,
    aims_reached: i64,
    aims_ended: i64,
}

#[derive(Serialize, ToSchema)]
struct ProgrammeTeamJson {
    team: String,
    name: String,
    kind: TeamKind,
    members: i64,
    /// Since when the SRE team works with it, if that was recorded
    #[schema(value_type = Option<String>, format = Date)]
    taken_on: Option<Date>,
    #[schema(value_type = Option<String>, format = Date)]
    meetings_begun: Option<Date>,
}

#[derive(Serialize, ToSchema)]
struct ProgrammeExchangeJson {
    number: String,
    state: ExchangeState,
    home: String,
    host: String,
    #[schema(value_type = String, format = Date)]
    from_day: Date,
    #[schema(value_type = String, format = Date)]
    until_day: Date,
    /// After 30 and 90 days
    follow_ups: Vec<FollowUpJson>,
}

#[derive(Serialize, ToSchema)]
#[schema(as = ProgrammeFollowUpJson)]
struct FollowUpJson {
    #[schema(value_type = String, format = Date)]
    day: Date,
    /// Whether something was noted about then
    happened: bool,
}

#[derive(Serialize, ToSchema)]
#[schema(as = ProgrammeTogetherJson)]
struct TogetherJson {
    home: String,
    host: String,
    weeks: i64,
    now: bool,
}

#[derive(Serialize, ToSchema)]
struct ProgrammeLearningJson {
    number: String,
    title: String,
    teams: Vec<ProgrammeLearningTeamJson>,
}

#[derive(Serialize, ToSchema)]
struct ProgrammeLearningTeamJson {
    team: String,
    answer: AnswerKind,
    #[schema(value_type = Option<String>, format = Date)]
    day: Option<Date>,
}

/// The programme: teams, exchanges, who has worked with whom, how far learnings have travelled, milestones
#[utoipa::path(get, path = "/api/v1/programme", tag = "programme", responses(
    (status = 200, body = ProgrammeJson), (status = "4XX", body = ryugaku_web::Problem, content_type = "application/problem+json")))]
async fn show(State(app): State<App>, visit: Visit) -> Result<Answer<ProgrammeJson>, Failed> {
    visit.cx.require_read()?;
    let overview = gather(&mut app.db.reader(), visit.organisation.today(visit.cx.now())).await?;
    Ok(Answer::ok(json(&overview)))
}

fn json(overview: &Overview) -> ProgrammeJson {
    // A team that was put away since goes by its name.
    let slug = |id: Uuid| {
        let open = overview.teams.iter().find(|team| team.id.0 == id);
        open.map_or_else(|| overview.name(id).to_owned(), |team| team.slug.clone())
    };
    let sums = &overview.sums;
    let teams = overview.teams.iter().filter(|team| team.kind != TeamKind::Other).map(|team| ProgrammeTeamJson {
        team: team.slug.clone(),
        name: team.name.clone(),
        kind: team.kind,
        members: overview.members.get(&team.id.0).copied().unwrap_or(0),
        taken_on: overview.day_of(team.id.0, MilestoneKind::TakenOn),
        meetings_begun: overview.day_of(team.id.0, MilestoneKind::MeetingsBegun),
    });
    let exchanges = overview.exchanges.iter().map(|line| {
        let noted = overview.follow_days.get(&line.id);
        let follow_ups = timeline::follow_ups(noted, line).into_iter();
        ProgrammeExchangeJson {
            number: Number::new(PREFIX, line.count).to_string(),
            state: line.state,
            home: slug(line.home_team),
            host: slug(line.host_team),
            from_day: line.from,
            until_day: line.until,
            follow_ups: follow_ups.map(|(day, happened)| FollowUpJson { day, happened }).collect(),
        }
    });
    let pairs = together::pairs(overview);
    let not_met = together::not_met(&together::teams(overview), &pairs);
    let learnings = overview.learnings.iter().map(|learning| ProgrammeLearningJson {
        number: learning.number.clone(),
        title: learning.title.clone(),
        teams: learning
            .answers
            .iter()
            .map(|answer| ProgrammeLearningTeamJson { team: slug(answer.team), answer: answer.kind, day: answer.day })
            .collect(),
    });
    ProgrammeJson {
        sums: SumsJson {
            teams_taken_on: sums.taken_on,
            teams_with_meetings: sums.with_meetings,
            exchanges_begun: sums.begun,
            product_sres: sums.product_sres,
            learnings_published: sums.published,
            learnings_adopted: sums.adopted,
            aims_reached: sums.aims_reached,
            aims_ended: sums.aims_ended,
        },
        teams: teams.collect(),
        exchanges: exchanges.collect(),
        together: pairs
            .iter()
            .map(|pair| TogetherJson { home: slug(pair.home), host: slug(pair.host), weeks: pair.weeks, now: pair.now })
            .collect(),
        not_met: not_met.into_iter().map(|(a, b)| [slug(a), slug(b)]).collect(),
        learnings: learnings.collect(),
        milestones: overview.milestones.iter().map(|one| MilestoneJson::of(one, one.team.map(slug))).collect(),
    }
}

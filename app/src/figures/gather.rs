//! Reads the incidents of a year as somebody may know of them, and counts them by month and by team.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use jiff::tz::TimeZone;
use ryugaku_db::Query;
use ryugaku_kernel::{Cx, Failure, Outcome, Uuid};

use super::figure::{Figures, One};
use super::month::Month;
use crate::catalog;
use crate::incidents::{Incident, history, link_store, list_store};
use crate::people::{Team, TeamId, team_store};

/// Months in one answer.
const MONTHS: i64 = 12;
/// Of more only the newest are counted, and that is said.
const MOST: i64 = 2000;

/// What of it is wanted.
#[derive(Clone, Default)]
pub struct Asked {
    /// A team's short name: incidents that hit what it owns.
    pub team: String,
    /// One month; empty: all of the year.
    pub month: String,
    /// The last month of the year; empty: this one, or the one that is asked for.
    pub until: String,
}

pub struct Year {
    pub until: Month,
    pub team: Option<Team>,
    pub month: Option<Month>,
    /// Newest first, of the team if one is asked for.
    pub months: Vec<(Month, Figures)>,
    /// By name, in the month if one is asked for; nobody stands last: what hit no service.
    pub teams: Vec<(Option<Team>, Figures)>,
    /// Of that team in that month.
    pub chosen: Figures,
    /// Each team in each month, newest month first.
    pub pairs: Vec<(Month, Option<Team>, Figures)>,
    /// Of so many the oldest are missing.
    pub is_cut: bool,
}

/// Drills are not among them, nor what was merged into another, nor what the reader may not know of.
pub async fn gather(q: &mut dyn Query, cx: &Cx, asked: &Asked, zone: &TimeZone) -> Outcome<Year> {
    cx.require_read()?;
    let given = |field, text: &str| if text.trim().is_empty() { Ok(None) } else { Month::parse(field, text).map(Some) };
    let month = given("month", &asked.month)?;
    let this = Month::of(cx.now(), zone);
    let until = given("until", &asked.until)?.unwrap_or_else(|| match month {
        Some(month) if month > this || month <= this.before(MONTHS) => month,
        _ => this,
    });
    let team = match asked.team.trim() {
        "" => None,
        slug => Some(team_store::by_slug(q, slug).await.map_err(|failure| match failure {
            Failure::NotFound(_) => Failure::invalid("team", "failure-choose-one"),
            other => other,
        })?),
    };
    let (from, to) = (until.before(MONTHS - 1).begins(zone)?, until.after(1).begins(zone)?);
    let mut incidents = list_store::opened_between(q, &cx.who, from, to, MOST + 1).await?;
    let is_cut = incidents.len() > MOST as usize;
    incidents.truncate(MOST as usize);
    let all = counted(q, cx, &incidents, zone).await?;
    let names = teams(q, &all).await?;
    let in_month = |one: &&(Month, One)| month.is_none_or(|month| one.0 == month);
    let of_team = |one: &&(Month, One)| team.as_ref().is_none_or(|team| one.1.teams.contains(&team.id.0));
    let figures = |wanted: &dyn Fn(&&(Month, One)) -> bool| Figures::of(all.iter().filter(wanted).map(|(_, one)| one));
    let months: Vec<Month> = (0..MONTHS).map(|back| until.before(back)).collect();
    let mut pairs = Vec::new();
    for month in &months {
        for team in &names {
            let here = figures(&|one| one.0 == *month && hits(&one.1, team.as_ref()));
            pairs.extend((here.incidents > 0).then(|| (*month, team.clone(), here)));
        }
    }
    let teams = names.into_iter().map(|team| {
        let here = figures(&|one| in_month(one) && hits(&one.1, team.as_ref()));
        (team, here)
    });
    let teams = teams.filter(|(_, figures)| figures.incidents > 0).collect();
    let months = months.into_iter().map(|month| (month, figures(&|one| one.0 == month && of_team(one)))).collect();
    let chosen = figures(&|one| in_month(one) && of_team(one));
    Ok(Year { until, month, months, teams, chosen, pairs, is_cut, team })
}

fn hits(one: &One, team: Option<&Team>) -> bool {
    team.map_or(one.teams.is_empty(), |team| one.teams.contains(&team.id.0))
}

async fn counted(q: &mut dyn Query, cx: &Cx, incidents: &[Incident], zone: &TimeZone) -> Outcome<Vec<(Month, One)>> {
    let histories = history::of_all(q, &cx.who, incidents).await?;
    let owners: HashMap<Uuid, Uuid> =
        catalog::services(q).await?.into_iter().map(|service| (service.id, service.team_id)).collect();
    let mut teams: HashMap<Uuid, BTreeSet<Uuid>> = HashMap::new();
    let ids = incidents.iter().map(|incident| incident.id.0).collect();
    for (incident, service) in link_store::services(q, ids).await? {
        teams.entry(incident).or_default().extend(owners.get(&service));
    }
    let one = |incident: &Incident| {
        let teams = teams.remove(&incident.id.0).unwrap_or_default().into_iter().collect();
        let one = One::of(incident, teams, histories.get(&incident.id.0), cx.now());
        (Month::of(one.opened_at, zone), one)
    };
    Ok(incidents.iter().map(one).collect())
}

/// Those that any of them hit, by name, and nobody last.
async fn teams(q: &mut dyn Query, all: &[(Month, One)]) -> Outcome<Vec<Option<Team>>> {
    let ids: BTreeSet<Uuid> = all.iter().flat_map(|(_, one)| one.teams.iter().copied()).collect();
    let teams = team_store::many(q, ids.into_iter().map(TeamId)).await?;
    let named: BTreeMap<(String, Uuid), Team> =
        teams.into_iter().map(|(id, team)| ((team.name.clone(), id), team)).collect();
    Ok(named.into_values().map(Some).chain([None]).collect())
}

//! Everything that the programme page shows, in a fixed number of queries, however much there is.

use std::collections::{HashMap, HashSet};

use jiff::civil::Date;
use ryugaku_db::Query;
use ryugaku_kernel::{Outcome, Uuid};

use crate::catalog::{Product, product_store};
use crate::exchange::overview_store::{self, Line};
use crate::exchange::{AimResult, State, aim_store};
use crate::learnings::{self, Travelled};
use crate::people::{self, Team, TeamKind, team_store};
use crate::programme::milestone::{Milestone, MilestoneKind};
use crate::programme::milestone_store;
use crate::programme::product_sre::{Appointment, store};

pub struct Overview {
    pub today: Date,
    /// Those that are not archived, by name.
    pub teams: Vec<Team>,
    /// How many are in each now.
    pub members: HashMap<Uuid, i64>,
    /// Without drafts, by first day.
    pub exchanges: Vec<Line>,
    pub follow_days: HashMap<Uuid, Vec<Date>>,
    /// By day.
    pub milestones: Vec<Milestone>,
    /// By first day, those that ended too.
    pub appointments: Vec<Appointment>,
    /// Those that are not archived, by name.
    pub products: Vec<Product>,
    /// The newest that are published.
    pub learnings: Vec<Travelled>,
    pub sums: Sums,
    /// Of people and teams, archived ones too.
    pub names: HashMap<Uuid, String>,
}

#[derive(Clone, Debug)]
pub struct Sums {
    /// `None` while nobody has recorded any.
    pub taken_on: Option<usize>,
    pub with_meetings: Option<usize>,
    pub begun: usize,
    pub product_sres: usize,
    pub published: i64,
    pub adopted: i64,
    pub aims_reached: i64,
    pub aims_ended: i64,
}

/// Learnings in the table.
const LEARNINGS: i64 = 6;

pub async fn gather(q: &mut dyn Query, today: Date) -> Outcome<Overview> {
    let teams = team_store::open(q).await?;
    let members = team_store::member_counts(q).await?;
    let exchanges = overview_store::lines(q).await?;
    let follow_days = overview_store::follow_days(q).await?;
    let milestones = milestone_store::all(q).await?;
    let appointments = store::all(q).await?;
    let products = product_store::open(q).await?;
    let (published, adopted) = learnings::counts(q).await?;
    let learnings = learnings::published(q, LEARNINGS).await?;
    let (aims_reached, aims_ended) = aims(q, &exchanges).await?;
    let people: HashSet<Uuid> = exchanges
        .iter()
        .filter(|line| !line.state.is_over())
        .map(|line| line.guest)
        .chain(appointments.iter().flat_map(|one| std::iter::once(one.person).chain(one.backup)))
        .chain(exchanges.iter().flat_map(|line| [line.home_team, line.host_team]))
        .chain(milestones.iter().filter_map(|milestone| milestone.team))
        .collect();
    let names = people::names(q, people).await?;
    let product_sres = appointments.iter().filter(|one| one.until.is_none()).count();
    let of = |kind| count(&milestones, &teams, kind);
    let sums = Sums {
        taken_on: of(MilestoneKind::TakenOn),
        with_meetings: of(MilestoneKind::MeetingsBegun),
        begun: exchanges.iter().filter(|line| has_begun(line)).count(),
        product_sres,
        published,
        adopted,
        aims_reached,
        aims_ended,
    };
    Ok(Overview {
        today,
        teams,
        members,
        exchanges,
        follow_days,
        milestones,
        appointments,
        products,
        learnings,
        sums,
        names,
    })
}

impl Overview {
    /// Teams of a kind, by name.
    pub fn of_kind(&self, kind: TeamKind) -> impl Iterator<Item = &Team> {
        self.teams.iter().filter(move |team| team.kind == kind)
    }

    /// When it was recorded for the team.
    pub fn day_of(&self, team: Uuid, kind: MilestoneKind) -> Option<Date> {
        let found = self.milestones.iter().find(|one| one.kind == kind && one.team == Some(team));
        found.map(|milestone| milestone.day)
    }

    pub fn name(&self, id: Uuid) -> &str {
        self.names.get(&id).map_or("?", String::as_str)
    }

    /// The first that began.
    pub fn first_exchange(&self) -> Option<&Line> {
        self.exchanges.iter().find(|line| has_begun(line))
    }
}

/// Whether the guest has come: a passed first day alone begins nothing.
pub fn has_begun(line: &Line) -> bool {
    matches!(line.state, State::Active | State::Reviewing | State::FollowingUp | State::Closed)
}

/// How many aims of these exchanges were reached, of how many that have ended.
async fn aims(q: &mut dyn Query, exchanges: &[Line]) -> Outcome<(i64, i64)> {
    let results = aim_store::results(q).await?;
    let of = |line: &Line| results.get(&line.id).map_or(&[][..], Vec::as_slice).iter();
    let ended = exchanges.iter().flat_map(of).filter(|(result, _)| result.is_some());
    Ok(ended.fold((0, 0), |(reached, ended), (result, n)| {
        (reached + if *result == Some(AimResult::Reached) { *n } else { 0 }, ended + n)
    }))
}

/// Of the teams that there are; `None` while nothing of the kind was ever recorded.
fn count(milestones: &[Milestone], teams: &[Team], kind: MilestoneKind) -> Option<usize> {
    let of_kind: Vec<Uuid> = milestones.iter().filter(|one| one.kind == kind).filter_map(|one| one.team).collect();
    (!of_kind.is_empty()).then(|| teams.iter().filter(|team| of_kind.contains(&team.id.0)).count())
}

//! A report: everything it says, as plain data. What is `None` was not measured, or is not for its audience.

use jiff::civil::Date;
use serde::Serialize;
use utoipa::ToSchema;

use super::aim_line::AimLine;
use super::audience::Audience;
use super::wording::Wording;
use crate::diary::Kind;
use crate::exchange::State;
use crate::exchange::follow_up::Cadence;

#[derive(Clone, PartialEq, Debug, Serialize, ToSchema)]
#[schema(as = ExchangeReport)]
pub struct Report {
    pub number: String,
    pub audience: Audience,
    pub state: State,
    pub paused: bool,
    /// The day on which it was made, in the organisation's zone.
    #[schema(value_type = String, format = Date)]
    pub day: Date,
    pub home_team: String,
    pub host_team: String,
    pub people: Vec<Named>,
    pub way: Way,
    /// Why this team and now.
    pub why: String,
    /// What the guest wrote for this language.
    pub words: Wording,
    pub aims: Vec<AimLine>,
    /// What stands otherwise now than when it was agreed on: people, days, share, why, aims. Unset while nothing is agreed.
    pub amended: Option<Vec<&'static str>>,
    /// Of the plan. Inside alone.
    pub plan: Option<Done>,
    /// Of the readiness list. Inside alone.
    pub ready: Option<Done>,
    pub diary: Diary,
    pub outcomes: Vec<OutcomeLine>,
    pub learnings: Vec<LearningLine>,
    pub quotes: Vec<Quote>,
    pub follow_ups: Vec<FollowLine>,
    /// Those who became Product SRE out of it, and since.
    pub product_sres: Vec<SreLine>,
    /// What it costs at home. Inside alone.
    pub capacity: Option<Capacity>,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = ReportRole)]
pub enum Role {
    Guest,
    Buddy,
    HomeManager,
    HostManager,
}

impl Role {
    /// The key of its word.
    pub fn key(self) -> &'static str {
        match self {
            Self::Guest => "report-role-guest",
            Self::Buddy => "report-role-buddy",
            Self::HomeManager => "report-role-home-manager",
            Self::HostManager => "report-role-host-manager",
        }
    }
}

#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
#[schema(as = ReportPerson)]
pub struct Named {
    pub role: Role,
    pub name: String,
}

/// Where on its way the exchange is on the report's day.
#[derive(Clone, PartialEq, Debug, Serialize, ToSchema)]
#[schema(as = ReportWay)]
pub struct Way {
    #[schema(value_type = String, format = Date)]
    pub from: Date,
    #[schema(value_type = String, format = Date)]
    pub mid: Date,
    #[schema(value_type = String, format = Date)]
    pub until: Date,
    pub weeks: i64,
    /// Counted from 1; unset before the first and after the last day.
    pub week: Option<i64>,
    /// 0 to 1.
    pub along: f64,
    /// Per cent of working time.
    pub share: i64,
    pub rhythm: String,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, ToSchema)]
#[schema(as = ReportDone)]
pub struct Done {
    pub done: i64,
    pub all: i64,
}

#[derive(Clone, PartialEq, Debug, Default, Serialize, ToSchema)]
#[schema(as = ReportDiary)]
pub struct Diary {
    pub auto: i64,
    pub written: i64,
    /// Activities that are evidence for an aim.
    pub evidence: i64,
    /// There are more than were counted.
    pub more: bool,
    pub groups: Vec<Group>,
    /// Something the guest wrote that is evidence. Inside alone.
    pub line: Option<DiaryLine>,
}

/// A group of activities, as the programme counts them.
#[derive(Clone, PartialEq, Debug, Serialize, ToSchema)]
#[schema(as = ReportGroup)]
pub struct Group {
    /// Meetings stand for incidents too.
    pub kind: Kind,
    pub auto: i64,
    pub written: i64,
    /// What shows something first, then the newest. Inside alone.
    pub examples: Vec<String>,
}

impl Group {
    pub fn n(&self) -> i64 {
        self.auto + self.written
    }

    /// The key of its word.
    pub fn key(&self) -> &'static str {
        match self.kind {
            Kind::Discussion => "report-group-discussion",
            Kind::ProductSre => "report-group-product-sre",
            Kind::CoDevelopment => "report-group-co-development",
            Kind::Meeting | Kind::Incident => "report-group-meeting",
            Kind::Other => "report-group-other",
        }
    }

    pub fn icon(&self) -> &'static str {
        match self.kind {
            Kind::Discussion => "consult",
            Kind::ProductSre => "task",
            Kind::CoDevelopment => "practice",
            Kind::Meeting | Kind::Incident => "meeting",
            Kind::Other => "auto",
        }
    }
}

#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
#[schema(as = ReportDiaryLine)]
pub struct DiaryLine {
    pub text: String,
    pub by: String,
    #[schema(value_type = String, format = Date)]
    pub day: Date,
}

#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
#[schema(as = ReportOutcome)]
pub struct OutcomeLine {
    #[schema(value_type = String, format = Date)]
    pub day: Date,
    pub what: String,
    /// An address; empty while there is none.
    pub artefact: String,
    /// The aim's mark.
    pub aim: Option<String>,
}

#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
#[schema(as = ReportLearning)]
pub struct LearningLine {
    pub number: String,
    pub title: String,
    /// A team each that it is for.
    pub teams: Vec<Reach>,
}

impl LearningLine {
    pub fn adopted(&self) -> usize {
        self.teams.iter().filter(|team| team.answer == Answered::Adopted).count()
    }
}

#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
#[schema(as = ReportReach)]
pub struct Reach {
    pub team: String,
    pub answer: Answered,
    /// When it was adopted.
    #[schema(value_type = Option<String>, format = Date)]
    pub day: Option<Date>,
}

/// What a team has made of a learning.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = ReportAnswer)]
pub enum Answered {
    Adopted,
    NotForUs,
    NotYet,
}

impl Answered {
    pub fn icon(self) -> &'static str {
        match self {
            Self::Adopted => "yes",
            Self::NotForUs => "na",
            Self::NotYet => "unknown",
        }
    }
}

/// Feedback that its writer lets this audience read.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
#[schema(as = ReportQuote)]
pub struct Quote {
    pub text: String,
    pub by: String,
    #[schema(value_type = String, format = Date)]
    pub day: Date,
}

#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
#[schema(as = ReportFollowUp)]
pub struct FollowLine {
    pub what: String,
    pub cadence: Cadence,
    pub owner: Option<String>,
    /// The next day it is due; unset once it has ended.
    #[schema(value_type = Option<String>, format = Date)]
    pub next: Option<Date>,
    /// How often it has been held.
    pub held: i64,
}

#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
#[schema(as = ReportProductSre)]
pub struct SreLine {
    pub person: String,
    pub product: String,
    /// Unset while nobody is.
    pub backup: Option<String>,
    #[schema(value_type = String, format = Date)]
    pub from: Date,
    /// The last day; unset while it lasts.
    #[schema(value_type = Option<String>, format = Date)]
    pub until: Option<Date>,
}

#[derive(Clone, PartialEq, Debug, Serialize, ToSchema)]
#[schema(as = ReportCapacity)]
pub struct Capacity {
    /// Days a week that were agreed on.
    pub agreed: f64,
    /// Of the weeks that are over and were recorded; unset while there is none.
    pub mean: Option<f64>,
    /// How many those are.
    pub n: i64,
    pub weeks: Vec<CapacityWeek>,
    pub put_off: Vec<PutOffLine>,
}

impl Capacity {
    pub fn is_empty(&self) -> bool {
        self.weeks.is_empty() && self.put_off.is_empty()
    }
}

#[derive(Clone, PartialEq, Debug, Serialize, ToSchema)]
#[schema(as = ReportCapacityWeek)]
pub struct CapacityWeek {
    #[schema(value_type = String, format = Date)]
    pub monday: Date,
    pub days: f64,
}

#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
#[schema(as = ReportPutOff)]
pub struct PutOffLine {
    pub what: String,
    #[schema(value_type = Option<String>, format = Date)]
    pub until: Option<Date>,
}

impl Report {
    /// Nothing has been written that a report could tell.
    pub fn is_empty(&self) -> bool {
        self.aims.is_empty()
            && self.diary.auto + self.diary.written == 0
            && self.outcomes.is_empty()
            && self.learnings.is_empty()
            && self.quotes.is_empty()
            && self.follow_ups.is_empty()
            && self.product_sres.is_empty()
            && self.capacity.as_ref().is_none_or(Capacity::is_empty)
    }

    pub fn adopted(&self) -> usize {
        self.learnings.iter().map(LearningLine::adopted).sum()
    }

    /// Those that go on.
    pub fn going_on(&self) -> impl Iterator<Item = &FollowLine> {
        self.follow_ups.iter().filter(|follow_up| follow_up.next.is_some())
    }
}

#[cfg(test)]
#[path = "sample.rs"]
pub(super) mod sample;

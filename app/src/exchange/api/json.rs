//! Exchanges as the API says them.

use jiff::civil::Date;
use ryugaku_kernel::{Lang, Time, Uuid};
use serde::Serialize;
use utoipa::ToSchema;

use crate::exchange::aim::Aim;
use crate::exchange::follow_up::{Cadence, FollowUp};
use crate::exchange::life::Need;
use crate::exchange::whole::Whole;
use crate::exchange::{AimKind, AimResult, Exchange, Side, State};
use crate::words;

/// An exchange in a list.
#[derive(Serialize, ToSchema)]
pub struct ExchangeLineJson {
    pub id: Uuid,
    /// `EX-12`
    pub number: String,
    pub state: State,
    /// Since when it rests, while it rests.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub paused_at: Option<Time>,
    pub guest: ExchangeNamedJson,
    pub home_team: ExchangeNamedJson,
    pub host_team: ExchangeNamedJson,
    #[schema(value_type = String, format = Date)]
    pub from_day: Date,
    #[schema(value_type = String, format = Date)]
    pub until_day: Date,
    /// Per cent of working time
    pub share: i64,
    pub version: i64,
}

#[derive(Serialize, ToSchema)]
pub struct ExchangeNamedJson {
    pub id: Uuid,
    pub name: String,
}

#[derive(Serialize, ToSchema)]
pub struct ExchangeJson {
    #[serde(flatten)]
    pub line: ExchangeLineJson,
    /// When the guest left the organisation; the exchange goes on until somebody cancels it or brings it to its end
    pub guest_left_at: Option<Time>,
    pub buddy: Option<ExchangeNamedJson>,
    pub home_manager: Option<ExchangeNamedJson>,
    pub host_manager: Option<ExchangeNamedJson>,
    pub rhythm: String,
    pub why: String,
    pub template: Option<String>,
    /// The offer it came of, as `OF-3`
    #[serde(skip_serializing_if = "Option::is_none")]
    pub offer: Option<String>,
    /// The wish it came of, as `WI-5`, for those who may read that
    #[serde(skip_serializing_if = "Option::is_none")]
    pub wish: Option<String>,
    pub created_at: Time,
    pub state_at: Time,
    pub aims: Vec<AimJson>,
    pub agreed: Vec<AgreedJson>,
    /// What stands otherwise now than what both agreed to.
    pub amended: Vec<String>,
    /// What the next state needs, what is missing first.
    pub needs: Vec<MissingJson>,
    /// For both teams and those named.
    pub steps: Vec<StepJson>,
    pub follow_ups: Vec<FollowUpJson>,
    pub weeks: Vec<WeekJson>,
    pub put_offs: Vec<PutOffJson>,
}

#[derive(Serialize, ToSchema)]
pub struct AimJson {
    /// `g1`, `h2`, `m1`: guest, host, home
    pub mark: String,
    pub side: Side,
    pub kind: AimKind,
    pub what: String,
    pub how_to_tell: String,
    pub priority: i64,
    pub unit: String,
    pub baseline: Option<f64>,
    pub target: Option<f64>,
    /// What the number says now; null while it has not been measured.
    pub reading: Option<f64>,
    pub read_at: Option<Time>,
    /// Pieces of evidence: activities and outcomes.
    pub evidence: i64,
    pub result: Option<AimResult>,
    pub result_note: String,
    pub version: i64,
}

#[derive(Serialize, ToSchema)]
pub struct AgreedJson {
    pub side: Side,
    pub person: ExchangeNamedJson,
    pub at: Time,
}

#[derive(Serialize, ToSchema)]
pub struct MissingJson {
    /// In the language of the request
    pub what: String,
    pub met: bool,
    /// Nobody, when only time owes it
    pub owed_by: Option<ExchangeNamedJson>,
    #[schema(value_type = Option<String>, format = Date)]
    pub due: Option<Date>,
}

#[derive(Serialize, ToSchema)]
pub struct StepJson {
    pub id: Uuid,
    pub what: String,
    pub owner: Option<ExchangeNamedJson>,
    #[schema(value_type = String, format = Date)]
    pub due: Date,
    pub done_at: Option<Time>,
    pub version: i64,
}

#[derive(Serialize, ToSchema)]
pub struct FollowUpJson {
    pub id: Uuid,
    pub what: String,
    pub owner: Option<ExchangeNamedJson>,
    pub cadence: Cadence,
    /// When it is due next; null once it has ended
    #[schema(value_type = Option<String>, format = Date)]
    pub next: Option<Date>,
    /// What was said each time, newest first
    pub notes: Vec<FollowNoteJson>,
}

#[derive(Serialize, ToSchema)]
pub struct FollowNoteJson {
    #[schema(value_type = String, format = Date)]
    pub day: Date,
    pub note: String,
    pub by: Option<ExchangeNamedJson>,
}

#[derive(Serialize, ToSchema)]
pub struct WeekJson {
    /// The week's Monday
    #[schema(value_type = String, format = Date)]
    pub monday: Date,
    /// Days away from home
    pub days: f64,
    pub note: String,
}

#[derive(Serialize, ToSchema)]
pub struct PutOffJson {
    pub id: Uuid,
    pub what: String,
    #[schema(value_type = Option<String>, format = Date)]
    pub until: Option<Date>,
}

impl ExchangeLineJson {
    pub fn of(exchange: &Exchange, name: impl Fn(&Uuid) -> String) -> Self {
        let named = |id: Uuid| ExchangeNamedJson { name: name(&id), id };
        Self {
            id: exchange.id.0,
            number: exchange.number().to_string(),
            state: exchange.state,
            paused_at: exchange.paused_at,
            guest: named(exchange.people.guest),
            home_team: named(exchange.home_team),
            host_team: named(exchange.host_team),
            from_day: exchange.from,
            until_day: exchange.until,
            share: exchange.share,
            version: exchange.version,
        }
    }
}

impl ExchangeJson {
    pub fn of(whole: &Whole, lang: Lang) -> Self {
        let exchange = &whole.exchange;
        let named = |id: Uuid| ExchangeNamedJson { id, name: whole.name(&id).to_owned() };
        let people = &exchange.people;
        Self {
            line: ExchangeLineJson::of(exchange, |id| whole.name(id).to_owned()),
            guest_left_at: whole.guest_left,
            buddy: people.buddy.map(named),
            home_manager: people.home_manager.map(named),
            host_manager: people.host_manager.map(named),
            rhythm: exchange.rhythm.clone(),
            why: exchange.why.clone(),
            template: exchange.template.clone(),
            offer: whole.origin.offer.as_ref().map(|offer| offer.number().to_string()),
            wish: whole.origin.wish.as_ref().map(|wish| wish.number().to_string()),
            created_at: exchange.created_at,
            state_at: exchange.state_at,
            aims: whole.aims.iter().map(|aim| AimJson::of(aim, whole.evidence_of(aim))).collect(),
            agreed: whole
                .agreements
                .iter()
                .map(|agreed| AgreedJson { side: agreed.side, person: named(agreed.person), at: agreed.at })
                .collect(),
            amended: whole.amended.iter().map(|key| words::text(lang, key)).collect(),
            needs: whole.needs.iter().map(|need| MissingJson::of(need, whole, lang)).collect(),
            steps: whole
                .steps
                .iter()
                .map(|step| StepJson {
                    id: step.id.0,
                    what: step.what.clone(),
                    owner: step.owner.map(named),
                    due: step.due,
                    done_at: step.done_at,
                    version: step.version,
                })
                .collect(),
            follow_ups: whole.follow_ups.iter().map(|follow_up| FollowUpJson::of(follow_up, whole)).collect(),
            weeks: whole
                .weeks
                .iter()
                .map(|week| WeekJson { monday: week.monday, days: week.days(), note: week.note.clone() })
                .collect(),
            put_offs: whole
                .put_offs
                .iter()
                .map(|put_off| PutOffJson { id: put_off.id, what: put_off.what.clone(), until: put_off.until })
                .collect(),
        }
    }
}

impl AimJson {
    pub fn of(aim: &Aim, evidence: i64) -> Self {
        Self {
            mark: aim.mark(),
            side: aim.side,
            kind: aim.kind,
            what: aim.what.clone(),
            how_to_tell: aim.how_to_tell.clone(),
            priority: aim.priority,
            unit: aim.measure.unit.clone(),
            baseline: aim.measure.baseline,
            target: aim.measure.target,
            reading: aim.measure.reading,
            read_at: aim.measure.read_at,
            evidence,
            result: aim.result,
            result_note: aim.result_note.clone(),
            version: aim.version,
        }
    }
}

impl MissingJson {
    fn of(need: &Need, whole: &Whole, lang: Lang) -> Self {
        let named = |id: Uuid| ExchangeNamedJson { id, name: whole.name(&id).to_owned() };
        Self { what: words::say(lang, &need.what), met: need.met, owed_by: need.owed_by.map(named), due: need.due }
    }
}

impl FollowUpJson {
    fn of(follow_up: &FollowUp, whole: &Whole) -> Self {
        let named = |id: Uuid| ExchangeNamedJson { id, name: whole.name(&id).to_owned() };
        let notes = whole.notes.iter().filter(|note| note.follow_up == follow_up.id);
        Self {
            id: follow_up.id.0,
            what: follow_up.what.clone(),
            owner: follow_up.owner.map(named),
            cadence: follow_up.cadence,
            next: follow_up.next,
            notes: notes
                .map(|note| FollowNoteJson { day: note.day, note: note.note.clone(), by: note.by.map(named) })
                .collect(),
        }
    }
}

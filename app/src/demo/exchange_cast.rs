//! The exchanges of the example organisation: the talk's own, one under way, one proposed. Days are counted from today.

use super::{Both, exchange_now, exchange_past};
use crate::diary::Kind;
use crate::exchange::side::AimKind;
use crate::exchange::{AimResult, Side};

pub static EXCHANGES: &[&ExchangeCast] = &[&exchange_past::FINISHED, &exchange_now::UNDER_WAY, &exchange_now::PROPOSED];

pub struct ExchangeCast {
    /// Logins.
    pub guest: &'static str,
    pub buddy: &'static str,
    pub home_manager: &'static str,
    pub host_manager: &'static str,
    pub host: &'static str,
    /// Days from today.
    pub from: i64,
    pub until: i64,
    pub share: i64,
    pub rhythm: Both,
    pub why: Both,
    pub aims: &'static [AimCast],
    /// What is ready before day one, and who does it.
    pub steps: &'static [(Both, &'static str)],
    pub diary: &'static [EntryCast],
    pub outcomes: &'static [OutcomeCast],
    pub goes_on: &'static [Both],
    /// Tenths of days away, week by week.
    pub away: &'static [i64],
    pub put_off: Option<Both>,
    /// How far along it is by now.
    pub reaches: Reaches,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Reaches {
    Proposed,
    Active,
    Closed,
}

pub struct AimCast {
    pub side: Side,
    pub kind: AimKind,
    pub what: Both,
    pub how: Both,
    pub unit: Both,
    pub baseline: Option<f64>,
    pub target: Option<f64>,
    pub reading: Option<f64>,
    pub result: Option<(AimResult, Both)>,
}

/// Written by hand: the day within the exchange, the hour, what, and the aims it serves.
pub struct EntryCast {
    pub day: i64,
    pub hour: i64,
    pub kind: Kind,
    pub text: Both,
    pub aims: &'static [(Side, i64)],
}

pub struct OutcomeCast {
    /// The day within the exchange.
    pub day: i64,
    pub what: Both,
    pub aim: (Side, i64),
    pub artefact: &'static str,
}

pub const fn entry(
    day: i64,
    hour: i64,
    kind: Kind,
    ja: &'static str,
    en: &'static str,
    aims: &'static [(Side, i64)],
) -> EntryCast {
    EntryCast { day, hour, kind, text: Both(ja, en), aims }
}

pub const NONE: Both = Both("", "");
pub const G1: &[(Side, i64)] = &[(Side::Guest, 1)];
pub const G2: &[(Side, i64)] = &[(Side::Guest, 2)];
pub const H1: &[(Side, i64)] = &[(Side::Host, 1)];
pub const M1: &[(Side, i64)] = &[(Side::Home, 1)];

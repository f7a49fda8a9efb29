//! What a configuration of Alertmanager and routing as it is kept here have in common.

use std::collections::BTreeSet;

use ryugaku_document::{Fields, Problems};
use ryugaku_kernel::Msg;

use super::route::{self, Known};
use super::{inhibit, intervals};
use crate::{InhibitRule, Intervals, Tree};

pub struct Shared {
    pub tree: Tree,
    pub inhibit_rules: Vec<InhibitRule>,
    pub intervals: Intervals,
}

/// `receivers`: the names of those there are.
pub fn read(fields: &mut Fields<'_>, receivers: BTreeSet<String>, problems: &mut Problems) -> Shared {
    let mut named = fields.list("mute_time_intervals", problems);
    named.extend(fields.list("time_intervals", problems));
    let intervals = intervals::read(&named, problems);
    let names = intervals.0.iter().map(|named| named.name.clone()).collect();
    let known = Known { receivers, intervals: names };
    let tree = match fields.take("route") {
        Some(at) => route::read(&at, &known, problems),
        None => {
            fields.refuse("route", Msg::new("routing-route-missing"), problems);
            route::none()
        }
    };
    let rules = fields.list("inhibit_rules", problems);
    Shared { tree, inhibit_rules: inhibit::read(&rules, problems), intervals }
}

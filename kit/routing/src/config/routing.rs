//! Routing as it is kept and edited here: Alertmanager's grammar with receivers by name alone, and a section of our own.

use std::collections::BTreeSet;

use jiff::SignedDuration;
use ryugaku_document::{At, Fields, Problems};
use ryugaku_kernel::{Failure, Msg, Outcome};

use super::Own;
use super::{document, global, own, receiver, write};
use crate::{InhibitRule, Intervals, Tree};

#[derive(Clone, PartialEq, Debug)]
pub struct Routing {
    /// After so long an alert that nobody repeats counts as resolved.
    pub resolve_timeout: SignedDuration,
    pub tree: Tree,
    pub inhibit_rules: Vec<InhibitRule>,
    pub intervals: Intervals,
    pub receivers: Vec<String>,
    pub own: Own,
}

impl Routing {
    /// Refuses what Alertmanager refuses, and whatever says how receivers are reached.
    pub fn read(text: &str) -> Outcome<Self> {
        Self::read_for(text, None)
    }

    /// As [`Self::read`], and refuses receivers that are not among these.
    pub fn read_among(text: &str, receivers: &BTreeSet<String>) -> Outcome<Self> {
        Self::read_for(text, Some(receivers))
    }

    fn read_for(text: &str, there: Option<&BTreeSet<String>>) -> Outcome<Self> {
        let value = ryugaku_document::parse(text)?;
        let mut problems = Problems::default();
        let at = At::whole(&value);
        let routing = at.fields(&mut problems).map(|mut fields| Self::of(&mut fields, there, &mut problems));
        routing.filter(|_| problems.errors.is_empty()).ok_or(Failure::Invalid(problems.errors))
    }

    fn of(fields: &mut Fields<'_>, there: Option<&BTreeSet<String>>, problems: &mut Problems) -> Self {
        let resolve_timeout = fields.take("global").and_then(|at| resolve_timeout(&at, problems));
        let receivers = receivers(fields, there, problems);
        let shared = document::read(fields, receivers.iter().cloned().collect(), problems);
        let own = fields.take("ryugaku").map(|at| own::read(&at, problems)).unwrap_or_default();
        refuse_rest(fields, problems);
        Self {
            resolve_timeout: resolve_timeout.unwrap_or(global::RESOLVE_TIMEOUT),
            tree: shared.tree,
            inhibit_rules: shared.inhibit_rules,
            intervals: shared.intervals,
            receivers,
            own,
        }
    }

    /// As [`Self::read`] reads it or, without what is our own, as Alertmanager from 0.25 on and its clients do.
    pub fn write(&self, own: bool) -> String {
        write::write(self, own)
    }
}

fn resolve_timeout(at: &At<'_>, problems: &mut Problems) -> Option<SignedDuration> {
    let mut fields = at.fields(problems)?;
    let timeout = fields.duration("resolve_timeout", problems);
    refuse_rest(&mut fields, problems);
    timeout
}

fn receivers(fields: &mut Fields<'_>, there: Option<&BTreeSet<String>>, problems: &mut Problems) -> Vec<String> {
    let mut names = BTreeSet::new();
    let mut list = Vec::new();
    for at in fields.list("receivers", problems) {
        let Some(mut fields) = at.fields(problems) else { continue };
        let name = receiver::name(&mut fields, &mut names, problems);
        if !name.is_empty() && there.is_some_and(|there| !there.contains(&name)) {
            fields.refuse(
                "name",
                Msg::new("routing-receiver-absent").with("name", ryugaku_document::shown(&name)),
                problems,
            );
        }
        list.push(name);
        refuse_rest(&mut fields, problems);
    }
    list
}

/// What stands on other pages, or nowhere.
fn refuse_rest(fields: &mut Fields<'_>, problems: &mut Problems) {
    for (name, at) in fields.take_all() {
        let elsewhere = name.ends_with("_configs") || ["smtp_", "http_"].iter().any(|head| name.starts_with(head));
        let msg = if elsewhere { Msg::new("routing-elsewhere") } else { Msg::new("document-field-unknown") };
        problems.refuse(&at, msg.with("name", ryugaku_document::shown(name)));
    }
}

//! Alertmanager's configuration, read as strictly as Alertmanager reads it, and routing as it is kept here, which is the
//! same without what receivers hold. Everything wrong is said at once, each with its line.
//!
//! No file that is named in a configuration is ever read; no secret shows in an error or a remark.

pub mod alert_rules;
mod document;
mod foreign;
mod global;
mod http;
mod inhibit;
mod intervals;
mod matchers;
mod own;
mod receiver;
mod route;
mod routing;
mod rules;
mod secret;
mod write;

use jiff::SignedDuration;
use ryugaku_document::{At, Problems};
use ryugaku_kernel::{Failure, Msg, Outcome};

pub use own::{Flapping, Opening, Own};
pub use receiver::{Authorization, Channel, Receiver};
pub use routing::Routing;
pub use ryugaku_document::{Remark, duration_text};
pub use secret::Secret;

use crate::{InhibitRule, Intervals, TimeInterval, Tree};

/// What Alertmanager shows in the place of a secret.
const HIDDEN: &str = "<secret>";

/// A configuration of Alertmanager, as far as it has a counterpart here.
#[derive(Clone, PartialEq, Debug)]
pub struct Imported {
    pub resolve_timeout: SignedDuration,
    pub tree: Tree,
    pub inhibit_rules: Vec<InhibitRule>,
    pub intervals: Intervals,
    pub receivers: Vec<Receiver>,
    /// What has no counterpart, in the order of the file.
    pub remarks: Vec<Remark>,
}

/// Whether a file looks like one, read or not: what is wrong with it should then be said.
pub fn is_configuration(text: &str) -> bool {
    has_key(text, "route") || has_key(text, "receivers")
}

/// Whether a line at the margin begins with this key; what is written as JSON is read for it.
fn has_key(text: &str, key: &str) -> bool {
    if text.trim_start().starts_with('{') {
        let is_map = |value: ryugaku_document::Value| matches!(value.data, ryugaku_document::Data::Map(pairs) if pairs.iter().any(|(name, _)| name.text == key));
        return ryugaku_document::parse(text).is_ok_and(is_map);
    }
    text.lines().any(|line| line.strip_prefix(key).is_some_and(|rest| rest.starts_with(':')))
}

pub fn read(text: &str) -> Outcome<Imported> {
    let value = ryugaku_document::parse(text)?;
    let mut problems = Problems::default();
    let at = At::whole(&value);
    let imported = at.fields(&mut problems).map(|mut fields| {
        let global = global::read(fields.take("global"), &mut problems);
        let list = fields.list("receivers", &mut problems);
        let receivers = receiver::read(&list, &global, &mut problems);
        let names = receivers.iter().map(|receiver| receiver.name.clone()).collect();
        let shared = document::read(&mut fields, names, &mut problems);
        for at in fields.list("templates", &mut problems) {
            if at.text(&mut problems).is_some() {
                problems.remark(&at, Msg::new("routing-remark-templates"));
            }
        }
        http::remark_each(&mut fields, &["tracing"], &mut problems);
        fields.finish(&mut problems);
        (global.resolve_timeout, shared, receivers)
    });
    problems.remarks.sort_by_key(|remark| remark.line);
    match imported {
        Some((resolve_timeout, shared, receivers)) if problems.errors.is_empty() => Ok(Imported {
            resolve_timeout,
            tree: shared.tree,
            inhibit_rules: shared.inhibit_rules,
            intervals: shared.intervals,
            receivers,
            remarks: problems.remarks,
        }),
        _ => Err(Failure::Invalid(problems.errors)),
    }
}

/// One time interval alone, as it stands in a list of `time_intervals`.
pub fn read_interval(text: &str) -> Outcome<TimeInterval> {
    let value = ryugaku_document::parse(text)?;
    let mut problems = Problems::default();
    let read = intervals::interval(&At::whole(&value), &mut problems);
    read.filter(|_| problems.errors.is_empty()).ok_or(Failure::Invalid(problems.errors))
}

#[cfg(test)]
mod tests;

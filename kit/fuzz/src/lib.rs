//! What every parser of alerts is asked, with bytes of any kind: it must not panic, what it takes must be fit, and what is
//! written must be read back the same.
//!
//! The targets in `/fuzz` call these with what a fuzzer thinks of; a test here calls them with seeds, and with seeds that
//! were tampered with.

use std::str;

use jiff::SignedDuration;
use ryugaku_alerting::{
    Batch, Body, Delivered, Entry, Labels, Limits, Matcher, Receipt, Record, v2 as api, webhook4 as webhook,
};
use ryugaku_kernel::{Time, Uuid};
use ryugaku_routing::config::{self, Own, Routing, alert_rules as rules};
use ryugaku_routing::{Intervals, NamedInterval, Notified};

const NOW: Time = Time(1_795_000_000_000_000);

pub type Target = fn(&[u8]);

/// By the name of the target and of its folder of seeds.
pub const ALL: [(&str, Target); 11] = [
    ("alert_rules", alert_rules),
    ("body", body),
    ("configuration", configuration),
    ("entry", entry),
    ("interval", interval),
    ("matcher", matcher),
    ("matchers", matchers),
    ("notified", notified),
    ("routing", routing),
    ("v2", v2),
    ("webhook4", webhook4),
];

pub fn matcher(data: &[u8]) {
    let Ok(text) = str::from_utf8(data) else { return };
    if let Ok(matcher) = Matcher::parse(text) {
        assert_eq!(Matcher::parse(&matcher.to_string()).ok(), Some(matcher));
    }
}

pub fn matchers(data: &[u8]) {
    let Ok(text) = str::from_utf8(data) else { return };
    if let Ok(matchers) = Matcher::parse_list(text) {
        for matcher in &matchers {
            matcher.matches(&Labels::default());
        }
        let list = matchers.iter().map(Matcher::to_string).collect::<Vec<_>>().join(", ");
        assert_eq!(Matcher::parse_list(&format!("{{{list}}}")).ok(), Some(matchers));
    }
}

/// Alertmanager's configuration.
pub fn configuration(data: &[u8]) {
    let Ok(text) = str::from_utf8(data) else { return };
    if let Ok(imported) = config::read(text) {
        let routing = Routing {
            resolve_timeout: imported.resolve_timeout,
            tree: imported.tree,
            inhibit_rules: imported.inhibit_rules,
            intervals: imported.intervals,
            receivers: imported.receivers.into_iter().map(|receiver| receiver.name).collect(),
            own: Own::default(),
        };
        survives(&routing);
    }
}

pub fn routing(data: &[u8]) {
    let Ok(text) = str::from_utf8(data) else { return };
    if let Ok(routing) = Routing::read(text) {
        survives(&routing);
    }
}

fn survives(routing: &Routing) {
    assert_eq!(Routing::read(&routing.write(true)).ok().as_ref(), Some(routing));
    assert!(config::read(&routing.write(false)).is_ok_and(|imported| imported.tree == routing.tree));
    assert!(!routing.tree.takes(&Labels::default()).is_empty());
}

/// Prometheus' files.
pub fn alert_rules(data: &[u8]) {
    let Ok(text) = str::from_utf8(data) else { return };
    rules::is_rules(text);
    if let Ok(found) = rules::read(text) {
        assert!(found.rules.iter().all(|rule| rule.line > 0 && !rule.hold.is_negative()));
        assert_eq!(rules::read(text).ok(), Some(found));
    }
}

pub fn interval(data: &[u8]) {
    let Ok(text) = str::from_utf8(data) else { return };
    if let Ok(interval) = config::read_interval(text) {
        for at in [NOW, Time(i64::MIN), Time(i64::MAX)] {
            let intervals = Intervals(vec![NamedInterval { name: "a".into(), intervals: vec![interval.clone()] }]);
            assert_eq!(intervals.contains_any(&["a".into()], at), interval.contains(at));
        }
    }
}

pub fn v2(data: &[u8]) {
    fit(api::parse(data, &receipt()).map(|posted| posted.alerts).unwrap_or_default());
}

pub fn webhook4(data: &[u8]) {
    fit(webhook::parse(data, &receipt()).map(|found| found.posted.alerts).unwrap_or_default());
}

fn receipt() -> Receipt {
    Receipt { received_at: NOW, resolve_timeout: SignedDuration::from_mins(5), limits: Limits::default() }
}

/// And survives the journal.
fn fit(alerts: Vec<Delivered>) {
    for alert in &alerts {
        assert!(!alert.labels.is_empty() && alert.starts_at <= alert.ends_at);
        assert!(alert.labels.iter().all(|(name, value)| !name.is_empty() && !name.contains('\0') && !value.is_empty()));
    }
    let alerts = alerts.into_iter().map(Record::Full).collect();
    let entry = Entry::from(Batch { source: Uuid::nil(), received_at: NOW, alerts });
    assert_eq!(Entry::from_bytes(&entry.to_bytes()).ok(), Some(entry));
}

/// An entry of the journal.
pub fn entry(data: &[u8]) {
    if let Ok(entry) = Entry::from_bytes(data) {
        assert_eq!(Entry::from_bytes(&entry.to_bytes()).ok(), Some(entry));
    }
}

/// The texts of a run.
pub fn body(data: &[u8]) {
    if let Ok(body) = Body::from_bytes(data) {
        assert_eq!(Body::from_bytes(&body.to_bytes()).ok(), Some(body));
    }
}

/// What a channel was told.
pub fn notified(data: &[u8]) {
    if let Some(notified) = Notified::from_bytes(data) {
        assert_eq!(notified.to_bytes(), data);
    }
}

//! A source of alerts, its keys, and what has come of it so far.

use jiff::SignedDuration;
use ryugaku_kernel::{Failure, FieldError, Msg, Outcome, Time, id_type};
use serde::{Deserialize, Serialize};

use super::habit::Habit;

id_type!(
    /// An integration's key in the database.
    IntegrationId
);

#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// Sends to Alertmanager's API v2.
    Prometheus,
    /// Passes on by its webhook.
    Alertmanager,
    /// CI or a script: tells what was deployed, and sends no alerts.
    Deploy,
}

impl Kind {
    pub const ALL: [Self; 3] = [Self::Prometheus, Self::Alertmanager, Self::Deploy];

    pub fn name(self) -> &'static str {
        match self {
            Self::Prometheus => "prometheus",
            Self::Alertmanager => "alertmanager",
            Self::Deploy => "deploy",
        }
    }

    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }

    /// A proper name, the same in every language.
    pub fn title(self) -> &'static str {
        match self {
            Self::Prometheus => "Prometheus",
            Self::Alertmanager => "Alertmanager",
            Self::Deploy => "CI/CD",
        }
    }

    /// The key of the line that says which one this is.
    pub fn about(self) -> &'static str {
        match self {
            Self::Prometheus => "integration-kind-prometheus",
            Self::Alertmanager => "integration-kind-alertmanager",
            Self::Deploy => "integration-kind-deploy",
        }
    }
}

#[derive(Clone, Debug)]
pub struct Integration {
    pub id: IntegrationId,
    pub kind: Kind,
    pub name: String,
    pub created_at: Time,
    pub removed_at: Option<Time>,
    pub version: i64,
    /// The last delivery that was taken, whatever was in it.
    pub last_seen_at: Option<Time>,
    pub first_alert_at: Option<Time>,
    pub deliveries: i64,
    pub alerts: i64,
    pub refusals: i64,
    pub refused: Option<Refusal>,
    pub habit: Habit,
    /// So many of its alerts ended by time-out since it was last heard.
    pub timed_out: i64,
    /// When it was found to be silent; it may have been heard since.
    pub silent_at: Option<Time>,
}

impl Integration {
    /// It has gone silent, and was not heard since.
    pub fn is_silent(&self) -> bool {
        self.silent_at.is_some_and(|at| self.last_seen_at.is_none_or(|heard| heard <= at))
    }

    /// What it is for has come at least once.
    pub fn is_connected(&self) -> bool {
        self.first_alert_at.is_some() || (self.kind == Kind::Deploy && self.last_seen_at.is_some())
    }

    pub fn heard_before(&self, at: Time) -> bool {
        self.last_seen_at.is_some_and(|heard| heard < at)
    }
}

/// The last delivery that was refused, in whole or in part.
#[derive(Clone, PartialEq, Debug)]
pub struct Refusal {
    pub at: Time,
    pub status: i64,
    pub why: Why,
}

/// Which part was at fault, if it was one, and what about it.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Why {
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub field: String,
    pub msg: Msg,
}

impl Why {
    pub fn new(msg: Msg) -> Self {
        Self { field: String::new(), msg }
    }
}

#[derive(Clone, Debug)]
pub struct Key {
    pub id: ryugaku_kernel::Uuid,
    pub integration: IntegrationId,
    /// The first letters, to tell keys apart.
    pub hint: String,
    pub created_at: Time,
    /// When an old key stops working after a rotation.
    pub expires_at: Option<Time>,
    pub revoked_at: Option<Time>,
}

/// How long the old key goes on working beside a new one.
pub const OVERLAP: SignedDuration = SignedDuration::from_hours(24);

impl Key {
    pub fn works(&self, now: Time) -> bool {
        self.revoked_at.is_none() && self.expires_at.is_none_or(|end| end > now)
    }
}

/// What one source delivered, in a row of batches.
#[derive(Clone, Default, Debug)]
pub struct DeliveryNote {
    pub deliveries: i64,
    pub alerts: i64,
    pub first_at: Time,
    pub last_at: Time,
    /// The first speaks of alerts that were firing before it.
    pub goes_on: bool,
    /// Between those of them, in order, of which the later does so too; the first thousand.
    pub gaps: Vec<SignedDuration>,
    /// Alerts of the source that ended by time-out after the last of them.
    pub timed_out: i64,
}

/// Somebody whose key fits nowhere.
#[derive(Clone, Debug)]
pub struct Stranger {
    pub address: String,
    pub refusals: i64,
    pub last_at: Time,
}

const LONGEST_NAME: usize = 80;

pub fn check_name(name: &str) -> Outcome<()> {
    let wrong = |msg| Err(Failure::Invalid(vec![FieldError::new("name", msg)]));
    if name.trim().is_empty() {
        return wrong(Msg::new("failure-required"));
    }
    if name.chars().count() > LONGEST_NAME {
        return wrong(Msg::new("failure-too-long").with("most", LONGEST_NAME));
    }
    if name.chars().any(char::is_control) {
        return wrong(Msg::new("failure-not-understood"));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_works_until_its_end() {
        let mut key = Key {
            id: ryugaku_kernel::Uuid::nil(),
            integration: IntegrationId(ryugaku_kernel::Uuid::nil()),
            hint: "rki_ab".into(),
            created_at: Time(0),
            expires_at: Some(Time(10)),
            revoked_at: None,
        };
        assert!(key.works(Time(9)) && !key.works(Time(10)));
        key.revoked_at = Some(Time(1));
        assert!(!key.works(Time(2)));
    }

    #[test]
    fn names_are_words() {
        assert!(check_name("tokyo-1 の Prometheus").is_ok());
        for name in ["", "  ", "a\nb", &"x".repeat(81)] {
            assert!(check_name(name).is_err(), "{name:?}");
        }
    }
}

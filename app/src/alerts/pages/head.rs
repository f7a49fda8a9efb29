//! The head of a group in the list: what its alerts have in common, and where one reads more of that.

use std::collections::HashMap;

use ryugaku_kernel::{Time, Uuid};

use super::asked::{Asked, But, condition};
use crate::alerts::group::GroupKey;
use crate::alerts::held::HeldBy;
use crate::alerts::listed::Listed;
use crate::incidents::IncidentBrief;
use crate::questions::QuestionBrief;
use crate::shell::Shell;

#[derive(Default)]
pub struct Head {
    pub text: String,
    pub address: Option<String>,
    pub note: String,
    /// When what holds them back is over.
    pub until: Option<Time>,
    pub asks: Option<Asks>,
}

/// What waits for an answer over them.
pub struct Asks {
    pub text: String,
    pub address: String,
}

impl Asks {
    pub fn of(shell: &Shell, questions: &[QuestionBrief]) -> Option<Self> {
        match questions {
            [] => None,
            [one] => Some(Self { text: one.asks(shell.lang), address: one.address() }),
            all => Some(Self { text: shell.t1("question-several", "n", all.len()), address: "/questions".into() }),
        }
    }
}

/// `first` is one of its alerts.
pub fn of(
    shell: &Shell,
    asked: &Asked,
    key: &GroupKey,
    first: &Listed,
    incidents: &HashMap<Uuid, IncidentBrief>,
) -> Option<Head> {
    let owner = first.owner.as_ref();
    match key {
        GroupKey::Silence(_) | GroupKey::Window(_) | GroupKey::Alert(_) => {
            held(shell, first.held.iter().find(|held| held.is(key))?)
        }
        GroupKey::Incident(id) => incidents.get(id).map(|incident| Head {
            text: format!("{} {}", incident.number, incident.title),
            address: Some(format!("/incidents/{}", incident.number)),
            note: incident.commander_name.clone().unwrap_or_default(),
            ..Head::default()
        }),
        GroupKey::Rule(name) if name.is_empty() => Some(plain("{}".into())),
        GroupKey::Rule(name) => Some(narrowing(asked, "alertname", name)),
        GroupKey::Service(name) if name.is_empty() => Some(plain(shell.t("alert-service-none"))),
        GroupKey::Service(name) => {
            let note = owner.and_then(|owner| owner.product.clone()).unwrap_or_default();
            Some(Head { note, ..narrowing(asked, "service", name) })
        }
        GroupKey::Team(_) => {
            Some(plain(owner.and_then(|owner| owner.team.clone()).unwrap_or_else(|| shell.t("alert-owner-nobody"))))
        }
    }
}

fn held(shell: &Shell, held: &HeldBy) -> Option<Head> {
    match held {
        HeldBy::Silence { id, matchers, comment, until } => Some(Head {
            text: if comment.is_empty() { matchers.clone() } else { comment.clone() },
            address: Some(format!("/silences/{id}")),
            note: shell.t("alert-silenced"),
            until: Some(*until),
            asks: None,
        }),
        HeldBy::Window { id, title } => Some(Head {
            text: title.clone(),
            address: Some(format!("/maintenance/{id}")),
            note: shell.t("alert-maintained"),
            ..Head::default()
        }),
        HeldBy::Alert { fingerprint, name, rule } => Some(Head {
            text: shell.t1("alert-inhibited-by", "name", name),
            address: Some(format!("/alerts/{fingerprint}")),
            note: rule.clone().unwrap_or_default(),
            ..Head::default()
        }),
        HeldBy::Flapping => None,
    }
}

fn plain(text: String) -> Head {
    Head { text, ..Head::default() }
}

/// It leads to the list of these alone.
fn narrowing(asked: &Asked, name: &str, value: &str) -> Head {
    Head { address: Some(asked.address(But::And(&condition(name, value)))), ..plain(value.to_owned()) }
}

//! What the API says of a version, of its levels, and of what a changed text would change.

use jiff::SignedDuration;
use ryugaku_document::duration_text;
use ryugaku_kernel::Lang;
use serde::Serialize;
use utoipa::ToSchema;

use super::super::asks::Named;
use super::super::current::Current;
use super::super::level::{Closing, Difference, Level, What};
use super::super::preview::{Changed, Preview};
use super::super::reach::{Reach, Reaches, Way};
use super::super::reached::{self, Reached};
use super::super::said::difference;
use crate::incidents::circle::Circle;
use crate::incidents::role::Role;
use crate::incidents::severity::Severity;
use crate::versions::VersionJson;

#[derive(Serialize, ToSchema)]
pub struct SeverityPolicyJson {
    #[serde(flatten)]
    version: VersionJson,
    text: String,
    /// What every product asks for that says nothing else.
    levels: Vec<SeverityLevelJson>,
    /// Products that ask for something of their own, with the severities they speak of.
    products: Vec<ProductLevelsJson>,
    /// How those who are told are reached; who is missing is told by hand.
    reach: Vec<ReachJson>,
    /// Whether whoever asks may save another version.
    editable: bool,
}

#[derive(Serialize, ToSchema)]
struct ProductLevelsJson {
    product: String,
    levels: Vec<SeverityLevelJson>,
    /// In the place of the general ones, name by name.
    reach: Vec<ReachJson>,
}

/// Somebody who must know, or `stakeholders` and `inside` for status updates.
#[derive(Serialize, ToSchema)]
struct ReachJson {
    name: String,
    mail: Vec<String>,
    /// By e-mail address or whole name.
    people: Vec<String>,
    /// Short names.
    teams: Vec<String>,
    channels: Vec<String>,
    receivers: Vec<String>,
}

/// All that is asked for at one severity. Lengths are as Prometheus writes them: `15m`.
#[derive(Serialize, ToSchema)]
struct SeverityLevelJson {
    severity: Severity,
    roles: Vec<RoleDeadlineJson>,
    updates: Vec<UpdateRhythmJson>,
    tell: Vec<TellDeadlineJson>,
    /// What must be done before it may be closed.
    close: Vec<CloseDeadlineJson>,
    #[serde(skip_serializing_if = "Option::is_none")]
    escalation: Option<EscalationJson>,
}

#[derive(Serialize, ToSchema)]
struct RoleDeadlineJson {
    role: Role,
    within: String,
}

#[derive(Serialize, ToSchema)]
struct UpdateRhythmJson {
    circle: Circle,
    every: String,
}

#[derive(Serialize, ToSchema)]
struct TellDeadlineJson {
    name: String,
    within: String,
}

/// `within` counts from when it was resolved.
#[derive(Serialize, ToSchema)]
struct CloseDeadlineJson {
    what: Closing,
    within: String,
}

#[derive(Serialize, ToSchema)]
struct EscalationJson {
    after: String,
    /// With none, the teams that own what is hit.
    teams: Vec<String>,
}

#[derive(Serialize, ToSchema)]
pub struct PolicyPreviewJson {
    /// Where something changes; the levels of all products first.
    changed: Vec<ChangedLevelJson>,
    /// Ways to those who are told that come or go.
    reach: Vec<ChangedReachJson>,
}

#[derive(Serialize, ToSchema)]
struct ChangedReachJson {
    /// Absent: of all products that say nothing else.
    #[serde(skip_serializing_if = "Option::is_none")]
    product: Option<String>,
    name: String,
    /// `mail`, `people`, `teams`, `channels` or `receivers`.
    kind: &'static str,
    to: String,
    /// It comes; otherwise it goes.
    added: bool,
    /// The same in words.
    words: String,
}

#[derive(Serialize, ToSchema)]
struct ChangedLevelJson {
    /// Absent: of all products that say nothing else.
    #[serde(skip_serializing_if = "Option::is_none")]
    product: Option<String>,
    severity: Severity,
    differences: Vec<PolicyDifferenceJson>,
}

#[derive(Serialize, ToSchema)]
struct PolicyDifferenceJson {
    /// `role`, `update`, `tell`, `close`, `escalation`, `escalation_team` or `escalation_owners`.
    kind: &'static str,
    /// The role, the circle, who is told, what must be done, or the team.
    #[serde(skip_serializing_if = "Option::is_none")]
    of: Option<String>,
    /// Absent: it was not asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    before: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    after: Option<String>,
    /// The same in words.
    words: String,
}

impl SeverityPolicyJson {
    pub fn of(current: Current, editable: bool) -> Self {
        let policy = &current.policy;
        let product = |(product, levels): (&String, &std::collections::BTreeMap<Severity, Level>)| ProductLevelsJson {
            product: product.clone(),
            levels: levels.iter().map(|(severity, level)| SeverityLevelJson::of(*severity, level)).collect(),
            reach: policy.own_reaches().get(product).map(ReachJson::all).unwrap_or_default(),
        };
        Self {
            version: VersionJson::from(&current.version),
            levels: Severity::ALL.map(|severity| SeverityLevelJson::of(severity, policy.general(severity))).into(),
            products: policy.products().map(product).collect(),
            reach: ReachJson::all(policy.reaches()),
            editable,
            text: current.version.text,
        }
    }
}

impl SeverityLevelJson {
    fn of(severity: Severity, level: &Level) -> Self {
        let text = |length: &SignedDuration| duration_text(*length);
        let roles = level.roles.iter().map(|(role, within)| RoleDeadlineJson { role: *role, within: text(within) });
        let updates = level.updates.iter();
        let updates = updates.map(|(circle, every)| UpdateRhythmJson { circle: *circle, every: text(every) });
        let tell = level.tell.iter();
        let tell = tell.map(|(name, within)| TellDeadlineJson { name: name.clone(), within: text(within) });
        let close = level.close.iter();
        let close = close.map(|(what, within)| CloseDeadlineJson { what: *what, within: text(within) });
        let escalation = level.escalation.as_ref();
        Self {
            severity,
            roles: roles.collect(),
            updates: updates.collect(),
            tell: tell.collect(),
            close: close.collect(),
            escalation: escalation
                .map(|escalation| EscalationJson { after: text(&escalation.after), teams: escalation.teams.clone() }),
        }
    }
}

impl PolicyPreviewJson {
    pub fn of(preview: Preview, named: &Named, lang: Lang) -> Self {
        let changed = |changed: Changed| ChangedLevelJson {
            product: changed.product,
            severity: changed.severity,
            differences: changed.differences.iter().map(|one| PolicyDifferenceJson::of(one, lang)).collect(),
        };
        let reach = preview.reached.into_iter().map(|one| ChangedReachJson::of(one, named, lang)).collect();
        Self { changed: preview.changed.into_iter().map(changed).collect(), reach }
    }
}

impl ChangedReachJson {
    fn of(found: Reached, named: &Named, lang: Lang) -> Self {
        Self {
            words: reached::said(lang, &found, named),
            kind: found.way.kind(),
            to: found.way.address().to_owned(),
            added: found.is_new,
            product: found.product,
            name: found.name,
        }
    }
}

impl ReachJson {
    fn all(reaches: &Reaches) -> Vec<Self> {
        reaches.iter().map(|(name, reach)| Self::of(name, reach)).collect()
    }

    fn of(name: &str, reach: &Reach) -> Self {
        let of = |kind: &str| {
            let ways = reach.iter().filter(|way| way.kind() == kind);
            ways.map(Way::address).map(str::to_owned).collect::<Vec<_>>()
        };
        Self {
            name: name.to_owned(),
            mail: of("mail"),
            people: of("people"),
            teams: of("teams"),
            channels: of("channels"),
            receivers: of("receivers"),
        }
    }
}

impl PolicyDifferenceJson {
    fn of(found: &Difference, lang: Lang) -> Self {
        let (kind, of) = match &found.what {
            What::Role(role) => ("role", Some(role.name().to_owned())),
            What::Update(circle) => ("update", Some(circle.name().to_owned())),
            What::Tell(name) => ("tell", Some(name.clone())),
            What::Close(closing) => ("close", Some(closing.name().to_owned())),
            What::Escalation => ("escalation", None),
            What::EscalationTo(team) => ("escalation_team", Some(team.clone())),
            What::EscalationToOwners => ("escalation_owners", None),
        };
        let text = |length: Option<SignedDuration>| length.map(duration_text);
        Self { kind, of, before: text(found.before), after: text(found.after), words: difference(lang, found) }
    }
}

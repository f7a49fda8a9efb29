//! By what a list of alerts is gathered into groups, and in which order they come.

use std::collections::HashMap;
use std::fmt;
use std::str::FromStr;

use ryugaku_alerting::{Fingerprint, LabelSet};
use ryugaku_kernel::Uuid;
use ryugaku_routing::Fate;

use super::AlertState;
use crate::notices::Owner;

#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum GroupBy {
    /// What holds them back, or the incident they belong to, else the rule.
    #[default]
    Cause,
    /// The label `alertname`.
    Rule,
    /// The label `service`.
    Service,
    /// The team.
    Owner,
    Flat,
}

/// What the alerts of a group have in common.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum GroupKey {
    Silence(Uuid),
    Window(Uuid),
    /// The alert that inhibits them.
    Alert(Fingerprint),
    Incident(Uuid),
    Rule(String),
    Service(String),
    /// `None`: it is not known whose they are.
    Team(Option<Uuid>),
}

/// A group, as places in the list that was gathered.
#[derive(Clone, PartialEq, Debug)]
pub struct Group {
    pub key: GroupKey,
    /// How many there are, shown or not.
    pub size: usize,
    /// How many of those one would take note of.
    pub waiting: usize,
    /// The questions that wait for an answer over any of them, shown or not.
    pub questions: Vec<Uuid>,
    pub rows: Vec<usize>,
}

#[derive(Debug, Default)]
pub struct Gathered {
    pub groups: Vec<Group>,
    /// Groups for which there was no room.
    pub left: usize,
}

/// Rows of one group that are shown where there is no room for all.
const SOME: usize = 20;

impl GroupBy {
    pub const ALL: [Self; 5] = [Self::Cause, Self::Rule, Self::Service, Self::Owner, Self::Flat];

    pub fn name(self) -> &'static str {
        match self {
            Self::Cause => "cause",
            Self::Rule => "rule",
            Self::Service => "service",
            Self::Owner => "owner",
            Self::Flat => "flat",
        }
    }

    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|by| by.name() == name)
    }

    pub fn key(self) -> &'static str {
        match self {
            Self::Cause => "alert-by-cause",
            Self::Rule => "alert-by-rule",
            Self::Service => "alert-by-service",
            Self::Owner => "alert-by-owner",
            Self::Flat => "alert-by-flat",
        }
    }

    /// Of an alert with these labels and this owner; `incident` is the open one it is linked to.
    pub fn of(
        self,
        labels: &dyn LabelSet,
        fate: &Fate,
        incident: Option<Uuid>,
        owner: impl FnOnce() -> Option<Owner>,
    ) -> GroupKey {
        match self {
            Self::Cause => {
                cause(fate, incident).unwrap_or_else(|| GroupKey::Rule(labels.value("alertname").to_owned()))
            }
            Self::Rule | Self::Flat => GroupKey::Rule(labels.value("alertname").to_owned()),
            Self::Service => GroupKey::Service(labels.value("service").to_owned()),
            Self::Owner => GroupKey::Team(owner().and_then(|owner| owner.team_id)),
        }
    }
}

fn cause(fate: &Fate, incident: Option<Uuid>) -> Option<GroupKey> {
    let held = fate.held();
    match AlertState::of(fate) {
        AlertState::Silenced => {
            let silence = held?.silenced.first().map(|id| GroupKey::Silence(*id));
            silence.or_else(|| held?.maintained.first().map(|id| GroupKey::Window(*id)))
        }
        AlertState::Inhibited => held?.inhibited.first().map(|inhibition| GroupKey::Alert(inhibition.by)),
        _ => incident.map(GroupKey::Incident),
    }
}

/// A row that is to stand in a group.
pub struct Placed {
    pub key: GroupKey,
    pub rank: u8,
    /// Whether one would take note of it.
    pub waits: bool,
    /// That waits for an answer over it.
    pub question: Option<Uuid>,
}

/// From rows that come newest first: what ranks first, then what is newest. Where there is no room for all, some of each.
pub fn gather(rows: impl IntoIterator<Item = Placed>, room: usize) -> Gathered {
    let mut groups: Vec<(u8, Group)> = Vec::new();
    let mut places: HashMap<GroupKey, usize> = HashMap::new();
    let mut total = 0;
    for (at, Placed { key, rank, waits, question }) in rows.into_iter().enumerate() {
        total += 1;
        let place = *places.entry(key).or_insert_with_key(|key| {
            groups
                .push((rank, Group { key: key.clone(), size: 0, waiting: 0, questions: Vec::new(), rows: Vec::new() }));
            groups.len() - 1
        });
        let (first, group) = &mut groups[place];
        *first = rank.min(*first);
        group.size += 1;
        group.waiting += usize::from(waits);
        if let Some(question) = question
            && !group.questions.contains(&question)
        {
            group.questions.push(question);
        }
        if group.rows.len() < room {
            group.rows.push(at);
        }
    }
    // It keeps the order of what ranks the same.
    groups.sort_by_key(|(rank, _)| *rank);
    let mut groups: Vec<Group> = groups.into_iter().map(|(_, group)| group).collect();
    if total <= room {
        return Gathered { groups, left: 0 };
    }
    let all = groups.len();
    let mut room = room;
    for group in &mut groups {
        group.rows.truncate(SOME.min(room));
        room -= group.rows.len();
    }
    groups.retain(|group| !group.rows.is_empty());
    Gathered { left: all - groups.len(), groups }
}

/// As it stands in an address.
impl fmt::Display for GroupKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Silence(id) => write!(f, "silence:{id}"),
            Self::Window(id) => write!(f, "window:{id}"),
            Self::Alert(fingerprint) => write!(f, "alert:{fingerprint}"),
            Self::Incident(id) => write!(f, "incident:{id}"),
            Self::Rule(name) => write!(f, "rule:{name}"),
            Self::Service(name) => write!(f, "service:{name}"),
            Self::Team(Some(id)) => write!(f, "team:{id}"),
            Self::Team(None) => f.write_str("team:"),
        }
    }
}

#[derive(Debug)]
pub struct GroupKeyError;

impl FromStr for GroupKey {
    type Err = GroupKeyError;

    fn from_str(text: &str) -> Result<Self, GroupKeyError> {
        let (kind, rest) = text.split_once(':').ok_or(GroupKeyError)?;
        let id = || rest.parse::<Uuid>().map_err(|_| GroupKeyError);
        Ok(match kind {
            "silence" => Self::Silence(id()?),
            "window" => Self::Window(id()?),
            "alert" => Self::Alert(rest.parse().map_err(|_| GroupKeyError)?),
            "incident" => Self::Incident(id()?),
            "rule" => Self::Rule(rest.to_owned()),
            "service" => Self::Service(rest.to_owned()),
            "team" if rest.is_empty() => Self::Team(None),
            "team" => Self::Team(Some(id()?)),
            _ => return Err(GroupKeyError),
        })
    }
}

#[cfg(test)]
mod tests {
    use ryugaku_alerting::Labels;
    use ryugaku_routing::{Held, Inhibition};

    use super::*;

    fn rule(name: &str) -> GroupKey {
        GroupKey::Rule(name.into())
    }

    fn placed(name: &str, rank: u8) -> Placed {
        Placed { key: rule(name), rank, waits: rank == 0, question: None }
    }

    #[test]
    fn keys_come_back_as_they_went() {
        let id = Uuid::from_u128(7);
        for key in [
            GroupKey::Silence(id),
            GroupKey::Window(id),
            GroupKey::Alert(Fingerprint(0xab)),
            GroupKey::Incident(id),
            rule("a:b c"),
            rule(""),
            GroupKey::Service("決済".into()),
            GroupKey::Team(Some(id)),
            GroupKey::Team(None),
        ] {
            assert_eq!(key.to_string().parse::<GroupKey>().unwrap(), key);
        }
        for text in ["", "rule", "silence:x", "alert:zz", "other:1"] {
            assert!(text.parse::<GroupKey>().is_err(), "{text}");
        }
    }

    #[test]
    fn a_cause_is_what_holds_back_then_the_incident_then_the_rule() {
        let labels = Labels::new([("alertname", "A"), ("service", "s")]);
        let (id, incident) = (Uuid::from_u128(1), Some(Uuid::from_u128(2)));
        let inhibited = vec![Inhibition { rule: 0, by: Fingerprint(3) }];
        for (held, incident, key) in [
            (Held::default(), None, rule("A")),
            (Held::default(), incident, GroupKey::Incident(Uuid::from_u128(2))),
            (Held { flapping: true, ..Held::default() }, None, rule("A")),
            (Held { inhibited: inhibited.clone(), ..Held::default() }, incident, GroupKey::Alert(Fingerprint(3))),
            (Held { maintained: vec![id], inhibited, ..Held::default() }, incident, GroupKey::Window(id)),
            (Held { silenced: vec![id], maintained: vec![id], ..Held::default() }, None, GroupKey::Silence(id)),
        ] {
            assert_eq!(GroupBy::Cause.of(&labels, &Fate::of(held), incident, || None), key);
        }
        assert_eq!(GroupBy::Service.of(&labels, &Fate::PASSES, None, || None), GroupKey::Service("s".into()));
        assert_eq!(GroupBy::Owner.of(&labels, &Fate::PASSES, None, || None), GroupKey::Team(None));
    }

    #[test]
    fn groups_come_by_rank_and_then_by_age() {
        let rows = [("held", 3), ("b", 0), ("a", 0), ("held", 3), ("b", 0)];
        let gathered = gather(rows.map(|(name, rank)| placed(name, rank)), 5);
        let names: Vec<_> = gathered.groups.iter().map(|group| (group.key.clone(), group.rows.clone())).collect();
        assert_eq!(names, [(rule("b"), vec![1, 4]), (rule("a"), vec![2]), (rule("held"), vec![0, 3])]);
        assert_eq!(gathered.left, 0);
        assert_eq!(gathered.groups.iter().map(|group| group.waiting).collect::<Vec<_>>(), [2, 1, 0]);
    }

    #[test]
    fn a_storm_leaves_room_for_the_rest() {
        let storm = (0..500).map(|_| placed("storm", 0));
        let gathered = gather(storm.chain((0..30).map(|n| placed(&n.to_string(), 0))), 40);
        let shown: usize = gathered.groups.iter().map(|group| group.rows.len()).sum();
        let first = &gathered.groups[0];
        assert_eq!((shown, first.size, first.waiting, first.rows.len()), (40, 500, 500, SOME));
        assert_eq!((gathered.groups.len(), gathered.left), (21, 10));
    }

    #[test]
    fn a_question_over_a_row_that_is_not_shown_is_told() {
        let question = |at: usize| (at >= 90).then(|| Uuid::from_u128(u128::from(at >= 95)));
        let rows = (0..100).map(|at| Placed { question: question(at), ..placed("storm", 0) });
        let gathered = gather(rows, 10);
        assert_eq!(gathered.groups[0].rows, (0..10).collect::<Vec<_>>());
        assert_eq!(gathered.groups[0].questions, [Uuid::from_u128(0), Uuid::from_u128(1)]);
    }
}

//! What is owed at one severity, and how two of them differ.

use std::collections::BTreeMap;

use jiff::SignedDuration;

use crate::incidents::circle::Circle;
use crate::incidents::role::Role;

#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Level {
    /// Roles that must be filled, each within so long.
    pub roles: BTreeMap<Role, SignedDuration>,
    /// A status update at least so often.
    pub updates: BTreeMap<Circle, SignedDuration>,
    /// Who must know, by the name people use, each within so long.
    pub tell: BTreeMap<String, SignedDuration>,
    /// When a step has been late for so long, others hear of it too.
    pub escalation: Option<Escalation>,
    /// What must be done before it may be closed, each within so long after it was resolved.
    pub close: BTreeMap<Closing, SignedDuration>,
}

/// What comes after an incident.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, serde::Serialize, utoipa::ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Closing {
    /// It is written, and sent to review.
    Postmortem,
    /// The meeting about it, after which it is published.
    Review,
}

impl Closing {
    pub const ALL: [Self; 2] = [Self::Postmortem, Self::Review];

    pub fn name(self) -> &'static str {
        match self {
            Self::Postmortem => "postmortem",
            Self::Review => "review",
        }
    }

    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|closing| closing.name() == name)
    }

    /// The key of what is to be done.
    pub fn key(self) -> &'static str {
        match self {
            Self::Postmortem => "incident-step-postmortem",
            Self::Review => "incident-step-review",
        }
    }
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Escalation {
    pub after: SignedDuration,
    /// Slugs.
    pub teams: Vec<String>,
    /// The teams that own what is hit: where no team is named.
    pub owners: bool,
}

/// One line of what differs. `None`: it is not asked for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Difference {
    pub what: What,
    pub before: Option<SignedDuration>,
    pub after: Option<SignedDuration>,
}

#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum What {
    Role(Role),
    Update(Circle),
    Tell(String),
    Close(Closing),
    Escalation,
    /// Which team, by its slug, hears of what is late.
    EscalationTo(String),
    /// The teams that own what is hit hear of it.
    EscalationToOwners,
}

impl Level {
    /// For several products at once: everything that any of them asks for, as soon as the strictest wants it.
    pub fn joined<'a>(levels: impl IntoIterator<Item = &'a Level>) -> Self {
        let mut joined = Self::default();
        for level in levels {
            sooner(&mut joined.roles, &level.roles);
            sooner(&mut joined.updates, &level.updates);
            sooner(&mut joined.tell, &level.tell);
            sooner(&mut joined.close, &level.close);
            let Some(other) = &level.escalation else { continue };
            match &mut joined.escalation {
                None => joined.escalation = Some(other.clone()),
                Some(escalation) => {
                    escalation.after = escalation.after.min(other.after);
                    escalation.teams.extend(other.teams.iter().cloned());
                    escalation.teams.sort();
                    escalation.teams.dedup();
                    escalation.owners |= other.owners;
                }
            }
        }
        joined
    }

    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// How long for each of what it asks for.
    fn owed(&self) -> BTreeMap<What, SignedDuration> {
        let roles = self.roles.iter().map(|(role, within)| (What::Role(*role), *within));
        let updates = self.updates.iter().map(|(circle, every)| (What::Update(*circle), *every));
        let tell = self.tell.iter().map(|(name, within)| (What::Tell(name.clone()), *within));
        let close = self.close.iter().map(|(closing, within)| (What::Close(*closing), *within));
        let escalation = self.escalation.iter().map(|escalation| (What::Escalation, escalation.after));
        let teams = self.escalation.iter().flat_map(|escalation| {
            escalation.teams.iter().map(|team| (What::EscalationTo(team.clone()), escalation.after))
        });
        let owners = self.escalation.iter().filter(|escalation| escalation.owners);
        let owners = owners.map(|escalation| (What::EscalationToOwners, escalation.after));
        roles.chain(updates).chain(tell).chain(close).chain(escalation).chain(teams).chain(owners).collect()
    }

    /// What comes, goes or takes another time when this level takes the place of `before`.
    pub fn since(&self, before: &Self) -> Vec<Difference> {
        let (old, new) = (before.owed(), self.owed());
        let all: std::collections::BTreeSet<&What> = old.keys().chain(new.keys()).collect();
        let difference = |what: &What| {
            let (before, after) = (old.get(what).copied(), new.get(what).copied());
            // Who stays goes by the escalation's own line.
            let is_to = matches!(what, What::EscalationTo(_) | What::EscalationToOwners);
            let stays = is_to && before.is_some() && after.is_some();
            (before != after && !stays).then(|| Difference { what: what.clone(), before, after })
        };
        all.into_iter().filter_map(difference).collect()
    }
}

fn sooner<K: Ord + Clone>(into: &mut BTreeMap<K, SignedDuration>, from: &BTreeMap<K, SignedDuration>) {
    for (key, within) in from {
        let kept = into.entry(key.clone()).or_insert(*within);
        *kept = (*kept).min(*within);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn minutes(minutes: i64) -> SignedDuration {
        SignedDuration::from_mins(minutes)
    }

    fn level(roles: &[(Role, i64)], tell: &[(&str, i64)], escalation: Option<(i64, &str)>) -> Level {
        Level {
            roles: roles.iter().map(|(role, within)| (*role, minutes(*within))).collect(),
            updates: BTreeMap::new(),
            close: BTreeMap::new(),
            tell: tell.iter().map(|(name, within)| ((*name).to_owned(), minutes(*within))).collect(),
            escalation: escalation.map(|(after, team)| Escalation {
                after: minutes(after),
                teams: vec![team.to_owned()],
                owners: false,
            }),
        }
    }

    #[test]
    fn of_several_the_strictest_holds() {
        let one = level(&[(Role::Commander, 10)], &[("経営層", 30)], Some((10, "sre")));
        let two = level(&[(Role::Commander, 5), (Role::Scribe, 20)], &[], Some((15, "pay")));
        let joined = Level::joined([&one, &two]);
        let mut expected = level(&[(Role::Commander, 5), (Role::Scribe, 20)], &[("経営層", 30)], Some((10, "pay")));
        expected.escalation.as_mut().unwrap().teams.push("sre".into());
        assert_eq!(joined, expected);
        assert!(Level::joined([]).is_empty());
        let mut to_owners = level(&[], &[], None);
        to_owners.escalation = Some(Escalation { after: minutes(30), teams: Vec::new(), owners: true });
        let both = Level::joined([&one, &to_owners]).escalation.unwrap();
        assert_eq!((both.after, both.teams, both.owners), (minutes(10), vec!["sre".to_owned()], true));
    }

    #[test]
    fn what_differs_is_said_and_nothing_else() {
        let before = level(&[(Role::Commander, 10), (Role::Responder, 10)], &[("Support", 30)], None);
        let after = level(&[(Role::Commander, 5), (Role::Responder, 10)], &[("Executives", 20)], Some((10, "sre")));
        let found: Vec<_> = after.since(&before).into_iter().map(|one| (one.what, one.before, one.after)).collect();
        assert_eq!(
            found,
            [
                (What::Role(Role::Commander), Some(minutes(10)), Some(minutes(5))),
                (What::Tell("Executives".into()), None, Some(minutes(20))),
                (What::Tell("Support".into()), Some(minutes(30)), None),
                (What::Escalation, None, Some(minutes(10))),
                (What::EscalationTo("sre".into()), None, Some(minutes(10))),
            ]
        );
        assert!(after.since(&after).is_empty());
        let later = level(&[], &[], Some((15, "sre"))).since(&level(&[], &[], Some((10, "sre"))));
        assert_eq!(later.iter().map(|one| &one.what).collect::<Vec<_>>(), [&What::Escalation]);
        let other = level(&[], &[], Some((10, "pay"))).since(&level(&[], &[], Some((10, "sre"))));
        let other: Vec<_> = other.into_iter().map(|one| (one.what, one.after)).collect();
        assert_eq!(
            other,
            [(What::EscalationTo("pay".into()), Some(minutes(10))), (What::EscalationTo("sre".into()), None)]
        );
    }

    #[test]
    fn that_the_owners_hear_of_it_differs_too() {
        let named = level(&[], &[], Some((10, "sre")));
        let to_owners = |after| {
            let escalation = Escalation { after: minutes(after), teams: Vec::new(), owners: true };
            Level { escalation: Some(escalation), ..Level::default() }
        };
        let found: Vec<_> = to_owners(10).since(&named).into_iter().map(|one| (one.what, one.after)).collect();
        assert_eq!(found, [(What::EscalationTo("sre".into()), None), (What::EscalationToOwners, Some(minutes(10)))]);
        let found: Vec<_> = to_owners(10).since(&to_owners(15)).into_iter().map(|one| (one.what, one.after)).collect();
        assert_eq!(found, [(What::Escalation, Some(minutes(10)))]);
    }
}

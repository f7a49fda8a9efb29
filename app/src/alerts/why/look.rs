//! One look of the dispatcher at a group, as it is kept: what held its members back, and what became of each channel.

use ryugaku_alerting::Fingerprint;
use ryugaku_kernel::{Time, Uuid};
use ryugaku_routing::{Decision, GroupId, Held, Muted, Skip, Why};
use serde::{Deserialize, Serialize};

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Look {
    pub group: GroupId,
    pub at: Time,
    /// The version of the routes that held.
    pub routing: i64,
    pub decided: Decided,
}

#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Decided {
    /// Of the tree of that version.
    pub node: u32,
    /// Silences, maintenance windows and rules of inhibition that were asked.
    pub asked: [u32; 3],
    pub quiet: Option<Quiet>,
    /// By number. None: the receiver has no channel.
    pub channels: Vec<(u32, Verdict)>,
    /// What held members back, each combination once.
    pub holds: Vec<Hold>,
    /// By fingerprint, the first ones.
    pub members: Vec<Member>,
    /// So many more there were.
    pub left_out: u32,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Member {
    pub alert: Fingerprint,
    pub firing: bool,
    /// A place in `holds`.
    pub held: Option<u16>,
}

#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Hold {
    pub silences: Vec<Uuid>,
    pub windows: Vec<Uuid>,
    /// The number of the rule in that version of the routes, and the alert that inhibits.
    pub inhibited: Vec<(u32, Fingerprint)>,
    pub flapping: bool,
}

/// The route sends nothing at that time.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Quiet {
    During(String),
    Outside,
}

/// What became of one channel.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Verdict {
    Told,
    Unchanged,
    Acknowledged,
    NeverTold,
    Unwanted,
    /// Every member was held back.
    Held,
    Quiet,
}

/// Members and combinations of one look at most.
pub const MOST: usize = 500;

/// Whether an alert was among a look's members.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Membership {
    Is(Member),
    /// Members were left out.
    Perhaps,
    IsNot,
}

impl Decided {
    pub fn membership(&self, alert: Fingerprint) -> Membership {
        match self.members.binary_search_by_key(&alert, |member| member.alert) {
            Ok(at) => Membership::Is(self.members[at]),
            Err(_) if self.left_out > 0 => Membership::Perhaps,
            Err(_) => Membership::IsNot,
        }
    }

    pub fn hold(&self, member: &Member) -> Option<&Hold> {
        self.holds.get(usize::from(member.held?))
    }

    /// Of all members, those left out too.
    pub fn size(&self) -> usize {
        self.members.len() + self.left_out as usize
    }

    pub fn to_bytes(&self) -> Vec<u8> {
        postcard::to_stdvec(self).expect("numbers and texts in memory can be written")
    }

    pub fn from_bytes(bytes: &[u8]) -> Result<Self, postcard::Error> {
        postcard::from_bytes(bytes)
    }
}

impl From<&Held> for Hold {
    fn from(held: &Held) -> Self {
        let rule = |rule: usize| u32::try_from(rule).unwrap_or(u32::MAX);
        Self {
            silences: held.silenced.clone(),
            windows: held.maintained.clone(),
            inhibited: held.inhibited.iter().map(|one| (rule(one.rule), one.by)).collect(),
            flapping: held.flapping,
        }
    }
}

impl From<&Muted> for Quiet {
    fn from(muted: &Muted) -> Self {
        match muted {
            Muted::During(name) => Self::During(name.clone()),
            Muted::Outside => Self::Outside,
        }
    }
}

impl From<Decision> for Verdict {
    fn from(decision: Decision) -> Self {
        match decision {
            Decision::Send(Why::First | Why::New | Why::Resolved | Why::Repeat) => Self::Told,
            Decision::Skip(Skip::Unchanged { .. }) => Self::Unchanged,
            Decision::Skip(Skip::Acknowledged) => Self::Acknowledged,
            Decision::Skip(Skip::NeverTold) => Self::NeverTold,
            Decision::Skip(Skip::Unwanted) => Self::Unwanted,
            Decision::Skip(Skip::Suppressed) => Self::Held,
            Decision::Skip(Skip::Muted) => Self::Quiet,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_look_comes_back_as_it_was_kept() {
        let hold = Hold { silences: vec![Uuid::from_u128(7)], inhibited: vec![(2, Fingerprint(9))], ..Hold::default() };
        let member = |alert, held| Member { alert: Fingerprint(alert), firing: true, held };
        let mut decided = Decided {
            node: 4,
            asked: [1, 2, 3],
            quiet: Some(Quiet::During("夜間".into())),
            channels: vec![(1, Verdict::Quiet)],
            holds: vec![hold.clone()],
            members: vec![member(1, None), member(5, Some(0))],
            left_out: 0,
        };
        assert_eq!(Decided::from_bytes(&decided.to_bytes()).unwrap(), decided);
        assert_eq!(decided.membership(Fingerprint(5)), Membership::Is(member(5, Some(0))));
        assert_eq!((decided.hold(&decided.members[1]), decided.hold(&decided.members[0])), (Some(&hold), None));
        assert_eq!(decided.membership(Fingerprint(2)), Membership::IsNot);
        decided.left_out = 3;
        assert_eq!((decided.membership(Fingerprint(2)), decided.size()), (Membership::Perhaps, 5));
    }
}

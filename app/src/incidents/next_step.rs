//! The one next step of an incident, out of those that there are.

use super::incident::Incident;
use super::status::Status;

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum NextStep {
    TakeCommand,
    /// To this open status.
    Advance(Status),
    Resolve,
    FollowUp,
    Close,
}

impl NextStep {
    /// `None` once nothing is owed. `is_led`: somebody commands, or nobody has to.
    pub fn of(incident: &Incident, tasks: usize, is_led: bool) -> Option<Self> {
        match incident.status {
            Status::Closed => None,
            Status::Resolved if tasks == 0 => Some(Self::FollowUp),
            Status::Resolved => Some(Self::Close),
            status => Self::while_open(status, is_led),
        }
    }

    /// That of one which goes on.
    fn while_open(status: Status, is_led: bool) -> Option<Self> {
        match status {
            _ if !is_led => Some(Self::TakeCommand),
            Status::Monitoring => Some(Self::Resolve),
            status => status.next().map(Self::Advance),
        }
    }

    pub(super) fn part(self) -> &'static str {
        match self {
            Self::TakeCommand => "command",
            Self::Advance(Status::Identified) => "identified",
            Self::Advance(Status::Fixing) => "fixing",
            Self::Advance(_) => "monitoring",
            Self::Resolve => "resolve",
            Self::FollowUp => "follow-up",
            Self::Close => "close",
        }
    }

    /// The key of what it is.
    pub fn title(self) -> String {
        format!("incident-next-{}", self.part())
    }

    /// The key of why it comes now.
    pub fn why(self) -> String {
        format!("incident-next-{}-why", self.part())
    }

    /// The key on the button.
    pub fn button(self) -> String {
        format!("incident-next-{}-button", self.part())
    }

    /// What its form posts to, below the incident's address.
    pub fn action(self) -> &'static str {
        match self {
            Self::TakeCommand => "roles",
            Self::Advance(_) => "status",
            Self::Resolve => "resolve",
            Self::FollowUp => "tasks",
            Self::Close => "close",
        }
    }

    pub fn to(self) -> Option<&'static str> {
        match self {
            Self::Advance(status) => Some(status.name()),
            _ => None,
        }
    }

    pub fn is_command(self) -> bool {
        self == Self::TakeCommand
    }

    pub fn is_resolve(self) -> bool {
        self == Self::Resolve
    }

    pub fn is_follow_up(self) -> bool {
        self == Self::FollowUp
    }
}

#[cfg(test)]
mod tests {
    use ryugaku_kernel::{Lang, Time, Uuid};

    use super::*;
    use crate::incidents::incident::IncidentId;
    use crate::incidents::severity::Severity;
    use crate::words;

    #[test]
    fn one_step_at_a_time() {
        let mut incident = Incident::opened(IncidentId(Uuid::nil()), 1, "x".into(), Severity::Sev1, Time(0));
        assert_eq!(NextStep::of(&incident, 0, false), Some(NextStep::TakeCommand));
        for (status, tasks, next) in [
            (Status::Investigating, 0, Some(NextStep::Advance(Status::Identified))),
            (Status::Identified, 0, Some(NextStep::Advance(Status::Fixing))),
            (Status::Fixing, 0, Some(NextStep::Advance(Status::Monitoring))),
            (Status::Monitoring, 3, Some(NextStep::Resolve)),
            (Status::Resolved, 0, Some(NextStep::FollowUp)),
            (Status::Resolved, 1, Some(NextStep::Close)),
            (Status::Closed, 0, None),
        ] {
            incident.enter(status, Time(1));
            assert_eq!(NextStep::of(&incident, tasks, true), next, "{status:?}");
            for key in next.into_iter().flat_map(|next| [next.title(), next.why(), next.button()]) {
                assert!(Lang::ALL.into_iter().all(|lang| !words::text(lang, &key).contains('⟦')), "{key}");
            }
        }
    }
}

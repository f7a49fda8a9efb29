//! Where a reliability task comes from. By hand, from an incident, from a need; further kinds get a line here.

use ryugaku_kernel::Uuid;

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Origin {
    ByHand,
    Incident(Uuid),
    Need(Uuid),
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, serde::Serialize, serde::Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum OriginKind {
    Hand,
    Incident,
    Need,
}

impl OriginKind {
    pub const ALL: [Self; 3] = [Self::Hand, Self::Incident, Self::Need];

    pub fn name(self) -> &'static str {
        match self {
            Self::Hand => "hand",
            Self::Incident => "incident",
            Self::Need => "need",
        }
    }

    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }

    pub fn key(self) -> &'static str {
        match self {
            Self::Hand => "task-origin-hand",
            Self::Incident => "task-origin-incident",
            Self::Need => "task-origin-need",
        }
    }

    pub fn icon(self) -> &'static str {
        match self {
            Self::Hand => "pen",
            Self::Incident => "incident",
            Self::Need => "consult",
        }
    }
}

impl Origin {
    /// As it is stored; a kind that needs an id and has none is no origin.
    pub fn of(kind: OriginKind, id: Option<Uuid>) -> Option<Self> {
        match kind {
            OriginKind::Hand => Some(Self::ByHand),
            OriginKind::Incident => id.map(Self::Incident),
            OriginKind::Need => id.map(Self::Need),
        }
    }

    pub fn kind(self) -> OriginKind {
        match self {
            Self::ByHand => OriginKind::Hand,
            Self::Incident(_) => OriginKind::Incident,
            Self::Need(_) => OriginKind::Need,
        }
    }

    pub fn id(self) -> Option<Uuid> {
        match self {
            Self::ByHand => None,
            Self::Incident(id) | Self::Need(id) => Some(id),
        }
    }

    /// What events of the task are about too, so that whoever looks at the origin sees them.
    pub fn subject(self) -> Option<(&'static str, Uuid)> {
        match self {
            Self::ByHand => None,
            Self::Incident(id) => Some(("incident", id)),
            Self::Need(id) => Some(("need", id)),
        }
    }
}

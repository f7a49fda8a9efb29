//! The severity policy (深刻度の決まり): what each severity asks for, as one document in versions. What becomes of it while an
//! incident goes on stands in `incidents`.
//!
//! An incident keeps the version it was opened with, until its severity changes: nobody's deadlines move under their hands.

mod api;
mod asks;
mod built_in;
pub mod command;
mod current;
mod document;
mod level;
mod pages;
mod policy;
mod preview;
mod reach;
mod reached;
mod restore;
mod said;
mod save;
mod written;

use ryugaku_kernel::Uuid;

use crate::shell::Place;
use crate::versions::Kind;

pub use api::routes as api;
pub use current::{Current, current, of_versions, to_go_by};
pub use level::{Closing, Difference, Escalation, Level, What};
pub use pages::routes as pages;
pub use policy::Policy;
pub use preview::{Changed, Preview, preview};
pub use reach::{Reach, Way, is_channel};
pub use restore::restore;
pub use said::{difference, what};
pub use save::{NewVersion, save};

static KIND: Kind = Kind {
    table: "severity_policies",
    subject: Uuid::from_u128(u128::from_be_bytes(*b"severity_policy\0")),
    name: "severity_policy",
    path: "/severity-policy",
    title: "severity-policy-title",
    place: Place::Incidents,
    above: ("nav-incidents", "/incidents"),
};

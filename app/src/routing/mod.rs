//! Who hears of which alert: the tree of routes with its time intervals and rules of inhibition, as one document in versions.
//!
//! What a version says is read by `ryugaku_routing::config` and never elsewhere. How receivers are reached is not in it:
//! that stands in `receivers`. Nothing here sends anything.

mod api;
mod branch;
mod built_in;
pub mod command;
mod current;
mod dry_run;
mod editors;
mod import;
mod pages;
mod play;
mod restore;
mod save;
mod storms;
mod way;

use ryugaku_kernel::Uuid;

use crate::shell::Place;
use crate::versions::Kind;

pub use api::routes as api;
pub use branch::length;
pub use current::{Current, current, held};
pub use editors::{may_edit, require_editor};
pub use import::{Import, Planned, import};
pub use pages::routes as pages;
pub use restore::restore;
pub use save::{NewVersion, save};
pub use way::{Came, steps};

static KIND: Kind = Kind {
    table: "routings",
    subject: Uuid::from_u128(u128::from_be_bytes(*b"ryugaku_routing\0")),
    name: "routing",
    path: "/routing",
    title: "routing-title",
    place: Place::Alerts,
    above: ("nav-alerts", "/alerts"),
};

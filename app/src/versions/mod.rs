//! Documents that hold in versions: none is ever changed, the highest holds, and a former one holds again as a new one. What
//! a document says is its own slice's matter.

mod changes;
mod kind;
mod pages;
mod refused;
mod said;
mod store;
mod version;
mod write;

pub use changes::{Line, Mark, changes};
pub use kind::Kind;
pub use pages::{list_page, one_page, restored};
pub use refused::{Numbered, Wrong, numbered};
pub use said::{VersionJson, maker};
pub use store::{find, held, newest, page};
pub use version::{Origin, Version, note_errors, tidied};
pub use write::{Made, written};

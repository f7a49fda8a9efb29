//! Alerts from the wire to the state machine: what senders post, which alerts are active, what changed.
//!
//! Pure: nothing here waits, reads a clock, or knows a database or HTTP. Grouping, silences, owners and pages are
//! the app's.

mod active;
mod batch;
mod body;
mod delivered;
mod element;
mod index;
mod instant;
mod labels;
mod limits;
mod machine;
mod matcher;
mod memo;
mod micros;
mod pairs;
mod raw;
mod row;
pub mod v2;
pub mod webhook4;

pub use active::{Active, Change, Ending, Reason, Resolved, RunId, texts_hash};
pub use batch::{Batch, Entry, EntryError, Record, Seen};
pub use body::Body;
pub use delivered::{Delivered, Posted, Receipt, Refused};
pub use element::{Element, split};
pub use labels::{Annotations, Fingerprint, FingerprintError, LabelSet, Labels};
pub use limits::Limits;
pub use machine::{Kept, Machine, View};
pub use matcher::{Matcher, Op};
pub use memo::{Mark, MarkKey, Memo};

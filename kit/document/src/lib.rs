//! Documents that people write by hand, in YAML: a tree of values that know their lines, read field by field. Everything wrong
//! is said at once, each with its line and its path.
//!
//! Pure, and knows nothing of what a document says.

mod duration;
mod fields;
mod problems;
mod yaml;

pub use duration::{read as read_duration, write as duration_text};
pub use fields::{At, Fields, shown};
pub use problems::{Problems, Remark};
pub use yaml::{Data, Key, Value, parse};

//! Calendars as files (RFC 5545): foreign ones read into busy and free times, ours written as feeds and invitations.
//!
//! Reading is lenient with what does not matter and exact with what does: an entry whose time cannot be told is refused
//! alone, with its line and what to do. Nothing here is fetched: addresses in a calendar are text.

mod component;
mod line;
mod moment;
mod own_zone;
mod read;
mod recur;
mod rule;
mod span;
mod text;
mod write;
mod zones;

pub use read::{Event, Reading, Refused, Window, is_calendar, read};
pub use write::{Answer, Entry, Feed, Method, Party, Status, write};

/// Of a file, in bytes.
pub const LARGEST: usize = 5 << 20;
/// Entries of all kinds in a file.
pub const MOST_ENTRIES: usize = 10_000;
/// Times that one entry may take up within the window.
pub const MOST_TIMES_OF_ONE: usize = 1_000;
/// Times of all entries together.
pub const MOST_TIMES: usize = 5_000;
/// Lines about what was refused; the rest is counted.
pub const MOST_REFUSED: usize = 200;
/// Of a line put together again, in bytes. Longer ones hold pictures and other attachments.
const LONGEST_LINE: usize = 64 << 10;
/// Of a title, a place or an address, in letters; what is longer is cut.
const LONGEST_TEXT: usize = 500;

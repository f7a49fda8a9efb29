//! What sets one document apart from another.

use ryugaku_kernel::Uuid;

use crate::shell::Place;

pub struct Kind {
    pub table: &'static str,
    /// There is one of it: under this id the ledger names it.
    pub subject: Uuid,
    /// What it is called in the ledger, and the topic that wakes whoever holds it in memory.
    pub name: &'static str,
    /// Its page; its versions are below.
    pub path: &'static str,
    /// The key of its page's title.
    pub title: &'static str,
    pub place: Place,
    /// Key and address of the page above its own.
    pub above: (&'static str, &'static str),
}

//! What needs the one who looks: the one next step, and the rows below it.

use ryugaku_kernel::{Outcome, Time};

use crate::app::App;
use crate::door::Visit;

/// The one thing, large: an open incident that wants something.
pub struct Next {
    /// 1 to 4.
    pub severity: u8,
    pub incident: String,
    pub address: String,
    pub since: Time,
    /// What to do, in words.
    pub deed: String,
    /// Why it is theirs, in words.
    pub why: String,
}

pub struct Need {
    /// What stands in the margin: a day, a time.
    pub at: String,
    pub icon: &'static str,
    pub title: String,
    pub address: String,
    pub note: String,
    pub sub: Vec<String>,
    /// Said in words beside it, such as that it is overdue.
    pub care: Option<String>,
}

#[derive(Default)]
pub struct Needs {
    pub next: Option<Next>,
    pub rows: Vec<Need>,
}

pub async fn needs(_app: &App, _visit: &Visit) -> Outcome<Needs> {
    Ok(Needs::default())
}

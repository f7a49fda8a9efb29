//! A person, and what they chose for themselves.

use jiff::tz::TimeZone;
use ryugaku_kernel::{Lang, Role, Time, id_type};

id_type!(
    /// A person's key.
    PersonId
);

#[derive(Clone, Debug)]
pub struct Person {
    pub id: PersonId,
    pub name: String,
    /// Lower case; what they sign in with.
    pub email: String,
    pub role: Role,
    pub choices: Choices,
    pub deactivated_at: Option<Time>,
    pub version: i64,
}

/// What is unset follows the organisation, the browser or the system.
#[derive(Clone, Debug, Default)]
pub struct Choices {
    pub language: Option<Lang>,
    /// IANA name, checked when it is set.
    pub time_zone: Option<String>,
    /// `light` or `dark`.
    pub theme: Option<String>,
    /// Whether single keys do something.
    pub single_keys: bool,
}

impl Choices {
    pub fn zone(&self) -> Option<TimeZone> {
        TimeZone::get(self.time_zone.as_deref()?).ok()
    }
}

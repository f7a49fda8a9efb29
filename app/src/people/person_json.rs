//! People on the wire.

use jiff::civil::Date;
use ryugaku_kernel::{Failure, Lang, Outcome, Role, Time, Uuid};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::change_person::PersonChange;
use super::leave::Left;
use super::membership_store::Home;
use super::person::{Person, role_named};
use super::store::Listed;

#[derive(Serialize, ToSchema)]
pub struct PersonJson {
    pub id: Uuid,
    pub name: String,
    pub email: String,
    #[schema(value_type = String, example = "member")]
    pub role: Role,
    /// The short name of the home team now.
    pub team: Option<String>,
    /// Unset: the organisation's.
    #[schema(value_type = Option<String>, example = "ja")]
    pub language: Option<Lang>,
    pub time_zone: Option<String>,
    pub deactivated_at: Option<Time>,
    pub version: i64,
}

impl PersonJson {
    pub fn of(person: Person, team: Option<String>) -> Self {
        Self {
            id: person.id.0,
            name: person.name,
            email: person.email,
            role: person.role,
            team,
            language: person.choices.language,
            time_zone: person.choices.time_zone,
            deactivated_at: person.deactivated_at,
            version: person.version,
        }
    }
}

impl From<Listed> for PersonJson {
    fn from(listed: Listed) -> Self {
        Self::of(listed.person, listed.team_slug)
    }
}

#[derive(Serialize, ToSchema)]
pub struct HomeJson {
    /// Its short name.
    pub team: String,
    #[schema(value_type = String, format = Date)]
    pub from_day: Date,
    /// Its last day; absent now.
    #[schema(value_type = Option<String>, format = Date)]
    pub until_day: Option<Date>,
}

impl From<&Home> for HomeJson {
    fn from(home: &Home) -> Self {
        Self { team: home.slug.clone(), from_day: home.membership.from, until_day: home.membership.until }
    }
}

#[derive(Serialize, ToSchema)]
pub struct LeftJson {
    pub person: PersonJson,
    pub sessions_ended: u64,
    pub tokens_revoked: u64,
    /// Handed over, or open to be taken.
    pub incidents: usize,
    pub tasks: usize,
    /// Products whose SRE or backup they were: the backup took over, or there is none.
    pub product_sres: usize,
    /// Exchanges in which they were, or had something to do: that was handed over, or is open. Whose guest they were
    /// stands as it stood.
    pub exchanges: usize,
}

impl LeftJson {
    pub fn of(left: Left, team: Option<String>) -> Self {
        Self {
            person: PersonJson::of(left.person, team),
            sessions_ended: left.ended.sessions,
            tokens_revoked: left.ended.tokens,
            incidents: left.incidents,
            tasks: left.tasks,
            product_sres: left.product_sres,
            exchanges: left.exchanges,
        }
    }
}

#[derive(Deserialize, ToSchema)]
pub struct NewPersonJson {
    pub name: String,
    pub email: String,
    /// `admin`, `member` (if absent) or `read`.
    pub role: Option<String>,
    /// `ja` or `en`.
    pub language: Option<String>,
    /// IANA name.
    pub time_zone: Option<String>,
    /// The short name of the home team.
    pub team: Option<String>,
    /// From when it is home; today if absent.
    #[schema(value_type = Option<String>, format = Date)]
    pub from_day: Option<Date>,
}

#[derive(Deserialize, ToSchema)]
pub struct PersonChangeJson {
    pub name: Option<String>,
    pub email: Option<String>,
    /// `admin`, `member` or `read`.
    pub role: Option<String>,
}

impl PersonChangeJson {
    pub fn read(self) -> Outcome<PersonChange> {
        let role = self.role.map(|word| role(&word)).transpose()?;
        Ok(PersonChange { name: self.name, email: self.email, role, ..PersonChange::default() })
    }
}

#[derive(Deserialize, ToSchema)]
pub struct MoveJson {
    /// The short name of the team; absent, there is none any more.
    pub team: Option<String>,
    /// Today if absent; not in the future.
    #[schema(value_type = Option<String>, format = Date)]
    pub from_day: Option<Date>,
}

#[derive(Deserialize, ToSchema)]
pub struct LeaveJson {
    /// Key or e-mail address of who takes over; absent, what they held is left open.
    pub hand_over_to: Option<String>,
}

pub fn role(word: &str) -> Outcome<Role> {
    role_named(word).ok_or_else(|| Failure::invalid("role", "failure-choose-one"))
}

pub fn language(tag: &str) -> Outcome<Lang> {
    Lang::named(tag).ok_or_else(|| Failure::invalid("language", "failure-choose-one"))
}

//! The list of people as an address asks for it: `?team=payments&role=admin&state=left`.

use ryugaku_db::Query;
use ryugaku_kernel::{Failure, Outcome, Role};
use serde::Deserialize;
use utoipa::IntoParams;

use super::store::{self, Filter, Listed};
use super::{person, team_store};
use crate::door::{self, Paging};
use ryugaku_kernel::Page;

#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct PeopleQuery {
    /// The short name of the home team.
    #[serde(default)]
    pub team: String,
    /// `admin`, `member` or `read`.
    #[serde(default)]
    pub role: String,
    /// `here` (if absent), `left` or `all`.
    #[serde(default)]
    pub state: String,
    /// `next` of the page before.
    #[serde(default)]
    pub after: Option<String>,
    /// Rows on a page, 1 to 200; 50 if absent.
    #[serde(default)]
    pub limit: Option<i64>,
}

impl PeopleQuery {
    pub async fn page(&self, q: &mut dyn Query) -> Outcome<Page<Listed>> {
        let team = if self.team.is_empty() { None } else { Some(team_store::chosen(q, &self.team).await?.0) };
        let paging = Paging { after: self.after.clone(), limit: self.limit };
        let filter = Filter { team, role: self.role()?, active: self.active()? };
        store::page(q, &filter, paging.after()?, paging.limit()).await
    }

    /// The part of the address that the next page shares with this one.
    pub fn kept(&self) -> String {
        door::query([("team", self.team.as_str()), ("role", &self.role), ("state", &self.state)])
    }

    pub fn is_narrowed(&self) -> bool {
        !(self.team.is_empty() && self.role.is_empty() && self.state.is_empty())
    }

    fn role(&self) -> Outcome<Option<Role>> {
        if self.role.is_empty() {
            return Ok(None);
        }
        person::role_named(&self.role).map(Some).ok_or_else(|| Failure::invalid("role", "failure-choose-one"))
    }

    fn active(&self) -> Outcome<Option<bool>> {
        match self.state.as_str() {
            "" | "here" => Ok(Some(true)),
            "left" => Ok(Some(false)),
            "all" => Ok(None),
            _ => Err(Failure::invalid("state", "failure-choose-one")),
        }
    }
}

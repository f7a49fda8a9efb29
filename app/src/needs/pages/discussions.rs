//! `/discussions`: when which team talked about SRE, newest first.

use std::collections::HashMap;

use askama::Template;
use axum::Router;
use axum::extract::{Query, State};
use ryugaku_db::Query as Read;
use ryugaku_kernel::{Outcome, Uuid};

use super::discussion_form;
use crate::app::App;
use crate::door::{PageResult, Paging, Visit, get, page, post};
use crate::needs::discussion_store::{self, Filter};
use crate::needs::see::{self, Seen};
use crate::people::{self, TeamId, team_store};
use crate::shell::{Place, Shell};
use crate::words;

pub fn routes() -> Router<App> {
    // Writing one down posts to the list's address.
    Router::new().route("/discussions", get(list).merge(post(discussion_form::hold_one)))
}

/// Names of teams and people in discussions.
#[derive(Default)]
pub struct Names {
    teams: HashMap<Uuid, String>,
    people: HashMap<Uuid, String>,
}

impl Names {
    pub async fn of(q: &mut dyn Read, seen: &[Seen]) -> Outcome<Self> {
        let teams = team_store::many(q, seen.iter().map(|one| TeamId(one.discussion.team))).await?;
        let people = people::names(q, seen.iter().flat_map(|one| one.discussion.people.clone())).await?;
        Ok(Self { teams: teams.into_iter().map(|(id, team)| (id, team.name)).collect(), people })
    }

    pub fn team(&self, seen: &Seen) -> &str {
        self.teams.get(&seen.discussion.team).map_or("?", String::as_str)
    }

    pub fn people(&self, seen: &Seen) -> Vec<(Uuid, &str)> {
        let named = |id: &Uuid| (*id, self.people.get(id).map_or("?", String::as_str));
        seen.discussion.people.iter().map(named).collect()
    }
}

#[derive(Template)]
#[template(path = "needs/discussions.html")]
struct ListPage {
    shell: Shell,
    discussions: Vec<Seen>,
    names: Names,
    /// The address of what follows.
    next: Option<String>,
}

async fn list(State(app): State<App>, visit: Visit, Query(paging): Query<Paging>) -> PageResult {
    visit.cx.require_read()?;
    let mut q = app.db.reader();
    let found = discussion_store::page(&mut q, Filter::default(), paging.after()?, paging.limit()).await?;
    let discussions = see::many(&mut q, &visit.cx, found.items).await?;
    let shell = Shell::new(&app, &visit, Place::Needs, words::text(visit.lang(), "discussions-title")).await?;
    page(&ListPage {
        shell: shell.crumb(words::text(visit.lang(), "nav-needs"), "/needs"),
        names: Names::of(&mut q, &discussions).await?,
        discussions,
        next: found.next.map(|after| format!("/discussions?after={after}")),
    })
}

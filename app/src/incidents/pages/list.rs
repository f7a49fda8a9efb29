//! `/incidents`: what goes on now, then what was.

use askama::Template;
use axum::Router;
use axum::extract::{Query, State};
use ryugaku_kernel::{Cx, Limit, Outcome, Uuid};
use serde::Deserialize;

use super::new;
use crate::app::App;
use crate::catalog::{self, ServiceBrief};
use crate::door::{self, PageResult, Paging, Visit, get, page, post};
use crate::incidents::brief;
use crate::incidents::list_store::{self, Drills, Filter, Place as Ended, State as Wanted};
use crate::incidents::severity::Severity;
use crate::incidents::shown::{self, Shown};
use crate::incidents::status::Status;
use crate::people;
use crate::shell::{Place, Shell};
use crate::words;

pub fn routes() -> Router<App> {
    // Opening posts to the list's address.
    Router::new().route("/incidents", get(list).merge(post(new::open)))
}

/// As the filter's form sends it: an empty field filters nothing, and so does one that fits nothing.
#[derive(Clone, Default, Deserialize)]
pub struct Asked {
    #[serde(default)]
    status: String,
    #[serde(default)]
    severity: String,
    #[serde(default)]
    service: String,
    #[serde(default)]
    team: String,
    #[serde(default)]
    q: String,
    #[serde(default)]
    drills: String,
}

#[derive(Template)]
#[template(path = "incidents/list.html")]
struct ListPage {
    shell: Shell,
    asked: Asked,
    open: Vec<Shown>,
    past: Vec<Shown>,
    /// The address of what follows.
    next: Option<String>,
    /// The newest of all, where nothing goes on.
    last: Option<brief::IncidentBrief>,
    services: Vec<ServiceBrief>,
    teams: Vec<(Uuid, String)>,
    statuses: [Status; 6],
    severities: [Severity; 4],
    /// A later page of what was: without what goes on.
    later: bool,
}

impl Asked {
    fn is_empty(&self) -> bool {
        [&self.status, &self.severity, &self.service, &self.team, &self.q, &self.drills]
            .iter()
            .all(|text| text.trim().is_empty())
    }

    fn filter(&self, services: &[ServiceBrief]) -> Filter {
        let service = Some(&self.service).filter(|slug| !slug.is_empty());
        let team = self.team.parse::<Uuid>().ok();
        let hit = services
            .iter()
            .filter(|one| service.is_none_or(|slug| one.slug == *slug) && team.is_none_or(|team| one.team_id == team));
        Filter {
            state: Wanted::named(&self.status),
            severity: Severity::named(&self.severity),
            services: (service.is_some() || team.is_some()).then(|| hit.map(|one| one.id).collect()),
            words: self.q.trim().to_owned(),
            commander: None,
            drills: Drills::named(&self.drills).unwrap_or_default(),
        }
    }

    fn query(&self) -> String {
        door::query([
            ("status", self.status.as_str()),
            ("severity", &self.severity),
            ("service", &self.service),
            ("team", &self.team),
            ("q", &self.q),
            ("drills", &self.drills),
        ])
    }
}

async fn list(
    State(app): State<App>,
    visit: Visit,
    Query(asked): Query<Asked>,
    Query(paging): Query<Paging>,
) -> PageResult {
    visit.cx.require_read()?;
    let after: Option<Ended> = paging.after()?;
    let mut q = app.db.reader();
    let services = catalog::services(&mut q).await?;
    let filter = asked.filter(&services);
    let open = if after.is_none() { open_ones(&mut q, &visit.cx, &filter).await? } else { Vec::new() };
    let (past, next) = past_ones(&mut q, &visit.cx, &filter, after, paging.limit()).await?;
    let query = asked.query();
    let next = next.map(|after| format!("/incidents?{query}{}after={after}", if query.is_empty() { "" } else { "&" }));
    let nothing_on = open.is_empty() && after.is_none() && asked.is_empty();
    let last = if nothing_on { brief::newest(&mut q, &visit.cx.who).await? } else { None };
    let teams = teams(&mut q, &services).await?;
    let shell = Shell::new(&app, &visit, Place::Incidents, words::text(visit.lang(), "nav-incidents")).await?;
    let (statuses, severities, later) = (Status::ALL, Severity::ALL, after.is_some());
    page(&ListPage { shell, asked, open, past, next, last, services, teams, statuses, severities, later })
}

/// Those that go on, worst first, then oldest first.
async fn open_ones(q: &mut ryugaku_db::Reader, cx: &Cx, filter: &Filter) -> Outcome<Vec<Shown>> {
    let state = match filter.state {
        None | Some(Wanted::Open) => Wanted::Open,
        Some(Wanted::Is(status)) if status.is_open() => Wanted::Is(status),
        _ => return Ok(Vec::new()),
    };
    let filter = Filter { state: Some(state), ..filter.clone() };
    let mut open = list_store::page(q, &cx.who, &filter, None, Limit::of(i64::MAX)).await?.items;
    open.sort_by_key(|incident| (incident.severity, incident.count));
    shown::many(q, open).await
}

/// What is over, the last opened first, and where it goes on.
async fn past_ones(
    q: &mut ryugaku_db::Reader,
    cx: &Cx,
    filter: &Filter,
    after: Option<Ended>,
    limit: Limit,
) -> Outcome<(Vec<Shown>, Option<String>)> {
    let state = match filter.state {
        None | Some(Wanted::Past) => Wanted::Past,
        Some(Wanted::Merged) => Wanted::Merged,
        Some(Wanted::Is(status)) if !status.is_open() => Wanted::Is(status),
        _ => return Ok((Vec::new(), None)),
    };
    let filter = Filter { state: Some(state), ..filter.clone() };
    let page = list_store::page(q, &cx.who, &filter, after, limit).await?;
    Ok((shown::many(q, page.items).await?, page.next))
}

/// The teams that own services, by name.
async fn teams(q: &mut ryugaku_db::Reader, services: &[ServiceBrief]) -> Outcome<Vec<(Uuid, String)>> {
    let names = people::names(q, services.iter().map(|service| service.team_id)).await?;
    let mut teams: Vec<(Uuid, String)> = names.into_iter().collect();
    teams.sort_by(|a, b| a.1.cmp(&b.1));
    Ok(teams)
}

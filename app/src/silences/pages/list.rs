//! `/silences`: what is silenced now, will be, and was.

use askama::Template;
use axum::Router;
use axum::extract::{Query, State};
use ryugaku_alerting::Matcher;
use ryugaku_kernel::Failure;
use serde::Deserialize;

use super::form;
use crate::app::App;
use crate::door::{self, PageResult, Paging, Visit, get, page, post};
use crate::shell::{Place, Shell};
use crate::silences::list_store::{self, Asked, Which};
use crate::silences::shown::Names;
use crate::silences::silence::Silence;
use crate::words;

pub fn routes() -> Router<App> {
    // Making one posts to the list's address.
    Router::new().route("/silences", get(list).merge(post(form::add)))
}

#[derive(Deserialize)]
struct Looked {
    #[serde(default)]
    state: String,
    #[serde(default)]
    q: String,
}

#[derive(Template)]
#[template(path = "silences/list.html")]
struct ListPage {
    shell: Shell,
    which: Which,
    q: String,
    /// What is wrong with the filter; the list shows everything then.
    why: String,
    silences: Vec<Silence>,
    names: Names,
    /// The address of what follows.
    next: Option<String>,
    active: i64,
    pending: i64,
}

impl ListPage {
    fn maker(&self, silence: &Silence) -> String {
        self.names.maker(silence, self.shell.lang)
    }

    /// The list of another state, with the same filter.
    fn of(&self, state: &str) -> String {
        format!("/silences?{}", door::query([("state", state), ("q", &self.q)]))
    }
}

async fn list(
    State(app): State<App>,
    visit: Visit,
    Query(looked): Query<Looked>,
    Query(paging): Query<Paging>,
) -> PageResult {
    visit.cx.require_read()?;
    let which = Which::named(&looked.state).filter(|which| *which != Which::Current).unwrap_or(Which::Active);
    let (filter, why) = match Matcher::parse_list(&looked.q) {
        Ok(filter) => (filter, String::new()),
        Err(Failure::Invalid(errors)) => {
            (Vec::new(), errors.first().map(|error| visit.say(&error.msg)).unwrap_or_default())
        }
        Err(failure) => return Err(failure.into()),
    };
    let (mut q, now) = (app.db.reader(), visit.cx.now());
    // A place in the list that makes no sense is its beginning.
    let after = paging.after().unwrap_or_default();
    let found = list_store::page(&mut q, &Asked { which, filter }, now, after, paging.limit()).await?;
    let query = door::query([("state", which.name()), ("q", &looked.q)]);
    page(&ListPage {
        shell: Shell::new(&app, &visit, Place::Alerts, words::text(visit.lang(), "silences-title"))
            .await?
            .crumb(words::text(visit.lang(), "nav-alerts"), "/alerts"),
        which,
        why,
        names: Names::of_silences(&mut q, &found.items).await?,
        silences: found.items,
        next: found.next.map(|after| format!("/silences?{query}&after={after}")),
        active: list_store::count(&mut q, Which::Active, now).await?,
        pending: list_store::count(&mut q, Which::Pending, now).await?,
        q: looked.q,
    })
}

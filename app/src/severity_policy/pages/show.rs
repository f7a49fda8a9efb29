//! `/severity-policy`: what each severity asks for, then where products ask for something else.

use askama::Template;
use axum::extract::State;

use super::super::asks::{Ask, Named, Own, asks, own};
use super::super::current::{Current, current};
use crate::app::App;
use crate::door::{PageResult, Visit, page};
use crate::incidents::severity::Severity;
use crate::people;
use crate::routing::may_edit;
use crate::shell::{Place, Shell};
use crate::versions::{self, Origin};
use crate::words;

#[derive(Template)]
#[template(path = "severity_policy/show.html")]
struct PolicyPage {
    shell: Shell,
    current: Current,
    by: String,
    levels: Vec<(Severity, Vec<Ask>)>,
    products: Vec<Own>,
    may_edit: bool,
}

pub async fn show(State(app): State<App>, visit: Visit) -> PageResult {
    visit.cx.require_read()?;
    let lang = visit.lang();
    let mut q = app.db.reader();
    let current = current(&mut q).await?;
    let named = Named::here(&mut q).await?;
    let names = people::names(&mut q, current.version.actor_id).await?;
    let shell = Shell::new(&app, &visit, Place::Incidents, words::text(lang, "severity-policy-title")).await?;
    let shell = shell.crumb(words::text(lang, "nav-incidents"), "/incidents");
    let asks = |severity| (severity, asks(lang, current.policy.general(severity), current.policy.reaches(), &named));
    page(&PolicyPage {
        shell,
        by: versions::maker(lang, &current.version, &names),
        levels: Severity::ALL.into_iter().map(asks).collect(),
        products: own(lang, &current.policy, &named),
        may_edit: may_edit(&mut q, &visit.cx).await?,
        current,
    })
}

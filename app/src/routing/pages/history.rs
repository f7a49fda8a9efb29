//! `/routing/versions`: who changed routes when, and what; and letting a former version hold again.

use std::collections::HashMap;

use askama::Template;
use axum::extract::{Path, Query, State};
use ryugaku_kernel::{Msg, Page, Uuid};

use super::super::changes::{Line, Mark, changes};
use super::super::current::{Current, current, one, versions};
use super::super::version::{Origin, Version};
use super::super::{may_edit, restore};
use super::{maker, said, shell};
use crate::app::App;
use crate::door::{Fields, Flash, PageResult, Paging, Visit, page, see_other};
use crate::people;
use crate::shell::Shell;

#[derive(Template)]
#[template(path = "routing/versions.html")]
struct VersionsPage {
    shell: Shell,
    visit: Visit,
    versions: Page<Version>,
    names: HashMap<Uuid, String>,
    holds: i64,
}

impl VersionsPage {
    fn is_current(&self, version: &Version) -> bool {
        version.version == self.holds
    }

    fn by(&self, version: &Version) -> String {
        let name = version.actor_id.and_then(|id| self.names.get(&id)).cloned();
        name.unwrap_or_else(|| said(&self.visit, version.actor_kind))
    }
}

pub async fn list(State(app): State<App>, visit: Visit, Query(paging): Query<Paging>) -> PageResult {
    visit.cx.require_read()?;
    let mut q = app.db.reader();
    let versions = versions(&mut q, paging.after()?, paging.limit()).await?;
    let names = people::names(&mut q, versions.items.iter().filter_map(|version| version.actor_id)).await?;
    let holds = current(&mut q).await?.version.version;
    let shell = shell(&app, &visit, "routing-versions").await?;
    page(&VersionsPage { shell, visit, versions, names, holds })
}

#[derive(Template)]
#[template(path = "routing/version.html")]
struct VersionPage {
    shell: Shell,
    found: Current,
    by: String,
    /// From the version before it.
    changes: Vec<Vec<Line>>,
    holds: bool,
    may_edit: bool,
}

pub async fn show(State(app): State<App>, visit: Visit, Path(version): Path<i64>) -> PageResult {
    visit.cx.require_read()?;
    let mut q = app.db.reader();
    let found = one(&mut q, version).await?;
    let changes = match version {
        0 => Vec::new(),
        _ => changes(&one(&mut q, version - 1).await?.version.text, &found.version.text),
    };
    let holds = current(&mut q).await?.version.version == version;
    let may_edit = may_edit(&mut q, &visit.cx).await?;
    let by = maker(&mut q, &visit, &found.version).await?;
    let mut shell = shell(&app, &visit, "routing-versions").await?;
    let list = std::mem::replace(&mut shell.title, visit.say(&Msg::new("routing-version").with("version", version)));
    let shell = shell.crumb(list, "/routing/versions");
    page(&VersionPage { shell, found, by, changes, holds, may_edit })
}

pub async fn act(State(app): State<App>, visit: Visit, Path(version): Path<i64>, fields: Fields) -> PageResult {
    let mut tx = app.begin().await?;
    let current = restore(&mut tx, &visit.cx, version, fields.maybe_parse("version")?).await?;
    tx.commit().await?;
    let said = Msg::new("routing-restored-said").with("restored", version).with("version", current.version.version);
    Ok(see_other(&app, "/routing", Some(Flash::new(said))))
}

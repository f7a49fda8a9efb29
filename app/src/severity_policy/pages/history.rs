//! `/severity-policy/versions`: who changed it when, and what; and letting a former version hold again.

use axum::extract::{Path, Query, State};

use super::super::current::{current, one, versions};
use super::super::{KIND, restore};
use crate::app::App;
use crate::door::{Fields, PageResult, Paging, Visit};
use crate::routing::may_edit;
use crate::versions::{list_page, one_page, restored};

pub async fn list(State(app): State<App>, visit: Visit, Query(paging): Query<Paging>) -> PageResult {
    visit.cx.require_read()?;
    let mut q = app.db.reader();
    let versions = versions(&mut q, paging.after()?, paging.limit()).await?;
    let holds = current(&mut q).await?.version.version;
    list_page(&app, &visit, &KIND, versions, holds).await
}

pub async fn show(State(app): State<App>, visit: Visit, Path(version): Path<i64>) -> PageResult {
    visit.cx.require_read()?;
    let mut q = app.db.reader();
    let found = one(&mut q, version).await?.version;
    let before = if version == 0 { None } else { Some(one(&mut q, version - 1).await?.version.text) };
    let holds = current(&mut q).await?.version.version;
    let may_edit = may_edit(&mut q, &visit.cx).await?;
    one_page(&app, &visit, &KIND, found, before.as_deref(), holds, may_edit).await
}

pub async fn act(State(app): State<App>, visit: Visit, Path(version): Path<i64>, fields: Fields) -> PageResult {
    let mut tx = app.begin().await?;
    let current = restore(&mut tx, &visit.cx, version, fields.maybe_parse("version")?).await?;
    tx.commit().await?;
    restored(&app, &KIND, version, current.version.version)
}

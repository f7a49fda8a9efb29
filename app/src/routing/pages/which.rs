//! `/routing/route`: which route a label set takes, drawn as the tree with what was tried.

use askama::Template;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use ryugaku_kernel::Failure;
use serde::Deserialize;

use super::super::current::current;
use super::super::way::{Step, labels_of, labels_text, steps};
use super::shell;
use crate::alerts;
use crate::app::App;
use crate::door::{PageResult, Visit, page_with};
use crate::shell::Shell;

#[derive(Deserialize)]
pub struct Asked {
    /// `name=value` on each line.
    labels: Option<String>,
    /// A fingerprint: its labels are filled in.
    #[serde(default)]
    alert: String,
}

#[derive(Template)]
#[template(path = "routing/route.html")]
struct RoutePage {
    shell: Shell,
    labels: String,
    why: Vec<String>,
    /// `None`: nothing was asked.
    steps: Option<Vec<Step>>,
    version: i64,
}

impl RoutePage {
    fn receivers(&self) -> Vec<&str> {
        let steps = self.steps.iter().flatten().filter(|step| step.came.takes());
        steps.map(|step| step.branch.receiver.as_str()).collect()
    }
}

pub async fn which(State(app): State<App>, visit: Visit, Query(asked): Query<Asked>) -> PageResult {
    visit.cx.require_read()?;
    let mut q = app.db.reader();
    let current = current(&mut q).await?;
    let asked = match (asked.labels, asked.alert.parse().ok()) {
        (Some(labels), _) => Some(labels),
        (None, Some(fingerprint)) => Some(labels_text(&alerts::by_fingerprint(&mut q, fingerprint).await?.labels)),
        (None, None) => None,
    };
    let labels = asked.clone().unwrap_or_default();
    let (steps, why) = match asked.map(|text| labels_of(&text)) {
        None => (None, Vec::new()),
        Some(Ok(labels)) => (Some(steps(&current.routing, &labels, visit.cx.now())), Vec::new()),
        Some(Err(Failure::Invalid(errors))) => (None, errors.iter().map(|error| visit.say(&error.msg)).collect()),
        Some(Err(failure)) => return Err(failure.into()),
    };
    let status = if why.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let shell = shell(&app, &visit, "routing-which").await?;
    page_with(status, &RoutePage { shell, labels, why, steps, version: current.version.version })
}

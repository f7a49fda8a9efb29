//! `POST /api/v1/people/import`: a file of people, looked at or taken.

use axum::body::Bytes;
use axum::extract::{Query, State};
use ryugaku_kernel::Lang;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;

use super::import_people::{self, How};
use super::import_plan::{Entry, Plan};
use crate::app::App;
use crate::door::{Answer, Failed, Visit, routes};
use crate::words;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(import))
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct ImportQuery {
    /// Say what would be done, and do nothing.
    #[serde(default)]
    dry_run: bool,
    /// Leave out refused lines, instead of refusing the file.
    #[serde(default)]
    skip_refused: bool,
}

#[derive(Serialize, ToSchema)]
struct ImportJson {
    /// Whether it was done; a dry run does nothing.
    applied: bool,
    added: usize,
    changed: usize,
    unchanged: usize,
    lines: Vec<LineJson>,
    refused: Vec<RefusedJson>,
}

#[derive(Serialize, ToSchema)]
struct LineJson {
    line: u64,
    email: String,
    name: String,
    /// `added`, `changed` or `unchanged`.
    deed: &'static str,
    /// The columns that change.
    columns: Vec<&'static str>,
}

#[derive(Serialize, ToSchema)]
struct RefusedJson {
    line: u64,
    column: String,
    why: String,
}

/// Take people from a file
///
/// The body is `people.csv` in UTF-8: a header row with `name` and `email`, and any of `team`, `role`, `language`,
/// `time_zone`, `from_day`. The e-mail address tells who is who. Refused lines are listed with 422 and nothing is done,
/// unless `skip_refused` is set.
#[utoipa::path(post, path = "/api/v1/people/import", tag = "people", params(ImportQuery),
    request_body(content = String, content_type = "text/csv"), responses(
    (status = 200, body = ImportJson), (status = "4XX", body = ryugaku_web::Problem, content_type = "application/problem+json")))]
async fn import(
    State(app): State<App>,
    visit: Visit,
    Query(query): Query<ImportQuery>,
    file: Bytes,
) -> Result<Answer<ImportJson>, Failed> {
    let mut tx = app.begin().await?;
    let how = How { dry_run: query.dry_run, skip_refused: query.skip_refused };
    let plan = import_people::import(&mut tx, &visit.cx, &file, how).await?;
    tx.commit().await?;
    Ok(Answer::ok(ImportJson::of(&plan, !query.dry_run, visit.lang())))
}

impl ImportJson {
    fn of(plan: &Plan, applied: bool, lang: Lang) -> Self {
        let refused = plan.refused.iter().map(|refused| RefusedJson {
            line: refused.line,
            column: refused.column.clone(),
            why: words::say(lang, &refused.why),
        });
        Self {
            applied,
            added: plan.added(),
            changed: plan.changed(),
            unchanged: plan.unchanged(),
            lines: plan.entries.iter().map(LineJson::from).collect(),
            refused: refused.collect(),
        }
    }
}

impl From<&Entry> for LineJson {
    fn from(entry: &Entry) -> Self {
        Self {
            line: entry.line,
            email: entry.email.clone(),
            name: entry.name.clone(),
            deed: entry.deed.word(),
            columns: entry.deed.columns().to_vec(),
        }
    }
}

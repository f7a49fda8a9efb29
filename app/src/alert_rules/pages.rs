//! `/alert-rules`: which rules there are, one of them, and taking a file.

use askama::Template;
use axum::Router;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use ryugaku_alerting::{Matcher, Op};
use ryugaku_kernel::{Failure, Limit, Msg, Outcome, Page, Uuid};
use ryugaku_routing::config::duration_text;
use serde::Deserialize;

use super::import::{Import, Taken, import};
use super::rule::{Rule, RuleId};
use super::seen::{DAYS, Seen};
use super::store::{self, Filter};
use crate::app::App;
use crate::door::{self, Fields, Flash, PageResult, Visit, get, page, page_with, post, see_other};
use crate::routing::{may_edit, require_editor};
use crate::shell::{Place, Shell};
use crate::words;

pub fn routes() -> Router<App> {
    Router::new()
        .route("/alert-rules", get(list))
        .route("/alert-rules/import", get(form).merge(post(act)))
        .route("/alert-rules/{id}", get(show))
}

#[derive(Deserialize)]
struct Asked {
    #[serde(default)]
    severity: String,
    #[serde(default)]
    without_runbook: String,
    #[serde(default)]
    after: String,
}

#[derive(Template)]
#[template(path = "alert_rules/list.html")]
struct ListPage {
    shell: Shell,
    asked: Asked,
    rules: Page<Rule>,
    severities: Vec<(String, i64)>,
    seen: Seen,
    may_edit: bool,
}

impl ListPage {
    fn days(&self) -> i64 {
        DAYS
    }

    fn is_narrowed(&self) -> bool {
        !self.asked.severity.is_empty() || !self.asked.without_runbook.is_empty()
    }

    fn next(&self, after: &str) -> String {
        let asked = &self.asked;
        let query = [("severity", &*asked.severity), ("without_runbook", &*asked.without_runbook), ("after", after)];
        format!("/alert-rules?{}", door::query(query))
    }
}

#[derive(Template)]
#[template(path = "alert_rules/one.html")]
struct OnePage {
    shell: Shell,
    rule: Rule,
    seen: Seen,
}

impl OnePage {
    fn days(&self) -> i64 {
        DAYS
    }

    fn hold(&self) -> String {
        duration_text(self.rule.hold)
    }

    /// Its alerts, firing or not.
    fn alerts(&self, state: &str) -> String {
        let filter = Matcher::new("alertname", Op::Equal, &self.rule.name).map(|matcher| matcher.to_string());
        let filter = filter.unwrap_or_default();
        format!("/alerts?{}", door::query([("state", state), ("q", &filter)]))
    }
}

async fn shell(app: &App, visit: &Visit, title: impl Into<String>) -> Outcome<Shell> {
    let shell = Shell::new(app, visit, Place::Alerts, title).await?;
    let shell = shell.crumb(words::text(visit.lang(), "nav-alerts"), "/alerts");
    Ok(shell.crumb(words::text(visit.lang(), "routing-title"), "/routing"))
}

async fn list(State(app): State<App>, visit: Visit, Query(asked): Query<Asked>) -> PageResult {
    visit.cx.require_read()?;
    let mut q = app.db.reader();
    let severity = Some(asked.severity.clone()).filter(|severity| !severity.is_empty());
    let filter = Filter { severity, file: None, without_runbook: !asked.without_runbook.is_empty() };
    // A place in the list that makes no sense is its beginning.
    let rules = store::page(&mut q, &filter, asked.after.parse().ok(), Limit::of(100)).await?;
    page(&ListPage {
        shell: shell(&app, &visit, words::text(visit.lang(), "alert-rules-title")).await?,
        rules,
        severities: store::severities(&mut q).await?,
        seen: Seen::load(&app, &mut q, visit.cx.now()).await?,
        may_edit: may_edit(&mut q, &visit.cx).await?,
        asked,
    })
}

async fn show(State(app): State<App>, visit: Visit, Path(id): Path<Uuid>) -> PageResult {
    visit.cx.require_read()?;
    let mut q = app.db.reader();
    let rule = store::find(&mut q, RuleId(id)).await?;
    let seen = Seen::load(&app, &mut q, visit.cx.now()).await?;
    let shell = shell(&app, &visit, rule.name.clone()).await?;
    let shell = shell.crumb(words::text(visit.lang(), "alert-rules-title"), "/alert-rules");
    page(&OnePage { shell, rule, seen })
}

#[derive(Template)]
#[template(path = "alert_rules/import.html")]
struct ImportPage {
    shell: Shell,
    file: String,
    text: String,
    wrong: Vec<String>,
    taken: Option<Taken>,
}

async fn form(State(app): State<App>, visit: Visit) -> PageResult {
    visit.cx.require_read()?;
    import_page(&app, &visit, &Fields::default(), Vec::new(), None).await
}

async fn act(State(app): State<App>, visit: Visit, fields: Fields) -> PageResult {
    require_editor(&mut app.db.reader(), &visit.cx).await?;
    let dry_run = fields.get("deed") != "take";
    let tried: Outcome<Taken> = async {
        let mut tx = app.begin().await?;
        let wanted = Import { file: fields.get("file").into(), text: fields.get("text").into(), dry_run };
        let taken = import(&mut tx, &visit.cx, wanted).await?;
        tx.commit().await?;
        Ok(taken)
    }
    .await;
    match tried {
        Ok(taken) if dry_run => import_page(&app, &visit, &fields, Vec::new(), Some(taken)).await,
        Ok(taken) => {
            let said = Msg::new("alert-rules-taken-said").with("n", taken.rules.len());
            Ok(see_other(&app, "/alert-rules", Some(Flash::new(said))))
        }
        Err(Failure::Invalid(errors)) => {
            let wrong = errors.iter().map(|error| visit.say(&error.msg)).collect();
            import_page(&app, &visit, &fields, wrong, None).await
        }
        Err(failure) => Err(failure.into()),
    }
}

async fn import_page(
    app: &App,
    visit: &Visit,
    fields: &Fields,
    wrong: Vec<String>,
    taken: Option<Taken>,
) -> PageResult {
    let status = if wrong.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let shell = shell(app, visit, words::text(visit.lang(), "alert-rules-import")).await?;
    let shell = shell.crumb(words::text(visit.lang(), "alert-rules-title"), "/alert-rules");
    let (file, text) = (fields.get("file").to_owned(), fields.get("text").to_owned());
    page_with(status, &ImportPage { shell, file, text, wrong, taken })
}

//! `/alerts/{fingerprint}`: one alert as it is, why it came to whom it came, its rule and its history.

use askama::Template;
use axum::extract::{Path, Query, State};
use ryugaku_alerting::RunId;
use ryugaku_kernel::{Limit, Page, Time};
use ryugaku_routing::config::duration_text;
use serde::Deserialize;

use crate::alert_rules::{self, Rule};
use crate::alerts::api::named;
use crate::alerts::owners::Owners;
use crate::alerts::why::{Reader, Step, Story, story};
use crate::alerts::{Alert, Run, store};
use crate::app::App;
use crate::door::{PageResult, Paging, Visit, page};
use crate::incidents::{self, IncidentBrief};
use crate::intake;
use crate::questions::{self, QuestionBrief};
use crate::shell::{Place, Shell, when};
use crate::words;

#[derive(Deserialize)]
pub struct Asked {
    /// Why of which run; of the last if it is absent, or makes no sense.
    #[serde(default)]
    run: String,
}

#[derive(Template)]
#[template(path = "alerts/one.html")]
struct OnePage {
    shell: Shell,
    alert: Alert,
    runs: Page<Run>,
    owners: Owners,
    source: Option<String>,
    incidents: Vec<IncidentBrief>,
    /// That wait for an answer over it.
    questions: Vec<QuestionBrief>,
    rule: Option<Rule>,
    why: Story,
    steps: Vec<(Option<String>, Step)>,
    reader: Reader,
    here: String,
}

impl OnePage {
    /// What the alert says, else its rule, if a page may link to it.
    fn runbook(&self) -> Option<&str> {
        let said = ["runbook_url", "runbook"].iter().find_map(|name| self.alert.annotations.get(name));
        let said = said.filter(|url| !url.is_empty());
        let url = said.or_else(|| self.rule.as_ref()?.runbook.as_deref())?;
        (url.starts_with("https://") || url.starts_with("http://")).then_some(url)
    }

    /// The incident it is part of, while that goes on.
    fn open_incident(&self) -> Option<&IncidentBrief> {
        self.incidents.iter().find(|incident| incident.resolved_at.is_none())
    }

    fn hold(&self, rule: &Rule) -> String {
        duration_text(rule.hold)
    }
}

/// Each with its day, where that is another than of the step before; of the first, than today.
fn with_days(steps: Vec<Step>, reader: &Reader) -> Vec<(Option<String>, Step)> {
    let day = |time: Time| time.timestamp().to_zoned(reader.zone.clone()).date();
    let mut before = day(reader.now);
    let with_day = |step: Step| {
        let this = day(step.at);
        let changed = std::mem::replace(&mut before, this) != this;
        (changed.then(|| when::brief(this, reader.lang)), step)
    };
    steps.into_iter().map(with_day).collect()
}

pub async fn show(
    State(app): State<App>,
    visit: Visit,
    Path(id): Path<String>,
    Query(asked): Query<Asked>,
    Query(paging): Query<Paging>,
) -> PageResult {
    visit.cx.require_read()?;
    let mut q = app.db.reader();
    let alert = store::by_fingerprint(&mut q, named(&id)?).await?;
    let runs = store::history(&mut q, Some(alert.fingerprint), paging.after()?, Limit::of(20)).await?;
    let owners = Owners::load(&mut q, [&alert]).await?;
    let source = match alert.source {
        Some(id) => intake::names(&mut q, [id]).await?.remove(&id).map(|(name, _)| name),
        None => None,
    };
    let run = asked.run.parse().ok().map(RunId);
    let mut why = story(&app, &mut q, &visit.cx, alert.fingerprint, run).await?;
    let reader = Reader { lang: visit.lang(), zone: visit.zone(), now: visit.cx.now() };
    let shell = Shell::new(&app, &visit, Place::Alerts, alert.title()).await?;
    page(&OnePage {
        shell: shell.crumb(words::text(visit.lang(), "nav-alerts"), "/alerts"),
        runs,
        owners,
        source,
        incidents: incidents::of_alert(&mut q, &visit.cx.who, &alert.id()).await?,
        questions: questions::over_alert(&mut q, alert.fingerprint).await?,
        rule: alert_rules::rule_of(&mut q, &alert.name).await?,
        steps: with_days(std::mem::take(&mut why.steps), &reader),
        why,
        reader,
        here: visit.uri.path_and_query().map(ToString::to_string).unwrap_or_default(),
        alert,
    })
}

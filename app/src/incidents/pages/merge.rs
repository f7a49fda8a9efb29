//! `/incidents/{number}/merge`: into which one, then what goes along, and that it cannot be undone.

use askama::Template;
use axum::Router;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use ryugaku_kernel::{Failure, Limit, Msg};
use serde::Deserialize;

use crate::app::App;
use crate::door::{Fields, Flash, Form, PageResult, Visit, get, page_with, post, see_other};
use crate::incidents::brief::{self, IncidentBrief};
use crate::incidents::incident::{Incident, count_of};
use crate::incidents::list_store::{self, Drills, Filter, State as Standing};
use crate::incidents::merge::{self, Merging};
use crate::incidents::store;
use crate::shell::{Place, Shell};
use crate::words;

pub fn routes() -> Router<App> {
    Router::new().route("/incidents/{number}/merge", get(ask).merge(post(go)))
}

#[derive(Default, Deserialize)]
struct Asked {
    #[serde(default)]
    into: String,
}

#[derive(Template)]
#[template(path = "incidents/merge.html")]
struct MergePage {
    shell: Shell,
    incident: Incident,
    number: String,
    form: Form,
    /// Those that go on, and may be the same.
    others: Vec<IncidentBrief>,
    /// Once one is chosen.
    would: Option<Merging>,
}

impl MergePage {
    fn along(&self, would: &Merging) -> Vec<String> {
        let counts = [
            ("incident-merge-alerts", would.alerts),
            ("incident-merge-services", would.services),
            ("incident-merge-tasks", would.tasks),
            ("incident-merge-left", would.left),
            ("incident-merge-roles", would.roles),
        ];
        let said =
            counts.into_iter().filter(|(_, n)| *n > 0).map(|(key, n)| self.shell.say(&Msg::new(key).with("n", n)));
        said.chain([self.shell.t("incident-merge-timeline")]).collect()
    }
}

async fn ask(
    State(app): State<App>,
    visit: Visit,
    Path(number): Path<String>,
    Query(asked): Query<Asked>,
) -> PageResult {
    page_of(&app, &visit, count_of(&number)?, StatusCode::OK, Form::filled(&[("into", asked.into.trim())])).await
}

async fn go(State(app): State<App>, visit: Visit, Path(number): Path<String>, fields: Fields) -> PageResult {
    let (mut tx, count) = (app.begin().await?, count_of(&number)?);
    match merge::merge(&mut tx, &visit.cx, count, fields.get("into")).await {
        Ok(done) => {
            tx.commit().await?;
            let into = done.into.number().to_string();
            let said = Msg::new("incident-merged-said").with("number", done.from.number().to_string());
            Ok(see_other(&app, &format!("/incidents/{into}"), Some(Flash::new(said.with("into", into.clone())))))
        }
        Err(Failure::Invalid(errors)) => {
            drop(tx);
            let form = Form::refused(&fields, &errors, visit.lang());
            page_of(&app, &visit, count, StatusCode::UNPROCESSABLE_ENTITY, form).await
        }
        Err(failure) => Err(failure.into()),
    }
}

async fn page_of(app: &App, visit: &Visit, count: i64, status: StatusCode, form: Form) -> PageResult {
    visit.cx.require_act()?;
    let mut q = app.db.reader();
    let incident = store::to_change(&mut q, &visit.cx.who, count).await?;
    let chosen = form.value("into").to_owned();
    let would = match chosen.is_empty() || status != StatusCode::OK {
        true => Ok(None),
        false => merge::look(&mut q, &visit.cx, count, &chosen).await.map(Some),
    };
    let (status, form, would) = match would {
        Ok(would) => (status, form, would),
        Err(Failure::Invalid(errors)) => {
            let fields = Form::refused(&Fields::of(&[("into", &chosen)]), &errors, visit.lang());
            (StatusCode::UNPROCESSABLE_ENTITY, fields, None)
        }
        Err(failure) => return Err(failure.into()),
    };
    let drills = if incident.practice { Drills::Only } else { Drills::Without };
    let filter = Filter { state: Some(Standing::Open), drills, ..Filter::default() };
    let mut others = list_store::page(&mut q, &visit.cx.who, &filter, None, Limit::of(i64::MAX)).await?.items;
    others.retain(|other| other.id != incident.id && other.is_restricted == incident.is_restricted);
    others.sort_by_key(|other| (other.severity, other.count));
    let others = brief::briefs(&mut q, others).await?;
    let number = incident.number().to_string();
    let shell = Shell::new(app, visit, Place::Incidents, words::text(visit.lang(), "incident-merge")).await?;
    let shell = shell
        .crumb(words::text(visit.lang(), "nav-incidents"), "/incidents")
        .crumb(number.clone(), format!("/incidents/{number}"));
    page_with(status, &MergePage { shell, incident, number, form, others, would })
}

//! `/api/v1/postmortems/import`: what was written elsewhere.

use axum::body::Bytes;
use axum::extract::{Query, State};
use ryugaku_kernel::{Msg, Time};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;

use crate::app::App;
use crate::door::{Answer, Failed, Visit, routes};
use crate::postmortems::import::{Taken, import};
use crate::postmortems::past::Agreement;
use crate::shell::when;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(take))
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct PostmortemImportQuery {
    /// Say what would be done, and do nothing
    #[serde(default)]
    dry_run: bool,
}

#[derive(Serialize, ToSchema)]
struct PostmortemTakenJson {
    /// Whether it was done; a dry run does nothing, and what is there already is not taken twice.
    applied: bool,
    already: bool,
    /// Such as `INC-7`; absent in a dry run
    incident: Option<String>,
    title: String,
    /// Whether the text says how severe it was; else it counts as SEV3
    severity_stated: bool,
    /// In which its times were read
    time_zone: String,
    began_at: Option<Time>,
    resolved_at: Option<Time>,
    /// From its beginning
    minutes_to_repair: Option<i64>,
    minutes_to_resolve: Option<i64>,
    /// Where the text states lengths itself: whether its times give the same
    stated: Vec<StatedJson>,
    actions: Vec<PastActionJson>,
    /// How many of them became tasks, or would
    tasks: usize,
    refused: Vec<PostmortemRefusedJson>,
}

#[derive(Serialize, ToSchema)]
struct StatedJson {
    /// `detection`, `repair` or `resolution`
    of: &'static str,
    agrees: bool,
    /// In words, where it does not
    why: Option<String>,
}

#[derive(Serialize, ToSchema)]
struct PastActionJson {
    title: String,
    done: bool,
}

#[derive(Serialize, ToSchema)]
struct PostmortemRefusedJson {
    /// From 1
    line: usize,
    why: String,
}

/// Take a post-mortem as Markdown; the same one is taken once
#[utoipa::path(post, path = "/api/v1/postmortems/import", tag = "postmortems", params(PostmortemImportQuery), request_body(content = String, content_type = "text/markdown"), responses(
    (status = 200, body = PostmortemTakenJson), (status = "4XX", body = ryugaku_web::Problem, content_type = "application/problem+json")))]
async fn take(
    State(app): State<App>,
    visit: Visit,
    Query(asked): Query<PostmortemImportQuery>,
    body: Bytes,
) -> Result<Answer<PostmortemTakenJson>, Failed> {
    visit.cx.require_act()?;
    let mut tx = app.begin().await?;
    let taken = match import(&mut tx, &visit.cx, &body, asked.dry_run).await? {
        Ok(taken) => {
            if !asked.dry_run {
                tx.commit().await?;
            }
            PostmortemTakenJson::of(&visit, taken, asked.dry_run)
        }
        Err(wrong) => PostmortemTakenJson::refused(&visit, &wrong),
    };
    Ok(Answer::ok(taken))
}

impl PostmortemTakenJson {
    fn of(visit: &Visit, taken: Taken, dry_run: bool) -> Self {
        let past = taken.past;
        let stated = |(of, agreement): (&'static str, Option<Agreement>)| {
            let why = match agreement? {
                Agreement::Agrees => None,
                Agreement::Differs(given) => {
                    let msg = Msg::new("postmortem-import-differs").with("given", when::span(given, visit.lang()));
                    let said =
                        [("detection", &past.detection), ("repair", &past.repair), ("resolution", &past.resolution)];
                    let said = said.into_iter().find(|(name, _)| *name == of)?.1.as_ref()?.length;
                    Some(visit.say(&msg.with("stated", when::span(said, visit.lang()))))
                }
            };
            Some(StatedJson { of, agrees: why.is_none(), why })
        };
        Self {
            applied: !dry_run && !taken.already,
            already: taken.already,
            incident: taken.incident.map(|incident| incident.number().to_string()),
            severity_stated: past.severity.is_some(),
            time_zone: taken.zone,
            began_at: Some(taken.began_at),
            resolved_at: Some(taken.resolved_at),
            minutes_to_repair: Some(past.time_to_repair().as_mins()),
            minutes_to_resolve: Some(past.time_to_resolve().as_mins()),
            stated: past.agreements().into_iter().filter_map(stated).collect(),
            actions: past
                .actions
                .iter()
                .map(|action| PastActionJson { title: action.title.clone(), done: action.is_done })
                .collect(),
            tasks: taken.tasks,
            title: past.title,
            refused: Vec::new(),
        }
    }

    fn refused(visit: &Visit, wrong: &[(usize, Msg)]) -> Self {
        let refused = wrong.iter().map(|(line, msg)| PostmortemRefusedJson { line: *line, why: visit.say(msg) });
        Self {
            applied: false,
            already: false,
            incident: None,
            title: String::new(),
            severity_stated: false,
            time_zone: String::new(),
            began_at: None,
            resolved_at: None,
            minutes_to_repair: None,
            minutes_to_resolve: None,
            stated: Vec::new(),
            actions: Vec::new(),
            tasks: 0,
            refused: refused.collect(),
        }
    }
}

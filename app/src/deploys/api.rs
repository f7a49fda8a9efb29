//! `/api/v1/deploys`

use std::collections::HashMap;

use axum::extract::{Path, Query, State};
use ryugaku_db::Query as Db;
use ryugaku_kernel::{Failure, Outcome, Time, Uuid};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;

use super::deploy::{Deploy, DeployId, NewDeploy};
use super::{record, store};
use crate::app::App;
use crate::catalog;
use crate::door::{Answer, Body, Failed, Listed, Paging, Visit, routes};

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(list, add)).routes(routes!(show))
}

#[derive(Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct Asked {
    /// Of this service: its short name
    #[serde(default)]
    service: String,
}

#[derive(Serialize, ToSchema)]
struct DeployJson {
    id: Uuid,
    /// Short names of those that the catalog still has.
    services: Vec<String>,
    /// Where a whole product was named: its short name.
    #[serde(skip_serializing_if = "Option::is_none")]
    product: Option<String>,
    version: String,
    environment: String,
    revision: String,
    url: String,
    who: String,
    at: Time,
    recorded_at: Time,
}

/// Deploys, the last that was recorded first
#[utoipa::path(get, path = "/api/v1/deploys", tag = "deploys", params(Asked, Paging), responses(
    (status = 200, body = Listed<DeployJson>), (status = "4XX", body = ryugaku_web::Problem, content_type = "application/problem+json")))]
async fn list(
    State(app): State<App>,
    visit: Visit,
    Query(asked): Query<Asked>,
    Query(paging): Query<Paging>,
) -> Result<Answer<Listed<DeployJson>>, Failed> {
    visit.cx.require_read()?;
    let mut q = app.db.reader();
    let service = match asked.service.as_str() {
        "" => None,
        slug => {
            let found = catalog::services(&mut q).await?.into_iter().find(|service| service.slug == slug);
            Some(found.ok_or_else(|| Failure::invalid("service", "failure-unknown"))?.id)
        }
    };
    let page = store::page(&mut q, service, paging.after()?, paging.limit()).await?;
    let next = page.next.clone();
    Ok(Answer::ok(Listed { items: said(&mut q, page.items).await?, next }))
}

/// Record a deploy; 200 and what is there if it was recorded before
#[utoipa::path(post, path = "/api/v1/deploys", tag = "deploys", request_body = NewDeploy, responses(
    (status = 201, body = DeployJson), (status = 200, body = DeployJson), (status = "4XX", body = ryugaku_web::Problem, content_type = "application/problem+json")))]
async fn add(
    State(app): State<App>,
    visit: Visit,
    new: Result<Body<NewDeploy>, Failed>,
) -> Result<Answer<DeployJson>, Failed> {
    // Who may not do it is not told how it is written; keys for delivering have their own door.
    visit.cx.require_act()?;
    let Body(new) = new?;
    let mut tx = app.begin().await?;
    let (deploy, is_new) = record::record(&mut tx, &visit.cx, new).await?;
    tx.commit().await?;
    let location = format!("/api/v1/deploys/{}", deploy.id);
    let json = one(&app, deploy).await?;
    Ok(if is_new { Answer::created(json, location) } else { Answer::ok(json) })
}

/// One deploy
#[utoipa::path(get, path = "/api/v1/deploys/{id}", tag = "deploys", params(("id" = Uuid, Path)), responses(
    (status = 200, body = DeployJson), (status = "4XX", body = ryugaku_web::Problem, content_type = "application/problem+json")))]
async fn show(State(app): State<App>, visit: Visit, Path(id): Path<Uuid>) -> Result<Answer<DeployJson>, Failed> {
    visit.cx.require_read()?;
    let deploy = store::find(&mut app.db.reader(), DeployId(id)).await?;
    Ok(Answer::ok(one(&app, deploy).await?))
}

async fn one(app: &App, deploy: Deploy) -> Outcome<DeployJson> {
    let json = said(&mut app.db.reader(), vec![deploy]).await?.pop();
    Ok(json.expect("one deploy gives one"))
}

async fn said(q: &mut dyn Db, deploys: Vec<Deploy>) -> Outcome<Vec<DeployJson>> {
    let (mut services, mut products) = (HashMap::new(), HashMap::new());
    for known in catalog::services(q).await? {
        products.insert(known.product_id, known.product_slug);
        services.insert(known.id, known.slug);
    }
    let json = |deploy: Deploy| DeployJson {
        id: deploy.id.0,
        services: deploy.services.iter().filter_map(|id| services.get(id).cloned()).collect(),
        product: deploy.product.and_then(|id| products.get(&id).cloned()),
        version: deploy.version,
        environment: deploy.environment,
        revision: deploy.revision,
        url: deploy.url,
        who: deploy.who,
        at: deploy.at,
        recorded_at: deploy.recorded_at,
    };
    Ok(deploys.into_iter().map(json).collect())
}

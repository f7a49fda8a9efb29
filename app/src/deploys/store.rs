//! Deploys' rows, and of which services each is.

use std::collections::HashMap;

use ryugaku_db::{Query, Read, Row, Statement, Transaction, Value, sql};
use ryugaku_kernel::{Failure, Limit, Outcome, Page, Time, Uuid};

use super::deploy::{Deploy, DeployId};

const DEPLOY: &str = "select d.id, d.product_id, d.version, d.environment, d.revision, d.url, d.who, d.deployed_at, \
     d.recorded_at, d.sameness from deploys d where ";

/// Gives whether it is new: what was told before stays as it was.
pub async fn insert(tx: &mut Transaction, deploy: &Deploy) -> Outcome<bool> {
    let row = sql("insert into deploys (id, product_id, version, environment, revision, url, who, deployed_at, \
                   recorded_at, sameness) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) on conflict (sameness) do nothing");
    let row = row.bind(deploy.id.0).bind(deploy.product).bind(&deploy.version).bind(&deploy.environment);
    let row = row.bind(&deploy.revision).bind(&deploy.url).bind(&deploy.who).bind(deploy.at);
    if tx.run(row.bind(deploy.recorded_at).bind(&deploy.sameness)).await? == 0 {
        return Ok(false);
    }
    let row = |service: &Uuid| vec![Value::from(*service), deploy.at.into(), deploy.id.0.into()];
    let rows = deploy.services.iter().map(row).collect();
    tx.insert_many("insert into deploy_services (service_id, deployed_at, deploy_id) values ", rows).await?;
    Ok(true)
}

pub async fn by_sameness(q: &mut dyn Query, sameness: &str) -> Outcome<Deploy> {
    one(q, sql(DEPLOY).text("d.sameness = ").arg(sameness)).await
}

pub async fn find(q: &mut dyn Query, id: DeployId) -> Outcome<Deploy> {
    one(q, sql(DEPLOY).text("d.id = ").arg(id.0)).await
}

/// What was recorded last comes first.
pub async fn page(
    q: &mut dyn Query,
    service: Option<Uuid>,
    before: Option<Uuid>,
    limit: Limit,
) -> Outcome<Page<Deploy>> {
    let mut statement = sql(DEPLOY).text("1 = 1").optional(" and d.id < ", before);
    if let Some(service) = service {
        statement = statement
            .text(" and d.id in (select s.deploy_id from deploy_services s where s.service_id = ")
            .arg(service)
            .text(")");
    }
    let found = all(q, statement.text(" order by d.id desc limit ").arg(limit.probe())).await?;
    Ok(Page::cut(found, limit, |deploy| deploy.id.to_string()))
}

/// Of any of these services in this span, the latest first; no more than two hundred.
pub async fn of_services(q: &mut dyn Query, services: Vec<Uuid>, from: Time, until: Time) -> Outcome<Vec<Deploy>> {
    if services.is_empty() {
        return Ok(Vec::new());
    }
    let statement = sql(DEPLOY)
        .text("d.id in (select s.deploy_id from deploy_services s where s.service_id in ")
        .list(services)
        .text(" and s.deployed_at >= ")
        .arg(from)
        .text(" and s.deployed_at <= ")
        .arg(until)
        .text(") order by d.deployed_at desc, d.id desc limit 200");
    all(q, statement).await
}

async fn one(q: &mut dyn Query, statement: Statement) -> Outcome<Deploy> {
    all(q, statement).await?.pop().ok_or(Failure::NotFound("deploy"))
}

async fn all(q: &mut dyn Query, statement: Statement) -> Outcome<Vec<Deploy>> {
    let mut deploys = q.all(statement, read).await?;
    let of = sql("select deploy_id, service_id from deploy_services where deploy_id in ")
        .list(deploys.iter().map(|deploy| deploy.id.0))
        .text(" order by service_id");
    let mut services: HashMap<Uuid, Vec<Uuid>> = HashMap::new();
    for (deploy, service) in q.all(of, |row| Ok((row.get("deploy_id")?, row.get("service_id")?))).await? {
        services.entry(deploy).or_default().push(service);
    }
    for deploy in &mut deploys {
        deploy.services = services.remove(&deploy.id.0).unwrap_or_default();
    }
    Ok(deploys)
}

fn read(row: &Row) -> Outcome<Deploy> {
    Ok(Deploy {
        id: DeployId(row.get("id")?),
        services: Vec::new(),
        product: row.get("product_id")?,
        version: row.get("version")?,
        environment: row.get("environment")?,
        revision: row.get("revision")?,
        url: row.get("url")?,
        who: row.get("who")?,
        at: row.get("deployed_at")?,
        recorded_at: row.get("recorded_at")?,
        sameness: row.get("sameness")?,
    })
}

//! A deploy is recorded. What is told again changes nothing.

use ryugaku_kernel::{Cx, Failure, FieldError, Outcome};
use ryugaku_ledger::{NewEvent, Tx};

use super::deploy::{Deploy, DeployId, NewDeploy, checked};
use super::store;
use crate::catalog::{self, ServiceBrief};

/// Gives it as it is kept, and whether it is new.
pub async fn record(tx: &mut Tx, cx: &Cx, new: NewDeploy) -> Outcome<(Deploy, bool)> {
    cx.require_deliver()?;
    let known = catalog::services(tx).await?;
    keep(tx, cx, &known, new).await?.map_err(Failure::Invalid)
}

/// Several, each with where it stood in what was sent. Gives what is wrong with those that were refused; the others are kept.
pub async fn record_all(tx: &mut Tx, cx: &Cx, news: Vec<(String, NewDeploy)>) -> Outcome<Vec<FieldError>> {
    cx.require_deliver()?;
    let known = catalog::services(tx).await?;
    let mut refused = Vec::new();
    for (at, new) in news {
        if let Err(wrong) = keep(tx, cx, &known, new).await? {
            refused.extend(wrong.into_iter().map(|error| FieldError::new(format!("{at}{}", error.field), error.msg)));
        }
    }
    Ok(refused)
}

async fn keep(
    tx: &mut Tx,
    cx: &Cx,
    known: &[ServiceBrief],
    new: NewDeploy,
) -> Outcome<Result<(Deploy, bool), Vec<FieldError>>> {
    let deploy = match checked(new, known, DeployId(cx.new_id()), cx.now()) {
        Ok(deploy) => deploy,
        Err(wrong) => return Ok(Err(wrong)),
    };
    if !store::insert(tx, &deploy).await? {
        return Ok(Ok((store::by_sameness(tx, &deploy.sameness).await?, false)));
    }
    let mut event = NewEvent::of("deploy.recorded").happened(deploy.at);
    for service in &deploy.services {
        event = event.about("service", *service);
    }
    if let Some(product) = deploy.product {
        event = event.about("product", product);
    }
    let event = event.fact("deploy", deploy.id.to_string()).fact("version", deploy.version.as_str());
    tx.record(cx, event.fact("environment", deploy.environment.as_str()));
    Ok(Ok((deploy, true)))
}

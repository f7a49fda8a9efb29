//! Running a job that was given up once more, from its first attempt.

use ryugaku_jobs::Job;
use ryugaku_kernel::{Cx, Outcome, Uuid};
use ryugaku_ledger::{NewEvent, Tx};

pub async fn rerun(tx: &mut Tx, cx: &Cx, id: Uuid) -> Outcome<Job> {
    cx.require_admin()?;
    ryugaku_jobs::rerun(tx, cx, id).await?;
    let job = ryugaku_jobs::find(tx, id).await?;
    tx.record(cx, NewEvent::of("job.rerun").about("job", id).fact("kind", job.kind.clone()));
    Ok(job)
}

//! The workers of one replica: they wait to be woken, claim, run, and let what is under way finish at the end.

use std::collections::HashMap;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use jiff::SignedDuration;
use ryugaku_db::{Db, Read, sql};
use ryugaku_kernel::{Cx, Outcome};
use tokio_util::sync::CancellationToken;
use tokio_util::task::AbortOnDropHandle;

use crate::claim::{claim, finish, hold};
use crate::{Job, Stop};

type Done = Pin<Box<dyn Future<Output = Result<(), Stop>> + Send>>;
type Handler = Arc<dyn Fn(Cx, Job) -> Done + Send + Sync>;
type Tick = Arc<dyn Fn(Cx) -> Pin<Box<dyn Future<Output = Outcome<()>> + Send>> + Send + Sync>;

/// What each kind of job does, and what is done every so often by one replica.
#[derive(Clone, Default)]
pub struct Registry {
    handlers: HashMap<&'static str, Handler>,
    rounds: Vec<(&'static str, SignedDuration, Tick)>,
}

impl Registry {
    pub fn on<F, D>(&mut self, kind: &'static str, handler: F)
    where
        F: Fn(Cx, Job) -> D + Send + Sync + 'static,
        D: Future<Output = Result<(), Stop>> + Send + 'static,
    {
        self.handlers.insert(kind, Arc::new(move |cx, job| Box::pin(handler(cx, job))));
    }

    /// Runs `tick` once in `period`, whichever replica gets to it first.
    pub fn every<F, D>(&mut self, name: &'static str, period: SignedDuration, tick: F)
    where
        F: Fn(Cx) -> D + Send + Sync + 'static,
        D: Future<Output = Outcome<()>> + Send + 'static,
    {
        self.rounds.push((name, period, Arc::new(move |cx| Box::pin(tick(cx)))));
    }
}

#[derive(Clone)]
pub struct Runner {
    db: Db,
    cx: Cx,
    registry: Arc<Registry>,
}

const WORKERS: usize = 4;
/// A wake may be lost: so often the queue is looked at anyway.
const LOOK: Duration = Duration::from_secs(1);

impl Runner {
    pub fn new(db: Db, cx: Cx, registry: Registry) -> Self {
        Self { db, cx, registry: Arc::new(registry) }
    }

    /// Works until `stop`, then finishes what is under way.
    pub async fn run(self, stop: CancellationToken) {
        let mut workers = tokio::task::JoinSet::new();
        for _ in 0..WORKERS {
            workers.spawn(self.clone().work(stop.clone()));
        }
        workers.spawn(self.make_rounds(stop));
        while workers.join_next().await.is_some() {}
    }

    /// Runs everything that is due now and all that follows from it at once; gives how many jobs were begun.
    pub async fn drain(&self) -> Outcome<usize> {
        let mut begun = 0;
        while self.next().await? {
            begun += 1;
        }
        Ok(begun)
    }

    async fn work(self, stop: CancellationToken) {
        let mut wakes = self.db.listen();
        while !stop.is_cancelled() {
            match self.next().await {
                Ok(true) => continue,
                Ok(false) => {}
                Err(failure) => tracing::warn!(%failure, "jobs cannot be claimed; trying again"),
            }
            tokio::select! {
                () = stop.cancelled() => {}
                () = tokio::time::sleep(LOOK) => {}
                _ = wakes.recv() => {}
            }
        }
    }

    /// Runs one job, if one is due.
    async fn next(&self) -> Outcome<bool> {
        let Some(job) = claim(&self.db, self.cx.now()).await? else { return Ok(false) };
        let result = match self.registry.handlers.get(job.kind.as_str()) {
            Some(handler) => self.holding(&job, handler(self.cx.clone(), job.clone())).await,
            None => Err(Stop::Retry(format!("this program knows no job of kind {}", job.kind))),
        };
        match &result {
            Ok(()) => {
                metrics::counter!("ryugaku_jobs_total", "kind" => job.kind.clone(), "result" => "done").increment(1)
            }
            Err(stop) => {
                tracing::warn!(kind = job.kind, id = %job.id, attempts = job.attempts, ?stop, "job did not finish");
                metrics::counter!("ryugaku_jobs_total", "kind" => job.kind.clone(), "result" => "stopped").increment(1);
            }
        }
        let jitter = self.cx.chance.below(1000) as f64 / 1000.0;
        finish(&self.db, &job, self.cx.now(), result, jitter).await?;
        Ok(true)
    }

    /// Keeps the claim for as long as the job takes. A panic counts as a failure of the job, not of the worker.
    async fn holding(&self, job: &Job, done: Done) -> Result<(), Stop> {
        // With its worker the job is gone too: whoever claims it next must not find it still at work.
        let mut task = AbortOnDropHandle::new(tokio::spawn(done));
        loop {
            tokio::select! {
                result = &mut task => {
                    return result.unwrap_or_else(|error| Err(Stop::Retry(format!("the job broke off: {error}"))));
                }
                () = tokio::time::sleep(Duration::from_secs(20)) => {
                    if let Err(failure) = hold(&self.db, job, self.cx.now()).await {
                        tracing::warn!(%failure, id = %job.id, "a claim could not be held");
                    }
                }
            }
        }
    }

    async fn make_rounds(self, stop: CancellationToken) {
        while !stop.is_cancelled() {
            if let Err(failure) = self.rounds().await {
                tracing::warn!(%failure, "a round could not be begun; trying again");
            }
            tokio::select! {
                () = stop.cancelled() => {}
                () = tokio::time::sleep(LOOK) => {}
            }
        }
    }

    /// Does the rounds that are due now.
    pub async fn rounds(&self) -> Outcome<()> {
        for (name, period, tick) in &self.registry.rounds {
            let now = self.cx.now();
            let waiting = sql("select 1 as n from job_rounds where name = $1 and next_at > $2").bind(*name).bind(now);
            if self.db.reader().row(waiting).await?.is_some() {
                continue;
            }
            let mut tx = self.db.begin().await?;
            tx.run(
                sql("insert into job_rounds (name, next_at) values ($1, $2) on conflict (name) do nothing")
                    .bind(*name)
                    .bind(now),
            )
            .await?;
            let mine = sql("update job_rounds set next_at = $1 where name = $2 and next_at <= $3");
            let mine = tx.run(mine.bind(now.plus(*period)).bind(*name).bind(now)).await?;
            tx.commit().await?;
            if mine > 0
                && let Err(failure) = tick(self.cx.clone()).await
            {
                tracing::warn!(%failure, name, "a round failed; it comes again");
            }
        }
        Ok(())
    }
}

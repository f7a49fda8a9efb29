//! Appending: whoever waits while one commit runs goes into the next, all in one transaction.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use ryugaku_db::{Db, Read, Transaction, Value, sql};
use ryugaku_kernel::{Clock, Failure, Msg, Outcome};
use tokio::sync::oneshot;

/// Entries that may wait; beyond that the caller is told to come again.
const MOST: usize = 4096;
const MOST_BYTES: usize = 128 << 20;
/// Of one transaction; a single entry may be larger.
const BATCH: usize = 512;
const BATCH_BYTES: usize = 16 << 20;

/// Cheap to clone. Nothing runs while nothing is appended.
#[derive(Clone)]
pub struct Journal(Arc<Inner>);

struct Inner {
    db: Db,
    clock: Arc<dyn Clock>,
    name: &'static str,
    queue: Mutex<Queue>,
}

#[derive(Default)]
struct Queue {
    waiting: VecDeque<Waiting>,
    bytes: usize,
    committing: bool,
}

struct Waiting {
    body: Vec<u8>,
    answer: oneshot::Sender<Outcome<i64>>,
}

impl Journal {
    pub fn new(db: Db, clock: Arc<dyn Clock>, name: &'static str) -> Self {
        Self(Arc::new(Inner { db, clock, name, queue: Mutex::default() }))
    }

    /// Gives the entry's position once it is on disk. A failed commit fails everything that was in it; nothing of it is
    /// there then, unless the failure hid that it was: the same entry twice must do no harm.
    pub async fn append(&self, body: Vec<u8>) -> Outcome<i64> {
        let (answer, answered) = oneshot::channel();
        self.put(Waiting { body, answer })?;
        // A task of its own: a caller that hangs up takes nobody else's answer along.
        answered.await.unwrap_or_else(|_| Err(Failure::internal("the journal's commit broke off")))
    }

    fn put(&self, entry: Waiting) -> Outcome<()> {
        let mut queue = self.queue();
        let full = queue.bytes + entry.body.len() > MOST_BYTES && !queue.waiting.is_empty();
        if full || queue.waiting.len() >= MOST {
            metrics::counter!("ryugaku_journal_full_total", "journal" => self.0.name).increment(1);
            return Err(Failure::Busy { msg: Msg::new("failure-journal-full"), retry_after: 2 });
        }
        queue.bytes += entry.body.len();
        queue.waiting.push_back(entry);
        if !queue.committing {
            queue.committing = true;
            tokio::spawn(Committing(self.clone()).run());
        }
        Ok(())
    }

    fn queue(&self) -> MutexGuard<'_, Queue> {
        self.0.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What goes into the next transaction; with nothing left the committing ends, under the same lock.
    fn take(&self) -> Option<Vec<Waiting>> {
        let mut queue = self.queue();
        let (mut batch, mut bytes) = (Vec::new(), 0);
        while let Some(entry) = queue.waiting.front() {
            bytes += entry.body.len();
            if batch.len() == BATCH || (bytes > BATCH_BYTES && !batch.is_empty()) {
                break;
            }
            queue.bytes -= entry.body.len();
            batch.extend(queue.waiting.pop_front());
        }
        if batch.is_empty() {
            queue.committing = false;
            return None;
        }
        Some(batch)
    }

    /// The position of the first entry.
    async fn commit(&self, bodies: Vec<Vec<u8>>) -> Outcome<i64> {
        let (name, now) = (self.0.name, self.0.clock.now());
        let count = i64::try_from(bodies.len()).unwrap_or(i64::MAX);
        let mut tx = self.0.db.begin().await?;
        let first = advance_head(&mut tx, name, count).await? - count + 1;
        let row = |(position, body)| vec![Value::from(name), Value::from(position), now.into(), Value::from(body)];
        let rows = (first..).zip(bodies).map(row).collect();
        tx.insert_many("insert into journal (name, position, received_at, body) values ", rows).await?;
        tx.wake("journal");
        tx.commit().await?;
        Ok(first)
    }
}

/// The row stays locked until the commit: order of position is order of commit, whichever replica writes.
async fn advance_head(tx: &mut Transaction, name: &'static str, count: i64) -> Outcome<i64> {
    let advance = || {
        let row = sql("update journal_head set position = position + $1 where name = $2 returning position");
        row.bind(count).bind(name)
    };
    if let Some(row) = tx.row(advance()).await? {
        return row.get("position");
    }
    let first =
        sql("insert into journal_head (name, position, applied) values ($1, 0, 0) on conflict (name) do nothing");
    tx.run(first.bind(name)).await?;
    let row = tx.row(advance()).await?;
    row.ok_or_else(|| Failure::internal("the journal has no head row"))?.get("position")
}

/// Runs until nothing waits. Should it break off, the next append begins anew.
struct Committing(Journal);

impl Committing {
    async fn run(self) {
        while let Some(batch) = self.0.take() {
            let (bodies, answers): (Vec<_>, Vec<_>) = batch.into_iter().map(|entry| (entry.body, entry.answer)).unzip();
            metrics::histogram!("ryugaku_journal_batch", "journal" => self.0.0.name).record(answers.len() as f64);
            let done = self.0.commit(bodies).await;
            if let Err(failure) = &done {
                tracing::warn!(%failure, entries = answers.len(), "nothing could be written to the journal");
            }
            for (offset, answer) in (0..).zip(answers) {
                // Who has hung up needs no answer.
                let _ = answer.send(done.as_ref().map(|first| first + offset).map_err(same));
            }
        }
    }
}

impl Drop for Committing {
    fn drop(&mut self) {
        if std::thread::panicking() {
            self.0.queue().committing = false;
        }
    }
}

/// The failure once more, for each that was in the commit.
fn same(failure: &Failure) -> Failure {
    match failure {
        Failure::Busy { msg, retry_after } => Failure::Busy { msg: msg.clone(), retry_after: *retry_after },
        Failure::Unavailable { msg, source } => {
            let source = source.as_ref().map(|source| source.to_string().into());
            Failure::Unavailable { msg: msg.clone(), source }
        }
        other => Failure::internal(other.to_string()),
    }
}

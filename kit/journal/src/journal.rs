//! Appending: whoever waits while one commit runs goes into the next, all in one transaction.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use ryugaku_db::{Db, Engine, Read, Transaction, Value, sql};
use ryugaku_kernel::{Clock, Failure, Msg, Outcome, Time};
use tokio::sync::oneshot;

use crate::Entry;

/// Entries that may wait; beyond that the caller is told to come again.
const MOST: usize = 4096;
const MOST_BYTES: usize = 128 << 20;
/// Of one transaction; a single entry may be larger.
const BATCH: usize = 512;
const BATCH_BYTES: usize = 16 << 20;
/// Where several wait together, those who have just been answered come again: so long the next commit waits for as many, since each
/// costs a wait for the disk however many are in it. Whoever is alone waits for nobody.
const COMPANY: Duration = Duration::from_millis(1);
/// What was appended here last is kept, so that who follows need not read it from the database.
const RECENT_BYTES: usize = 8 << 20;

/// Cheap to clone. Nothing runs while nothing is appended.
#[derive(Clone)]
pub struct Journal(Arc<Inner>);

struct Inner {
    db: Db,
    clock: Arc<dyn Clock>,
    name: &'static str,
    queue: Mutex<Queue>,
    recent: Mutex<Recent>,
}

#[derive(Default)]
struct Recent {
    entries: VecDeque<Entry>,
    bytes: usize,
}

#[derive(Default)]
struct Queue {
    waiting: VecDeque<Waiting>,
    bytes: usize,
    committing: bool,
}

struct Waiting {
    body: Bytes,
    answer: oneshot::Sender<Outcome<i64>>,
}

impl Journal {
    pub fn new(db: Db, clock: Arc<dyn Clock>, name: &'static str) -> Self {
        Self(Arc::new(Inner { db, clock, name, queue: Mutex::default(), recent: Mutex::default() }))
    }

    /// Gives the entry's position once it is on disk. A failed commit fails everything that was in it; nothing of it is
    /// there then, unless the failure hid that it was: the same entry twice must do no harm.
    pub async fn append(&self, body: Vec<u8>) -> Outcome<i64> {
        let (answer, answered) = oneshot::channel();
        self.put(Waiting { body: body.into(), answer })?;
        // A task of its own: a caller that hangs up takes nobody else's answer along.
        answered.await.unwrap_or_else(|_| Err(Failure::internal("the journal's commit broke off")))
    }

    /// Appends within a transaction of the caller's: the entry is there if that is committed. Other appends wait for it.
    pub async fn append_in(tx: &mut Transaction, name: &'static str, now: Time, body: Vec<u8>) -> Outcome<i64> {
        let position = advance_head(tx, name, 1).await?;
        let row = sql("insert into journal (name, position, received_at, body) values ($1, $2, $3, $4)");
        tx.run(row.bind(name).bind(position).bind(now).bind(body)).await?;
        tx.wake("journal");
        Ok(position)
    }

    /// Leaves out so many positions, and gives the first of them: for what takes its order from the journal and did not come
    /// through it. Only where nothing waits to be applied.
    pub async fn pass_over(tx: &mut Transaction, name: &'static str, count: i64) -> Outcome<i64> {
        let position = advance_head(tx, name, count).await?;
        let row = sql("update journal_head set applied = position where name = $1 and applied = position - $2");
        match tx.run(row.bind(name).bind(count)).await? {
            0 => Err(Failure::internal("entries of the journal wait to be applied")),
            _ => Ok(position - count + 1),
        }
    }

    /// What follows `after` as far as it was appended here and is still kept, without a gap; nothing if the next entry is
    /// another replica's, or gone: then it is in the database.
    pub(crate) fn recent(&self, after: i64, most: usize) -> Vec<Entry> {
        let mut recent = self.0.recent.lock().unwrap_or_else(PoisonError::into_inner);
        while recent.entries.front().is_some_and(|entry| entry.position <= after) {
            let gone = recent.entries.pop_front();
            recent.bytes -= gone.map_or(0, |entry| entry.body.len());
        }
        let mut next = after;
        let follows = |entry: &&Entry| {
            next += 1;
            entry.position == next
        };
        recent.entries.iter().take(most).take_while(follows).cloned().collect()
    }

    fn keep(&self, first: i64, received_at: Time, bodies: Vec<Bytes>) {
        let mut recent = self.0.recent.lock().unwrap_or_else(PoisonError::into_inner);
        for (position, body) in (first..).zip(bodies) {
            recent.bytes += body.len();
            recent.entries.push_back(Entry { position, received_at, body });
        }
        while recent.bytes > RECENT_BYTES {
            let gone = recent.entries.pop_front();
            recent.bytes -= gone.map_or(0, |entry| entry.body.len());
        }
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

    pub(crate) fn name(&self) -> &'static str {
        self.0.name
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
    async fn commit(&self, bodies: Vec<Bytes>) -> Outcome<i64> {
        let (name, now) = (self.0.name, self.0.clock.now());
        let last = match self.write(&bodies, now).await? {
            Some(last) => last,
            None => {
                let mut tx = self.0.db.begin().await?;
                found(&mut tx, name).await?;
                tx.commit().await?;
                let last = self.write(&bodies, now).await?;
                last.ok_or_else(|| Failure::internal("the journal has no head row"))?
            }
        };
        let first = last + 1 - i64::try_from(bodies.len()).unwrap_or(i64::MAX);
        self.keep(first, now, bodies);
        Ok(first)
    }

    /// The position of the last of them; `None` and nothing written if the journal has no head row yet.
    async fn write(&self, bodies: &[Bytes], now: Time) -> Outcome<Option<i64>> {
        let count = i64::try_from(bodies.len()).unwrap_or(i64::MAX);
        // The row stays locked until the commit, see `advance_head`.
        let (head, rows, end) = match self.0.db.engine() {
            Engine::Sqlite => (
                "update journal_head set position = position + ",
                " returning position; insert into journal (name, position, received_at, body) select head.name, \
                 head.position - entries.column1, entries.column2, entries.column3 from journal_head as head, (values ",
                ") as entries where head.name = ",
            ),
            Engine::Postgres => (
                "with head as (update journal_head set position = position + ",
                " returning name, position), written as (insert into journal (name, position, received_at, body) \
                 select head.name, head.position - entries.column1, entries.column2, entries.column3 from head, (values ",
                ") as entries) select position, pg_notify('ryugaku', 'journal') from head where name = ",
            ),
        };
        let mut statement = sql(head).arg(count).text(" where name = ").arg(self.0.name).text(rows);
        for (before_last, body) in (0..count).rev().zip(bodies) {
            let row = [Value::from(before_last), now.into(), Value::from(body.to_vec())];
            statement = statement.text(if before_last + 1 == count { "" } else { ", " }).list(row);
        }
        let rows = self.0.db.run_alone(statement.text(end).arg(self.0.name), "journal").await?;
        rows.first().map(|row| row.get("position")).transpose()
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
    found(tx, name).await?;
    let row = tx.row(advance()).await?;
    row.ok_or_else(|| Failure::internal("the journal has no head row"))?.get("position")
}

/// The row that says how far the journal has come.
async fn found(tx: &mut Transaction, name: &'static str) -> Outcome<()> {
    let first =
        sql("insert into journal_head (name, position, applied) values ($1, 0, 0) on conflict (name) do nothing");
    tx.run(first.bind(name)).await.map(drop)
}

/// Runs until nothing waits. Should it break off, the next append begins anew.
struct Committing(Journal);

impl Committing {
    async fn run(self) {
        while let Some(batch) = self.0.take() {
            let (bodies, answers): (Vec<_>, Vec<_>) = batch.into_iter().map(|entry| (entry.body, entry.answer)).unzip();
            let count = answers.len();
            metrics::histogram!("ryugaku_journal_batch", "journal" => self.0.0.name).record(count as f64);
            let done = self.0.commit(bodies).await;
            if let Err(failure) = &done {
                tracing::warn!(%failure, entries = answers.len(), "nothing could be written to the journal");
            }
            for (offset, answer) in (0..).zip(answers) {
                // Who has hung up needs no answer.
                let _ = answer.send(done.as_ref().map(|first| first + offset).map_err(same));
            }
            if count > 1 && self.0.queue().waiting.len() < count {
                tokio::time::sleep(COMPANY).await;
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

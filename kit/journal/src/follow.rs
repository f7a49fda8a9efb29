//! Reading what was appended: by the owner alone, each entry once in effect, since how far it has come is written in
//! the transaction that writes what came of it.

use ryugaku_db::{Db, Query, Read, Transaction, sql};
use ryugaku_kernel::{Outcome, Time};

use bytes::Bytes;

use crate::{Journal, Lease};

#[derive(Clone, Debug)]
pub struct Entry {
    pub position: i64,
    pub received_at: Time,
    pub body: Bytes,
}

impl Journal {
    /// The position up to which entries have been applied, on the whole.
    pub async fn applied(name: &'static str, q: &mut dyn Query) -> Outcome<i64> {
        let statement = sql("select applied from journal_head where name = $1").bind(name);
        Ok(q.one(statement, |row| row.get("applied")).await?.unwrap_or(0))
    }

    /// The position of the newest entry.
    pub async fn position(name: &'static str, q: &mut dyn Query) -> Outcome<i64> {
        let statement = sql("select position from journal_head where name = $1").bind(name);
        Ok(q.one(statement, |row| row.get("position")).await?.unwrap_or(0))
    }

    /// The next entries after a position, in order; as many as fit into memory well.
    pub async fn read(&self, q: &mut dyn Query, after: i64) -> Outcome<Vec<Entry>> {
        let recent = self.recent(after, LOOK as usize);
        if recent.is_empty() { Self::stored(self.name(), q, after).await } else { Ok(recent) }
    }

    /// The same, always from the database.
    pub async fn stored(name: &'static str, q: &mut dyn Query, after: i64) -> Outcome<Vec<Entry>> {
        let sizes = sql("select position, cast(length(body) as bigint) as size from journal where name = $1 \
                         and position > $2 order by position limit $3");
        let sizes = sizes.bind(name).bind(after).bind(LOOK);
        let sizes = q.all(sizes, |row| Ok((row.get::<i64>("position")?, row.get::<i64>("size")?))).await?;
        let (mut last, mut bytes) = (after, 0);
        for (position, size) in sizes {
            bytes += size;
            if bytes > BYTES && last > after {
                break;
            }
            last = position;
        }
        if last == after {
            return Ok(Vec::new());
        }
        let statement = sql("select position, received_at, body from journal where name = $1 and position > $2 \
                             and position <= $3 order by position");
        q.all(statement.bind(name).bind(after).bind(last), |row| {
            let body: Vec<u8> = row.get("body")?;
            Ok(Entry { position: row.get("position")?, received_at: row.get("received_at")?, body: body.into() })
        })
        .await
    }
}

/// The owner of one term, reading one journal.
#[derive(Clone, Copy, Debug)]
pub struct Follower {
    journal: &'static str,
    lease: Lease,
    term: i64,
}

/// Entries looked at for one batch, and the bytes they may have together; a single one may be larger.
const LOOK: i64 = 1000;
const BYTES: i64 = 8 << 20;

impl Follower {
    pub fn new(journal: &'static str, lease: Lease, term: i64) -> Self {
        Self { journal, lease, term }
    }

    /// A transaction in which this owner may write, and holds the lease on; `None` if the lease has been lost.
    pub async fn begin(&self, db: &Db, now: Time) -> Outcome<Option<Transaction>> {
        self.hold(db.begin().await?, now).await
    }

    /// The same for what follows from the journal, and can be made anew from it: see [`Db::begin_lightly`].
    pub async fn begin_lightly(&self, db: &Db, now: Time) -> Outcome<Option<Transaction>> {
        self.hold(db.begin_lightly().await?, now).await
    }

    async fn hold(&self, mut tx: Transaction, now: Time) -> Outcome<Option<Transaction>> {
        Ok(if self.lease.hold(&mut tx, self.term, now).await? { Some(tx) } else { None })
    }

    /// Marks everything up to `position` as applied.
    pub async fn advance(&self, tx: &mut Transaction, position: i64) -> Outcome<()> {
        let row = sql("update journal_head set applied = $1 where name = $2 and applied < $1");
        tx.run(row.bind(position).bind(self.journal)).await.map(drop)
    }

    /// Deletes applied entries that came in before `before`, the oldest first, some at a time; gives how many it was.
    pub async fn trim(&self, tx: &mut Transaction, before: Time) -> Outcome<u64> {
        let row = sql("delete from journal where name = $1 and position in (select position from journal \
                       where name = $1 and position <= (select applied from journal_head where name = $1) \
                       order by position limit 500) and received_at < $2");
        tx.run(row.bind(self.journal).bind(before)).await
    }

    /// Lets another replica take over at once.
    pub async fn leave(&self, db: &Db) -> Outcome<()> {
        self.lease.leave(db, self.term).await
    }
}

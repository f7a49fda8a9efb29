//! The transaction of a verb: what it changes and what it records, together or not at all.

use std::ops::{Deref, DerefMut};

use ryugaku_db::{Db, Query, Read, Rows, Statement, Transaction, Value, sql};
use ryugaku_kernel::{Cx, Failure, Outcome, Time, Uuid};
use serde_json::json;

use crate::NewEvent;

struct Recorded {
    event: NewEvent,
    recorded_at: Time,
    actor_kind: &'static str,
    actor_id: Option<Uuid>,
}

pub struct Tx {
    inner: Transaction,
    recorded: Vec<Recorded>,
}

impl Tx {
    pub async fn begin(db: &Db) -> Outcome<Self> {
        Ok(Self { inner: db.begin().await?, recorded: Vec::new() })
    }

    /// Keeps the event until commit.
    pub fn record(&mut self, cx: &Cx, event: NewEvent) {
        self.recorded.push(Recorded {
            event,
            recorded_at: cx.now(),
            actor_kind: cx.who.kind.name(),
            actor_id: cx.who.id,
        });
    }

    /// Numbers and writes the events, commits, wakes whoever follows the ledger. Gives the last position, if any.
    pub async fn commit(mut self) -> Outcome<Option<i64>> {
        let recorded = std::mem::take(&mut self.recorded);
        if recorded.is_empty() {
            self.inner.commit().await?;
            return Ok(None);
        }
        let count = i64::try_from(recorded.len()).unwrap_or(i64::MAX);
        // The row stays locked until the commit: whoever numbers next waits, so that order of position is order of commit.
        let head = sql("update ledger_head set position = position + $1 where id = 1 returning position").bind(count);
        let last: i64 = match self.inner.row(head).await? {
            Some(row) => row.get("position")?,
            None => return Err(Failure::internal("the ledger has no head row")),
        };
        self.write(recorded, last - count).await?;
        self.inner.wake("ledger");
        self.inner.commit().await?;
        Ok(Some(last))
    }

    async fn write(&mut self, recorded: Vec<Recorded>, before: i64) -> Outcome<()> {
        let (mut events, mut subjects, mut audiences) = (Vec::new(), Vec::new(), Vec::new());
        for (position, Recorded { event, recorded_at, actor_kind, actor_id }) in (before + 1..).zip(recorded) {
            let about = event.about.iter().map(|(kind, id)| json!({"kind": kind, "id": id})).collect();
            for (kind, id) in &event.about {
                subjects.push(vec![Value::from(position), kind.as_ref().into(), (*id).into()]);
            }
            for id in event.audience.ids() {
                audiences.push(vec![Value::from(position), id.into()]);
            }
            events.push(vec![
                Value::from(position),
                recorded_at.into(),
                event.happened_at.unwrap_or(recorded_at).into(),
                actor_kind.into(),
                actor_id.into(),
                event.kind.into(),
                event.kind.split('.').next().unwrap_or(event.kind).into(),
                event.audience.word().into(),
                serde_json::Value::Array(about).into(),
                serde_json::Value::Object(event.facts).into(),
                event.text.into(),
            ]);
        }
        let head = "insert into events (position, recorded_at, happened_at, actor_kind, actor_id, kind, thing, audience, \
                    about, facts, text_id) values ";
        self.inner.insert_many(head, events).await?;
        self.inner.insert_many("insert into event_subjects (position, kind, id) values ", subjects).await?;
        self.inner.insert_many("insert into event_audiences (position, id) values ", audiences).await
    }
}

/// One that has begun, for who writes under a lease.
impl From<Transaction> for Tx {
    fn from(inner: Transaction) -> Self {
        Self { inner, recorded: Vec::new() }
    }
}

impl Deref for Tx {
    type Target = Transaction;
    fn deref(&self) -> &Transaction {
        &self.inner
    }
}

impl DerefMut for Tx {
    fn deref_mut(&mut self) -> &mut Transaction {
        &mut self.inner
    }
}

impl Query for Tx {
    fn rows(&mut self, statement: Statement) -> Rows<'_> {
        self.inner.rows(statement)
    }
}

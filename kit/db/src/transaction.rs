//! Writing: everything of one verb, or nothing.

use std::collections::BTreeSet;

use ryugaku_kernel::Outcome;
use sqlx::pool::PoolConnection;
use sqlx::{Postgres, Sqlite};

use crate::failure::translate;
use crate::query::{Rows, postgres, sqlite};
use crate::wake::Hub;
use crate::{Engine, Query, Row, Statement, Value, sql};

pub(crate) enum Inner {
    /// In a transaction that we began ourselves: sqlx counts its own, and loses count when SQLite rolls back by itself,
    /// as it does when the disk is full. The pool rolls back what comes back uncommitted, see `open`.
    Sqlite(PoolConnection<Sqlite>),
    Postgres(sqlx::Transaction<'static, Postgres>),
}

/// Dropped without [`Transaction::commit`], it leaves no trace.
pub struct Transaction {
    pub(crate) inner: Inner,
    pub(crate) wakes: BTreeSet<&'static str>,
    pub(crate) hub: Hub,
}

impl Transaction {
    pub fn engine(&self) -> Engine {
        match self.inner {
            Inner::Sqlite(_) => Engine::Sqlite,
            Inner::Postgres(_) => Engine::Postgres,
        }
    }

    /// Runs a statement; gives how many rows it touched.
    pub async fn run(&mut self, statement: Statement) -> Outcome<u64> {
        match &mut self.inner {
            Inner::Sqlite(tx) => {
                sqlite(statement)?.execute(&mut **tx).await.map(|done| done.rows_affected()).map_err(translate)
            }
            Inner::Postgres(tx) => {
                postgres(statement)?.execute(&mut **tx).await.map(|done| done.rows_affected()).map_err(translate)
            }
        }
    }

    /// Many rows in few statements. `head` is `insert into t (a, b) values `, every row has as many values as columns.
    pub async fn insert_many(&mut self, head: &'static str, rows: Vec<Vec<Value>>) -> Outcome<()> {
        self.run_many(head, rows, "").await
    }

    /// The same with what comes after the rows: `on conflict …`, or `update t set a = v.column2 from (values ` …
    /// `) as v where t.id = v.column1`.
    pub async fn run_many(&mut self, head: &'static str, rows: Vec<Vec<Value>>, tail: &'static str) -> Outcome<()> {
        // Both engines stop at 32,766 places or above; a thousand rows a statement is where more stops helping.
        let width = rows.first().map_or(1, Vec::len).max(1);
        let many = (30_000 / width).clamp(1, 1000);
        let mut rows = rows.into_iter().peekable();
        while rows.peek().is_some() {
            let mut statement = sql(head);
            for (at, row) in rows.by_ref().take(many).enumerate() {
                statement = statement.text(if at == 0 { "" } else { ", " }).list(row);
            }
            self.run(statement.text(tail)).await?;
        }
        Ok(())
    }

    /// Wakes whoever listens to `channel`, here and in other replicas, once this is committed.
    pub fn wake(&mut self, channel: &'static str) {
        self.wakes.insert(channel);
    }

    pub async fn commit(mut self) -> Outcome<()> {
        if self.engine() == Engine::Postgres {
            for channel in self.wakes.clone() {
                self.run(sql("select pg_notify('ryugaku', $1)").bind(channel)).await?;
            }
        }
        match self.inner {
            Inner::Sqlite(mut tx) => {
                sqlx::query("commit").execute(&mut *tx).await.map_err(translate)?;
            }
            Inner::Postgres(tx) => tx.commit().await.map_err(translate)?,
        }
        self.hub.tell(self.wakes);
        Ok(())
    }
}

impl Query for Transaction {
    fn rows(&mut self, statement: Statement) -> Rows<'_> {
        Box::pin(async move {
            match &mut self.inner {
                Inner::Sqlite(tx) => {
                    let rows = sqlite(statement)?.fetch_all(&mut **tx).await.map_err(translate)?;
                    Ok(rows.into_iter().map(Row::Sqlite).collect())
                }
                Inner::Postgres(tx) => {
                    let rows = postgres(statement)?.fetch_all(&mut **tx).await.map_err(translate)?;
                    Ok(rows.into_iter().map(Row::Postgres).collect())
                }
            }
        })
    }
}

//! Writing: everything of one verb, or nothing.

use std::collections::BTreeSet;

use ryugaku_kernel::Outcome;
use sqlx::Postgres;

use crate::failure::translate;
use crate::query::{Rows, postgres, sqlite};
use crate::sqlite::Writing;
use crate::wake::Hub;
use crate::{Engine, Query, Row, Statement, Value, sql};

pub(crate) enum Inner {
    Sqlite(Writing),
    Postgres(sqlx::Transaction<'static, Postgres>),
}

/// Rows of one statement. Both engines stop at 32,766 places or above, and no table has a hundred columns.
const SIZES: [usize; 5] = [256, 64, 16, 4, 1];

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
                sqlite(statement)?.execute(&mut ***tx).await.map(|done| done.rows_affected()).map_err(translate)
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
        let mut rows = rows.into_iter();
        // Few sizes: the same texts come again, and are prepared once a connection.
        for size in SIZES {
            while rows.len() >= size {
                let values: Vec<Value> = rows.by_ref().take(size).flatten().collect();
                self.run(Statement::table(self.engine(), head, values, size, tail)).await?;
            }
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
            Inner::Sqlite(tx) => tx.commit().await?,
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
                    let rows = sqlite(statement)?.fetch_all(&mut ***tx).await.map_err(translate)?;
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

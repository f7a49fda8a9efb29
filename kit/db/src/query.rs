//! Reading: from a [`Reader`] for pages and lists, from the [`crate::Transaction`] for what a verb decides by.

use std::future::Future;

use ryugaku_kernel::{Failure, Outcome};
use sqlx::postgres::{PgArguments, Postgres};
use sqlx::sqlite::{Sqlite, SqliteArguments};
use sqlx::types::Json;
use sqlx::{AssertSqlSafe, PgPool, SqlitePool};

use crate::{Row, Statement, Value, failure::translate};

pub trait Query: Send {
    fn rows(&mut self, statement: Statement) -> impl Future<Output = Outcome<Vec<Row>>> + Send;

    /// The first row, if there is any.
    fn row(&mut self, statement: Statement) -> impl Future<Output = Outcome<Option<Row>>> + Send {
        async { Ok(self.rows(statement).await?.into_iter().next()) }
    }

    /// The rows, each read by `read`.
    fn all<T: Send>(
        &mut self,
        statement: Statement,
        read: impl Fn(&Row) -> Outcome<T> + Send,
    ) -> impl Future<Output = Outcome<Vec<T>>> + Send {
        async move { self.rows(statement).await?.iter().map(read).collect() }
    }

    fn one<T: Send>(
        &mut self,
        statement: Statement,
        read: impl Fn(&Row) -> Outcome<T> + Send,
    ) -> impl Future<Output = Outcome<Option<T>>> + Send {
        async move { self.row(statement).await?.as_ref().map(read).transpose() }
    }

    /// The column `n` of the only row, as `select count(*) as n` gives it.
    fn count(&mut self, statement: Statement) -> impl Future<Output = Outcome<i64>> + Send {
        async {
            let row = self.row(statement).await?;
            row.ok_or_else(|| Failure::internal("a count gave no row"))?.get("n")
        }
    }
}

/// Reads what has been committed; never waits for the writer.
#[derive(Clone)]
pub enum Reader {
    Sqlite(SqlitePool),
    Postgres(PgPool),
}

impl Query for Reader {
    async fn rows(&mut self, statement: Statement) -> Outcome<Vec<Row>> {
        match self {
            Self::Sqlite(pool) => {
                let rows = sqlite(statement)?.fetch_all(&*pool).await;
                Ok(rows.map_err(translate)?.into_iter().map(Row::Sqlite).collect())
            }
            Self::Postgres(pool) => {
                let rows = postgres(statement)?.fetch_all(&*pool).await;
                Ok(rows.map_err(translate)?.into_iter().map(Row::Postgres).collect())
            }
        }
    }
}

// The text is made of static fragments and `$n` places only, see `Statement`: that is what is asserted here.
pub(crate) fn sqlite(statement: Statement) -> Outcome<sqlx::query::Query<'static, Sqlite, SqliteArguments>> {
    statement.check()?;
    let mut query = sqlx::query(AssertSqlSafe(statement.text));
    for value in statement.values {
        query = match value {
            Value::Bool(v) => query.bind(v),
            Value::Int(v) => query.bind(v),
            Value::Float(v) => query.bind(v),
            Value::Text(v) => query.bind(v),
            Value::Uuid(v) => query.bind(v),
            Value::Bytes(v) => query.bind(v),
            Value::Json(v) => query.bind(v.map(Json)),
        };
    }
    Ok(query)
}

pub(crate) fn postgres(statement: Statement) -> Outcome<sqlx::query::Query<'static, Postgres, PgArguments>> {
    statement.check()?;
    let mut query = sqlx::query(AssertSqlSafe(statement.text));
    for value in statement.values {
        query = match value {
            Value::Bool(v) => query.bind(v),
            Value::Int(v) => query.bind(v),
            Value::Float(v) => query.bind(v),
            Value::Text(v) => query.bind(v),
            Value::Uuid(v) => query.bind(v),
            Value::Bytes(v) => query.bind(v),
            Value::Json(v) => query.bind(v.map(Json)),
        };
    }
    Ok(query)
}

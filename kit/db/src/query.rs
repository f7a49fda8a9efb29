//! Reading: from a [`Reader`] for pages and lists, from the [`crate::Transaction`] for what a verb decides by.

use std::future::Future;
use std::pin::Pin;

use ryugaku_kernel::{Failure, Outcome};
use sqlx::postgres::{PgArguments, Postgres};
use sqlx::sqlite::{Sqlite, SqliteArguments};
use sqlx::types::Json;
use sqlx::{AssertSqlSafe, PgPool};

use crate::sqlite::Connections;
use crate::{Row, Statement, Value, failure::translate};

/// Rows on their way.
pub type Rows<'a> = Pin<Box<dyn Future<Output = Outcome<Vec<Row>>> + Send + 'a>>;

/// What a statement is read through. Stores take it as `&mut dyn Query`: compiled once, whoever asks.
pub trait Query: Send {
    fn rows(&mut self, statement: Statement) -> Rows<'_>;
}

/// The ways of reading rows, for every [`Query`].
pub trait Read: Query {
    /// The first row, if there is any.
    fn row(&mut self, statement: Statement) -> impl Future<Output = Outcome<Option<Row>>> + Send {
        let rows = self.rows(statement);
        async { Ok(rows.await?.into_iter().next()) }
    }

    /// The rows, each read by `read`.
    fn all<T>(
        &mut self,
        statement: Statement,
        read: impl Fn(&Row) -> Outcome<T> + Send,
    ) -> impl Future<Output = Outcome<Vec<T>>> + Send {
        let rows = self.rows(statement);
        async move { rows.await?.iter().map(read).collect() }
    }

    fn one<T>(
        &mut self,
        statement: Statement,
        read: impl Fn(&Row) -> Outcome<T> + Send,
    ) -> impl Future<Output = Outcome<Option<T>>> + Send {
        let rows = self.rows(statement);
        async move { rows.await?.first().map(read).transpose() }
    }

    /// The column `n` of the only row, as `select count(*) as n` gives it.
    fn count(&mut self, statement: Statement) -> impl Future<Output = Outcome<i64>> + Send {
        let rows = self.rows(statement);
        async { rows.await?.first().ok_or_else(|| Failure::internal("a count gave no row"))?.get("n") }
    }
}

impl<Q: Query + ?Sized> Read for Q {}

/// Reads what has been committed; never waits for the writer.
#[derive(Clone)]
pub enum Reader {
    Sqlite(Connections),
    Postgres(PgPool),
}

impl Query for Reader {
    fn rows(&mut self, statement: Statement) -> Rows<'_> {
        Box::pin(async move {
            match self {
                Self::Sqlite(connections) => {
                    let mut lent = connections.lend().await?;
                    let rows = sqlite(statement)?.fetch_all(&mut *lent).await;
                    Ok(rows.map_err(translate)?.into_iter().map(Row::Sqlite).collect())
                }
                Self::Postgres(pool) => {
                    let rows = postgres(statement)?.fetch_all(&*pool).await;
                    Ok(rows.map_err(translate)?.into_iter().map(Row::Postgres).collect())
                }
            }
        })
    }
}

// The text is made of static fragments and `$n` places only, see `Statement`: that is what is asserted here.
pub(crate) fn sqlite(statement: Statement) -> Outcome<sqlx::query::Query<'static, Sqlite, SqliteArguments>> {
    statement.check()?;
    let mut query = sqlx::query(AssertSqlSafe(statement.plain_places()));
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

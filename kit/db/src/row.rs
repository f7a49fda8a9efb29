//! A row of an answer, read by column name.

use ryugaku_kernel::{Failure, Outcome};
use sqlx::postgres::PgRow;
use sqlx::sqlite::SqliteRow;

use crate::FromColumn;

pub enum Row {
    Sqlite(SqliteRow),
    Postgres(PgRow),
}

impl Row {
    pub fn get<T: FromColumn>(&self, column: &str) -> Outcome<T> {
        match self {
            Self::Sqlite(row) => T::from_sqlite(row, column),
            Self::Postgres(row) => T::from_postgres(row, column),
        }
        .map_err(Failure::internal)
    }

    /// A text column that holds one of a few words: `row.word("role", Role::named)`.
    pub fn word<T>(&self, column: &str, named: impl Fn(&str) -> Option<T>) -> Outcome<T> {
        let word: String = self.get(column)?;
        named(&word).ok_or_else(|| Failure::internal(format!("column {column} holds the unknown word {word:?}")))
    }

    /// A JSON column, as the type that was written there.
    pub fn json<T: serde::de::DeserializeOwned>(&self, column: &str) -> Outcome<T> {
        serde_json::from_value(self.get(column)?).map_err(Failure::internal)
    }
}

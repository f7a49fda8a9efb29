//! What may stand in a column, read alike from both engines.

use ryugaku_kernel::{Time, Uuid};
use sqlx::postgres::PgRow;
use sqlx::sqlite::SqliteRow;
use sqlx::types::Json;
use sqlx::{Row as _, ValueRef as _};

/// A type that a column can be read as.
pub trait FromColumn: Sized {
    fn from_sqlite(row: &SqliteRow, column: &str) -> sqlx::Result<Self>;
    fn from_postgres(row: &PgRow, column: &str) -> sqlx::Result<Self>;
}

macro_rules! column {
    ($($type:ty),*) => {$(
        impl FromColumn for $type {
            // Unchecked: SQLite names a column's type as declared (`uuid`, `jsonb`), which its driver does not know.
            fn from_sqlite(row: &SqliteRow, column: &str) -> sqlx::Result<Self> {
                row.try_get_unchecked(column)
            }
            fn from_postgres(row: &PgRow, column: &str) -> sqlx::Result<Self> {
                row.try_get(column)
            }
        }
    )*};
}

column!(bool, i64, f64, String, Uuid, Vec<u8>);

impl FromColumn for serde_json::Value {
    fn from_sqlite(row: &SqliteRow, column: &str) -> sqlx::Result<Self> {
        row.try_get_unchecked::<Json<Self>, _>(column).map(|json| json.0)
    }
    fn from_postgres(row: &PgRow, column: &str) -> sqlx::Result<Self> {
        row.try_get::<Json<Self>, _>(column).map(|json| json.0)
    }
}

impl FromColumn for Time {
    fn from_sqlite(row: &SqliteRow, column: &str) -> sqlx::Result<Self> {
        i64::from_sqlite(row, column).map(Self)
    }
    fn from_postgres(row: &PgRow, column: &str) -> sqlx::Result<Self> {
        i64::from_postgres(row, column).map(Self)
    }
}

impl<T: FromColumn> FromColumn for Option<T> {
    fn from_sqlite(row: &SqliteRow, column: &str) -> sqlx::Result<Self> {
        if row.try_get_raw(column)?.is_null() { Ok(None) } else { T::from_sqlite(row, column).map(Some) }
    }
    fn from_postgres(row: &PgRow, column: &str) -> sqlx::Result<Self> {
        if row.try_get_raw(column)?.is_null() { Ok(None) } else { T::from_postgres(row, column).map(Some) }
    }
}

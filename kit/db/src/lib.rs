//! One SQL text on two engines: SQLite (embedded) and PostgreSQL.
//!
//! A [`Statement`] is static text with `$n` places and typed values. Reads go through a [`Reader`], writes through a
//! [`Transaction`]; on SQLite there is one writer and every write begins with `BEGIN IMMEDIATE`. The forks between the
//! engines live here, few and named: types ([`Value`], [`FromColumn`]), waking listeners ([`Db::listen`]), migration
//! locks, and [`Engine`] for the rest. No domain word, no untranslated driver error leaves this crate.

mod column;
mod failure;
mod migrate;
mod open;
mod query;
mod row;
mod sqlite;
mod statement;
mod transaction;
mod wake;

pub use column::FromColumn;
pub use migrate::{Migration, Schema};
pub use open::{Db, Engine};
pub use query::{Query, Read, Reader, Rows};
pub use row::Row;
pub use statement::{Statement, Value, sql};
pub use transaction::Transaction;
pub use wake::Wakes;

//! What the drivers say, as the failures a caller can tell apart.

use ryugaku_kernel::{Failure, Msg};
use sqlx::Error;

/// SQLite's SQLITE_BUSY, SQLITE_LOCKED, SQLITE_IOERR, SQLITE_FULL, SQLITE_CANTOPEN as primary result codes.
const SQLITE_BUSY: [i64; 2] = [5, 6];
const SQLITE_DISK: [i64; 3] = [10, 13, 14];
/// PostgreSQL's classes 08 (connection), 53 (resources, 53100 is disk full), 57 (operator intervention), 58 (system); and
/// 25P03, a transaction that stood still for too long.
const POSTGRES_AWAY: [&str; 5] = ["08", "53", "57", "58", "25P03"];
/// Serialization failure, deadlock, a lock that was not to be had: the same transaction may succeed if it is tried again.
const POSTGRES_BUSY: [&str; 3] = ["40001", "40P01", "55P03"];

pub(crate) fn translate(error: Error) -> Failure {
    match &error {
        Error::PoolTimedOut => busy(),
        Error::Io(_) | Error::Tls(_) | Error::PoolClosed | Error::WorkerCrashed | Error::Protocol(_) => away(error),
        Error::Database(inner) => {
            if inner.is_unique_violation() {
                return Failure::conflict("failure-exists");
            }
            let code = inner.code().unwrap_or_default().into_owned();
            if let Ok(number) = code.parse::<i64>()
                && code.len() < 5
            {
                // The extended code carries the primary one in its low byte.
                return match number & 0xff {
                    primary if SQLITE_BUSY.contains(&primary) => busy(),
                    primary if SQLITE_DISK.contains(&primary) => away(error),
                    _ => Failure::internal(error),
                };
            }
            if POSTGRES_BUSY.contains(&code.as_str()) {
                return busy();
            }
            if POSTGRES_AWAY.iter().any(|class| code.starts_with(class)) {
                away(error)
            } else {
                Failure::internal(error)
            }
        }
        _ => Failure::internal(error),
    }
}

fn busy() -> Failure {
    Failure::Busy { msg: Msg::new("failure-database-busy"), retry_after: 2 }
}

fn away(error: Error) -> Failure {
    let full = error.as_database_error().is_some_and(|e| {
        let code = e.code().unwrap_or_default();
        code == "53100" || code == "13" || e.message().contains("disk is full")
    });
    let key = if full { "failure-disk-full" } else { "failure-database-away" };
    Failure::Unavailable { msg: Msg::new(key), source: Some(Box::new(error)) }
}

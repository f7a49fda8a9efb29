//! Opening the database: one writer and several readers on SQLite, one pool on PostgreSQL.

use std::path::Path;
use std::time::Duration;

use ryugaku_kernel::Outcome;
use sqlx::PgPool;
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous};

use crate::failure::translate;
use crate::query::postgres;
use crate::sqlite::{Connections, PATIENCE, Sync, Writer};
use crate::transaction::Inner;
use crate::wake::Hub;
use crate::{Read, Reader, Row, Statement, Transaction, Wakes, sql};

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Engine {
    Sqlite,
    Postgres,
}

#[derive(Clone)]
enum Pools {
    Sqlite { writer: Writer, readers: Connections },
    Postgres(PgPool),
}

#[derive(Clone)]
pub struct Db {
    pools: Pools,
    hub: Hub,
}

const READERS: u32 = 6;
const CONNECTIONS: u32 = 20;
/// Rows that SQLite's thread reads ahead.
const ROWS_AHEAD: usize = 1_000;
/// The writer's, in KiB: what one transaction changes should fit, or it is written twice.
const WRITER_CACHE: &str = "-16384";
/// In pages of 4 KiB: a page that changes again and again is copied from the log to its place once in so many.
const CHECKPOINT: &str = "8000";
/// PostgreSQL breaks a transaction off whose replica has said nothing for so long.
const STILL: Duration = Duration::from_secs(10);
/// And says that it is busy when a lock is not to be had for so long: longer than any burst of writes takes, and than [`STILL`].
const LOCKED: Duration = Duration::from_secs(20);

impl Db {
    /// Opens the file, and makes it if it is not there.
    pub async fn sqlite(file: &Path) -> Outcome<Self> {
        let options = SqliteConnectOptions::new()
            .filename(file)
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            // FULL: what is answered is on disk, also after the power went.
            .synchronous(SqliteSynchronous::Full)
            .foreign_keys(true)
            .busy_timeout(PATIENCE)
            .row_buffer_size(ROWS_AHEAD);
        let readers = Connections::new(options.clone().pragma("query_only", "on"), READERS);
        let options = options.pragma("cache_size", WRITER_CACHE).pragma("wal_autocheckpoint", CHECKPOINT);
        let writer = Writer::new(options);
        // It makes the file, and says so now if that cannot be done.
        drop(writer.connections.lend().await?);
        Ok(Self { pools: Pools::Sqlite { writer, readers }, hub: Hub::new() })
    }

    pub async fn postgres(url: &str) -> Outcome<Self> {
        let options: PgConnectOptions = url.parse().map_err(translate)?;
        // A replica that stands still in the middle of a transaction would keep all others from writing.
        let limits = [("idle_in_transaction_session_timeout", STILL), ("lock_timeout", LOCKED)];
        let options = options.options(limits.map(|(name, limit)| (name, format!("{}ms", limit.as_millis()))));
        let pool = PgPoolOptions::new()
            .max_connections(CONNECTIONS)
            .acquire_timeout(PATIENCE)
            .connect_with(options.application_name("ryugaku"))
            .await
            .map_err(translate)?;
        let hub = Hub::new();
        tokio::spawn(hub.clone().relay(pool.clone()));
        Ok(Self { pools: Pools::Postgres(pool), hub })
    }

    pub fn engine(&self) -> Engine {
        match self.pools {
            Pools::Sqlite { .. } => Engine::Sqlite,
            Pools::Postgres(_) => Engine::Postgres,
        }
    }

    pub fn reader(&self) -> Reader {
        match &self.pools {
            Pools::Sqlite { readers, .. } => Reader::Sqlite(readers.clone()),
            Pools::Postgres(pool) => Reader::Postgres(pool.clone()),
        }
    }

    pub async fn begin(&self) -> Outcome<Transaction> {
        self.begin_with(Sync::Full).await
    }

    /// For what can be made anew from what is on disk already: on SQLite its commit does not wait for the disk. When the
    /// power goes it may be undone, never in parts, and never without whatever was committed after it.
    pub async fn begin_lightly(&self) -> Outcome<Transaction> {
        self.begin_with(Sync::Normal).await
    }

    async fn begin_with(&self, sync: Sync) -> Outcome<Transaction> {
        let inner = match &self.pools {
            Pools::Sqlite { writer, .. } => Inner::Sqlite(writer.begin(sync).await?),
            Pools::Postgres(pool) => Inner::Postgres(pool.begin().await.map_err(translate)?),
        };
        Ok(Transaction { inner, wakes: Default::default(), hub: self.hub.clone() })
    }

    /// A whole transaction in one go, and then the channel is woken. On SQLite a text of several statements, on PostgreSQL a
    /// single one, which wakes other replicas itself: `pg_notify('ryugaku', channel)`. Gives what is returned.
    pub async fn run_alone(&self, statement: Statement, channel: &'static str) -> Outcome<Vec<Row>> {
        let rows = match &self.pools {
            Pools::Sqlite { writer, .. } => writer.run_alone(statement).await?.into_iter().map(Row::Sqlite).collect(),
            Pools::Postgres(pool) => {
                let rows = postgres(statement)?.fetch_all(pool).await.map_err(translate)?;
                rows.into_iter().map(Row::Postgres).collect()
            }
        };
        self.wake_here(channel);
        Ok(rows)
    }

    /// The channels that transactions wake from now on, in this and in other replicas.
    pub fn listen(&self) -> Wakes {
        self.hub.listen()
    }

    /// Wakes listeners in this process alone, for what is not in the database.
    pub fn wake_here(&self, channel: &'static str) {
        self.hub.tell([channel].into());
    }

    /// Whether the database answers now.
    pub async fn ping(&self) -> Outcome<()> {
        self.reader().row(sql("select 1 as n")).await.map(drop)
    }

    /// How many connections are open, and how many of them idle.
    pub fn connections(&self) -> (u32, usize) {
        match &self.pools {
            Pools::Sqlite { writer, readers } => {
                let (one, other) = (writer.connections.count(), readers.count());
                (one.0 + other.0, one.1 + other.1)
            }
            Pools::Postgres(pool) => (pool.size(), pool.num_idle()),
        }
    }

    /// Lets what is under way finish, then closes every connection.
    pub async fn close(&self) {
        match &self.pools {
            Pools::Sqlite { writer, readers } => {
                readers.close().await;
                writer.connections.close().await;
            }
            Pools::Postgres(pool) => pool.close().await,
        }
    }

    pub(crate) fn postgres_pool(&self) -> Option<&PgPool> {
        match &self.pools {
            Pools::Postgres(pool) => Some(pool),
            Pools::Sqlite { .. } => None,
        }
    }
}

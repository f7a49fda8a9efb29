//! Opening the database: one writer and several readers on SQLite, one pool on PostgreSQL.

use std::path::Path;
use std::time::Duration;

use ryugaku_kernel::Outcome;
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{PgPool, SqlitePool};

use crate::failure::translate;
use crate::transaction::Inner;
use crate::wake::Hub;
use crate::{Read, Reader, Transaction, Wakes, sql};

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Engine {
    Sqlite,
    Postgres,
}

#[derive(Clone)]
enum Pools {
    Sqlite { writer: SqlitePool, readers: SqlitePool },
    Postgres(PgPool),
}

#[derive(Clone)]
pub struct Db {
    pools: Pools,
    hub: Hub,
}

const READERS: u32 = 6;
const CONNECTIONS: u32 = 20;
/// How long a verb waits for the writer, or for a connection, before it says that the database is busy.
const PATIENCE: Duration = Duration::from_secs(5);

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
            .busy_timeout(PATIENCE);
        let pool = || SqlitePoolOptions::new().acquire_timeout(PATIENCE).idle_timeout(None).max_lifetime(None);
        let writer = pool().max_connections(1).after_release(|connection, _| {
            Box::pin(async move {
                // After a commit there is nothing to roll back, and SQLite says so.
                let _ = sqlx::query("rollback").execute(connection).await;
                Ok(true)
            })
        });
        let writer = writer.connect_with(options.clone()).await.map_err(translate)?;
        let readers = pool().max_connections(READERS).connect_lazy_with(options.pragma("query_only", "on"));
        Ok(Self { pools: Pools::Sqlite { writer, readers }, hub: Hub::new() })
    }

    pub async fn postgres(url: &str) -> Outcome<Self> {
        let options: PgConnectOptions = url.parse().map_err(translate)?;
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
        let inner = match &self.pools {
            // IMMEDIATE: a deferred transaction that reads first and writes then fails at once when another wrote.
            Pools::Sqlite { writer, .. } => {
                let mut connection = writer.acquire().await.map_err(translate)?;
                sqlx::query("begin immediate").execute(&mut *connection).await.map_err(translate)?;
                Inner::Sqlite(connection)
            }
            Pools::Postgres(pool) => Inner::Postgres(pool.begin().await.map_err(translate)?),
        };
        Ok(Transaction { inner, wakes: Default::default(), hub: self.hub.clone() })
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
                (writer.size() + readers.size(), writer.num_idle() + readers.num_idle())
            }
            Pools::Postgres(pool) => (pool.size(), pool.num_idle()),
        }
    }

    /// Lets what is under way finish, then closes every connection.
    pub async fn close(&self) {
        match &self.pools {
            Pools::Sqlite { writer, readers } => {
                readers.close().await;
                writer.close().await;
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

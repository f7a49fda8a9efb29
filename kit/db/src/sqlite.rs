//! The embedded engine's connections, lent one at a time, and writing with the only one that may.
//!
//! sqlx's own pool asks a connection whether it is well, before each use and after it. Of a file that says nothing, and each
//! answer is a wait for another thread.

use std::ops::{Deref, DerefMut};
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use ryugaku_kernel::Outcome;
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection, SqliteRow};
use sqlx::{ConnectOptions, Connection, Error};
use tokio::runtime::Handle;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::Statement;
use crate::failure::translate;
use crate::query::sqlite;

/// How long a verb waits for a connection before it says that the database is busy.
pub(crate) const PATIENCE: Duration = Duration::from_secs(5);

/// Cheap to clone.
#[derive(Clone)]
pub struct Connections(Arc<Shared>);

struct Shared {
    options: SqliteConnectOptions,
    most: u32,
    free: Arc<Semaphore>,
    idle: Mutex<Vec<SqliteConnection>>,
    open: AtomicU32,
}

/// A connection, until it is dropped.
pub(crate) struct Lent {
    connection: Option<SqliteConnection>,
    home: Connections,
    _permit: OwnedSemaphorePermit,
}

impl Connections {
    /// They are opened when they are needed.
    pub(crate) fn new(options: SqliteConnectOptions, most: u32) -> Self {
        let free = Arc::new(Semaphore::new(most as usize));
        Self(Arc::new(Shared { options, most, free, idle: Mutex::default(), open: AtomicU32::new(0) }))
    }

    pub(crate) async fn lend(&self) -> Outcome<Lent> {
        let permit = tokio::time::timeout(PATIENCE, Arc::clone(&self.0.free).acquire_owned()).await;
        let permit = permit.map_err(|_| translate(Error::PoolTimedOut))?.map_err(|_| translate(Error::PoolClosed))?;
        let idle = self.idle().pop();
        let connection = match idle {
            Some(connection) => connection,
            None => {
                let connection = self.0.options.connect().await.map_err(translate)?;
                self.0.open.fetch_add(1, Ordering::Relaxed);
                connection
            }
        };
        Ok(Lent { connection: Some(connection), home: self.clone(), _permit: permit })
    }

    /// How many are open, and how many of them idle.
    pub(crate) fn count(&self) -> (u32, usize) {
        (self.0.open.load(Ordering::Relaxed), self.idle().len())
    }

    /// Waits for those that are lent, and closes all.
    pub(crate) async fn close(&self) {
        let all = self.0.free.acquire_many(self.0.most).await;
        self.0.free.close();
        drop(all);
        let idle = std::mem::take(&mut *self.idle());
        for connection in idle {
            self.0.open.fetch_sub(1, Ordering::Relaxed);
            if let Err(error) = connection.close().await {
                tracing::warn!(%error, "a connection could not be closed well");
            }
        }
    }

    fn idle(&self) -> MutexGuard<'_, Vec<SqliteConnection>> {
        self.0.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Lent {
    /// It is not to be used again.
    fn discard(mut self) {
        self.connection = None;
        self.home.0.open.fetch_sub(1, Ordering::Relaxed);
    }
}

impl Deref for Lent {
    type Target = SqliteConnection;

    fn deref(&self) -> &SqliteConnection {
        self.connection.as_ref().expect("it is there until it is dropped")
    }
}

impl DerefMut for Lent {
    fn deref_mut(&mut self) -> &mut SqliteConnection {
        self.connection.as_mut().expect("it is there until it is dropped")
    }
}

impl Drop for Lent {
    fn drop(&mut self) {
        self.home.idle().extend(self.connection.take());
    }
}

/// Whether a commit waits for the disk.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Sync {
    Full,
    Normal,
}

/// One writes at a time.
#[derive(Clone)]
pub(crate) struct Writer {
    pub(crate) connections: Connections,
    /// Commits wait for the disk; only ever said when it is certain.
    full: Arc<AtomicBool>,
}

/// A transaction. We begin it ourselves: sqlx counts its own, and loses count when SQLite rolls back by itself, as it does
/// when the disk is full. Rolled back when it is dropped before its commit.
pub(crate) struct Writing(Option<Lent>);

impl Writer {
    /// `options`: with which commits wait for the disk.
    pub(crate) fn new(options: SqliteConnectOptions) -> Self {
        Self { connections: Connections::new(options, 1), full: Arc::new(AtomicBool::new(true)) }
    }

    pub(crate) async fn begin(&self, sync: Sync) -> Outcome<Writing> {
        let mut writing = self.take(sync).await?;
        // IMMEDIATE: a deferred transaction that reads first and writes then fails at once when another wrote.
        sqlx::query("begin immediate").execute(&mut **writing).await.map_err(translate)?;
        Ok(writing)
    }

    /// A text of several statements, from its beginning to its commit in one go; gives what they return.
    pub(crate) async fn run_alone(&self, mut statement: Statement) -> Outcome<Vec<SqliteRow>> {
        statement.text = format!("begin immediate; {}; commit", statement.text).into();
        let mut writing = self.take(Sync::Full).await?;
        let rows = sqlite(statement)?.fetch_all(&mut **writing).await.map_err(translate)?;
        writing.0 = None;
        Ok(rows)
    }

    async fn take(&self, sync: Sync) -> Outcome<Writing> {
        let mut writing = Writing(Some(self.connections.lend().await?));
        if self.full.load(Ordering::Relaxed) != (sync == Sync::Full) {
            self.full.store(false, Ordering::Relaxed);
            // Never kept prepared: SQLite acts upon it when it is prepared, not when it is run.
            let text = if sync == Sync::Full { "pragma synchronous = full" } else { "pragma synchronous = normal" };
            sqlx::raw_sql(text).execute(&mut **writing).await.map_err(translate)?;
            self.full.store(sync == Sync::Full, Ordering::Relaxed);
        }
        Ok(writing)
    }
}

impl Writing {
    pub(crate) async fn commit(mut self) -> Outcome<()> {
        sqlx::query("commit").execute(&mut **self).await.map_err(translate)?;
        self.0 = None;
        Ok(())
    }
}

impl Deref for Writing {
    type Target = Lent;

    fn deref(&self) -> &Lent {
        self.0.as_ref().expect("it is there until it is committed")
    }
}

impl DerefMut for Writing {
    fn deref_mut(&mut self) -> &mut Lent {
        self.0.as_mut().expect("it is there until it is committed")
    }
}

impl Drop for Writing {
    fn drop(&mut self) {
        let Some(lent) = self.0.take() else { return };
        match Handle::try_current() {
            Ok(runtime) => drop(runtime.spawn(roll_back(lent))),
            Err(_) => lent.discard(),
        }
    }
}

async fn roll_back(mut lent: Lent) {
    let done = sqlx::query("rollback").execute(&mut *lent).await;
    // After a commit, or when SQLite has rolled back by itself, there is none.
    let none = |error: &Error| {
        error.as_database_error().is_some_and(|error| error.message().contains("no transaction is active"))
    };
    if let Err(error) = done.as_ref().map(drop)
        && !none(error)
    {
        tracing::warn!(%error, "a connection is given up");
        lent.discard();
    }
}

#[cfg(test)]
mod tests {
    use crate::{Db, Read, sql};

    async fn fresh() -> (tempfile::TempDir, Db) {
        let home = tempfile::tempdir().unwrap();
        let db = Db::sqlite(&home.path().join("db")).await.unwrap();
        let mut tx = db.begin().await.unwrap();
        tx.run(sql("create table t (n integer)")).await.unwrap();
        tx.commit().await.unwrap();
        (home, db)
    }

    async fn count(db: &Db) -> i64 {
        db.reader().count(sql("select count(*) as n from t")).await.unwrap()
    }

    #[tokio::test]
    async fn each_transaction_waits_for_the_disk_as_it_was_begun() {
        let (_home, db) = fresh().await;
        for (light, level) in [(false, 2), (true, 1), (true, 1), (false, 2), (true, 1), (false, 2)] {
            let begun = if light { db.begin_lightly().await } else { db.begin().await };
            let mut tx = begun.unwrap();
            let row = tx.row(sql("pragma synchronous")).await.unwrap().unwrap();
            assert_eq!(row.get::<i64>("synchronous").unwrap(), level, "light: {light}");
            tx.commit().await.unwrap();
        }
    }

    #[tokio::test]
    async fn what_is_dropped_is_undone_and_the_next_goes_on() {
        let (_home, db) = fresh().await;
        for _ in 0..3 {
            let mut tx = db.begin().await.unwrap();
            tx.run(sql("insert into t values (1)")).await.unwrap();
            drop(tx);
            let mut tx = db.begin().await.unwrap();
            assert_eq!(tx.count(sql("select count(*) as n from t")).await.unwrap(), 0);
        }
        assert_eq!(count(&db).await, 0);
        db.close().await;
        assert!(db.begin().await.is_err());
    }

    #[tokio::test]
    async fn a_text_that_fails_midway_leaves_nothing() {
        let (_home, db) = fresh().await;
        let two = || sql("insert into t values (").arg(1_i64).text(") returning n; insert into t values (").arg(2_i64);
        assert!(db.run_alone(two().text("); insert into nowhere values (1)"), "t").await.is_err());
        assert_eq!(count(&db).await, 0);
        let rows = db.run_alone(two().text(") returning n"), "t").await.unwrap();
        assert_eq!(rows.iter().map(|row| row.get::<i64>("n").unwrap()).collect::<Vec<_>>(), [1, 2]);
        assert_eq!(count(&db).await, 2);
    }
}

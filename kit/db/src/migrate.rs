//! Migrations: numbered texts run once each, by one replica at a time, and a schema that can refuse an old program.
//!
//! Expand, then contract: a migration that only adds names an old program as still welcome; one that takes away names
//! the program that stopped using what goes. An older program meets the row that names it too old, and refuses.

use ryugaku_kernel::{Failure, Msg, Outcome, Time};
use sqlx::AssertSqlSafe;

use crate::failure::translate;
use crate::transaction::Inner;
use crate::{Db, Engine, Read, Transaction, sql};

/// One step of the schema. `text` serves both engines unless `postgres` differs.
pub struct Migration {
    pub number: i64,
    pub name: &'static str,
    pub text: &'static str,
    pub postgres: Option<&'static str>,
    /// The number of the newest migration known to the oldest program that may run on the schema after this one.
    pub oldest_program: i64,
}

/// All migrations of this program, in the order of their numbers.
pub struct Schema(pub &'static [Migration]);

/// Any number that only this program uses as an advisory lock.
const LOCK: i64 = 0x7279_7567_616b_7531;

impl Schema {
    /// The number of the newest migration this program knows.
    pub fn newest(&self) -> i64 {
        self.0.last().map_or(0, |migration| migration.number)
    }

    /// Brings the database up to this program, or refuses because the database is ahead of it.
    /// Gives the names of what was run.
    pub async fn apply(&self, db: &Db, now: Time) -> Outcome<Vec<&'static str>> {
        let Some(pool) = db.postgres_pool() else {
            return self.apply_locked(db, now).await;
        };
        // Held by a connection of its own, so that it covers several transactions.
        let mut lock = pool.acquire().await.map_err(translate)?;
        // However long another replica's migrations take.
        sqlx::query("set lock_timeout = 0").execute(&mut *lock).await.map_err(translate)?;
        sqlx::query("select pg_advisory_lock($1)").bind(LOCK).execute(&mut *lock).await.map_err(translate)?;
        let done = self.apply_locked(db, now).await;
        sqlx::query("select pg_advisory_unlock($1)").bind(LOCK).execute(&mut *lock).await.map_err(translate)?;
        sqlx::query("reset lock_timeout").execute(&mut *lock).await.map_err(translate)?;
        done
    }

    /// Whether every migration of this program has been run, and none that shuts it out.
    pub async fn is_ours(&self, db: &Db) -> Outcome<bool> {
        let statement = sql("select count(*) as n, coalesce(max(oldest_program), 0) as oldest from schema_version \
                             where number <= ")
        .arg(self.newest())
        .text(" or oldest_program > ")
        .arg(self.newest());
        let Some(row) = db.reader().row(statement).await? else { return Ok(false) };
        let (done, oldest): (i64, i64) = (row.get("n")?, row.get("oldest")?);
        let ours = i64::try_from(self.0.len()).unwrap_or(i64::MAX);
        Ok(done >= ours && oldest <= self.newest())
    }

    async fn apply_locked(&self, db: &Db, now: Time) -> Outcome<Vec<&'static str>> {
        let mut tx = db.begin().await?;
        if db.engine() == Engine::Postgres {
            // It may have to wait for what another replica is reading.
            tx.run(sql("set local lock_timeout = 0")).await?;
        }
        tx.run(sql("create table if not exists schema_version (number bigint primary key, name text not null, \
             applied_at bigint not null, oldest_program bigint not null)"))
            .await?;
        self.refuse_if_ahead(&mut tx).await?;
        let mut done = Vec::new();
        for migration in self.0 {
            let known = sql("select count(*) as n from schema_version where number = $1").bind(migration.number);
            if tx.count(known).await? > 0 {
                continue;
            }
            tx.script(migration).await?;
            let row =
                sql("insert into schema_version (number, name, applied_at, oldest_program) values ($1, $2, $3, $4)");
            tx.run(row.bind(migration.number).bind(migration.name).bind(now).bind(migration.oldest_program)).await?;
            done.push(migration.name);
        }
        tx.commit().await?;
        Ok(done)
    }

    async fn refuse_if_ahead(&self, tx: &mut Transaction) -> Outcome<()> {
        let newest_welcome = sql("select coalesce(max(oldest_program), 0) as n from schema_version");
        let oldest = tx.count(newest_welcome).await?;
        if oldest <= self.newest() {
            return Ok(());
        }
        let msg = Msg::new("failure-program-too-old").with("needs", oldest).with("has", self.newest());
        Err(Failure::Conflict(msg))
    }
}

impl Transaction {
    async fn script(&mut self, migration: &Migration) -> Outcome<()> {
        let text = match self.engine() {
            Engine::Postgres => migration.postgres.unwrap_or(migration.text),
            Engine::Sqlite => migration.text,
        };
        // Static text of a migration file, run as it stands: several statements, no values.
        match &mut self.inner {
            Inner::Sqlite(tx) => {
                sqlx::raw_sql(AssertSqlSafe(text)).execute(&mut ***tx).await.map(drop).map_err(translate)
            }
            Inner::Postgres(tx) => {
                sqlx::raw_sql(AssertSqlSafe(text)).execute(&mut **tx).await.map(drop).map_err(translate)
            }
        }
    }
}

//! A database of a test's own: a file in a folder that goes away, or a copy of a migrated template on PostgreSQL.

use std::path::PathBuf;

use ryugaku::schema::SCHEMA;
use ryugaku_db::{Db, Read, sql};
use ryugaku_kernel::{Chance, Time};
use sqlx::{AssertSqlSafe, Connection, PgConnection};
use tempfile::TempDir;

use super::Cable;

pub enum Home {
    Sqlite(TempDir),
    Postgres { server: String, name: String, by: Option<String> },
}

impl Home {
    pub fn sqlite() -> Self {
        Self::Sqlite(tempfile::tempdir().unwrap())
    }

    /// `None`, said aloud, when there is no PostgreSQL to test on; under CI that is a failure.
    pub async fn postgres() -> Option<Self> {
        let Ok(server) = std::env::var("RYUGAKU_TEST_POSTGRES") else {
            assert!(std::env::var("CI").is_err(), "RYUGAKU_TEST_POSTGRES is not set: nothing would be tested");
            eprintln!("SKIPPED on PostgreSQL: RYUGAKU_TEST_POSTGRES is not set; `cargo xtask test` sets it");
            return None;
        };
        let template = template(&server).await;
        let name = format!("ryugaku_test_{}", Chance::system().id(Time(0)).simple());
        run(&server, format!("create database {name} template {template}")).await;
        Some(Self::Postgres { server, name, by: None })
    }

    pub async fn open(&self) -> Db {
        match self {
            Self::Sqlite(folder) => Db::sqlite(&folder.path().join("ryugaku.db")).await.unwrap(),
            Self::Postgres { server, name, by } => {
                Db::postgres(&database(by.as_ref().unwrap_or(server), name)).await.unwrap()
            }
        }
    }

    /// The SQLite file, for tests that meddle with it.
    pub fn file(&self) -> Option<PathBuf> {
        match self {
            Self::Sqlite(folder) => Some(folder.path().join("ryugaku.db")),
            Self::Postgres { .. } => None,
        }
    }

    /// Host and port of the PostgreSQL server.
    pub fn server_address(&self) -> String {
        let Self::Postgres { server, .. } = self else { panic!("SQLite has no server") };
        let url: url::Url = server.parse().unwrap();
        format!("{}:{}", url.host_str().unwrap(), url.port().unwrap_or(5432))
    }

    /// The same database, reached by the cable; still cleared away directly.
    pub fn through(mut self, cable: &Cable) -> Self {
        if let Self::Postgres { server, by, .. } = &mut self {
            let mut url: url::Url = server.parse().unwrap();
            url.set_ip_host(cable.address.ip()).unwrap();
            url.set_port(Some(cable.address.port())).unwrap();
            *by = Some(url.into());
        }
        self
    }

    pub(super) async fn jobs_left(&self, db: &Db) -> i64 {
        db.reader().count(sql("select count(*) as n from jobs where state in ('ready', 'running')")).await.unwrap()
    }
}

impl Drop for Home {
    fn drop(&mut self) {
        let Self::Postgres { server, name, .. } = self else { return };
        tokio::task::block_in_place(|| {
            tokio::runtime::Handle::current().block_on(run(server, format!("drop database {name} with (force)")));
        });
    }
}

/// One migrated database for each state of the migrations, made by whichever test comes first.
async fn template(server: &str) -> String {
    let mut texts = 0xcbf2_9ce4_8422_2325_u64;
    for byte in SCHEMA.0.iter().flat_map(|migration| migration.text.bytes()) {
        texts = (texts ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    }
    let name = format!("ryugaku_template_{texts:x}");
    let mut connection = PgConnection::connect(server).await.unwrap();
    sqlx::query("select pg_advisory_lock(4649)").execute(&mut connection).await.unwrap();
    let there = sqlx::query("select 1 from pg_database where datname = $1").bind(&name);
    if there.fetch_optional(&mut connection).await.unwrap().is_none() {
        let making = format!("{name}_making");
        for statement in [format!("drop database if exists {making}"), format!("create database {making}")] {
            sqlx::raw_sql(AssertSqlSafe(statement)).execute(&mut connection).await.unwrap();
        }
        let db = Db::postgres(&database(server, &making)).await.unwrap();
        SCHEMA.apply(&db, Time(0)).await.unwrap();
        db.close().await;
        let rename = format!("alter database {making} rename to {name}");
        sqlx::raw_sql(AssertSqlSafe(rename)).execute(&mut connection).await.unwrap();
    }
    connection.close().await.unwrap();
    name
}

async fn run(server: &str, statement: String) {
    let mut connection = PgConnection::connect(server).await.unwrap();
    sqlx::raw_sql(AssertSqlSafe(statement)).execute(&mut connection).await.unwrap();
    connection.close().await.unwrap();
}

/// The URL of another database on the same server.
fn database(server: &str, name: &str) -> String {
    let mut url: url::Url = server.parse().unwrap();
    url.set_path(name);
    url.into()
}

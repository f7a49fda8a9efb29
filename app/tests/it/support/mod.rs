//! A whole app in a test: its own database, a clock that is moved, requests without a network, and a check at the end
//! that no job was left lying.

mod blocks;
mod cable;
mod crash;
mod database;
pub mod matrix;
mod nouns;
mod receiver;
mod request;
mod silence;
mod sink;
pub mod slack;
mod stream;

use std::sync::Arc;

use axum::Router;
use jiff::SignedDuration;
use ryugaku::alerts::Owner;
use ryugaku::app::{App, Parts};
use ryugaku::config::Config;
use ryugaku::{router, serve};
use ryugaku_jobs::Runner;
use ryugaku_kernel::{Chance, Clock, ManualClock, Time};
use ryugaku_ledger::Tx;
use ryugaku_web::{Keys, Outside};
use tokio_util::sync::CancellationToken;

pub use cable::Cable;
pub use crash::broken_off;
pub use database::Home;
pub use receiver::Receiver;
pub use request::{Reply, Who};
pub use silence::Silence;
pub use sink::{Mail, MailSink};

/// Thursday 19 November 2026, 03:12 in Tokyo.
const BEGINNING: Time = Time(1_795_025_520_000_000);

pub struct TestApp {
    pub app: App,
    pub clock: Arc<ManualClock>,
    router: Router,
    runner: Runner,
    alerts: tokio::sync::Mutex<Owner>,
    pub home: Home,
}

async fn process(home: &Home, clock: Arc<ManualClock>, config: Config, outside: Outside, seed: u64) -> App {
    App::new(Parts {
        db: home.open().await,
        clock,
        chance: Arc::new(Chance::seeded(seed)),
        config,
        keys: Keys::from_setting("a key for tests, of no use elsewhere").unwrap(),
        outside,
        provider: ryugaku::sign_in::Provider::default(),
        stop: CancellationToken::new(),
    })
}

impl TestApp {
    pub async fn on(home: Home) -> Self {
        Self::with(home, Config::default()).await
    }

    pub async fn with(home: Home, config: Config) -> Self {
        Self::calling(home, config, Outside::new().unwrap()).await
    }

    /// The same whose calls go out like that.
    pub async fn calling(home: Home, config: Config, outside: Outside) -> Self {
        let clock = Arc::new(ManualClock::at(BEGINNING));
        let app = process(&home, clock.clone(), config, outside, 20_261_119).await;
        serve::prepare(&app).await.unwrap();
        let runner = Runner::new(app.db.clone(), app.system(), serve::registry(&app));
        let alerts = tokio::sync::Mutex::new(Owner::new(app.clone()));
        Self { router: router::build(&app), clock, runner, alerts, home, app }
    }

    /// The same place as another process has it.
    pub async fn beside(&self) -> App {
        let outside = Outside::new().unwrap();
        process(&self.home, self.clock.clone(), Config::default(), outside, 20_261_120).await
    }

    /// Moves the clock, then does what has become due.
    pub async fn advance(&self, duration: SignedDuration) {
        self.clock.advance(duration);
        self.run_jobs().await;
    }

    /// Rounds and jobs that are due now, and what follows from them at once.
    pub async fn run_jobs(&self) -> usize {
        self.runner.rounds().await.unwrap();
        self.runner.drain().await.unwrap()
    }

    /// Applies all alerts that were delivered, and what time has brought; gives how many deliveries it was.
    pub async fn apply_alerts(&self) -> usize {
        self.alerts.lock().await.step().await.unwrap()
    }

    /// Moves the clock until the alerts have been looked at, and waits until all that left is written down.
    pub async fn after(&self, length: SignedDuration) {
        // What left before must not still be under way when the clock has moved: it would be sent again.
        self.settle().await;
        self.clock.advance(length);
        self.apply_alerts().await;
        self.settle().await;
    }

    async fn settle(&self) {
        // What is written down may let something leave in its turn.
        for _ in 0..3 {
            self.alerts.lock().await.wait_for_attempts().await;
            self.apply_alerts().await;
        }
    }

    /// The process is gone, and begins again.
    pub async fn begin_again(&self) {
        *self.alerts.lock().await = Owner::new(self.app.clone());
    }

    pub fn now(&self) -> Time {
        self.clock.now()
    }

    pub async fn begin(&self) -> Tx {
        self.app.begin().await.unwrap()
    }
}

impl Drop for TestApp {
    fn drop(&mut self) {
        self.app.stop.cancel();
        if std::thread::panicking() {
            return;
        }
        let left = tokio::task::block_in_place(|| {
            tokio::runtime::Handle::current().block_on(async {
                let left = self.home.jobs_left(&self.app.db).await;
                self.app.db.close().await;
                left
            })
        });
        assert_eq!(left, 0, "jobs were left unprocessed: run_jobs() and say what came of them");
    }
}

/// `both! { async fn name(app: TestApp) { … } }`, once a file: each story becomes a test on SQLite and one on PostgreSQL.
#[macro_export]
macro_rules! both {
    ($($(#[$doc:meta])* async fn $name:ident($app:ident: TestApp) $body:block)*) => {
        $($(#[$doc])* async fn $name($app: $crate::support::TestApp) $body)*

        mod sqlite {
            use $crate::support::{Home, TestApp};
            $(#[tokio::test(flavor = "multi_thread")]
            async fn $name() {
                super::$name(TestApp::on(Home::sqlite()).await).await;
            })*
        }

        mod postgres {
            use $crate::support::{Home, TestApp};
            $(#[tokio::test(flavor = "multi_thread")]
            async fn $name() {
                let Some(home) = Home::postgres().await else { return };
                super::$name(TestApp::on(home).await).await;
            })*
        }
    };
}

/// `both_homes! { name … }`: the same for stories that make their app themselves.
#[macro_export]
macro_rules! both_homes {
    ($($name:ident)*) => {
        mod sqlite {
            use $crate::support::Home;
            $(#[tokio::test(flavor = "multi_thread")]
            async fn $name() {
                super::$name(Home::sqlite()).await;
            })*
        }

        mod postgres {
            use $crate::support::Home;
            $(#[tokio::test(flavor = "multi_thread")]
            async fn $name() {
                let Some(home) = Home::postgres().await else { return };
                super::$name(home).await;
            })*
        }
    };
}

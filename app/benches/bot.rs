//! `cargo bench -p ryugaku --bench bot --profile dev`: from `/incident open …` to a channel that can be used (how things stand is
//! pinned, who opened it is in it), with a Slack that stands on loopback and answers at once. On SQLite, and on PostgreSQL where
//! RYUGAKU_BENCH_POSTGRES names an empty database. It fails where half of the channels take longer than RYUGAKU_BENCH_LIMIT_MS,
//! 150 unless that is set. `cargo xtask bench incident` is both engines at once.

#![expect(clippy::unwrap_used, reason = "a bench may break off where it stands")]
#![expect(dead_code, reason = "the stories need more of the same Slack")]

#[path = "../tests/it/support/blocks.rs"]
mod blocks;
#[path = "../tests/it/support/silence.rs"]
mod silence;
#[path = "../tests/it/support/slack/mod.rs"]
mod slack;

use std::process::ExitCode;
use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::Router;
use axum::body::Body;
use axum::http::Request;
use ryugaku::app::{App, Parts};
use ryugaku::config::{self, Config};
use ryugaku::{router, serve};
use ryugaku_db::{Db, sql};
use ryugaku_jobs::Runner;
use ryugaku_kernel::{Chance, Clock, SystemClock};
use ryugaku_web::{Keys, Outside};
use slack::{SECRET, Slack};
use tokio_util::sync::CancellationToken;
use tower::ServiceExt;

const ROUNDS: usize = 100;
const WARM: usize = 5;

#[tokio::main]
async fn main() -> ExitCode {
    let limit: u64 = std::env::var("RYUGAKU_BENCH_LIMIT_MS").map_or(150, |limit| limit.parse().unwrap());
    let folder = tempfile::tempdir().unwrap();
    let mut halves = vec![measure("SQLite", Db::sqlite(&folder.path().join("ryugaku.db")).await.unwrap()).await];
    match std::env::var("RYUGAKU_BENCH_POSTGRES") {
        Ok(url) => halves.push(measure("PostgreSQL", Db::postgres(&url).await.unwrap()).await),
        Err(_) => println!("PostgreSQL: skipped, RYUGAKU_BENCH_POSTGRES is not set"),
    }
    if halves.iter().any(|half| *half > Duration::from_millis(limit)) {
        println!("missed: half of the channels take more than {limit} ms");
        return ExitCode::FAILURE;
    }
    println!("met: half of the channels are there within {limit} ms");
    ExitCode::SUCCESS
}

/// The time within which half of the channels can be used.
async fn measure(engine: &str, db: Db) -> Duration {
    let clock = Arc::new(SystemClock);
    let slack = Slack::start(clock.now().timestamp().as_second()).await;
    let settings = config::Slack {
        api_url: Some(slack.url.parse().unwrap()),
        bot_token: Some("xoxb-of-nobody".into()),
        signing_secret: Some(SECRET.into()),
        ..config::Slack::default()
    };
    let stop = CancellationToken::new();
    let app = App::new(Parts {
        db,
        clock,
        chance: Arc::new(Chance::system()),
        config: Config { slack: settings, ..Config::default() },
        keys: Keys::from_setting("a key for benches, of no use elsewhere").unwrap(),
        outside: Outside::new().unwrap(),
        provider: ryugaku::sign_in::Provider::default(),
        stop: stop.clone(),
    });
    serve::prepare(&app).await.unwrap();
    somebody(&app).await;
    slack.account("U1", "aoki", "aoki@example.com");
    let runner = Runner::new(app.db.clone(), app.system(), serve::registry(&app));
    runner.rounds().await.unwrap();
    let jobs = tokio::spawn(runner.run(stop.clone()));
    let router = router::build(&app);
    let (mut answered, mut usable) = (Vec::new(), Vec::new());
    for round in 1..=WARM + ROUNDS {
        let (answer, whole) = one(&app, &slack, &router, round).await;
        if round > WARM {
            answered.push(answer);
            usable.push(whole);
        }
    }
    stop.cancel();
    jobs.await.unwrap();
    slack.check();
    println!("{engine}: {ROUNDS} incidents, one after the other");
    for (what, times) in [("the command is answered", &mut answered), ("the channel can be used", &mut usable)] {
        times.sort();
        let at = |share: usize| times[(times.len() - 1) * share / 100].as_secs_f64() * 1000.0;
        println!("  {what:<28} p50 {:>7.1} ms  p99 {:>7.1} ms  max {:>7.1} ms", at(50), at(99), at(100));
    }
    usable[(usable.len() - 1) / 2]
}

async fn somebody(app: &App) {
    let mut tx = app.begin().await.unwrap();
    let row = sql("insert into people (id, name, email, role, single_keys, created_at, version) \
                   values ($1, 'aoki', 'aoki@example.com', 'member', $2, $3, 1)");
    let (id, now) = (app.chance.id(app.clock.now()), app.clock.now());
    tx.run(row.bind(id).bind(true).bind(now)).await.unwrap();
    tx.commit().await.unwrap();
}

/// Until the answer, and until the channel can be used.
async fn one(app: &App, slack: &Slack, router: &Router, round: usize) -> (Duration, Duration) {
    let trigger = slack.trigger();
    let body = url::form_urlencoded::Serializer::new(String::new())
        .extend_pairs([("team_id", "T0"), ("channel_id", "C1"), ("user_id", "U1"), ("command", "/incident")])
        .extend_pairs([("trigger_id", trigger.as_str()), ("text", &format!("open sev2 incident {round}"))])
        .finish();
    let mut request = Request::post("/slack/commands");
    for (name, value) in slack.signed(&body, app.clock.now().timestamp().as_second()) {
        request = request.header(name, value);
    }
    let began = Instant::now();
    let response = router.clone().oneshot(request.body(Body::from(body)).unwrap()).await.unwrap();
    assert_eq!(response.status(), 200);
    let answered = began.elapsed();
    let name = format!("inc-{round}");
    let is_usable = |slack: &Slack| {
        let workspace = slack.look();
        let channel = workspace.channels.iter().find(|channel| channel.name == name);
        channel.is_some_and(|channel| !channel.pins.is_empty() && channel.members.contains("U1"))
    };
    while !is_usable(slack) {
        assert!(began.elapsed() < Duration::from_secs(30), "no channel came");
        tokio::time::sleep(Duration::from_micros(500)).await;
    }
    (answered, began.elapsed())
}

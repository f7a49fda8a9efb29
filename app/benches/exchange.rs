//! `cargo bench -p ryugaku --bench exchange --profile dev`: how long the server takes for the page and the diary of a guest
//! with 100,000 lines of the ledger in the period, and for the programme with 500 exchanges. On SQLite, and on PostgreSQL
//! where RYUGAKU_BENCH_POSTGRES names an empty database.

#![expect(clippy::unwrap_used, reason = "a bench may break off where it stands")]

use std::sync::Arc;

use axum::body::Body;
use axum::http::{Request, header};
use http_body_util::BodyExt;
use jiff::ToSpan;
use jiff::civil::date;
use ryugaku::app::{App, Parts};
use ryugaku::config::Config;
use ryugaku::exchange::exchange::{Exchange, ExchangeId, People, Reached};
use ryugaku::exchange::{State, store};
use ryugaku::{router, serve};
use ryugaku_db::{Db, Value, sql};
use ryugaku_kernel::{Chance, ManualClock, Time, Uuid};
use ryugaku_web::{Keys, Outside};
use serde_json::json;
use tower::ServiceExt;

/// Thursday 19 November 2026, 03:12 in Tokyo.
const NOW: Time = Time(1_795_025_520_000_000);
const LINES: i64 = 100_000;
const EXCHANGES: i64 = 500;
const REQUESTS: usize = 100;

#[tokio::main]
async fn main() {
    let folder = tempfile::tempdir().unwrap();
    measure("SQLite", Db::sqlite(&folder.path().join("ryugaku.db")).await.unwrap()).await;
    match std::env::var("RYUGAKU_BENCH_POSTGRES") {
        Ok(url) => measure("PostgreSQL", Db::postgres(&url).await.unwrap()).await,
        Err(_) => println!("PostgreSQL: skipped, RYUGAKU_BENCH_POSTGRES is not set"),
    }
}

async fn measure(engine: &str, db: Db) {
    let app = App::new(Parts {
        db,
        clock: Arc::new(ManualClock::at(NOW)),
        chance: Arc::new(Chance::seeded(1)),
        config: Config::default(),
        keys: Keys::from_setting("a key for benches, of no use elsewhere").unwrap(),
        outside: Outside::new().unwrap(),
        provider: ryugaku::sign_in::Provider::default(),
        stop: tokio_util::sync::CancellationToken::new(),
    });
    serve::prepare(&app).await.unwrap();
    let guest = fill(&app).await;
    let session = sign_in(&app, guest).await;
    let router = router::build(&app);
    println!("{engine}: {LINES} lines of the ledger, {EXCHANGES} exchanges, {REQUESTS} requests a page");
    let pages = [
        "/exchanges/EX-1",
        "/exchanges/EX-1/diary",
        "/exchanges/EX-1/diary?kind=incident",
        "/exchanges/EX-1/diary?show=unlinked",
        "/exchanges",
        "/programme",
        "/",
    ];
    for page in pages {
        let mut times = Vec::with_capacity(REQUESTS);
        for _ in 0..REQUESTS + 5 {
            let request = Request::get(page).header(header::COOKIE, &session).header(header::ACCEPT, "text/html");
            let response = router.clone().oneshot(request.body(Body::empty()).unwrap()).await.unwrap();
            assert_eq!(response.status(), 200, "{page}");
            let timing = response.headers()["server-timing"].to_str().unwrap().to_owned();
            response.into_body().collect().await.unwrap();
            times.push(timing.trim_start_matches("app;dur=").parse::<f64>().unwrap());
        }
        let mut times = times.split_off(5);
        times.sort_by(f64::total_cmp);
        let at = |share: usize| times[(times.len() - 1) * share / 100];
        println!("  {page:<40} p50 {:>7.2} ms  p99 {:>7.2} ms  max {:>7.2} ms", at(50), at(99), at(100));
    }
}

/// Two teams and their people, so many exchanges between them, and what the guest of the first has done. Gives the guest.
async fn fill(app: &App) -> Uuid {
    let id = || app.chance.id(NOW);
    let (home, host) = (id(), id());
    let people: Vec<Uuid> = (0..40).map(|_| id()).collect();
    let mut tx = app.begin().await.unwrap();
    for (team, slug, kind) in [(home, "shop", "product"), (host, "sre", "sre")] {
        let row = sql(
            "insert into teams (id, slug, name, kind, about, created_at, version) values ($1, $2, $3, $4, '', $5, 1)",
        );
        tx.run(row.bind(team).bind(slug).bind(slug).bind(kind).bind(NOW)).await.unwrap();
    }
    for (at, person) in people.iter().enumerate() {
        let row = sql("insert into people (id, name, email, role, single_keys, created_at, version) \
                       values ($1, $2, $3, 'member', $4, $5, 1)");
        let row = row.bind(*person).bind(format!("メンバー{at}")).bind(format!("{at}@example.com"));
        tx.run(row.bind(true).bind(NOW)).await.unwrap();
        let row = sql("insert into memberships (id, person_id, team_id, from_day) values ($1, $2, $3, '2024-01-01')");
        let team = if at % 2 == 0 { home } else { host };
        tx.run(row.bind(id()).bind(*person).bind(team)).await.unwrap();
    }
    for at in 0..EXCHANGES {
        let state = if at == 0 { State::Active } else { State::Closed };
        let from = date(2026, 10, 5).saturating_sub((at * 3).days());
        let mut exchange = Exchange {
            id: ExchangeId(id()),
            count: store::take_number(&mut tx).await.unwrap(),
            state,
            paused_at: None,
            people: People {
                guest: people[usize::try_from(at).unwrap() % 20 * 2],
                buddy: Some(people[1]),
                home_manager: Some(people[2]),
                host_manager: Some(people[3]),
            },
            home_team: home,
            host_team: host,
            from,
            until: from.saturating_add(81.days()),
            share: 40,
            rhythm: String::new(),
            why: "決済の呼び出しを自分たちで".into(),
            template: None,
            offer: None,
            wish: None,
            created_by: None,
            created_at: NOW,
            state_at: NOW,
            reached: Reached::of([Some(NOW), Some(NOW), None, None, None, None, None, None]),
            version: 1,
        };
        exchange.enter(state, NOW);
        store::insert(&mut tx, &exchange).await.unwrap();
        store::update(&mut tx, &mut exchange).await.unwrap();
    }
    let guest = people[0];
    let rows = (1..=LINES).map(|n| {
        // Spread over the six weeks that have passed.
        let at = NOW.0 - n * 38_000_000;
        let (kind, thing) = if n % 50 == 0 { ("incident.noted", "incident") } else { ("task.changed", "task") };
        vec![
            Value::from(n),
            at.into(),
            at.into(),
            "person".into(),
            guest.into(),
            kind.into(),
            thing.into(),
            "all".into(),
            json!([{"kind": thing, "id": guest}]).into(),
            json!({"number": "RT-1", "fields": ["title"]}).into(),
            Value::Uuid(None),
        ]
    });
    let head = "insert into events (position, recorded_at, happened_at, actor_kind, actor_id, kind, thing, audience, \
                about, facts, text_id) values ";
    tx.insert_many(head, rows.collect()).await.unwrap();
    tx.run(sql("update ledger_head set position = $1 where id = 1").bind(LINES)).await.unwrap();
    tx.commit().await.unwrap();
    guest
}

async fn sign_in(app: &App, person: Uuid) -> String {
    let token = "a session for benches";
    let row =
        sql("insert into sessions (id, token_hash, person_id, created_at, seen_at, expires_at, user_agent, address) \
                   values ($1, $2, $3, $4, $4, $5, 'bench', '127.0.0.1')");
    let mut tx = app.begin().await.unwrap();
    let row = row.bind(app.chance.id(NOW)).bind(app.keys.hash(token)).bind(person).bind(NOW);
    tx.run(row.bind(NOW.plus(jiff::SignedDuration::from_hours(24)))).await.unwrap();
    tx.commit().await.unwrap();
    format!("ryugaku_session={token}")
}

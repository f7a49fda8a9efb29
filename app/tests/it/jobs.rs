//! Jobs as a kit: claimed once, tried again, given up, taken over, run again by hand; rounds.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use futures_util::future::join_all;
use jiff::SignedDuration;
use ryugaku_db::sql;
use ryugaku_jobs::{ATTEMPTS, Job, Registry, Runner, State, Stop};
use ryugaku_kernel::Uuid;
use tokio::sync::{Mutex, Notify};

use crate::both;
use crate::support::TestApp;

fn runner(app: &TestApp, registry: Registry) -> Runner {
    Runner::new(app.app.db.clone(), app.app.system(), registry)
}

async fn enqueue(app: &TestApp, kind: &'static str, payload: serde_json::Value) -> Uuid {
    let mut tx = app.begin().await;
    let id = ryugaku_jobs::enqueue(&mut tx, &app.app.system(), kind, &payload, app.now()).await.unwrap();
    tx.commit().await.unwrap();
    id
}

async fn find(app: &TestApp, id: Uuid) -> Job {
    ryugaku_jobs::find(&mut app.app.db.reader(), id).await.unwrap()
}

/// A registry with one kind, `test`, that counts and does what `answer` says.
fn counting(answer: impl Fn(usize) -> Result<(), Stop> + Send + Sync + 'static) -> (Registry, Arc<AtomicUsize>) {
    let (runs, answer) = (Arc::new(AtomicUsize::new(0)), Arc::new(answer));
    let mut registry = Registry::default();
    let counted = runs.clone();
    registry.on("test", move |_, _| {
        let (runs, answer) = (counted.clone(), answer.clone());
        async move { answer(runs.fetch_add(1, Ordering::SeqCst) + 1) }
    });
    (registry, runs)
}

both! {
    /// Four workers on two hundred jobs: each is run, and none twice.
    async fn each_job_goes_to_one_worker(app: TestApp) {
        let mut tx = app.begin().await;
        for n in 0..200 {
            ryugaku_jobs::enqueue(&mut tx, &app.app.system(), "test", &serde_json::json!({"n": n}), app.now()).await.unwrap();
        }
        tx.commit().await.unwrap();
        let done = Arc::new(Mutex::new(Vec::new()));
        let mut registry = Registry::default();
        let seen = done.clone();
        registry.on("test", move |_, job| {
            let seen = seen.clone();
            async move {
                seen.lock().await.push(job.payload["n"].as_i64().unwrap());
                Ok(())
            }
        });
        let runner = runner(&app, registry);
        let begun: usize = join_all((0..4).map(|_| {
            let runner = runner.clone();
            tokio::spawn(async move { runner.drain().await.unwrap() })
        })).await.into_iter().map(Result::unwrap).sum();
        let mut done = done.lock().await.clone();
        done.sort_unstable();
        assert_eq!((begun, done), (200, (0..200).collect::<Vec<_>>()));
        assert_eq!(ryugaku_jobs::counts(&mut app.app.db.reader()).await.unwrap(), [(State::Done, 200)]);
    }

    /// A worker that is not heard of loses its job to another; what it says later changes nothing.
    async fn a_lost_claim_is_taken_over(app: TestApp) {
        let id = enqueue(&app, "test", serde_json::json!({})).await;
        let (begun, go_on) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
        let mut slow = Registry::default();
        let (tell, wait) = (begun.clone(), go_on.clone());
        slow.on("test", move |_, _| {
            let (tell, wait) = (tell.clone(), wait.clone());
            async move {
                tell.notify_one();
                wait.notified().await;
                Err(Stop::GiveUp("too late to say anything".into()))
            }
        });
        let slow = runner(&app, slow);
        let slow = tokio::spawn(async move { slow.drain().await.unwrap() });
        begun.notified().await;
        let (registry, runs) = counting(|_| Ok(()));
        let other = runner(&app, registry);
        assert_eq!(other.drain().await.unwrap(), 0, "the claim still holds");
        app.clock.advance(SignedDuration::from_secs(61));
        assert_eq!(other.drain().await.unwrap(), 1);
        assert_eq!(runs.load(Ordering::SeqCst), 1);
        go_on.notify_one();
        slow.await.unwrap();
        let job = find(&app, id).await;
        assert_eq!((job.state, job.attempts, job.last_error), (State::Done, 2, None));
    }

    /// Tried again with growing waits, then given up and shown as such; run again by hand it starts anew.
    async fn what_fails_is_tried_again_then_given_up(app: TestApp) {
        let id = enqueue(&app, "test", serde_json::json!({})).await;
        let attempts = usize::try_from(ATTEMPTS).unwrap();
        let (registry, runs) = counting(move |run| if run <= attempts { Err(Stop::Retry("away".into())) } else { Ok(()) });
        let runner = runner(&app, registry);
        for attempt in 1..=attempts {
            assert_eq!(runner.drain().await.unwrap(), 1);
            let job = find(&app, id).await;
            assert_eq!(job.last_error.as_deref(), Some("away"));
            let expected = if attempt < attempts { State::Ready } else { State::GaveUp };
            assert_eq!((job.state, job.attempts), (expected, i64::try_from(attempt).unwrap()));
            assert_eq!(runner.drain().await.unwrap(), 0, "the wait is kept");
            app.clock.advance(SignedDuration::from_hours(3));
        }
        let mut tx = app.begin().await;
        ryugaku_jobs::rerun(&mut tx, &app.app.system(), id).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(runner.drain().await.unwrap(), 1);
        assert_eq!((find(&app, id).await.state, runs.load(Ordering::SeqCst)), (State::Done, attempts + 1));
        let mut tx = app.begin().await;
        assert!(ryugaku_jobs::rerun(&mut tx, &app.app.system(), id).await.is_err(), "what is done is not run again");
        assert!(ryugaku_jobs::rerun(&mut tx, &app.app.system(), Uuid::nil()).await.is_err());
    }

    /// Whoever is asked says how long to wait: it is not begun before that, nor before the job's own wait.
    async fn a_pause_that_was_asked_for_is_kept(app: TestApp) {
        let id = enqueue(&app, "test", serde_json::json!({})).await;
        let seconds = SignedDuration::from_secs;
        let (registry, runs) = counting(|run| match run {
            1 => Err(Stop::RetryAfter("slow down".into(), SignedDuration::from_secs(90))),
            2 => Err(Stop::RetryAfter("slow down".into(), SignedDuration::from_secs(1))),
            _ => Ok(()),
        });
        let runner = runner(&app, registry);
        assert_eq!(runner.drain().await.unwrap(), 1);
        let job = find(&app, id).await;
        assert_eq!((job.state, job.last_error.as_deref()), (State::Ready, Some("slow down")));
        for (length, begun) in [(89, 0), (1, 1), (1, 0), (9, 1)] {
            app.clock.advance(seconds(length));
            assert_eq!(runner.drain().await.unwrap(), begun, "{length} s later");
        }
        assert_eq!((find(&app, id).await.state, runs.load(Ordering::SeqCst)), (State::Done, 3));
    }

    /// No retry where the job says so, a retry where it breaks off, patience with kinds that a newer program enqueued.
    async fn a_job_says_how_it_ends(app: TestApp) {
        let mut registry = Registry::default();
        registry.on("hopeless", |_, _| async { Err(Stop::GiveUp("no such address".into())) });
        registry.on("broken", |_, _| async { panic!("a fault in the job") });
        let runner = runner(&app, registry);
        let (hopeless, broken, newer) = (
            enqueue(&app, "hopeless", serde_json::json!({})).await,
            enqueue(&app, "broken", serde_json::json!({})).await,
            enqueue(&app, "newer", serde_json::json!({})).await,
        );
        assert_eq!(runner.drain().await.unwrap(), 3);
        assert_eq!(find(&app, hopeless).await.state, State::GaveUp);
        assert_eq!(find(&app, broken).await.state, State::Ready);
        assert_eq!(find(&app, newer).await.state, State::Ready);
        let of_them = ryugaku_jobs::by_ids(&mut app.app.db.reader(), [hopeless, broken]).await.unwrap();
        assert_eq!(of_them.len(), 2);
        let mut tx = app.begin().await;
        tx.run(sql("delete from jobs where state = 'ready'")).await.unwrap();
        tx.commit().await.unwrap();
    }

    async fn a_key_keeps_a_second_of_its_kind_out(app: TestApp) {
        for _ in 0..2 {
            let mut tx = app.begin().await;
            ryugaku_jobs::enqueue_unique(&mut tx, &app.app.system(), "test", "one", &serde_json::json!({}), app.now()).await.unwrap();
            tx.commit().await.unwrap();
        }
        let (registry, runs) = counting(|_| Ok(()));
        let runner = runner(&app, registry);
        assert_eq!(runner.drain().await.unwrap(), 1);
        let mut tx = app.begin().await;
        ryugaku_jobs::enqueue_unique(&mut tx, &app.app.system(), "test", "one", &serde_json::json!({}), app.now()).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!((runner.drain().await.unwrap(), runs.load(Ordering::SeqCst)), (1, 2));
    }

    /// Two replicas look at once; a round is done once in its period.
    async fn a_round_is_done_by_one_replica(app: TestApp) {
        let rounds = Arc::new(AtomicUsize::new(0));
        let replica = || {
            let (mut registry, rounds) = (Registry::default(), rounds.clone());
            registry.every("test", SignedDuration::from_mins(1), move |_| {
                let rounds = rounds.clone();
                async move {
                    rounds.fetch_add(1, Ordering::SeqCst);
                    Ok(())
                }
            });
            runner(&app, registry)
        };
        let (a, b) = (replica(), replica());
        for expected in 1..=3 {
            let (a, b) = (a.clone(), b.clone());
            let both = [tokio::spawn(async move { a.rounds().await }), tokio::spawn(async move { b.rounds().await })];
            for done in both {
                done.await.unwrap().unwrap();
            }
            assert_eq!(rounds.load(Ordering::SeqCst), expected);
            app.clock.advance(SignedDuration::from_secs(61));
        }
    }

    async fn done_jobs_are_swept_and_given_up_ones_stay(app: TestApp) {
        let mut registry = Registry::default();
        registry.on("fine", |_, _| async { Ok(()) });
        registry.on("hopeless", |_, _| async { Err(Stop::GiveUp("no".into())) });
        let runner = runner(&app, registry);
        let (fine, hopeless) = (enqueue(&app, "fine", serde_json::json!({})).await, enqueue(&app, "hopeless", serde_json::json!({})).await);
        runner.drain().await.unwrap();
        let mut tx = app.begin().await;
        assert_eq!(ryugaku_jobs::sweep(&mut tx, app.now()).await.unwrap(), 0, "finished now, not before");
        app.clock.advance(SignedDuration::from_hours(1));
        assert_eq!(ryugaku_jobs::sweep(&mut tx, app.now()).await.unwrap(), 1);
        tx.commit().await.unwrap();
        assert!(ryugaku_jobs::find(&mut app.app.db.reader(), fine).await.is_err());
        assert_eq!(find(&app, hopeless).await.state, State::GaveUp);
    }
}

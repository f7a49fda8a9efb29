//! The journal by itself: many append at once, one owner follows, another takes over.

use jiff::SignedDuration;
use ryugaku_db::{Db, Read, sql};
use ryugaku_journal::{Follower, Journal, Lease};
use ryugaku_kernel::{Failure, Time, Uuid};

use crate::both;
use crate::support::TestApp;

const NAME: &str = "test";
const LENGTH: SignedDuration = SignedDuration::from_secs(10);

fn journal(app: &TestApp) -> Journal {
    Journal::new(app.app.db.clone(), app.clock.clone(), NAME)
}

async fn append_many(journal: &Journal, from: u32, count: u32) -> Vec<(i64, u32)> {
    let mut tasks = tokio::task::JoinSet::new();
    for number in from..from + count {
        let journal = journal.clone();
        tasks.spawn(async move { (journal.append(number.to_be_bytes().to_vec()).await.unwrap(), number) });
    }
    tasks.join_all().await
}

async fn stored(db: &Db) -> Vec<(i64, u32)> {
    let statement = sql("select position, body from journal where name = 'test' order by position");
    db.reader()
        .all(statement, |row| {
            let body: Vec<u8> = row.get("body")?;
            Ok((row.get("position")?, u32::from_be_bytes(body.try_into().unwrap())))
        })
        .await
        .unwrap()
}

async fn lease(app: &TestApp, owner: u128) -> (Lease, Option<Follower>) {
    let lease = Lease::new(NAME, Uuid::from_u128(owner), LENGTH);
    let term = lease.take(&app.app.db, app.now()).await.unwrap();
    (lease, term.map(|term| Follower::new(NAME, lease, term)))
}

both! {
    async fn sixty_four_at_once_share_commits_and_skip_nothing(app: TestApp) {
        // Two journals on one database, as two replicas have.
        let (one, other) = (journal(&app), journal(&app));
        let (first, second) = tokio::join!(append_many(&one, 0, 64), append_many(&other, 64, 64));
        let mut answered: Vec<_> = first.into_iter().chain(second).collect();
        answered.sort();
        assert_eq!(answered, stored(&app.app.db).await, "each is where its sender was told");
        let positions: Vec<i64> = answered.iter().map(|(position, _)| *position).collect();
        assert_eq!(positions, (1..=128).collect::<Vec<_>>());
    }

    async fn a_failed_commit_fails_all_that_was_in_it_and_leaves_no_gap(app: TestApp) {
        let journal = journal(&app);
        append_many(&journal, 0, 3).await;
        let mut tx = app.app.db.begin().await.unwrap();
        tx.run(sql("alter table journal rename to journal_away")).await.unwrap();
        tx.commit().await.unwrap();
        let tried = (0..8_u8).map(|byte| { let journal = journal.clone(); tokio::spawn(async move { journal.append(vec![byte]).await }) });
        for tried in tried.collect::<Vec<_>>() {
            assert!(tried.await.unwrap().is_err());
        }
        let mut tx = app.app.db.begin().await.unwrap();
        tx.run(sql("alter table journal_away rename to journal")).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(journal.append(9_u32.to_be_bytes().to_vec()).await.unwrap(), 4);
    }

    async fn what_is_too_much_is_told_to_come_again(app: TestApp) {
        let journal = journal(&app);
        // The writer is held, so that nothing can be committed meanwhile.
        let mut holding = app.app.db.begin().await.unwrap();
        holding.run(sql("insert into journal_head (name, position, applied) values ('test', 0, 0)")).await.unwrap();
        let mut tasks = tokio::task::JoinSet::new();
        for _ in 0..4_700 {
            let journal = journal.clone();
            tasks.spawn(async move { journal.append(vec![0]).await });
        }
        let first = tasks.join_next().await.unwrap().unwrap();
        assert!(matches!(first, Err(Failure::Busy { .. })), "{first:?}");
        holding.commit().await.unwrap();
        let (mut stored, mut busy) = (0, 1);
        while let Some(done) = tasks.join_next().await {
            match done.unwrap() {
                Ok(_) => stored += 1,
                Err(Failure::Busy { .. }) => busy += 1,
                Err(failure) => panic!("{failure}"),
            }
        }
        assert_eq!(stored + busy, 4_700);
        assert_eq!(app.app.db.reader().count(sql("select count(*) as n from journal")).await.unwrap(), stored);
    }

    async fn a_lease_has_one_owner_until_it_runs_out(app: TestApp) {
        let db = &app.app.db;
        let (_, follower) = lease(&app, 1).await;
        let first = follower.unwrap();
        assert!(lease(&app, 2).await.1.is_none(), "it is held");
        app.clock.advance(LENGTH + SignedDuration::from_secs(1));
        let second = lease(&app, 2).await.1.expect("it has run out");
        assert!(first.begin(db, app.now()).await.unwrap().is_none(), "the former owner is fenced off");
        second.begin(db, app.now()).await.unwrap().unwrap().commit().await.unwrap();
        assert!(lease(&app, 1).await.1.is_none());
        // One that leaves by itself keeps nobody waiting; one that is known to be gone can be put aside.
        second.leave(db).await.unwrap();
        let third = lease(&app, 1).await.1.expect("it was left");
        let seized = Lease::new(NAME, Uuid::from_u128(3), LENGTH).seize(db, app.now()).await.unwrap();
        assert_eq!(seized, 4);
        assert!(third.begin(db, app.now()).await.unwrap().is_none());
    }

    async fn applying_and_how_far_it_came_are_one(app: TestApp) {
        let db = &app.app.db;
        append_many(&journal(&app), 0, 5).await;
        let follower = lease(&app, 1).await.1.unwrap();
        let entries = Journal::stored(NAME, &mut db.reader(), 0).await.unwrap();
        assert_eq!(entries.iter().map(|entry| entry.position).collect::<Vec<_>>(), [1, 2, 3, 4, 5]);
        // Broken off before the commit: as if it had not been.
        let mut tx = follower.begin(db, app.now()).await.unwrap().unwrap();
        follower.advance(&mut tx, 3).await.unwrap();
        drop(tx);
        assert_eq!(Journal::applied(NAME, &mut db.reader()).await.unwrap(), 0);
        let mut tx = follower.begin(db, app.now()).await.unwrap().unwrap();
        follower.advance(&mut tx, 3).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(Journal::applied(NAME, &mut db.reader()).await.unwrap(), 3);
        // What was not applied is kept, however old it is.
        let mut tx = follower.begin(db, app.now()).await.unwrap().unwrap();
        assert_eq!(follower.trim(&mut tx, Time(i64::MAX)).await.unwrap(), 3);
        tx.commit().await.unwrap();
        let left = Journal::stored(NAME, &mut db.reader(), 3).await.unwrap();
        assert_eq!(left.iter().map(|entry| entry.position).collect::<Vec<_>>(), [4, 5]);
    }

    async fn large_entries_are_read_a_few_at_a_time(app: TestApp) {
        let journal = journal(&app);
        for _ in 0..3 {
            journal.append(vec![7; 5 << 20]).await.unwrap();
        }
        let mut q = app.app.db.reader();
        let first = Journal::stored(NAME, &mut q, 0).await.unwrap();
        assert_eq!(first.len(), 1);
        assert_eq!(Journal::stored(NAME, &mut q, first[0].position).await.unwrap()[0].position, 2);
    }

    /// Who follows gets the same from memory and from the database, in order, whoever appended.
    async fn what_was_appended_here_is_read_from_memory(app: TestApp) {
        let (here, there) = (journal(&app), journal(&app));
        append_many(&here, 0, 3).await;
        append_many(&there, 3, 2).await;
        append_many(&here, 5, 2).await;
        let (mut q, mut after, mut found) = (app.app.db.reader(), 0, Vec::new());
        loop {
            let entries = here.read(&mut q, after).await.unwrap();
            let Some(last) = entries.last() else { break };
            after = last.position;
            found.extend(entries.iter().map(|entry| entry.position));
        }
        assert_eq!(found, (1..=7).collect::<Vec<_>>());
        // The first three were in memory: they are found although the table has lost them.
        let fresh = journal(&app);
        append_many(&fresh, 7, 2).await;
        let mut tx = app.app.db.begin().await.unwrap();
        tx.run(sql("delete from journal where name = 'test'")).await.unwrap();
        tx.commit().await.unwrap();
        let kept = fresh.read(&mut q, 7).await.unwrap();
        assert_eq!(kept.iter().map(|entry| entry.position).collect::<Vec<_>>(), [8, 9]);
        assert!(fresh.read(&mut q, 3).await.unwrap().is_empty());
    }
}

/// A disk that is full refuses, says so, and takes again once there is room. SQLite alone: its file can be told to be full.
#[tokio::test(flavor = "multi_thread")]
async fn a_full_disk_refuses_and_loses_nothing() {
    let app = TestApp::on(crate::support::Home::sqlite()).await;
    let journal = journal(&app);
    append_many(&journal, 0, 4).await;
    let mut tx = app.app.db.begin().await.unwrap();
    tx.row(sql("pragma max_page_count = 1")).await.unwrap();
    tx.commit().await.unwrap();
    let mut refused = None;
    for _ in 0..200 {
        if let Err(failure) = journal.append(vec![1; 65_536]).await {
            refused = Some(failure);
            break;
        }
    }
    let Some(Failure::Unavailable { msg, .. }) = refused else { panic!("{refused:?}") };
    assert_eq!(msg.key, "failure-disk-full");
    // There is room again: the limit was the former connection's.
    let next = journal.append(vec![0, 0, 0, 9]).await.unwrap();
    let count = app.app.db.reader().count(sql("select count(*) as n from journal")).await.unwrap();
    assert_eq!(next, count, "the refused one took no position");
}

//! The ledger as a kit: positions, audience, texts, cursors.

use futures_util::future::join_all;
use ryugaku_db::sql;
use ryugaku_kernel::{Actor, ActorKind, Failure, Lang, Limit, Role, Uuid};
use ryugaku_ledger::{Audience, Filter, NewEvent, Tx, texts};

use crate::both;
use crate::support::TestApp;

const WRITERS: usize = 16;
const TURNS: usize = 12;

async fn write(app: &TestApp, event: NewEvent) -> i64 {
    let mut tx = app.begin().await;
    tx.record(&app.app.system(), event);
    tx.commit().await.unwrap().unwrap()
}

async fn read(app: &TestApp, who: &Actor, filter: &Filter) -> Vec<i64> {
    let page = ryugaku_ledger::page(&mut app.app.db.reader(), who, filter, None, Limit::of(200)).await.unwrap();
    page.items.iter().map(|event| event.position).collect()
}

fn person(id: Uuid, teams: Vec<Uuid>, role: Role) -> Actor {
    Actor { kind: ActorKind::Person, id: Some(id), name: "x".into(), role: Some(role), teams, own_since: None }
}

both! {
    /// Those that one may see, newest first.
    async fn many_events_are_found_by_position(app: TestApp) {
        let (team, me) = (app.app.chance.id(app.now()), app.app.chance.id(app.now()));
        let open = write(&app, NewEvent::of("team.founded")).await;
        let inside = write(&app, NewEvent::of("team.changed").only(vec![team], Vec::new())).await;
        write(&app, NewEvent::of("team.changed")).await;
        let mut q = app.app.db.reader();
        for (teams, seen) in [(vec![team], vec![inside, open]), (Vec::new(), vec![open])] {
            let who = person(me, teams, Role::Admin);
            let found = ryugaku_ledger::many(&mut q, &who, vec![open, inside, 999]).await.unwrap();
            assert_eq!(found.iter().map(|event| event.position).collect::<Vec<_>>(), seen);
            assert!(ryugaku_ledger::many(&mut q, &who, Vec::new()).await.unwrap().is_empty());
        }
    }

    /// Sixteen writers at once, some of two events, some that break off: no position is missing, and whoever follows
    /// from one position to the next has seen all.
    async fn positions_never_skip(app: TestApp) {
        let writers = (0..WRITERS).map(|writer| {
            let (db, cx) = (app.app.db.clone(), app.app.system());
            tokio::spawn(async move {
                let mut written = Vec::new();
                for turn in 0..TURNS {
                    let mut tx = Tx::begin(&db).await.unwrap();
                    tx.record(&cx, NewEvent::of("team.founded").fact("writer", writer));
                    if turn % 3 == 0 {
                        tx.record(&cx, NewEvent::of("team.changed").fact("writer", writer));
                    }
                    if turn % 4 != 1 {
                        written.push(tx.commit().await.unwrap().unwrap());
                    }
                }
                written
            })
        });
        let writers: Vec<_> = writers.collect();
        let (who, mut seen) = (Actor::system(), Vec::new());
        let total = (0..TURNS).filter(|turn| turn % 4 != 1).map(|turn| if turn % 3 == 0 { 2 } else { 1 }).sum::<usize>() * WRITERS;
        while seen.len() < total {
            let after = seen.last().copied().unwrap_or(0);
            let page = ryugaku_ledger::since(&mut app.app.db.reader(), &who, &Filter::default(), after, Limit::of(7)).await.unwrap();
            seen.extend(page.items.iter().map(|event| event.position));
            tokio::task::yield_now().await;
        }
        assert_eq!(seen, (1..=i64::try_from(total).unwrap()).collect::<Vec<_>>());
        let mut lasts: Vec<i64> = join_all(writers).await.into_iter().flat_map(Result::unwrap).collect();
        lasts.sort_unstable();
        lasts.dedup();
        assert_eq!(lasts.len(), TURNS / 4 * 3 * WRITERS, "two commits were given the same position");
        assert_eq!(ryugaku_ledger::newest(&mut app.app.db.reader()).await.unwrap(), *seen.last().unwrap());
    }

    /// Team, person, everybody; and no way around it: not for admins, not by filter, by position or by trail.
    async fn an_audience_is_honoured_by_every_reader(app: TestApp) {
        let (team, alone, thing) = (Uuid::from_u128(1), Uuid::from_u128(2), Uuid::from_u128(3));
        let open = write(&app, NewEvent::of("team.founded").about("team", thing)).await;
        let teams = write(&app, NewEvent::of("team.changed").about("team", thing).only(vec![team], vec![])).await;
        let named = write(&app, NewEvent::of("team.changed").about("team", thing).only(vec![], vec![alone])).await;
        let stranger = person(Uuid::from_u128(9), vec![Uuid::from_u128(8)], Role::Admin);
        let cases = [
            (person(alone, vec![team], Role::Read), vec![named, teams, open]),
            (person(Uuid::from_u128(4), vec![team], Role::Member), vec![teams, open]),
            (person(alone, vec![], Role::Member), vec![named, open]),
            (stranger.clone(), vec![open]),
            (Actor::operator(), vec![open]),
            (Actor::system(), vec![open]),
        ];
        let mut q = app.app.db.reader();
        for (who, expected) in cases {
            for filter in [
                Filter::default(),
                Filter { kind: Some("team".into()), ..Filter::default() },
                Filter { about: Some(thing), ..Filter::default() },
            ] {
                assert_eq!(read(&app, &who, &filter).await, expected, "{who:?} {filter:?}");
                let mut since = ryugaku_ledger::since(&mut q, &who, &filter, 0, Limit::USUAL).await.unwrap().items;
                since.reverse();
                assert_eq!(since.iter().map(|event| event.position).collect::<Vec<_>>(), expected);
            }
            let trail = ryugaku_ledger::trail(&mut q, &who, thing).await.unwrap();
            assert_eq!(trail.iter().map(|event| event.position).collect::<Vec<_>>(), expected);
            for position in [open, teams, named] {
                let found = ryugaku_ledger::find(&mut q, &who, position).await;
                assert_eq!(found.is_ok(), expected.contains(&position));
            }
        }
        assert_eq!(ryugaku_ledger::audience_of(&mut q, open).await.unwrap(), Audience::All);
        let only = Audience::Only { teams: vec![team], people: vec![] };
        assert_eq!(ryugaku_ledger::audience_of(&mut q, teams).await.unwrap(), only);
    }

    async fn a_filter_finds_by_kind_actor_thing_and_time(app: TestApp) {
        let admin = app.admin().await;
        let cx = app.app.cx(person(admin.id.0, vec![], Role::Admin), Lang::Ja);
        let (a, b) = (Uuid::from_u128(1), Uuid::from_u128(2));
        let mut tx = app.begin().await;
        tx.record(&cx, NewEvent::of("team.founded").about("team", a).about("person", b));
        tx.record(&cx, NewEvent::of("person.joined").about("person", b).happened(app.now().minus(jiff::SignedDuration::from_hours(48))));
        tx.record(&app.app.system(), NewEvent::of("team.changed").about("team", a));
        tx.commit().await.unwrap();
        let who = Actor::operator();
        let day = jiff::SignedDuration::from_hours(24);
        for (filter, expected) in [
            (Filter { kind: Some("team".into()), ..Filter::default() }, vec![3, 1]),
            (Filter { kind: Some("team.changed".into()), ..Filter::default() }, vec![3]),
            (Filter { about: Some(b), ..Filter::default() }, vec![2, 1]),
            (Filter { actor: Some(admin.id.0), ..Filter::default() }, vec![2, 1]),
            (Filter { until: Some(app.now().minus(day)), ..Filter::default() }, vec![2]),
            (Filter { from: Some(app.now().minus(day)), ..Filter::default() }, vec![3, 1]),
        ] {
            assert_eq!(read(&app, &who, &filter).await, expected, "{filter:?}");
        }
        let mut things = ryugaku_ledger::things(&mut app.app.db.reader()).await.unwrap();
        things.sort();
        assert_eq!(things, ["person", "team"]);
    }

    /// The words go, for good and from the table; that there were some stays.
    async fn a_redacted_text_is_gone(app: TestApp) {
        let cx = app.app.system();
        let mut tx = app.begin().await;
        let text = texts::write(&mut tx, &cx, "口座 1234567").await.unwrap();
        tx.record(&cx, NewEvent::of("team.changed").text(text));
        let position = tx.commit().await.unwrap().unwrap();
        let mut q = app.app.db.reader();
        let before = ryugaku_ledger::find(&mut q, &cx.who, position).await.unwrap();
        assert_eq!((before.text.as_deref(), before.redacted), (Some("口座 1234567"), false));
        assert_eq!(texts::author(&mut q, text).await.unwrap(), None);
        let mut tx = app.begin().await;
        texts::redact(&mut tx, &cx, text).await.unwrap();
        tx.commit().await.unwrap();
        let after = ryugaku_ledger::find(&mut q, &cx.who, position).await.unwrap();
        assert_eq!((after.text, after.redacted), (None, true));
        let mut tx = app.begin().await;
        assert!(matches!(texts::redact(&mut tx, &cx, text).await, Err(Failure::NotFound(_))));
    }

    /// A follower whose place has been archived is told so, and from where it can go on.
    async fn an_archived_cursor_is_gone(app: TestApp) {
        for _ in 0..3 {
            write(&app, NewEvent::of("team.changed")).await;
        }
        let mut tx = app.begin().await;
        tx.run(sql("delete from events where position <= 2")).await.unwrap();
        tx.run(sql("update ledger_head set archived_through = 2")).await.unwrap();
        tx.commit().await.unwrap();
        let mut q = app.app.db.reader();
        let filter = Filter::default();
        let gone = ryugaku_ledger::since(&mut q, &Actor::system(), &filter, 1, Limit::USUAL).await;
        let Err(Failure::Gone(msg)) = gone else { panic!("{gone:?}") };
        assert_eq!(msg.args["oldest"], 3_i64.into());
        let rest = ryugaku_ledger::since(&mut q, &Actor::system(), &filter, 2, Limit::USUAL).await.unwrap();
        assert_eq!(rest.items.iter().map(|event| event.position).collect::<Vec<_>>(), [3]);
    }
}

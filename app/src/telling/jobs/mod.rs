//! Telling: each way is tried until it was delivered, refused or given up. What ends a step is handed to the incident.

mod channel;
mod mail;
mod receiver;

use std::slice;

use jiff::SignedDuration;
use jiff::tz::TimeZone;
use ryugaku_db::Transaction;
use ryugaku_jobs::{Job, Registry, Stop};
use ryugaku_kernel::{Cx, Failure, Lang, Outcome, Time, Uuid};
use ryugaku_web::Reply;
use serde::{Deserialize, Serialize};

use super::letter::{Letter, Reader, letter};
use super::store;
use super::way::{Telling, Trouble, Way, WayKind, WayState};
use crate::app::App;
use crate::bot::step::wait;
use crate::incidents::tell::{self, About};
use crate::notices::SMTP_MISSING;
use crate::notify::Attempt;
use crate::people::{self, PersonId};
use crate::{organisation, receivers};

const KIND: &str = "incident.tell";
/// By then a quarter of an hour has gone by, and somebody has to look.
const MOST_ATTEMPTS: i64 = 12;
/// Whatever a server asks for.
const LONGEST_WAIT: SignedDuration = SignedDuration::from_mins(30);
/// Servers that are there, and will take it another time.
const LATER: [u16; 3] = [408, 425, 429];

#[derive(Serialize, Deserialize)]
struct Tell {
    way: Uuid,
}

pub(super) async fn enqueue(tx: &mut Transaction, cx: &Cx, way: Uuid, at: Time) -> Outcome<()> {
    ryugaku_jobs::enqueue(tx, cx, KIND, &Tell { way }, at).await.map(drop)
}

pub fn register(app: &App, registry: &mut Registry) {
    let app = app.clone();
    registry.on(KIND, move |cx, job| {
        let app = app.clone();
        async move { run(app, cx, job).await }
    });
}

/// What came of one attempt.
enum Came {
    Delivered,
    /// It may be taken another time, not before so long if that was said.
    Later(Option<SignedDuration>, Trouble),
    Refused(Trouble),
}

/// Safe to run twice: one that ended is not begun again, and one whose end nobody knows is looked for in the chat.
async fn run(app: App, cx: Cx, job: Job) -> Result<(), Stop> {
    let Tell { way } = job.payload()?;
    let mut q = app.db.reader();
    let Some(way) = store::way(&mut q, way).await? else { return Ok(()) };
    let Some(telling) = store::by_id(&mut q, way.telling).await? else { return Ok(()) };
    if way.state != WayState::Waiting {
        return Ok(());
    }
    let now = cx.now();
    let mut tx = app.begin().await?;
    store::hold(&mut tx, telling.id).await?;
    let mine = store::begin(&mut tx, &way, now).await?;
    // Asked at the last moment: one that becomes restricted takes back what waits, and waits itself for what is begun here.
    let about = tell::about(&mut tx, &app.system(), telling.incident, &telling.step).await?;
    if mine && let Err(why) = &about {
        // In the same transaction: whoever asks for it again meanwhile comes before or after.
        store::write_down(&mut tx, &way, WayState::Skipped, Some(&Trouble::of(*why)), cx.now()).await?;
        ended(&mut tx, &app.system(), &telling).await?;
        tx.wake("chat");
    }
    tx.commit().await?;
    let Some(about) = about.ok().filter(|_| mine) else { return Ok(()) };
    let came = send(&app, &cx, &telling, &way, known_as(&way, now), &about).await?;
    Ok(write_down(&app, &cx, &telling, &way, came).await?)
}

/// Under what it is known outside: the same each time it is tried, and another once it is told anew, since mail programs, receivers
/// and Matrix pass over what they have already.
fn known_as(way: &Way, now: Time) -> Uuid {
    let begun = way.begun_at.unwrap_or(now);
    Uuid::from_u128(way.id.as_u128() ^ u128::from(begun.0.cast_unsigned()))
}

async fn send(app: &App, cx: &Cx, telling: &Telling, way: &Way, id: Uuid, about: &About) -> Outcome<Came> {
    let mut q = app.db.reader();
    let organisation = organisation::store::load(&mut q).await?;
    let person = match way.person {
        Some(id) => people::store::find(&mut q, PersonId(id)).await?.filter(|person| person.deactivated_at.is_none()),
        None => None,
    };
    let choices = person.as_ref().map(|person| &person.choices);
    let zone = choices.and_then(people::person::Choices::zone).unwrap_or_else(|| organisation.zone());
    let lang = choices.and_then(|choices| choices.language).unwrap_or(organisation.language);
    let written = |lang: Lang, zone: &TimeZone| {
        let base = app.config.public_url();
        letter(about, &telling.name, &Reader { lang, zone, now: cx.now(), base: &base })
    };
    Ok(match way.kind {
        WayKind::Mail => mailed(app, cx, telling, id, &written(lang, &zone), slice::from_ref(&way.address)).await,
        WayKind::Person => match person {
            Some(person) => mailed(app, cx, telling, id, &written(lang, &zone), &[person.email]).await,
            // Of a name that was nobody's from the beginning why stands there already.
            None => Came::Refused(match (&way.person, &way.trouble) {
                (None, Some(trouble)) => trouble.clone(),
                _ => Trouble::of("telling-nobody"),
            }),
        },
        WayKind::Channel => channel::say(app, way, id, &written(organisation.language, &organisation.zone())).await,
        WayKind::Receiver => {
            let all = receivers::all(&mut q).await?;
            let mut channels = all.into_iter().flat_map(|receiver| {
                let name = receiver.name;
                receiver.channels.into_iter().map(move |channel| (name.clone(), channel))
            });
            let found = channels.find(|(_, channel)| channel.id.0.to_string() == way.address);
            let Some((name, channel)) = found else {
                return Ok(Came::Refused(Trouble::of("telling-no-channel")));
            };
            let lang = channel.settings.language.unwrap_or(organisation.language);
            let letter = written(lang, &organisation.zone());
            receiver::call(app, cx, telling, id, &letter, about, (&name, channel)).await
        }
    })
}

async fn mailed(app: &App, cx: &Cx, telling: &Telling, id: Uuid, letter: &Letter, to: &[String]) -> Came {
    let answer = mail::send(app, cx, telling, id, letter, to).await;
    came(cx, &answer, passing_smtp)
}

/// `passing`: answers after which it may be taken another time.
fn came(cx: &Cx, answer: &Outcome<Reply>, passing: fn(u16) -> bool) -> Came {
    let attempt = Attempt::of(cx, cx.now(), 0, answer);
    if attempt.is_delivered() {
        return Came::Delivered;
    }
    let trouble = Trouble { status: attempt.status, error: attempt.error, response: attempt.response };
    match answer {
        Ok(reply) if passing(reply.status) => Came::Later(retry_after(reply), trouble),
        // Nothing comes of trying while the settings are what they are.
        Err(Failure::Unavailable { msg, .. }) if [SMTP_MISSING, "notice-smtp-wrong"].contains(&&*msg.key) => {
            Came::Refused(trouble)
        }
        Err(Failure::Unavailable { .. } | Failure::Busy { .. } | Failure::Internal(_)) => Came::Later(None, trouble),
        Ok(_) | Err(_) => Came::Refused(trouble),
    }
}

/// Whether a server that answers so may take it another time.
fn passing_http(status: u16) -> bool {
    LATER.contains(&status) || status >= 500
}

/// The same of a mail server: its fives are final.
fn passing_smtp(status: u16) -> bool {
    (400..500).contains(&status)
}

/// In seconds; a date is passed over.
fn retry_after(reply: &Reply) -> Option<SignedDuration> {
    let seconds = reply.headers.get(reqwest::header::RETRY_AFTER)?.to_str().ok()?.trim().parse().ok()?;
    Some(SignedDuration::from_secs(seconds)).filter(|wait| wait.is_positive())
}

async fn write_down(app: &App, cx: &Cx, telling: &Telling, way: &Way, came: Came) -> Outcome<()> {
    let (now, tried) = (cx.now(), way.attempts + 1);
    let mut tx = app.begin().await?;
    let (state, trouble, wait) = match came {
        Came::Delivered => (WayState::Delivered, None, None),
        Came::Refused(trouble) => (WayState::Failed, Some(trouble), None),
        Came::Later(_, trouble) if tried >= MOST_ATTEMPTS => (WayState::Failed, Some(trouble), None),
        Came::Later(asked, trouble) => {
            let pause = asked.map_or(wait(tried), |asked| asked.min(LONGEST_WAIT));
            (WayState::Waiting, Some(trouble), Some(pause))
        }
    };
    // Before the way, as whoever begins, sends again or takes away ways does.
    store::hold(&mut tx, telling.id).await?;
    store::write_down(&mut tx, way, state, trouble.as_ref(), now).await?;
    if let Some(pause) = wait {
        enqueue(&mut tx, cx, way.id, now.plus(pause)).await?;
    }
    if state != WayState::Waiting {
        ended(&mut tx, &app.system(), telling).await?;
    }
    tx.wake("chat");
    tx.commit().await.map(drop)
}

/// Once none of its ways waits any more, the incident hears what came of it.
async fn ended(tx: &mut ryugaku_ledger::Tx, cx: &Cx, telling: &Telling) -> Outcome<()> {
    store::hold(tx, telling.id).await?;
    let ways = store::ways(tx, [telling.id]).await?;
    let count = |state: WayState| ways.iter().filter(|way| way.state == state).count();
    if count(WayState::Waiting) > 0 {
        return Ok(());
    }
    let (failed, delivered) = (count(WayState::Failed), count(WayState::Delivered));
    if failed > 0 {
        tell::not_reached(tx, cx, telling.incident, &telling.step, failed, ways.len()).await
    } else if delivered == ways.len() {
        store::set_done(tx, telling.id, Some(cx.now())).await?;
        tell::reached(tx, cx, telling.incident, &telling.step, delivered).await
    } else {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_told_anew_is_known_as_another() {
        let way = |begun_at: Option<i64>| Way {
            id: Uuid::from_u128(7),
            telling: Uuid::nil(),
            kind: WayKind::Channel,
            address: "#exec".into(),
            label: String::new(),
            person: None,
            state: WayState::Waiting,
            attempts: 0,
            begun_at: begun_at.map(Time),
            finished_at: None,
            trouble: None,
        };
        let (first, second) = (Time(1_795_025_520_000_000), Time(1_795_025_580_000_000));
        assert_eq!(known_as(&way(None), first), known_as(&way(Some(first.0)), second), "tried once more");
        assert_ne!(known_as(&way(None), first), known_as(&way(None), second), "told anew");
    }

    #[test]
    fn a_server_says_when_to_come_again() {
        let reply = |value: &'static str| {
            let value = reqwest::header::HeaderValue::from_static(value);
            let headers = [(reqwest::header::RETRY_AFTER, value)].into_iter().collect();
            Reply { status: 429, headers, body: Default::default() }
        };
        assert_eq!(retry_after(&reply("90")), Some(SignedDuration::from_secs(90)));
        for value in ["0", "-3", "Fri, 20 Nov 2026 00:00:00 GMT", ""] {
            assert_eq!(retry_after(&reply(value)), None, "{value}");
        }
        for (status, expected) in [(200, false), (404, false), (410, false), (429, true), (408, true), (503, true)] {
            assert_eq!(passing_http(status), expected, "{status}");
        }
    }
}

//! `/exchange …` in a chat: a line of the diary, how far an aim is, a consultation, and how one's exchange stands.

use ryugaku_chat::{Message, Part, Text};
use ryugaku_db::Query;
use ryugaku_kernel::{Failure, Lang, Msg, Outcome, Uuid};

use super::aim::of_mark;
use super::exchange::{Exchange, count_of};
use super::mine::{self, Mine};
use super::state::State;
use super::{access, aims, brief};
use crate::app::App;
use crate::bot::network::Network;
use crate::bot::{Place, Reply, Speaker};
use crate::diary::write::{self, NewEntry};
use crate::needs::consult;
use crate::needs::consultation::Consultation;
use crate::{organisation, words};

/// By whoever is named in it: the exchange that a number in front names, else their own that is not over.
pub async fn command(app: &App, speaker: &Speaker, place: &Place<'_>, text: &str) -> Outcome<Reply> {
    let cx = &speaker.cx;
    cx.require_read()?;
    let me = cx.require_person()?;
    let (first, rest) = split(text);
    let (named, (verb, rest)) = match count_of(first) {
        Ok(count) => (Some(count), split(rest)),
        Err(_) => (None, (first, rest)),
    };
    let is = |names: &[&str]| names.iter().any(|name| verb.eq_ignore_ascii_case(name));
    if is(&["help", "?", "ヘルプ", "使い方"]) {
        return Ok(Reply::Said(help(cx.lang, place.network)));
    }
    if is(&["consult", "相談"]) {
        return consult(app, speaker, place, rest).await;
    }
    let mut q = app.db.reader();
    let count = match named {
        Some(count) => count,
        None => own(&mut q, me).await?.ok_or(Failure::conflict("bot-no-exchange"))?,
    };
    let said = match () {
        () if verb.is_empty() => return Ok(Reply::Said(standing(app, &mut q, speaker, count).await?)),
        () if is(&["diary", "日記"]) => {
            let mut tx = app.begin().await?;
            if !place.first(&mut tx, cx).await? {
                return Ok(Reply::Nothing);
            }
            let (text, url, aims) = (rest.to_owned(), String::new(), Vec::new());
            let new = NewEntry { text, url, kind: None, at: None, aims, source: "chat" };
            write::write(&mut tx, cx, count, new).await?;
            tx.commit().await?;
            Msg::new("bot-diary-said")
        }
        () if is(&["aim", "目標"]) => {
            let (mark, reading) = split(rest);
            let mark = of_mark(mark).ok_or(Failure::conflict("bot-aim-which"))?;
            let reading: f64 = reading.trim().parse().map_err(|_| Failure::conflict("bot-aim-which"))?;
            if !reading.is_finite() {
                return Err(Failure::conflict("bot-aim-which"));
            }
            let mut tx = app.begin().await?;
            if !place.first(&mut tx, cx).await? {
                return Ok(Reply::Nothing);
            }
            aims::read_off(&mut tx, cx, count, mark, Some(reading)).await?;
            tx.commit().await?;
            Msg::new("bot-aim-said")
        }
        () => Msg::new("bot-unknown-exchange-word").with("word", verb).with("sign", place.network.sign()),
    };
    Ok(Reply::Said(Message::line(words::say(cx.lang, &said))))
}

/// For the team of whoever asks; it is answered where needs are.
async fn consult(app: &App, speaker: &Speaker, place: &Place<'_>, text: &str) -> Outcome<Reply> {
    let cx = &speaker.cx;
    let asked = Consultation::parse(text);
    if asked.what.is_empty() {
        return Err(Failure::conflict("bot-consult-which"));
    }
    let (urgency, reach) = (words::text(cx.lang, asked.urgency.key()), words::text(cx.lang, asked.reach.key()));
    let mut tx = app.begin().await?;
    if !place.first(&mut tx, cx).await? {
        return Ok(Reply::Nothing);
    }
    let number = consult::consult(&mut tx, cx, asked).await?.number().to_string();
    tx.commit().await?;
    let address = app.config.public_url().join(&format!("needs/{number}")).map(String::from).unwrap_or_default();
    let said = Msg::new("bot-consult-said").with("number", number).with("urgency", urgency).with("reach", reach);
    Ok(Reply::Said(Message::line(words::say(cx.lang, &said.with("address", address)))))
}

/// The one in which somebody is the guest; else any other in which they are named. What is under way comes first, what is only
/// followed up last.
async fn own(q: &mut dyn Query, me: Uuid) -> Outcome<Option<i64>> {
    let named = brief::of_person(q, me).await?;
    let is_after = |exchange: &Exchange| exchange.state == State::FollowingUp;
    let open = named.into_iter().filter(|exchange| exchange.state.is_binding() || is_after(exchange));
    let place = |exchange: &Exchange| {
        (is_after(exchange), exchange.people.guest != me, exchange.state != State::Active, exchange.from)
    };
    Ok(open.min_by_key(place).map(|exchange| exchange.count))
}

async fn standing(app: &App, q: &mut dyn Query, speaker: &Speaker, count: i64) -> Outcome<Message> {
    let lang = speaker.cx.lang;
    let today = organisation::store::load(q).await?.today(speaker.cx.now());
    let (exchange, access) = access::seen(q, &speaker.cx, count).await?;
    if !access.sees_inside() {
        return Err(Failure::NotFound("exchange"));
    }
    let told = in_words(lang, &mine::one(q, lang, &exchange, today).await?);
    let page = app.config.public_url().join(&format!("exchanges/{}", exchange.number())).map(String::from);
    let text = Text::default().link(page.unwrap_or_default(), exchange.number().to_string()).plain(told.clone());
    Ok(Message::of(format!("{}{told}", exchange.number()))
        .with(Part::Text(text))
        .with(Part::Context(words::say(lang, &signed("bot-exchange-foot", speaker.network)).into())))
}

/// One's exchange in a few lines, to stand right after its number: the two teams, the week or else the state, and how far each
/// aim is.
pub fn in_words(lang: Lang, mine: &Mine) -> String {
    let stands = match mine.week {
        Some(week) => Msg::new("bot-home-week").with("week", week).with("weeks", mine.weeks),
        None => Msg::new(mine.state.key()),
    };
    let mut said = format!(" {} → {} · {}", mine.home, mine.host, words::say(lang, &stands));
    for goal in &mine.goals {
        let reading = goal.reading.as_deref().map(|reading| format!(" {reading}")).unwrap_or_default();
        said = format!("{said}\n• {} {}{reading}", goal.mark, goal.what);
    }
    said
}

fn help(lang: Lang, network: Network) -> Message {
    let say = |key| words::say(lang, &signed(key, network));
    let title = say("bot-exchange-help-title");
    Message::of(title.clone()).with(Part::Header(title)).with(Part::Text(say("bot-exchange-help").into()))
}

/// Commands begin otherwise in each chat.
fn signed(key: &'static str, network: Network) -> Msg {
    Msg::new(key).with("sign", network.sign())
}

fn split(text: &str) -> (&str, &str) {
    let text = text.trim();
    text.split_once(char::is_whitespace).map_or((text, ""), |(first, rest)| (first, rest.trim()))
}

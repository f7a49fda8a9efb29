//! An event as a sentence in the reader's language: the text `event-<kind>` with the facts and the things it is about.
//!
//! `{ $thing }` is the subject, `{ $team }` the first team and so on; each becomes a link. A fact goes by its name. A kind
//! without a text, or a text whose fact is missing, is named plainly: nothing that was recorded is left out.

use ryugaku_kernel::{Arg, Lang, Msg};
use ryugaku_ledger::Event;
use serde_json::Value;

use super::things::Things;
use crate::words;

#[derive(Clone, PartialEq, Debug)]
pub enum Part {
    Text(String),
    /// A thing: what it is called, and where it is found if there is a page of it.
    Thing {
        label: String,
        address: Option<String>,
    },
}

/// Private letters stand for the things while the sentence is put together: no text contains them.
const FIRST: u32 = 0xE000;
const PLACES: u32 = 0x400;

pub fn sentence(lang: Lang, event: &Event, things: &Things) -> Vec<Part> {
    let mut msg = Msg { key: key(&event.kind).into(), args: Default::default() };
    for (name, value) in &event.facts {
        msg.args.insert(name.clone().into(), fact(value));
    }
    for (at, subject) in event.about.iter().enumerate() {
        let place = u32::try_from(at).ok().and_then(|at| char::from_u32(FIRST + at % PLACES));
        let place = place.expect("private letters are letters").to_string();
        if at == 0 {
            msg.args.insert("thing".into(), place.clone().into());
        }
        msg.args.entry(subject.kind.clone().into()).or_insert_with(|| place.into());
    }
    // Some kinds may be about nothing: the first sign-in link is made before there is anybody.
    let bare =
        || words::maybe(lang, &Msg { key: format!("{}-bare", key(&event.kind)).into(), args: Default::default() });
    match words::maybe(lang, &msg) {
        Some(text) => split(&text, lang, event, things),
        None if event.about.is_empty() => {
            bare().map_or_else(|| named(lang, event, things), |text| vec![Part::Text(text)])
        }
        None => named(lang, event, things),
    }
}

/// The sentence as one text.
pub fn plain(parts: &[Part]) -> String {
    parts
        .iter()
        .map(|part| match part {
            Part::Text(text) => text.as_str(),
            Part::Thing { label, .. } => label.as_str(),
        })
        .collect()
}

/// The key of the text of a kind: `incident.note_added` is `event-incident-note_added`.
pub fn key(kind: &str) -> String {
    format!("event-{}", kind.replace('.', "-"))
}

/// The mark on the line, by what kind of thing it was.
pub fn icon(kind: &str) -> &'static str {
    match kind {
        "incident.resolved" | "incident.closed" => return "resolved",
        "incident.noted" | "text.redacted" | "need.answered" | "discussion.changed" => return "pen",
        _ => {}
    }
    match kind.split('.').next().unwrap_or(kind) {
        "team" | "person" | "product_sre" => "person",
        "product" | "service" => "map",
        "incident" | "question" | "severity_policy" => "incident",
        "status_page" | "status_component" | "status_notice" | "status_subscriber" => "told",
        "alert" | "alerts" | "alert_rules" | "alert_filter" => "alert",
        "silence" | "maintenance" => "mute",
        "routing" => "map",
        "receiver" => "told",
        "task" => "task",
        "exchange" | "exchange_step" | "aim" | "follow_up" => "exchange",
        "diary" | "outcome" => "pen",
        "plan" | "plan_item" | "plan_feed" | "calendar" => "today",
        "webhook" => "link",
        "deploy" => "deploy",
        "feedback" => "said",
        "sre" | "programme" | "need" | "discussion" => "consult",
        "session" | "token" | "chat_account" | "organisation" | "integration" | "intake" | "exchange_limits" => {
            "settings"
        }
        "offer" | "match" | "exchange_template" => "exchange",
        "wish" => "consult",
        "learning" => "learning",
        "postmortem" | "scenario" => "pen",
        "drill" => "incident",
        "milestone" => "programme",
        _ => "auto",
    }
}

fn split(text: &str, lang: Lang, event: &Event, things: &Things) -> Vec<Part> {
    let (mut parts, mut plain) = (Vec::new(), String::new());
    for letter in text.chars() {
        let place = u32::from(letter).checked_sub(FIRST).filter(|at| *at < PLACES);
        match place.and_then(|at| event.about.get(usize::try_from(at).ok()?)) {
            None => plain.push(letter),
            Some(subject) => {
                if !plain.is_empty() {
                    parts.push(Part::Text(std::mem::take(&mut plain)));
                }
                let thing = things.subject(lang, subject);
                parts.push(Part::Thing { label: thing.label, address: thing.address });
            }
        }
    }
    if !plain.is_empty() {
        parts.push(Part::Text(plain));
    }
    parts
}

/// For kinds that have no text here: the kind as it stands in the ledger, then the thing.
fn named(lang: Lang, event: &Event, things: &Things) -> Vec<Part> {
    let mut parts = vec![Part::Text(words::say(lang, &Msg::new("event-unworded").with("kind", event.kind.clone())))];
    if let Some(subject) = event.about.first() {
        let thing = things.subject(lang, subject);
        parts.push(Part::Text(" ".into()));
        parts.push(Part::Thing { label: thing.label, address: thing.address });
    }
    parts
}

fn fact(value: &Value) -> Arg {
    match value {
        Value::Number(number) => number.as_i64().map_or_else(|| number.to_string().into(), Arg::from),
        Value::String(text) => text.as_str().into(),
        Value::Array(values) => {
            let texts: Vec<String> =
                values.iter().map(|v| v.as_str().map_or_else(|| v.to_string(), str::to_owned)).collect();
            texts.join(", ").into()
        }
        other => other.to_string().into(),
    }
}

#[cfg(test)]
mod tests {
    use ryugaku_kernel::{ActorKind, Time, Uuid};
    use ryugaku_ledger::Subject;
    use serde_json::json;

    use super::*;

    fn event(kind: &str, facts: Value) -> Event {
        Event {
            position: 1,
            recorded_at: Time(0),
            happened_at: Time(0),
            actor_kind: ActorKind::System,
            actor_id: None,
            kind: kind.into(),
            about: vec![Subject { kind: "team".into(), id: Uuid::from_u128(0xabcd) }],
            facts: facts.as_object().cloned().unwrap_or_default(),
            text: None,
            text_id: None,
            redacted: false,
        }
    }

    #[test]
    fn a_kind_without_words_is_named() {
        for lang in Lang::ALL {
            let said = plain(&sentence(lang, &event("moon.landed", json!({})), &Things::default()));
            assert!(said.contains("moon.landed") && said.ends_with("0000abcd") && !said.contains('⟦'), "{said}");
        }
    }

    #[test]
    fn the_thing_is_a_part_of_its_own() {
        let parts = sentence(Lang::En, &event("team.founded", json!({"slug": "a"})), &Things::default());
        let thing = Part::Thing { label: "Team 0000abcd".into(), address: None };
        assert!(parts.contains(&thing), "{parts:?}");
    }

    #[test]
    fn facts_are_read_as_they_are() {
        assert_eq!(fact(&json!(3)), Arg::Number(3));
        assert_eq!(fact(&json!(["a", "b"])), Arg::Text("a, b".into()));
        assert_eq!(fact(&json!(true)), Arg::Text("true".into()));
    }
}

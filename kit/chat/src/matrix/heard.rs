//! What happens in rooms, of what the sync brings. Only what is asked for here is read; the rest may be whatever others make of it.

use ryugaku_kernel::Time;
use serde_json::Value;

use super::client::word;

/// An event of a room.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Heard {
    /// By which it is known if it comes again.
    pub id: String,
    pub room: String,
    pub sender: String,
    pub at: Time,
    pub what: What,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub enum What {
    /// People are named in it by their ids, whatever their client shows.
    Said {
        text: String,
        /// The first message of the thread in which it was said.
        thread: Option<String>,
        /// The message that it answers.
        answers: Option<String>,
    },
    Edited {
        event: String,
        text: String,
    },
    Redacted {
        event: String,
    },
    Reacted {
        event: String,
        /// See [`plain_key`].
        key: String,
    },
    /// Messages, beside those that were pinned before.
    Pinned {
        events: Vec<String>,
    },
    Joined {
        user: String,
    },
    /// It cannot be read here.
    Encrypted,
}

/// `None`: nothing that is asked for here.
pub fn heard(room: &str, event: &Value) -> Option<Heard> {
    let content = &event["content"];
    let relates = &content["m.relates_to"];
    let of = || relates["event_id"].as_str().map(str::to_owned);
    let what = match event["type"].as_str()? {
        "m.room.message" if relates["rel_type"] == "m.replace" => {
            What::Edited { event: of()?, text: content["m.new_content"]["body"].as_str()?.to_owned() }
        }
        // Programs speak in notices, and are not answered.
        "m.room.message" if content["msgtype"] == "m.text" => What::Said {
            text: said(content)?,
            thread: of().filter(|_| relates["rel_type"] == "m.thread"),
            answers: answered(relates),
        },
        "m.reaction" if relates["rel_type"] == "m.annotation" => {
            What::Reacted { event: of()?, key: plain_key(relates["key"].as_str()?) }
        }
        // Rooms of before version 11 have it beside the content.
        "m.room.redaction" => {
            What::Redacted { event: content["redacts"].as_str().or(event["redacts"].as_str())?.to_owned() }
        }
        "m.room.pinned_events" => What::Pinned { events: pinned(event)? },
        "m.room.member" if is_join(event) => What::Joined { user: event["state_key"].as_str()?.to_owned() },
        "m.room.encrypted" => What::Encrypted,
        _ => return None,
    };
    Some(Heard {
        id: event["event_id"].as_str()?.to_owned(),
        room: room.to_owned(),
        sender: word(&event["sender"]),
        at: at(event),
        what,
    })
}

/// As the sender's homeserver has it.
pub(super) fn at(event: &Value) -> Time {
    Time(event["origin_server_ts"].as_i64().unwrap_or_default().saturating_mul(1000))
}

/// Not one that was in the room already, and has another name now.
pub(super) fn is_join(event: &Value) -> bool {
    event["type"] == "m.room.member"
        && event["content"]["membership"] == "join"
        && event["unsigned"]["prev_content"]["membership"] != "join"
}

/// In a thread clients name its last message too, for those that know no threads: that one is not answered.
fn answered(relates: &Value) -> Option<String> {
    let answered = relates["m.in_reply_to"]["event_id"].as_str()?;
    (relates["is_falling_back"] != true).then(|| answered.to_owned())
}

/// What is pinned there and was not before.
fn pinned(event: &Value) -> Option<Vec<String>> {
    let before = event["unsigned"]["prev_content"]["pinned"].as_array();
    let is_new = |one: &&Value| before.is_none_or(|before| !before.contains(one));
    let new = event["content"]["pinned"].as_array()?.iter().filter(is_new);
    let new: Vec<String> = new.filter_map(Value::as_str).map(str::to_owned).collect();
    Some(new).filter(|new| !new.is_empty())
}

/// A reaction without what says how it is drawn: variation selectors and colours of skin.
pub fn plain_key(key: &str) -> String {
    key.chars().filter(|letter| !matches!(letter, '\u{fe0e}' | '\u{fe0f}' | '\u{1f3fb}'..='\u{1f3ff}')).collect()
}

/// The words, without what an answer repeats, and with people's ids in place of the names they are shown by.
fn said(content: &Value) -> Option<String> {
    let body = content["body"].as_str()?;
    let is_answer = !content["m.relates_to"]["m.in_reply_to"].is_null();
    let mut text = if is_answer && body.starts_with("> ") {
        body.lines().skip_while(|line| line.starts_with('>')).collect::<Vec<_>>().join("\n").trim_start().to_owned()
    } else {
        body.to_owned()
    };
    for (id, name) in people(content["formatted_body"].as_str().unwrap_or_default()) {
        if !name.is_empty() && !text.contains(&id) {
            text = text.replacen(&name, &id, 1);
        }
    }
    Some(text)
}

/// Ids and names of the people whom HTML leads to: `<a href="https://matrix.to/#/@aoki:example.org">Aoki</a>`.
fn people(html: &str) -> Vec<(String, String)> {
    let leads = html.split("https://matrix.to/#/").skip(1);
    let person = |rest: &str| {
        let (address, rest) = rest.split_once(['"', '\''])?;
        let pair = format!("i={}", address.replace('+', "%2B"));
        let (_, id) = url::form_urlencoded::parse(pair.as_bytes()).next()?;
        let id = id.split('?').next()?.to_owned();
        let name = rest.split_once('>')?.1.split_once("</a>")?.0;
        let name = name.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&#39;", "'");
        id.starts_with('@').then(|| (id, name.replace("&amp;", "&")))
    };
    leads.filter_map(person).collect()
}

/// What was said to the account `me`, if the text begins with its name: `@ryugaku:example.org: status fixing`.
pub fn said_to<'a>(me: &str, text: &'a str) -> Option<&'a str> {
    let text = text.trim_start();
    let local = me.split(':').next().unwrap_or(me);
    let name = [me, local, local.trim_start_matches('@')].into_iter().find(|name| {
        let begins = text.get(..name.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(name));
        let rest = text.get(name.len()..).unwrap_or_default();
        begins && rest.chars().next().is_none_or(|next| next.is_whitespace() || [':', ',', '、', '：'].contains(&next))
    })?;
    Some(text[name.len()..].trim_start_matches([':', ',', '、', '：']).trim())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn what(kind: &str, content: Value) -> Option<What> {
        let event = json!({"event_id": "$1", "type": kind, "sender": "@a:b", "origin_server_ts": 5, "content": content,
            "state_key": "@c:d"});
        heard("!r:b", &event).map(|heard| heard.what)
    }

    #[test]
    fn events_are_told_apart() {
        let text = |body: &str| json!({"msgtype": "m.text", "body": body});
        let said = |text: &str| Some(What::Said { text: text.into(), thread: None, answers: None });
        assert_eq!(what("m.room.message", text("!help")), said("!help"));
        assert_eq!(what("m.room.message", json!({"msgtype": "m.notice", "body": "x"})), None);
        assert_eq!(what("m.room.message", json!({"msgtype": "m.text"})), None);
        let mut threaded = text("x");
        let last = json!({"event_id": "$9"});
        threaded["m.relates_to"] =
            json!({"rel_type": "m.thread", "event_id": "$0", "is_falling_back": true, "m.in_reply_to": last});
        let thread = Some("$0".into());
        assert_eq!(what("m.room.message", threaded), Some(What::Said { text: "x".into(), thread, answers: None }));
        let mut answer = text("> <@c:d> before\n> more\n\n!help");
        answer["m.relates_to"] = json!({"m.in_reply_to": {"event_id": "$0"}});
        let answers = Some("$0".into());
        assert_eq!(what("m.room.message", answer), Some(What::Said { text: "!help".into(), thread: None, answers }));
        let mut edit = text("* new");
        edit["m.relates_to"] = json!({"rel_type": "m.replace", "event_id": "$0"});
        edit["m.new_content"] = text("new");
        assert_eq!(what("m.room.message", edit), Some(What::Edited { event: "$0".into(), text: "new".into() }));
        let reaction = json!({"m.relates_to": {"rel_type": "m.annotation", "event_id": "$0", "key": "🙋🏽\u{fe0f}"}});
        assert_eq!(what("m.reaction", reaction), Some(What::Reacted { event: "$0".into(), key: "🙋".into() }));
        assert_eq!(what("m.room.redaction", json!({"redacts": "$0"})), Some(What::Redacted { event: "$0".into() }));
        assert_eq!(what("m.room.member", json!({"membership": "join"})), Some(What::Joined { user: "@c:d".into() }));
        assert_eq!(what("m.room.member", json!({"membership": "leave"})), None);
        assert_eq!(what("m.of.tomorrow", json!(["x"])), None);
        for odd in [json!(null), json!([]), json!({"type": "m.room.message"}), json!({"type": 3})] {
            assert_eq!(heard("!r:b", &odd), None, "{odd}");
        }
    }

    #[test]
    fn what_is_pinned_besides() {
        let pinned = |before: Value, now: Value| {
            let event = json!({"event_id": "$1", "type": "m.room.pinned_events", "state_key": "", "sender": "@a:b",
                "content": {"pinned": now}, "unsigned": {"prev_content": {"pinned": before}}});
            heard("!r:b", &event).map(|heard| heard.what)
        };
        let events = |events: &[&str]| Some(What::Pinned { events: events.iter().map(|&id| id.to_owned()).collect() });
        assert_eq!(pinned(json!(["$a"]), json!(["$a", "$b", 3])), events(&["$b"]));
        assert_eq!(pinned(Value::Null, json!(["$a", "$b"])), events(&["$a", "$b"]), "nothing was before");
        for (before, now) in [(json!(["$a", "$b"]), json!(["$b"])), (json!([]), json!([])), (json!([]), json!("$a"))] {
            assert_eq!(pinned(before, now), None);
        }
    }

    #[test]
    fn people_are_named_by_their_ids() {
        let html = "give scribe <a href=\"https://matrix.to/#/%40aoki%3Aexample.org\">Aoki &amp; Co</a>";
        let content = json!({"msgtype": "m.text", "body": "give scribe Aoki & Co", "formatted_body": html});
        assert_eq!(said(&content).unwrap(), "give scribe @aoki:example.org");
    }

    #[test]
    fn the_accounts_name_in_front() {
        let me = "@ryugaku:example.org";
        for text in [
            "@ryugaku:example.org: status fixing",
            "ryugaku: status fixing",
            "Ryugaku、status fixing",
            "@ryugaku status fixing",
        ] {
            assert_eq!(said_to(me, text), Some("status fixing"), "{text}");
        }
        assert_eq!(said_to(me, "ryugaku"), Some(""));
        for text in ["ryugakus are nice", "ask ryugaku", "", "りゅうがく"] {
            assert_eq!(said_to(me, text), None, "{text}");
        }
    }
}

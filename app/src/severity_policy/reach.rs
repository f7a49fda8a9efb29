//! How somebody who must know is reached, by the name that the policy calls them.

use std::collections::{BTreeMap, BTreeSet};

use ryugaku_document::{At, Problems, shown};
use ryugaku_kernel::Msg;

use super::document::{Named, Names};
use super::policy::Policy;
use crate::incidents::circle::Circle;
use crate::receivers::is_address;

/// One way to somebody.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Way {
    /// An e-mail address, whoever reads it.
    Mail(String),
    /// Somebody who is here, by e-mail address or whole name.
    Person(String),
    /// Everybody in a team, by its short name.
    Team(String),
    /// A channel of the chat: `#exec`, or the chat's own id.
    Channel(String),
    /// A receiver by its name, through all its channels.
    Receiver(String),
}

pub type Reach = BTreeSet<Way>;

/// By the name of who is told; [`Circle`]s by theirs.
pub type Reaches = BTreeMap<String, Reach>;

/// Names in one place.
const MOST_NAMES: usize = 100;
/// Ways to one of them.
const MOST_WAYS: usize = 50;
const LONGEST_CHANNEL: usize = 80;
/// An id of Matrix has 255 bytes at most.
const LONGEST_ROOM: usize = 255;

impl Way {
    /// The word in the document.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Mail(_) => "mail",
            Self::Person(_) => "people",
            Self::Team(_) => "teams",
            Self::Channel(_) => "channels",
            Self::Receiver(_) => "receivers",
        }
    }

    pub fn address(&self) -> &str {
        match self {
            Self::Mail(to) | Self::Person(to) | Self::Team(to) | Self::Channel(to) | Self::Receiver(to) => to,
        }
    }

    /// The key of what it is called.
    pub fn key(&self) -> &'static str {
        match self {
            Self::Mail(_) => "severity-policy-way-mail",
            Self::Person(_) => "severity-policy-way-person",
            Self::Team(_) => "severity-policy-way-team",
            Self::Channel(_) => "severity-policy-way-channel",
            Self::Receiver(_) => "severity-policy-way-receiver",
        }
    }
}

/// A map from names to ways.
pub fn read(at: &At<'_>, names: &mut Names, problems: &mut Problems) -> Reaches {
    let Some(mut map) = at.fields(problems) else { return Reaches::new() };
    let mut reaches = Reaches::new();
    for (place, (name, at)) in map.take_all().into_iter().enumerate() {
        if place == MOST_NAMES {
            problems.refuse(&at, Msg::new("severity-policy-many").with("most", MOST_NAMES));
            break;
        }
        names.reached.push(Named::at(&at, name));
        reaches.insert(name.to_owned(), ways(&at, names, problems));
    }
    reaches
}

fn ways(at: &At<'_>, names: &mut Names, problems: &mut Problems) -> Reach {
    let Some(mut fields) = at.fields(problems) else { return Reach::new() };
    let mut ways = Reach::new();
    for (word, kind) in WORDS {
        for at in fields.list(word, problems) {
            let Some(text) = at.text(problems) else { continue };
            let text = text.trim();
            let named = Named::at(&at, text);
            match word {
                "people" => names.people.push(named),
                "teams" => names.teams.push(named),
                "receivers" => names.receivers.push(named),
                "mail" if !is_address(text) => {
                    problems.refuse(&at, Msg::new("severity-policy-address").with("text", shown(text)));
                }
                "channels" if !is_channel(text) => {
                    problems.refuse(&at, Msg::new("severity-policy-channel").with("text", shown(text)));
                }
                _ => {}
            }
            ways.insert(kind(text.to_owned()));
        }
    }
    if ways.len() > MOST_WAYS {
        problems.refuse(at, Msg::new("severity-policy-many").with("most", MOST_WAYS));
    }
    fields.finish(problems);
    ways
}

type Kind = fn(String) -> Way;

/// The words of the document.
pub(super) const WORDS: [(&str, Kind); 5] = [
    ("mail", Way::Mail),
    ("people", Way::Person),
    ("teams", Way::Team),
    ("channels", Way::Channel),
    ("receivers", Way::Receiver),
];

/// `#exec`, or an id as the chat gives it.
pub fn is_channel(text: &str) -> bool {
    let is_id = text.len() >= 9
        && text.starts_with(['C', 'G'])
        && text.bytes().all(|letter| letter.is_ascii_uppercase() || letter.is_ascii_digit());
    let is_name = text.strip_prefix('#').is_some_and(|name| {
        let fits = |letter: char| (letter.is_alphanumeric() && !letter.is_uppercase()) || "-_ー".contains(letter);
        !name.is_empty() && name.chars().count() <= LONGEST_CHANNEL && name.chars().all(fits)
    });
    // In Matrix: `!room:server` or `#name:server`.
    let is_room = text.starts_with('!') || (text.starts_with('#') && text.contains(':'));
    let is_short = text.chars().count() <= LONGEST_ROOM && !text.contains(char::is_whitespace);
    is_id || is_name || (is_room && text.len() > 2 && is_short)
}

/// A way to a name that nobody is told by is a slip of the pen, and would be found out too late.
pub fn refuse_unused(policy: &Policy, names: &[Named], problems: &mut Problems) {
    let told: BTreeSet<&str> = policy.told().chain(Circle::ALL.map(Circle::name)).collect();
    for named in names.iter().filter(|named| !told.contains(named.name.as_str())) {
        let msg = Msg::new("severity-policy-reach-unused").with("name", shown(&named.name));
        problems.refuse_there(&named.path, named.line, msg);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn channels_as_the_chat_calls_them() {
        for text in
            ["#exec", "#経営-連絡", "#サーバー_1", "C0123ABCD", "G0123ABCD", "!abc:example.org", "#exec:example.org"]
        {
            assert!(is_channel(text), "{text}");
        }
        for text in
            ["", "#", "exec", "#Exec", "#a b", "C01", "c0123abcd", "!", "#a b:c", &format!("#{}", "x".repeat(81))]
        {
            assert!(!is_channel(text), "{text}");
        }
    }
}

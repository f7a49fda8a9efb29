//! Plans and invitations as calendar files.

use std::collections::HashMap;

use ryugaku_ical::{Answer as Reply, Entry, Feed, Method, Party, Status};
use ryugaku_kernel::{Lang, Msg, Uuid};

use super::item::{Answer, Invitation, Item, ItemState};
use crate::exchange::Exchange;
use crate::words;

/// Somebody as calendars name them.
#[derive(Clone, Debug)]
pub struct Known {
    pub name: String,
    pub email: String,
}

/// Where our pages are reached: `https://ryugaku.example.com/`.
pub fn entry(item: &Item, exchange: &Exchange, lang: Lang, public_url: &url::Url) -> Entry {
    let number = exchange.number().to_string();
    let address = public_url.join(&format!("exchanges/{number}/plan/{}", item.ordinal)).map(String::from);
    let kind = words::text(lang, item.kind.key());
    let mut description = format!("{number} · {kind}");
    if !item.link.is_empty() {
        description.push('\n');
        description.push_str(&item.link);
    }
    Entry {
        uid: format!("{}@ryugaku", item.id),
        sequence: item.version - 1,
        stamp: item.changed_at,
        from: item.from,
        until: item.until,
        summary: item.title.clone(),
        description,
        location: item.place.clone(),
        url: address.ok(),
        status: match item.state {
            ItemState::Proposed => Status::Tentative,
            ItemState::Planned | ItemState::Done => Status::Confirmed,
            ItemState::Absent | ItemState::Cancelled => Status::Cancelled,
        },
        busy: item.state != ItemState::Proposed,
        organizer: None,
        attendees: Vec::new(),
    }
}

pub fn feed(items: &[Item], exchange: &Exchange, lang: Lang, public_url: &url::Url) -> String {
    let name = Msg::new("plan-feed-name").with("number", exchange.number().to_string());
    let entries = items.iter().map(|item| entry(item, exchange, lang, public_url)).collect();
    ryugaku_ical::write(&Feed { name: words::say(lang, &name), method: Method::Publish, entries })
}

/// What is cancelled is withdrawn; anything else is asked for.
pub fn invitation(entry: Entry, item: &Item, invited: &[Invitation], people: &HashMap<Uuid, Known>) -> String {
    let party = |person: Uuid, answer: Answer| {
        let known = people.get(&person)?;
        let answer = match answer {
            Answer::Unanswered => Reply::Waiting,
            Answer::Accepted => Reply::Accepted,
            Answer::Declined => Reply::Declined,
        };
        Some(Party { name: known.name.clone(), email: known.email.clone(), answer })
    };
    let cancelled = entry.status == Status::Cancelled;
    let entry = Entry {
        organizer: item.created_by.and_then(|person| party(person, Answer::Accepted)),
        attendees: invited.iter().filter_map(|one| party(one.person, one.answer)).collect(),
        ..entry
    };
    let method = if cancelled { Method::Cancel } else { Method::Request };
    ryugaku_ical::write(&Feed { name: String::new(), method, entries: vec![entry] })
}

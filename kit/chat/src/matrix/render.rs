//! A message as Matrix shows it: a plain body, the same in HTML, and what stands for buttons. There are none in Matrix: a reaction on the
//! message does what the button would.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use url::form_urlencoded::byte_serialize;

use super::heard::plain_key;
use crate::{Button, Message, Part, Span, Text};

/// A reaction that does something.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Offer {
    /// What is put on the message.
    pub key: String,
    pub action: String,
    pub value: String,
}

/// An event holds 64 KiB, an edited message stands twice in it.
const LONGEST_BODY: usize = 8 << 10;
const LONGEST_HTML: usize = 16 << 10;
/// What is left when a reaction is taken already.
const NUMBERS: [&str; 9] = ["1️⃣", "2️⃣", "3️⃣", "4️⃣", "5️⃣", "6️⃣", "7️⃣", "8️⃣", "9️⃣"];

/// What each button of the message becomes. `wished` names the reaction for it; without one it is not offered.
pub fn offers(message: &Message, wished: impl Fn(&Button) -> Option<&'static str>) -> Vec<Offer> {
    let mut offers: Vec<Offer> = Vec::new();
    for button in buttons(message).filter(|button| button.url.is_none()) {
        let Some(wish) = wished(button) else { continue };
        let is_free = |key: &&str| !offers.iter().any(|offer| offer.key == *key);
        let Some(key) = std::iter::once(wish).chain(NUMBERS).find(is_free) else { break };
        offers.push(Offer { key: key.to_owned(), action: button.action.clone(), value: button.value.clone() });
    }
    offers
}

impl Offer {
    /// The reaction as it is compared: without what says how it is drawn.
    pub fn plain(&self) -> String {
        plain_key(&self.key)
    }
}

/// What `m.room.message` holds.
pub fn content(message: &Message, offers: &[Offer]) -> Value {
    let html = html(message, offers);
    let mut said = json!({"msgtype": "m.text", "body": cut(&plain(message, offers), LONGEST_BODY)});
    if html.len() <= LONGEST_HTML {
        said["format"] = "org.matrix.custom.html".into();
        said["formatted_body"] = html.into();
    }
    let people = mentioned(message);
    said["m.mentions"] = if people.is_empty() { json!({}) } else { json!({"user_ids": people}) };
    said
}

/// The same in place of what stands there.
pub fn edited(event: &str, message: &Message, offers: &[Offer]) -> Value {
    let mut new = content(message, offers);
    // A change calls nobody.
    new["m.mentions"] = json!({});
    json!({
        "msgtype": "m.text",
        "body": format!("* {}", cut(&message.summary, LONGEST_BODY)),
        "m.mentions": {},
        "m.new_content": new,
        "m.relates_to": {"rel_type": "m.replace", "event_id": event},
    })
}

fn buttons(message: &Message) -> impl Iterator<Item = &Button> {
    message.parts.iter().flat_map(|part| match part {
        Part::Buttons(buttons) => buttons.as_slice(),
        _ => &[],
    })
}

fn spans(message: &Message) -> impl Iterator<Item = &Span> {
    message.parts.iter().flat_map(|part| match part {
        Part::Text(text) | Part::Context(text) => text.0.iter().collect::<Vec<_>>(),
        Part::Fields(fields) => fields.iter().flat_map(|(_, text)| &text.0).collect(),
        Part::Header(_) | Part::Buttons(_) | Part::Divider => Vec::new(),
    })
}

fn mentioned(message: &Message) -> Vec<&str> {
    let mut people = Vec::new();
    for span in spans(message) {
        if let Span::Person(id) = span
            && !people.contains(&id.as_str())
        {
            people.push(id.as_str());
        }
    }
    people
}

fn offer_of<'a>(button: &Button, offers: &'a [Offer]) -> Option<&'a Offer> {
    offers.iter().find(|offer| offer.action == button.action && offer.value == button.value)
}

fn plain(message: &Message, offers: &[Offer]) -> String {
    let mut lines: Vec<String> = Vec::new();
    for part in &message.parts {
        match part {
            Part::Header(text) => lines.push(text.clone()),
            Part::Text(text) | Part::Context(text) => lines.push(plain_text(text)),
            Part::Fields(fields) => {
                lines.extend(fields.iter().map(|(name, text)| format!("{name}: {}", plain_text(text))));
            }
            Part::Buttons(buttons) => {
                for button in buttons {
                    match (offer_of(button, offers), &button.url) {
                        (Some(offer), _) => lines.push(format!("{} {}", offer.key, button.label)),
                        (None, Some(url)) => lines.push(format!("{} {url}", button.label)),
                        (None, None) => {}
                    }
                }
            }
            Part::Divider => lines.push("—".into()),
        }
    }
    if lines.is_empty() { message.summary.clone() } else { lines.join("\n") }
}

fn plain_text(text: &Text) -> String {
    let span = |span: &Span| match span {
        Span::Plain(text) | Span::Bold(text) | Span::Person(text) => text.clone(),
        Span::Link { url, label } if label == url => url.clone(),
        Span::Link { url, label } => format!("{label} ({url})"),
        Span::Moment { fallback, .. } => fallback.clone(),
    };
    text.0.iter().map(span).collect()
}

fn html(message: &Message, offers: &[Offer]) -> String {
    let mut html = String::new();
    for part in &message.parts {
        match part {
            Part::Header(text) => html.push_str(&format!("<h4>{}</h4>", escaped(text))),
            Part::Text(text) => html.push_str(&format!("<p>{}</p>", html_text(text))),
            Part::Context(text) => html.push_str(&format!("<p><em>{}</em></p>", html_text(text))),
            Part::Fields(fields) => {
                let line = |(name, text): &(String, Text)| format!("<b>{}</b>: {}", escaped(name), html_text(text));
                html.push_str(&format!("<p>{}</p>", fields.iter().map(line).collect::<Vec<_>>().join("<br/>")));
            }
            Part::Buttons(buttons) => {
                let line = |button: &Button| match (offer_of(button, offers), &button.url) {
                    (Some(offer), _) => Some(format!("{} {}", escaped(&offer.key), escaped(&button.label))),
                    (None, Some(url)) => Some(link(url, &button.label)),
                    (None, None) => None,
                };
                let lines: Vec<String> = buttons.iter().filter_map(line).collect();
                if !lines.is_empty() {
                    html.push_str(&format!("<p>{}</p>", lines.join("<br/>")));
                }
            }
            Part::Divider => html.push_str("<hr/>"),
        }
    }
    if html.is_empty() { escaped(&message.summary) } else { html }
}

fn html_text(text: &Text) -> String {
    let span = |span: &Span| match span {
        Span::Plain(text) => escaped(text),
        Span::Bold(text) => format!("<b>{}</b>", escaped(text)),
        Span::Link { url, label } => link(url, label),
        Span::Person(id) => {
            let address: String = byte_serialize(id.as_bytes()).collect();
            format!("<a href=\"https://matrix.to/#/{address}\">{}</a>", escaped(id))
        }
        Span::Moment { fallback, .. } => escaped(fallback),
    };
    text.0.iter().map(span).collect()
}

/// What is no web address leads nowhere.
fn link(url: &str, label: &str) -> String {
    if url.starts_with("https://") || url.starts_with("http://") {
        format!("<a href=\"{}\">{}</a>", escaped(url), escaped(label))
    } else {
        escaped(label)
    }
}

fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            '\n' => out.push_str("<br/>"),
            letter => out.push(letter),
        }
    }
    out
}

fn cut(text: &str, most: usize) -> String {
    if text.len() <= most {
        return text.to_owned();
    }
    let end = (0..=most - 3).rev().find(|end| text.is_char_boundary(*end)).unwrap_or(0);
    format!("{}…", &text[..end])
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn wish(button: &Button) -> Option<&'static str> {
        match button.action.as_str() {
            "take" => Some("🙋"),
            "later" => Some("⏰"),
            _ => None,
        }
    }

    fn message() -> Message {
        let text = Text::default().plain("<b>\nさえき").person("@aoki:example.org").link("javascript:x", "here");
        let buttons = vec![
            Button::new("take", "1 a", "First"),
            Button::new("take", "1 b", "Second"),
            Button::new("note", "1", "Note"),
            Button::new("page", "1", "Page").leads_to("https://example.org/?a=1&b=2"),
        ];
        Message::of("How it stands")
            .with(Part::Header("A & B".into()))
            .with(Part::Text(text))
            .with(Part::Buttons(buttons))
    }

    #[test]
    fn what_people_wrote_is_no_markup() {
        let message = message();
        let offers = offers(&message, wish);
        let said = content(&message, &offers);
        assert_eq!(
            said["formatted_body"],
            "<h4>A &amp; B</h4><p>&lt;b&gt;<br/>さえき<a href=\"https://matrix.to/#/%40aoki%3Aexample.org\">\
             @aoki:example.org</a>here</p><p>🙋 First<br/>1️⃣ Second<br/>\
             <a href=\"https://example.org/?a=1&amp;b=2\">Page</a></p>"
        );
        assert_eq!(said["m.mentions"]["user_ids"], json!(["@aoki:example.org"]));
        assert_eq!(offers.iter().map(Offer::plain).collect::<Vec<_>>(), ["🙋", "1\u{20e3}"]);
    }

    #[test]
    fn an_edit_calls_nobody() {
        let said = edited("$1", &message(), &[]);
        assert_eq!((&said["m.mentions"], &said["m.new_content"]["m.mentions"]), (&json!({}), &json!({})));
        assert_eq!(said["m.relates_to"], json!({"rel_type": "m.replace", "event_id": "$1"}));
    }

    proptest! {
        /// Whatever people write, an event may hold it twice.
        #[test]
        fn every_message_fits(text in "[\\PC\n\"<&]{0,12000}") {
            let message = Message::of(text.clone()).with(Part::Header(text.clone())).with(Part::Text(text.into()));
            prop_assert!(edited("$1", &message, &[]).to_string().len() < 60_000);
        }
    }
}

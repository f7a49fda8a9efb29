//! Messages and forms as Block Kit, cut to its documented limits (<https://docs.slack.dev/reference/block-kit/blocks>).

use serde_json::{Value, json};

use crate::{Button, Choice, Entry, Form, Input, Message, Part, Span, Style, Text};

const BLOCKS: usize = 50;
const SECTION: usize = 3000;
const FIELD: usize = 2000;
const HEADER: usize = 150;
const SUMMARY: usize = 3000;
const LABEL: usize = 75;
const VALUE: usize = 2000;
/// A select offers so many, or so many groups of so many.
const CHOICES: usize = 100;
const GROUPS: usize = 100;
const BOXES: usize = 10;

/// The `blocks` of a message.
pub fn blocks(message: &Message) -> Value {
    Value::Array(message.parts.iter().flat_map(part).take(BLOCKS).collect())
}

/// A home tab's view.
pub fn home(message: &Message) -> Value {
    json!({"type": "home", "blocks": message.parts.iter().flat_map(part).take(100).collect::<Vec<_>>()})
}

/// A modal's view.
pub fn modal(form: &Form) -> Value {
    json!({
        "type": "modal", "callback_id": cut(&form.id, 255), "private_metadata": cut(&form.context, SECTION),
        "title": plain(&form.title, 24), "submit": plain(&form.submit, 24), "close": plain(&form.close, 24),
        "blocks": form.inputs.iter().map(input).collect::<Vec<_>>(),
    })
}

/// The fallback text of a message.
pub fn text(message: &Message) -> String {
    cut(&escaped(&message.summary), SUMMARY)
}

fn part(part: &Part) -> Vec<Value> {
    match part {
        Part::Header(text) => vec![json!({"type": "header", "text": plain(text, HEADER)})],
        Part::Text(text) => vec![json!({"type": "section", "text": mrkdwn(text, SECTION)})],
        Part::Context(text) => vec![json!({"type": "context", "elements": [mrkdwn(text, SECTION)]})],
        Part::Divider => vec![json!({"type": "divider"})],
        // Ten fields are a section's most, five buttons what stands in a line.
        Part::Fields(fields) => fields.chunks(10).map(section).collect(),
        Part::Buttons(buttons) => {
            let row =
                |row: &[Button]| json!({"type": "actions", "elements": row.iter().map(button).collect::<Vec<_>>()});
            buttons.chunks(5).map(row).collect()
        }
    }
}

fn section(fields: &[(String, Text)]) -> Value {
    let field = |(name, text): &(String, Text)| {
        let whole = Text(std::iter::once(Span::Bold(format!("{name}\n"))).chain(text.0.iter().cloned()).collect());
        mrkdwn(&whole, FIELD)
    };
    json!({"type": "section", "fields": fields.iter().map(field).collect::<Vec<_>>()})
}

fn button(button: &Button) -> Value {
    // Within one message an action's id must be its own.
    let mut value = json!({"type": "button", "text": plain(&button.label, LABEL),
        "action_id": cut(&format!("{}:{}", button.action, button.value), 255), "value": cut(&button.value, VALUE)});
    if let Some(url) = button.url.as_ref().filter(|url| url.len() <= 3000) {
        value["url"] = url.as_str().into();
    }
    match button.style {
        Style::Plain => {}
        Style::Primary => value["style"] = "primary".into(),
        Style::Danger => value["style"] = "danger".into(),
    }
    value
}

fn input(input: &Input) -> Value {
    let element = match &input.entry {
        Entry::Text { initial, lines, most } => {
            let most = usize::from(*most).clamp(1, 3000);
            let mut element =
                json!({"type": "plain_text_input", "action_id": "value", "multiline": lines, "max_length": most});
            if !initial.is_empty() {
                element["initial_value"] = cut(initial, most).into();
            }
            element
        }
        Entry::One { choices, initial } => {
            let mut element = select("static_select", choices);
            if let Some(chosen) = choices.iter().find(|choice| Some(&choice.value) == initial.as_ref()) {
                element["initial_option"] = option(chosen);
            }
            element
        }
        Entry::Several { choices } => select("multi_static_select", choices),
        Entry::Boxes { choices, ticked } => {
            let choices = &choices[..choices.len().min(BOXES)];
            let options: Vec<Value> = choices.iter().map(option).collect();
            let mut element = json!({"type": "checkboxes", "action_id": "value", "options": options});
            let initial = choices.iter().filter(|choice| ticked.contains(&choice.value)).map(option);
            let initial: Vec<Value> = initial.collect();
            // Slack refuses an empty list.
            if !initial.is_empty() {
                element["initial_options"] = initial.into();
            }
            element
        }
    };
    let mut block = json!({"type": "input", "block_id": cut(&input.id, 255), "optional": input.optional,
        "label": plain(&input.label, SUMMARY.min(2000)), "element": element});
    if let Some(hint) = &input.hint {
        block["hint"] = plain(hint, 2000);
    }
    block
}

/// More than a list may hold stand in groups by their labels, each called by its first and its last.
fn select(kind: &str, choices: &[Choice]) -> Value {
    let mut element = json!({"type": kind, "action_id": "value"});
    if choices.len() <= CHOICES {
        element["options"] = choices.iter().map(option).collect();
        return element;
    }
    let mut sorted: Vec<&Choice> = choices.iter().collect();
    sorted.sort_by(|one, other| one.label.cmp(&other.label));
    let group = |group: &[&Choice]| {
        let [from, to] = [group.first(), group.last()].map(|end| end.map_or("", |choice| choice.label.as_str()));
        let label = format!("{} – {}", cut(from, LABEL / 2 - 2), cut(to, LABEL / 2 - 2));
        json!({"label": plain(&label, LABEL), "options": group.iter().copied().map(option).collect::<Value>()})
    };
    element["option_groups"] = sorted.chunks(CHOICES).take(GROUPS).map(group).collect();
    element
}

fn option(choice: &Choice) -> Value {
    json!({"text": plain(&choice.label, 75), "value": cut(&choice.value, 150)})
}

/// Never empty: Slack refuses that.
fn plain(text: &str, most: usize) -> Value {
    let text = if text.trim().is_empty() { "–" } else { text };
    json!({"type": "plain_text", "text": cut(text, most), "emoji": true})
}

fn mrkdwn(text: &Text, most: usize) -> Value {
    let mut whole = String::new();
    let mut left = most;
    for span in &text.0 {
        let said = said(span, left);
        left = left.saturating_sub(length(&said));
        whole.push_str(&said);
    }
    if whole.trim().is_empty() {
        whole = "–".into();
    }
    json!({"type": "mrkdwn", "text": whole})
}

/// A span in no more than `room` characters; markup is left out rather than cut through.
fn said(span: &Span, room: usize) -> String {
    let whole = match span {
        Span::Plain(text) => return cut(&escaped(text), room),
        Span::Bold(text) if text.trim().is_empty() => return cut(text, room),
        Span::Bold(text) => {
            let (inner, after) = (text.trim_end(), &text[text.trim_end().len()..]);
            format!("*{}*{after}", escaped(inner))
        }
        Span::Link { url, label } => {
            let url = url.replace('|', "%7C").replace('>', "%3E").replace('<', "%3C");
            format!("<{url}|{}>", escaped(label).replace(['|', '\n'], " "))
        }
        Span::Person(id) => format!("<@{id}>"),
        Span::Moment { at, fallback } => {
            let (seconds, fallback) = (at.timestamp().as_second(), escaped(fallback).replace('|', " "));
            format!("<!date^{seconds}^{{date_short_pretty}} {{time}}|{fallback}>")
        }
    };
    if length(&whole) <= room { whole } else { String::new() }
}

/// Slack's three: nothing that people wrote becomes a link, a mention or a call to everybody.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// Slack counts characters as JavaScript does.
fn length(text: &str) -> usize {
    text.encode_utf16().count()
}

fn cut(text: &str, most: usize) -> String {
    if length(text) <= most {
        return text.to_owned();
    }
    let mut room = most.saturating_sub(1);
    let fits = |letter: &char| {
        let fits = letter.len_utf16() <= room;
        room = if fits { room - letter.len_utf16() } else { 0 };
        fits
    };
    let mut kept: String = text.chars().take_while(fits).collect();
    // Half an escape would show as it is.
    if let Some(open) = kept.rfind('&')
        && !kept[open..].contains(';')
        && kept.len() - open < 5
    {
        kept.truncate(open);
    }
    if most > 0 {
        kept.push('…');
    }
    kept
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_people_wrote_is_no_markup() {
        let message = Message::of("<!channel> & 障害").with(Part::Text("<!channel> <@U1> a & b".into()));
        assert_eq!(text(&message), "&lt;!channel&gt; &amp; 障害");
        assert_eq!(blocks(&message)[0]["text"]["text"], "&lt;!channel&gt; &lt;@U1&gt; a &amp; b");
    }

    #[test]
    fn an_escape_is_not_cut_in_half() {
        assert_eq!(cut("aaaa&amp;b", 7), "aaaa…");
        assert_eq!(cut("aaaa&amp;bb", 10), "aaaa&amp;…");
        assert_eq!(cut("🔥🔥🔥", 4), "🔥…");
    }

    #[test]
    fn more_choices_than_a_list_holds_stand_in_groups() {
        let choices = |count: usize| {
            let choice =
                |n: usize| Choice { value: format!("s{n}"), label: format!("Service {n:05} {}", "x".repeat(90)) };
            (0..count).rev().map(choice).collect::<Vec<_>>()
        };
        let several = |count: usize| select("multi_static_select", &choices(count));
        assert_eq!(several(100)["options"].as_array().map(Vec::len), Some(100));
        assert_eq!(several(100)["option_groups"], Value::Null);
        let many = several(250);
        assert_eq!(many["options"], Value::Null, "either the one or the other");
        let groups = many["option_groups"].as_array().unwrap();
        let sizes: Vec<usize> = groups.iter().map(|group| group["options"].as_array().unwrap().len()).collect();
        assert_eq!(sizes, [100, 100, 50]);
        assert!(groups[1]["label"]["text"].as_str().is_some_and(|label| {
            label.contains("Service 00100") && label.contains("Service 00199") && length(label) <= LABEL
        }));
        assert_eq!(groups[2]["options"][49]["value"], "s249");
        assert_eq!(several(10_001)["option_groups"].as_array().map(Vec::len), Some(GROUPS));
    }

    proptest! {
        #[test]
        fn limits_hold(header in "\\PC{0,400}", body in "\\PC{0,4000}", bold in "\\PC{0,50}", buttons in 0usize..40) {
            let buttons = (0..buttons).map(|n| Button::new("do", n.to_string(), body.clone())).collect();
            let text = Text::default().bold(bold).plain(body.clone()).person("U1").link("https://example.com/", body);
            let message = Message::of(header.clone()).with(Part::Header(header)).with(Part::Text(text)).with(Part::Buttons(buttons));
            let blocks = blocks(&message);
            for block in blocks.as_array().unwrap() {
                if let Some(shown) = block["text"]["text"].as_str() {
                    let most = if block["type"] == "header" { 150 } else { 3000 };
                    prop_assert!((1..=most).contains(&length(shown)));
                }
                for element in block["elements"].as_array().into_iter().flatten() {
                    prop_assert!((1..=75).contains(&length(element["text"]["text"].as_str().unwrap())));
                    prop_assert!(length(element["action_id"].as_str().unwrap()) <= 255);
                }
            }
        }
    }
}

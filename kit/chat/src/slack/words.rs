//! What people write in Slack, as it comes from there: three characters are escaped, and links, people and channels are marked up
//! (<https://docs.slack.dev/messaging/formatting-message-text>).

use serde_json::Value;

/// What stands for the text of a message that has blocks alone.
const NO_TEXT: &str = "This content can't be displayed.";

/// What a message says: its text; where it has none, as programs that tell of alerts often leave it, its attachments and blocks.
pub fn said(message: &Value) -> String {
    let text = message["text"].as_str().unwrap_or_default();
    if !text.trim().is_empty() && text != NO_TEXT {
        return plain(text);
    }
    let attachments = message["attachments"].as_array().into_iter().flatten().map(attached);
    let parts: Vec<String> = attachments.chain([blocked(&message["blocks"])]).filter(|part| !part.is_empty()).collect();
    plain(&parts.join("\n"))
}

fn attached(attachment: &Value) -> String {
    let field = |key: &str| attachment[key].as_str().unwrap_or_default().trim();
    let whole = ["pretext", "title", "text"].map(field).into_iter().filter(|part| !part.is_empty());
    let whole = whole.collect::<Vec<_>>().join("\n");
    [whole, blocked(&attachment["blocks"]), field("fallback").to_owned()]
        .into_iter()
        .find(|part| !part.is_empty())
        .unwrap_or_default()
}

/// The words of Block Kit, a block in a line.
fn blocked(blocks: &Value) -> String {
    let blocks = blocks.as_array().into_iter().flatten().filter(|block| block["type"] != "actions");
    let lines = blocks.map(|block| {
        let mut words = Vec::new();
        gather(block, &mut words);
        // What is written in a client comes in pieces that have their own spaces.
        words.join(if block["type"] == "rich_text" { "" } else { " " }).trim().to_owned()
    });
    lines.filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n")
}

fn gather<'a>(part: &'a Value, words: &mut Vec<&'a str>) {
    match part {
        Value::Array(parts) => parts.iter().for_each(|part| gather(part, words)),
        Value::Object(_) => {
            for inner in ["text", "fields", "elements"].map(|key| &part[key]) {
                match inner {
                    Value::String(text) => words.push(text),
                    inner => gather(inner, words),
                }
            }
        }
        _ => {}
    }
}

/// The words as whoever wrote them sees them, as far as the text itself says so: people without a name stay ids.
pub fn plain(text: &str) -> String {
    read(text, shown)
}

/// A command, in which people stay as Slack writes them, since it may be about them; of a link the address is left.
pub fn typed(text: &str) -> String {
    read(text, |mark| match mark.chars().next() {
        Some('@') => format!("<{mark}>"),
        Some('#' | '!') => shown(mark),
        _ => {
            let address = mark.split('|').next().unwrap_or_default();
            address.strip_prefix("mailto:").unwrap_or(address).to_owned()
        }
    })
}

/// What of a command is only to be read: people by the name that is known of their id, else by what stands beside it.
pub fn unmarked(text: &str, known: impl Fn(&str) -> Option<String>) -> String {
    let mut said = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, marked)) = rest.split_once("<@") {
        said.push_str(before);
        let person = marked.split_once('>').map(|(mark, after)| (mark.split_once('|').unwrap_or((mark, "")), after));
        match person.filter(|((id, _), _)| !id.is_empty() && id.chars().all(|letter| letter.is_ascii_alphanumeric())) {
            Some(((id, label), after)) => {
                let label = if label.is_empty() { id } else { label };
                said.push('@');
                said.push_str(&known(id).unwrap_or_else(|| label.to_owned()));
                rest = after;
            }
            // No mark of Slack's.
            None => {
                said.push_str("<@");
                rest = marked;
            }
        }
    }
    said.push_str(rest);
    said
}

fn read(text: &str, shown: impl Fn(&str) -> String) -> String {
    let mut said = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, marked)) = rest.split_once('<') {
        let Some((mark, after)) = marked.split_once('>') else { break };
        said.push_str(before);
        said.push_str(&shown(mark));
        rest = after;
    }
    said.push_str(rest);
    said.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
}

/// What stands between `<` and `>`: `@U012|aoki`, `#C012|general`, `!here`, `https://example.com|here`.
fn shown(mark: &str) -> String {
    let (what, label) = mark.split_once('|').unwrap_or((mark, ""));
    match (what.chars().next(), label) {
        (Some('@' | '#'), "") => what.to_owned(),
        (Some('@'), name) => format!("@{name}"),
        (Some('#'), name) => format!("#{name}"),
        (Some('!'), "") => what.replacen('!', "@", 1),
        (Some('!'), label) => label.to_owned(),
        (_, "") => what.to_owned(),
        (_, label) if what.strip_prefix("mailto:") == Some(label) => label.to_owned(),
        // Slack makes a link of `example.com` by itself.
        (_, label) if what.contains(label) => what.to_owned(),
        (_, label) => format!("{label} ({what})"),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn words_are_read_as_they_are_seen() {
        for (text, seen) in [
            ("DBの接続 &gt; 90% &amp; 上昇 :fire:", "DBの接続 > 90% & 上昇 :fire:"),
            ("&amp;lt; stays", "&lt; stays"),
            ("<@U012|aoki> <@U012> <#C1|general> <!here> <!subteam^S1|@dba>", "@aoki @U012 #general @here @dba"),
            ("<https://a.example/x?y=1&amp;z=2>", "https://a.example/x?y=1&z=2"),
            ("<http://a.example|a.example> <mailto:a@b.example|a@b.example>", "http://a.example a@b.example"),
            ("<https://a.example/x|the graph>", "the graph (https://a.example/x)"),
            ("1 < 2", "1 < 2"),
            ("", ""),
        ] {
            assert_eq!(plain(text), seen, "{text}");
        }
    }

    #[test]
    fn a_message_without_a_text_is_read_in_its_parts() {
        let title =
            json!({"title": "[FIRING:1] DiskFull", "text": "92% &gt; 90%", "fallback": "[FIRING:1] DiskFull | x"});
        let section = json!({"type": "section", "text": {"type": "mrkdwn", "text": "92% of /var"}});
        let buttons = json!({"type": "actions", "elements": [{"type": "button", "text": {"text": "Acknowledge"}}]});
        let blocks = json!([{"type": "header", "text": {"text": "DiskFull"}}, section, buttons, {"type": "divider"}]);
        let pieces = json!([{"type": "text", "text": "it is "}, {"type": "text", "text": "full"}]);
        let rich = json!([{"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": pieces}]}]);
        let fields = json!([{"type": "section", "fields": [{"text": "host"}, {"text": "db-1"}]}]);
        for (message, seen) in [
            (json!({"text": "a &lt; b", "attachments": [title]}), "a < b"),
            (json!({"text": "", "attachments": [title]}), "[FIRING:1] DiskFull\n92% > 90%"),
            (json!({"attachments": [{"fallback": "one"}, {"pretext": "two"}]}), "one\ntwo"),
            (json!({"text": " ", "blocks": blocks}), "DiskFull\n92% of /var"),
            (json!({"text": NO_TEXT, "blocks": rich}), "it is full"),
            (json!({"attachments": [{"fallback": "[no preview available]", "blocks": fields}]}), "host db-1"),
            (
                json!({"text": "", "attachments": {}, "blocks": [7, {"text": 7}, {"type": "some_block_of_tomorrow"}]}),
                "",
            ),
            (json!(null), ""),
        ] {
            assert_eq!(said(&message), seen, "{message}");
        }
    }

    #[test]
    fn people_are_read_by_name() {
        let known = |id: &str| (id == "U1").then(|| "青木 澄".to_owned());
        for (text, seen) in [
            ("<@U1|aoki> <@U2|mizuno> <@U3>", "@青木 澄 @mizuno @U3"),
            ("<@U1>さん", "@青木 澄さん"),
            ("a <@ b> <@U1", "a <@ b> <@U1"),
            ("a < b <c>", "a < b <c>"),
        ] {
            assert_eq!(unmarked(text, known), seen, "{text}");
        }
    }

    #[test]
    fn commands_keep_people() {
        for (text, read) in [
            ("give scribe <@U012|aoki>", "give scribe <@U012|aoki>"),
            ("give scribe <mailto:a@b.example|a@b.example>", "give scribe a@b.example"),
            ("call <https://meet.example.com/x|meet>", "call https://meet.example.com/x"),
            ("open sev2 A &amp; B", "open sev2 A & B"),
        ] {
            assert_eq!(typed(text), read, "{text}");
        }
    }
}

//! What people write in Slack, as it comes from there: three characters are escaped, and links, people and channels are marked up
//! (<https://docs.slack.dev/messaging/formatting-message-text>).

/// The words as whoever wrote them sees them, as far as the text itself says so: people without a name stay ids.
pub fn plain(text: &str) -> String {
    read(text, shown)
}

/// A command, in which people stay as Slack writes them, since it may be about them; of a link the address is left.
pub fn typed(text: &str) -> String {
    read(text, |mark| match mark.chars().next() {
        Some('@') => format!("<{mark}>"),
        Some('#' | '!') => shown(mark),
        _ => mark.split('|').next().unwrap_or_default().to_owned(),
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
            ("call <https://meet.example.com/x|meet>", "call https://meet.example.com/x"),
            ("open sev2 A &amp; B", "open sev2 A & B"),
        ] {
            assert_eq!(typed(text), read, "{text}");
        }
    }
}

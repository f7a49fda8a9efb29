//! What can be typed, for whoever asks or was not understood.

use ryugaku_chat::{Message, Part};
use ryugaku_kernel::{Lang, Msg};

use crate::bot::network::Network;
use crate::words;

pub fn help(lang: Lang, network: Network) -> Message {
    let parts = match network {
        Network::Slack => ["bot-help-begin", "bot-help-run", "bot-help-end", "bot-help-else"],
        Network::Matrix => ["bot-matrix-begin", "bot-matrix-run", "bot-matrix-end", "bot-matrix-else"],
    };
    let title = words::say(lang, &Msg::new("bot-help-title").with("sign", network.sign()));
    let message = Message::of(title.clone()).with(Part::Header(title));
    parts.into_iter().fold(message, |message, key| message.with(Part::Text(words::text(lang, key).into())))
}

pub fn unknown(lang: Lang, network: Network, word: &str) -> Message {
    let msg = Msg::new("bot-unknown-word").with("word", word).with("sign", network.sign());
    Message::line(words::say(lang, &msg))
}

#[cfg(test)]
mod tests {
    use super::super::line;
    use super::*;

    /// A message's menu has the entries of the app's manifest, under the names that they have there.
    #[test]
    fn the_help_names_the_menu_of_a_message() {
        for lang in Lang::ALL {
            let manifest = match lang {
                Lang::Ja => include_str!("../../../../docs/ja/chat.md"),
                Lang::En => include_str!("../../../../docs/en/chat.md"),
            };
            let said = format!("{:?}", help(lang, Network::Slack).parts);
            let entries = manifest.lines().filter(|line| line.contains(", type: message,"));
            let names: Vec<&str> = entries
                .filter_map(|line| line.split_once("name: ").and_then(|(_, rest)| rest.split_once(',')))
                .map(|(name, _)| name)
                .collect();
            assert_eq!(names.len(), 3, "{lang:?}: {names:?}");
            for name in names.into_iter().chain(["/exchange help"]) {
                assert!(said.contains(name), "{lang:?}: {name} is not in the help");
            }
        }
    }

    /// Whoever has the help needs nothing else: it names all that can be typed.
    #[test]
    fn the_help_names_every_verb() {
        for lang in Lang::ALL {
            for network in Network::ALL {
                let said = help(lang, network).parts.into_iter().map(|part| match part {
                    Part::Text(text) => format!("{text:?}"),
                    _ => String::new(),
                });
                let said = said.collect::<Vec<_>>().join("\n");
                let words: Vec<&str> =
                    said.split(|c: char| !(c.is_ascii_alphanumeric() || c == '-' || c == '+')).collect();
                let others = ["restricted", "inside", "yes"];
                for verb in line::VERBS.iter().map(|words| words[0]).chain(others) {
                    assert!(words.contains(&verb), "{lang:?}, {network:?}: {verb} is not in the help");
                }
                assert!(words.iter().any(|word| word.starts_with('+')), "{lang:?}, {network:?}: services");
            }
        }
    }
}

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

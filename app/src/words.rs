//! Messages in the reader's language. The texts are in `locales/`; a key without a text shows as itself in ⟦⟧, and a
//! test goes through all pages to see that none does.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::LazyLock;

use fluent_templates::fluent_bundle::FluentValue;
use fluent_templates::{LanguageIdentifier, Loader, static_loader};
use ryugaku_document::shown;
use ryugaku_kernel::{Arg, Lang, Msg};

static_loader! {
    static TEXTS = {
        locales: "./locales",
        fallback_language: "ja",
        // Isolating marks are invisible characters around each argument; they break copying and searching.
        customise: |bundle| bundle.set_use_isolating(false),
    };
}

static TAGS: LazyLock<[LanguageIdentifier; 2]> =
    LazyLock::new(|| Lang::ALL.map(|lang| lang.tag().parse().expect("ja and en are language tags")));

/// A key without arguments.
pub fn text(lang: Lang, key: &str) -> String {
    TEXTS.try_lookup(tag(lang), key).unwrap_or_else(|| missing(key))
}

pub fn say(lang: Lang, msg: &Msg) -> String {
    maybe(lang, msg).unwrap_or_else(|| missing(&msg.key))
}

/// The same, unless the key has no text or the text asks for an argument that is not there.
pub fn maybe(lang: Lang, msg: &Msg) -> Option<String> {
    if msg.args.is_empty() {
        return TEXTS.try_lookup(tag(lang), &msg.key);
    }
    let args: HashMap<Cow<'static, str>, FluentValue<'_>> = msg
        .args
        .iter()
        .map(|(name, arg)| {
            let value = match arg {
                Arg::Number(number) => FluentValue::from(*number),
                Arg::Text(text) => FluentValue::from(text.as_str()),
            };
            (name.clone(), value)
        })
        .collect();
    TEXTS.try_lookup_with_args(tag(lang), &msg.key, &args)
}

/// Controls, and marks that turn the direction of what follows: they are not seen, and change what is.
pub fn is_hidden(letter: char) -> bool {
    letter.is_control() || matches!(letter, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// As one line, without what is hidden.
pub fn one_line(text: &str) -> String {
    let text = text.replace(['\n', '\r', '\t'], " ");
    text.chars().filter(|letter| !is_hidden(*letter)).collect::<String>().trim().to_owned()
}

/// What is said of a word that is none of those that may stand there.
pub fn none_of<'a>(given: &str, names: impl IntoIterator<Item = &'a str>) -> Msg {
    let names: Vec<&str> = names.into_iter().collect();
    Msg::new("failure-none-of").with("given", shown(given)).with("names", names.join(", "))
}

fn missing(key: &str) -> String {
    format!("⟦{key}⟧")
}
fn tag(lang: Lang) -> &'static LanguageIdentifier {
    match lang {
        Lang::Ja => &TAGS[0],
        Lang::En => &TAGS[1],
    }
}

/// The language somebody prefers, by `Accept-Language`; the first of ours that is named, by weight.
pub fn preferred(accept_language: &str) -> Option<Lang> {
    let mut wanted: Vec<(f32, Lang)> = accept_language
        .split(',')
        .filter_map(|part| {
            let (tag, weight) = part.split_once(";q=").unwrap_or((part, "1"));
            let primary = tag.trim().split('-').next()?.to_ascii_lowercase();
            Some((weight.trim().parse().ok()?, Lang::named(&primary)?))
        })
        .collect();
    wanted.sort_by(|a, b| b.0.total_cmp(&a.0));
    wanted.first().map(|(_, lang)| *lang)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn says_arguments_as_they_are() {
        let msg = Msg::new("failure-program-too-old").with("needs", 12_i64).with("has", 3_i64);
        assert!(say(Lang::En, &msg).contains("12"));
        assert!(!say(Lang::Ja, &msg).contains('⟦'));
        assert_eq!(text(Lang::En, "no-such-key"), "⟦no-such-key⟧");
    }

    #[test]
    fn a_line_hides_nothing() {
        assert_eq!(one_line(" a\nb\u{1b}[2J\u{202e}c 決済\u{3000}🔥 "), "a b[2Jc 決済\u{3000}🔥");
    }

    #[test]
    fn the_browser_chooses() {
        for (header, lang) in [
            ("ja,en;q=0.8", Some(Lang::Ja)),
            ("en-GB,en;q=0.9,ja;q=0.8", Some(Lang::En)),
            ("fr, ja;q=0.2, en;q=0.7", Some(Lang::En)),
            ("fr", None),
            ("", None),
        ] {
            assert_eq!(preferred(header), lang, "{header}");
        }
    }
}

//! An entry that somebody wrote in one line: what, when, where it can be looked at, which aims it serves.

use ryugaku_kernel::{Failure, FieldError, Msg, Outcome, Time, Uuid, id_type};
use url::Url;

use super::activity::Kind;
use crate::exchange::{Side, aim};

id_type!(
    /// An entry's key.
    EntryId
);

pub const LONGEST_TEXT: usize = 1000;
const LONGEST_URL: usize = 2000;

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Entry {
    pub id: EntryId,
    pub exchange: Uuid,
    pub kind: Kind,
    pub at: Time,
    pub text: String,
    /// A pull request, a document; empty without one.
    pub url: String,
    /// web, api, cli, chat or plan
    pub source: String,
    /// What took place, of the plan.
    pub plan_item: Option<Uuid>,
    pub by: Option<Uuid>,
    pub written_at: Time,
    pub version: i64,
}

/// What one line says: its words, the first address in it, and the aims it names as `#g1`.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Written {
    pub text: String,
    pub url: String,
    pub aims: Vec<(Side, i64)>,
}

/// Words stay as they were typed; an address and aims are taken out of them.
pub fn read(line: &str) -> Written {
    let mut written = Written::default();
    let mut words = Vec::new();
    for word in line.split_whitespace() {
        if let Some(mark) = word.strip_prefix(['#', '＃']).and_then(aim::of_mark) {
            if !written.aims.contains(&mark) {
                written.aims.push(mark);
            }
        } else if written.url.is_empty() && is_address(word) {
            written.url = word.to_owned();
        } else {
            words.push(word);
        }
    }
    written.text = words.join(" ");
    written
}

/// An address that may stand in a link: http or https, with a host.
pub fn is_address(text: &str) -> bool {
    Url::parse(text).is_ok_and(|url| matches!(url.scheme(), "http" | "https") && url.has_host()) && !text.contains(' ')
}

/// What kind of work a line tells of, until somebody says otherwise: a link alone, or to a change of code, is work together.
pub fn usual_kind(text: &str, url: &str) -> Kind {
    const CHANGES: [&str; 6] = ["/pull/", "/pulls/", "/merge_requests/", "/pull-requests/", "/commit/", "/compare/"];
    if !url.is_empty() && (text.is_empty() || CHANGES.iter().any(|part| url.contains(part))) {
        Kind::CoDevelopment
    } else {
        Kind::Discussion
    }
}

/// Everything that is wrong with what is written, at once.
pub fn check(text: &str, url: &str) -> Outcome<()> {
    let mut errors = Vec::new();
    if text.trim().is_empty() && url.is_empty() {
        errors.push(FieldError::new("text", Msg::new("failure-required")));
    }
    if text.chars().count() > LONGEST_TEXT {
        errors.push(FieldError::new("text", Msg::new("failure-too-long").with("most", LONGEST_TEXT)));
    }
    if !url.is_empty() && (url.chars().count() > LONGEST_URL || !is_address(url)) {
        errors.push(FieldError::new("url", Msg::new("diary-url-wrong")));
    }
    if errors.is_empty() { Ok(()) } else { Err(Failure::Invalid(errors)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_names_its_aims_and_its_address() {
        let written = read("佐伯さんと 手順書を書いた https://example.com/pr/7 #g2 ＃m1 #g2 #42");
        assert_eq!(written.text, "佐伯さんと 手順書を書いた #42");
        assert_eq!(written.url, "https://example.com/pr/7");
        assert_eq!(written.aims, [(Side::Guest, 2), (Side::Home, 1)]);
        assert_eq!(read("  "), Written::default());
    }

    #[test]
    fn a_change_of_code_is_work_together() {
        for (text, url, kind) in [
            ("佐伯さんと話した", "", Kind::Discussion),
            ("設計の文書", "https://docs.example.com/d/1", Kind::Discussion),
            ("", "https://docs.example.com/d/1", Kind::CoDevelopment),
            ("bot のPRを出した", "https://git.example.com/sre/bot/pull/12", Kind::CoDevelopment),
            ("Reviewed", "https://git.example.com/sre/bot/-/merge_requests/4", Kind::CoDevelopment),
        ] {
            assert_eq!(usual_kind(text, url), kind, "{text} {url}");
        }
    }

    #[test]
    fn only_addresses_of_the_web_are_links() {
        for (text, is) in [
            ("https://example.com/a?b=c#d", true),
            ("http://10.0.0.1/", true),
            ("javascript:alert(1)", false),
            ("ftp://example.com/", false),
            ("https://", false),
            ("example.com", false),
            ("data:text/html,x", false),
        ] {
            assert_eq!(is_address(text), is, "{text}");
        }
        assert!(check("", "https://example.com/").is_ok());
        for (text, url) in [(" ", ""), ("x", "javascript:1"), (&"x".repeat(1001), "")] {
            assert!(check(text, url).is_err());
        }
    }
}

//! An endpoint, and what its name, address and filter may look like.

use ryugaku_kernel::{Failure, FieldError, Msg, Outcome, Time, id_type};
use url::Url;

id_type!(
    /// An endpoint's key.
    WebhookId
);

#[derive(Clone, Debug)]
pub struct Webhook {
    pub id: WebhookId,
    pub name: String,
    pub url: Url,
    /// Kinds (`incident.opened`) or kinds of things (`incident`); empty: everything.
    pub kinds: Vec<String>,
    pub active: bool,
    /// Sealed.
    pub secret: Vec<u8>,
    /// The one before, sealed, and until when it signs too.
    pub old_secret: Option<(Vec<u8>, Time)>,
    pub followed_to: i64,
    /// Since when every attempt has failed.
    pub failing_since: Option<Time>,
    /// When Ryugaku switched it off by itself.
    pub switched_off_at: Option<Time>,
    pub created_at: Time,
    pub version: i64,
}

impl Webhook {
    pub fn wants(&self, kind: &str) -> bool {
        let thing = kind.split('.').next().unwrap_or(kind);
        self.kinds.is_empty() || self.kinds.iter().any(|wanted| wanted == kind || wanted == thing)
    }

    /// Refuses a caller who has read another version.
    pub fn expect_version(&self, expected: Option<i64>) -> Outcome<()> {
        if expected.is_some_and(|version| version != self.version) { Err(Failure::Stale) } else { Ok(()) }
    }

    pub fn kinds_text(&self) -> String {
        self.kinds.join(" ")
    }

    /// Host and port: addresses may hold secrets further on.
    pub fn host(&self) -> String {
        let host = self.url.host_str().unwrap_or_default();
        self.url.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"))
    }
}

const LONGEST_NAME: usize = 120;
const LONGEST_URL: usize = 2000;
const MOST_KINDS: usize = 50;

/// What a form or a body says of an endpoint, checked; everything that is wrong at once.
pub fn check(name: &str, url: &str, kinds: &[String]) -> Outcome<Url> {
    let mut errors = Vec::new();
    if name.is_empty() {
        errors.push(FieldError::new("name", Msg::new("failure-required")));
    }
    for (field, text, most) in [("name", name, LONGEST_NAME), ("url", url, LONGEST_URL)] {
        if text.chars().count() > most {
            errors.push(FieldError::new(field, Msg::new("failure-too-long").with("most", most)));
        }
    }
    let url = url.parse::<Url>().ok().filter(|url| ["http", "https"].contains(&url.scheme()) && url.has_host());
    if url.is_none() {
        errors.push(FieldError::new("url", Msg::new("failure-url-not-http")));
    }
    if url.as_ref().is_some_and(|url| !url.username().is_empty() || url.password().is_some()) {
        errors.push(FieldError::new("url", Msg::new("webhook-url-password")));
    }
    let word = |word: &str| !word.is_empty() && word.bytes().all(|b| b.is_ascii_lowercase() || b == b'_');
    let plain = |kind: &String| match kind.split_once('.') {
        Some((thing, what)) => word(thing) && word(what),
        None => word(kind),
    };
    if kinds.len() > MOST_KINDS || !kinds.iter().all(plain) {
        errors.push(FieldError::new("kinds", Msg::new("webhook-kinds-wrong").with("most", MOST_KINDS)));
    }
    match url {
        Some(url) if errors.is_empty() => Ok(url),
        _ => Err(Failure::Invalid(errors)),
    }
}

/// `incident alert.silenced` as a form has it.
pub fn kinds_of(text: &str) -> Vec<String> {
    text.split(|letter: char| letter.is_whitespace() || letter == ',')
        .filter(|kind| !kind.is_empty())
        .map(str::to_owned)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_that_is_wrong_is_said_at_once() {
        assert!(check("CI", "https://hooks.example.com/x?y=z", &kinds_of("incident, alert.silenced")).is_ok());
        for url in ["", "ftp://example.com/", "https://", "nonsense", "https://me:secret@example.com/"] {
            let Err(Failure::Invalid(errors)) = check("", url, &kinds_of("Incident")) else { panic!("{url} passed") };
            let fields: Vec<_> = errors.iter().map(|error| error.field.as_str()).collect();
            assert_eq!(fields, ["name", "url", "kinds"], "{url}");
        }
    }

    #[test]
    fn a_filter_names_kinds_or_things() {
        let url = "https://example.com/".parse().unwrap();
        let mut webhook = Webhook {
            id: WebhookId(ryugaku_kernel::Uuid::nil()),
            name: "x".into(),
            url,
            kinds: Vec::new(),
            active: true,
            secret: Vec::new(),
            old_secret: None,
            followed_to: 0,
            failing_since: None,
            switched_off_at: None,
            created_at: Time(0),
            version: 1,
        };
        assert!(webhook.wants("incident.opened"));
        webhook.kinds = kinds_of("incident alert.silenced");
        assert!(webhook.wants("incident.opened") && webhook.wants("alert.silenced"));
        assert!(!webhook.wants("alert.fired") && !webhook.wants("incidents.opened"));
    }
}

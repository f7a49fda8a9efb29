//! A channel: one way to reach a receiver. What is said of a new one is checked here, all at once.

use ryugaku_kernel::{Failure, FieldError, Lang, Msg, Outcome};
use serde::{Deserialize, Serialize};
use url::Url;

use super::receiver::ChannelId;
use super::target::Authorization;

#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ChannelKind {
    /// Alertmanager's webhook, version 4.
    Webhook,
    /// Our own form, signed as Standard Webhooks say.
    SignedWebhook,
    Email,
}

impl ChannelKind {
    pub const ALL: [Self; 3] = [Self::Webhook, Self::SignedWebhook, Self::Email];

    pub fn name(self) -> &'static str {
        match self {
            Self::Webhook => "webhook",
            Self::SignedWebhook => "signed_webhook",
            Self::Email => "email",
        }
    }

    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }

    /// The key of its word.
    pub fn key(self) -> &'static str {
        match self {
            Self::Webhook => "receiver-kind-webhook",
            Self::SignedWebhook => "receiver-kind-signed-webhook",
            Self::Email => "receiver-kind-email",
        }
    }

    pub fn is_webhook(self) -> bool {
        self != Self::Email
    }
}

#[derive(Clone, Debug)]
pub struct Channel {
    pub id: ChannelId,
    /// From 1.
    pub number: i64,
    pub kind: ChannelKind,
    pub settings: Settings,
    /// The target of a webhook, as [`super::open`] reads it; e-mail has none.
    pub sealed: Option<Vec<u8>>,
}

/// What may be shown.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
pub struct Settings {
    pub send_resolved: bool,
    /// How many alerts one notification holds; 0: all.
    #[serde(default)]
    pub max_alerts: u32,
    /// Addresses, of e-mail alone.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub to: Vec<String>,
    /// Host and port, of webhooks alone.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub host: String,
    /// In which notifications are written; `None`: the organisation's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<Lang>,
}

/// What is said of a new channel, or of one that is changed.
#[derive(Clone, Debug)]
pub struct NewChannel {
    pub send_resolved: bool,
    pub max_alerts: u32,
    pub language: Option<Lang>,
    pub way: Way,
}

#[derive(Clone, PartialEq)]
pub enum Way {
    Webhook { url: String, authorization: Authorization },
    SignedWebhook { url: String },
    Email { to: Vec<String> },
}

const LONGEST_URL: usize = 2_000;
const LONGEST_SECRET: usize = 4_000;
const LONGEST_ADDRESS: usize = 254;
const MOST_ADDRESSES: usize = 50;

/// Its kind alone: addresses of webhooks are secrets.
impl std::fmt::Debug for Way {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.kind().name())
    }
}

impl Way {
    pub fn kind(&self) -> ChannelKind {
        match self {
            Self::Webhook { .. } => ChannelKind::Webhook,
            Self::SignedWebhook { .. } => ChannelKind::SignedWebhook,
            Self::Email { .. } => ChannelKind::Email,
        }
    }
}

impl NewChannel {
    /// What may be shown of it; refuses everything that is wrong at once, and repeats no secret.
    pub fn settings(&self) -> Outcome<Settings> {
        let mut errors = Vec::new();
        let (mut to, mut host) = (Vec::new(), String::new());
        match &self.way {
            Way::Webhook { url, authorization } => {
                host = checked_host(url, &mut errors);
                authorization_errors(authorization, &mut errors);
            }
            Way::SignedWebhook { url } => host = checked_host(url, &mut errors),
            Way::Email { to: addresses } => {
                address_errors(addresses, &mut errors);
                to.clone_from(addresses);
            }
        }
        if !errors.is_empty() {
            return Err(Failure::Invalid(errors));
        }
        let Self { send_resolved, max_alerts, language, .. } = *self;
        Ok(Settings { send_resolved, max_alerts, to, host, language })
    }
}

/// Host and port of an address, or what is wrong with it.
fn checked_host(url: &str, errors: &mut Vec<FieldError>) -> String {
    if url.chars().count() > LONGEST_URL {
        errors.push(FieldError::new("url", Msg::new("failure-too-long").with("most", LONGEST_URL)));
    }
    let parsed = url.parse::<Url>().ok().filter(|url| ["http", "https"].contains(&url.scheme()) && url.has_host());
    let Some(url) = parsed else {
        errors.push(FieldError::new("url", Msg::new("failure-url-not-http")));
        return String::new();
    };
    let host = url.host_str().unwrap_or_default();
    url.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"))
}

fn authorization_errors(authorization: &Authorization, errors: &mut Vec<FieldError>) {
    let texts: &[(&str, &String)] = match authorization {
        Authorization::None => &[],
        Authorization::Bearer { token } => &[("token", token)],
        Authorization::Basic { username, password } => &[("username", username), ("password", password)],
    };
    for (field, text) in texts {
        // What would end the header, or be no header.
        if text.contains(char::is_control) {
            errors.push(FieldError::new(*field, Msg::new("receiver-secret-control")));
        }
        if text.len() > LONGEST_SECRET {
            errors.push(FieldError::new(*field, Msg::new("failure-too-long").with("most", LONGEST_SECRET)));
        }
    }
}

fn address_errors(addresses: &[String], errors: &mut Vec<FieldError>) {
    if addresses.is_empty() {
        errors.push(FieldError::new("to", Msg::new("receiver-address-none")));
    }
    if addresses.len() > MOST_ADDRESSES {
        errors.push(FieldError::new("to", Msg::new("receiver-address-many").with("most", MOST_ADDRESSES)));
    }
    let wrong = |address: &&String| !is_address(address);
    if let Some(address) = addresses.iter().find(wrong) {
        let shown: String = address.chars().take(60).collect();
        errors.push(FieldError::new("to", Msg::new("receiver-address-wrong").with("text", shown)));
    }
}

/// Whether it looks like an e-mail address that a mail can be sent to.
pub fn is_address(address: &str) -> bool {
    let parts = address.rsplit_once('@').filter(|(name, host)| !name.is_empty() && !host.is_empty());
    parts.is_some()
        && address.len() <= LONGEST_ADDRESS
        && !address.contains(|letter: char| letter.is_whitespace() || letter.is_control() || ",;<>".contains(letter))
}

/// `a@example.com, b@example.com` as a form has it.
pub fn addresses_of(text: &str) -> Vec<String> {
    let parts = text.split(|letter: char| letter.is_whitespace() || ",;".contains(letter));
    parts.filter(|part| !part.is_empty()).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wrong(way: Way) -> Vec<String> {
        let new = NewChannel { send_resolved: true, max_alerts: 0, language: None, way };
        match new.settings() {
            Ok(_) => Vec::new(),
            Err(Failure::Invalid(errors)) => errors.into_iter().map(|error| error.field).collect(),
            Err(failure) => panic!("{failure}"),
        }
    }

    #[test]
    fn what_is_wrong_is_said_by_field() {
        let none = || Authorization::None;
        assert!(
            wrong(Way::Webhook { url: "https://a:b@h.example:8080/x?key=1".into(), authorization: none() }).is_empty()
        );
        for url in ["", "ftp://a/", "https://", "x"] {
            assert_eq!(wrong(Way::Webhook { url: url.into(), authorization: none() }), ["url"], "{url}");
            assert_eq!(wrong(Way::SignedWebhook { url: url.into() }), ["url"], "{url}");
        }
        let bad = Authorization::Basic { username: "a\r\nb".into(), password: "\0".into() };
        assert_eq!(wrong(Way::Webhook { url: "x".into(), authorization: bad }), ["url", "username", "password"]);
        assert!(wrong(Way::Email { to: addresses_of("a@example.com, b@example.com\nc@例え.jp") }).is_empty());
        for to in ["", "a", "@b", "a@", "a@b <c"] {
            assert_eq!(wrong(Way::Email { to: addresses_of(to) }), ["to"], "{to}");
        }
    }

    #[test]
    fn of_an_address_the_host_alone_is_shown() {
        let way = Way::SignedWebhook { url: "https://me:pass@h.example:8443/secret?key=1".into() };
        let new = NewChannel { send_resolved: true, max_alerts: 3, language: Some(Lang::En), way };
        let shown = serde_json::to_string(&new.settings().unwrap()).unwrap();
        assert_eq!(shown, r#"{"send_resolved":true,"max_alerts":3,"host":"h.example:8443","language":"en"}"#);
    }
}

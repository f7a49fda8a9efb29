//! Answers at the address that Slack gives along with what somebody did (`response_url`,
//! <https://docs.slack.dev/interactivity/handling-user-interaction>). No other address is called for it.

use reqwest::Method;
use reqwest::header::{CONTENT_TYPE, HeaderMap, HeaderValue};
use ryugaku_kernel::Failure;
use ryugaku_web::Reach;
use serde_json::json;
use url::Url;

use super::{Slack, blocks, text};
use crate::{Fault, Message};

impl Slack {
    /// To one alone, at an address that Slack gave along with what they did: where they are the bot need not be.
    pub async fn respond(&self, address: &Url, message: &Message) -> Result<(), Fault> {
        let reach = if self.is_beside(address) { Reach::Settings } else { Reach::Public };
        let mut headers = HeaderMap::new();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json; charset=utf-8"));
        let said = json!({"response_type": "ephemeral", "replace_original": false,
            "text": text(message), "blocks": blocks(message)});
        match self.outside.call(Method::POST, address, headers, said.to_string().into_bytes(), reach).await {
            Ok(reply) if (200..300).contains(&reply.status) => Ok(()),
            Ok(reply) => Err(Fault::Uncertain(format!("answered {}", reply.status))),
            Err(failure @ Failure::Unavailable { .. }) => Err(Fault::Uncertain(failure.to_string())),
            Err(failure) => Err(Fault::Unusable(failure)),
        }
    }

    /// The address, if it is Slack's: it came in with data, and nobody else's is called for it.
    pub fn own(&self, address: &str) -> Option<Url> {
        let address = Url::parse(address).ok()?;
        let is_usual = address.scheme() == "https" && address.port().is_none();
        let is_slacks = is_usual && is_under("slack.com", address.host_str()?);
        (is_slacks || self.is_beside(&address)).then_some(address)
    }

    /// Whether it is on the host of the API that the settings name, or under it.
    fn is_beside(&self, address: &Url) -> bool {
        let (Some(ours), Some(host)) = (self.api.host_str(), address.host_str()) else { return false };
        let port = Url::port_or_known_default;
        is_under(ours, host) && self.api.scheme() == address.scheme() && port(&self.api) == port(address)
    }
}

fn is_under(domain: &str, host: &str) -> bool {
    host.strip_suffix(domain).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
}

#[cfg(test)]
mod tests {
    use ryugaku_web::Outside;

    use super::*;

    #[test]
    fn only_slacks_own_addresses_are_answered_at() {
        let slack = |api: &str| Slack::new(Outside::new().unwrap(), api.parse().unwrap(), String::new());
        let real = slack("https://slack.com/api/");
        for (address, is_own) in [
            ("https://hooks.slack.com/actions/T0/1/x", true),
            ("https://slack.com/x", true),
            ("http://hooks.slack.com/actions/T0/1/x", false),
            ("https://hooks.slack.com:8443/x", false),
            ("https://hooks.slack.com.example.com/x", false),
            ("https://notslack.com/x", false),
            ("https://example.com/?hooks.slack.com", false),
            ("file:///etc/passwd", false),
            ("", false),
        ] {
            assert_eq!(real.own(address).is_some(), is_own, "{address}");
        }
        let beside = slack("http://127.0.0.1:9000/api/");
        assert!(beside.own("http://127.0.0.1:9000/actions/1").is_some());
        assert!(beside.own("http://127.0.0.1:9001/actions/1").is_none());
        assert!(beside.own("http://169.254.169.254/x").is_none());
    }
}

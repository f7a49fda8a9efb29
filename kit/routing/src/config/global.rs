//! The section `global`: when an alert counts as resolved, and what receivers fall back on.

use std::collections::BTreeSet;

use jiff::SignedDuration;
use ryugaku_document::{At, Data, Problems};
use ryugaku_kernel::Msg;

use super::http;
use super::receiver::Authorization;
use super::rules::{self, Rule::AtMostOne};

pub struct Global<'a> {
    pub resolve_timeout: SignedDuration,
    /// Of webhooks that have no `http_config` of their own.
    pub authorization: Authorization,
    /// The fields that are there and not empty.
    pub set: BTreeSet<&'a str>,
}

/// Unless it is set.
pub const RESOLVE_TIMEOUT: SignedDuration = SignedDuration::from_mins(5);

const RULES: [rules::Rule; 10] = [
    AtMostOne(&["mattermost_webhook_url", "mattermost_webhook_url_file"]),
    AtMostOne(&["opsgenie_api_key", "opsgenie_api_key_file"]),
    AtMostOne(&["rocketchat_token", "rocketchat_token_file"]),
    AtMostOne(&["rocketchat_token_id", "rocketchat_token_id_file"]),
    AtMostOne(&["slack_api_url", "slack_api_url_file", "slack_app_token", "slack_app_token_file"]),
    AtMostOne(&["smtp_auth_password", "smtp_auth_password_file"]),
    AtMostOne(&["smtp_auth_secret", "smtp_auth_secret_file"]),
    AtMostOne(&["telegram_bot_token", "telegram_bot_token_file"]),
    AtMostOne(&["victorops_api_key", "victorops_api_key_file"]),
    AtMostOne(&["wechat_api_secret", "wechat_api_secret_file"]),
];

/// Addresses: `http` or `https`, and a host.
const ADDRESSES: [&str; 11] = [
    "jira_api_url",
    "mattermost_webhook_url",
    "opsgenie_api_url",
    "pagerduty_url",
    "rocketchat_api_url",
    "slack_api_url",
    "slack_app_url",
    "telegram_api_url",
    "victorops_api_url",
    "webex_api_url",
    "wechat_api_url",
];

const TEXTS: [&str; 29] = [
    "http_config",
    "mattermost_webhook_url_file",
    "opsgenie_api_key",
    "opsgenie_api_key_file",
    "rocketchat_token",
    "rocketchat_token_file",
    "rocketchat_token_id",
    "rocketchat_token_id_file",
    "slack_api_url_file",
    "slack_app_token",
    "slack_app_token_file",
    "smtp_auth_identity",
    "smtp_auth_password",
    "smtp_auth_password_file",
    "smtp_auth_secret",
    "smtp_auth_secret_file",
    "smtp_auth_username",
    "smtp_from",
    "smtp_hello",
    "smtp_smarthost",
    "telegram_bot_token",
    "telegram_bot_token_file",
    "victorops_api_key",
    "victorops_api_key_file",
    "wechat_api_corp_id",
    "wechat_api_secret",
    "wechat_api_secret_file",
    "smtp_tls_config",
    "smtp_require_tls",
];

pub fn read<'a>(at: Option<At<'a>>, problems: &mut Problems) -> Global<'a> {
    let mut global =
        Global { resolve_timeout: RESOLVE_TIMEOUT, authorization: Authorization::None, set: BTreeSet::new() };
    let Some(mut fields) = at.and_then(|at| at.fields(problems)) else { return global };
    rules::check(&RULES, &fields, &BTreeSet::new(), problems);
    if let Some(timeout) = fields.duration("resolve_timeout", problems) {
        global.resolve_timeout = timeout;
    }
    for name in ADDRESSES.into_iter().chain(TEXTS) {
        if fields.is_set(name) {
            global.set.insert(name);
        }
        let Some(at) = fields.take(name) else { continue };
        match name {
            "http_config" => {
                global.authorization = http::read(&at, problems);
                continue;
            }
            "smtp_tls_config" => {}
            "smtp_require_tls" if !matches!(at.value.data, Data::Text { plain: true, .. }) => {
                problems.refuse(&at, Msg::new("document-not-flag"));
            }
            _ => {
                let Some(text) = at.text(problems) else { continue };
                if ADDRESSES.contains(&name) {
                    http::address(&at, text, problems);
                } else if name == "smtp_smarthost" && !text.is_empty() {
                    http::host_and_port(&at, text, problems);
                }
            }
        }
        if !global.set.contains(name) {
            continue;
        }
        let msg =
            if name.starts_with("smtp_") { Msg::new("routing-remark-mail") } else { Msg::new("routing-remark-field") };
        problems.remark(&at, msg.with("name", name));
    }
    fields.finish(problems);
    global
}

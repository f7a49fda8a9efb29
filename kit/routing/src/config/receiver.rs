//! Receivers: the ways of Alertmanager to reach somebody that are ways here too.

use std::collections::BTreeSet;

use ryugaku_document::{At, Fields, Problems, shown};
use ryugaku_kernel::Msg;

use super::HIDDEN;
use super::foreign::KINDS;
use super::global::Global;
use super::http::{self, remark_each};
use super::rules::{self, Rule};
use super::secret::Secret;

#[derive(Clone, PartialEq, Debug)]
pub struct Receiver {
    pub name: String,
    pub channels: Vec<Channel>,
}

#[derive(Clone, PartialEq, Debug)]
pub enum Channel {
    Webhook {
        /// `http` or `https`; whoever knows it may often post.
        url: Secret,
        /// How many alerts a delivery holds at most; 0: all.
        max_alerts: u32,
        send_resolved: bool,
        authorization: Authorization,
    },
    Email {
        /// Never none.
        to: Vec<String>,
        send_resolved: bool,
    },
}

#[derive(Clone, PartialEq, Debug)]
pub enum Authorization {
    None,
    Bearer { token: Secret },
    Basic { username: String, password: Secret },
}

pub fn read(list: &[At<'_>], global: &Global<'_>, problems: &mut Problems) -> Vec<Receiver> {
    let mut names = BTreeSet::new();
    let mut receivers = Vec::with_capacity(list.len());
    for at in list {
        let Some(mut fields) = at.fields(problems) else { continue };
        let name = name(&mut fields, &mut names, problems);
        let mut channels = Vec::new();
        for at in fields.list("webhook_configs", problems) {
            channels.extend(webhook(&at, global, problems));
        }
        for at in fields.list("email_configs", problems) {
            channels.extend(email(&at, global, problems));
        }
        for kind in &KINDS {
            for at in fields.list(kind.field, problems) {
                let Some(inner) = at.fields(problems) else { continue };
                rules::check(kind.rules, &inner, &global.set, problems);
                problems.remark(&at, Msg::new("routing-remark-kind").with("name", kind.field));
            }
        }
        fields.finish(problems);
        receivers.push(Receiver { name, channels });
    }
    receivers
}

/// Of a receiver: there, and not taken yet.
pub fn name(fields: &mut Fields<'_>, names: &mut BTreeSet<String>, problems: &mut Problems) -> String {
    let name = fields.text("name", problems).unwrap_or_default().to_owned();
    if name.is_empty() {
        fields.refuse("name", Msg::new("routing-name-missing"), problems);
    } else if !names.insert(name.clone()) {
        fields.refuse("name", Msg::new("routing-name-twice").with("name", shown(&name)), problems);
    }
    name
}

const WEBHOOK: [Rule; 2] = [Rule::AtLeastOne(&["url", "url_file"]), Rule::AtMostOne(&["url", "url_file"])];

fn webhook(at: &At<'_>, global: &Global<'_>, problems: &mut Problems) -> Option<Channel> {
    let mut fields = at.fields(problems)?;
    rules::check(&WEBHOOK, &fields, &global.set, problems);
    let url = fields.take("url");
    let text = url.as_ref().and_then(|at| at.text(problems));
    if let (Some(at), Some(text)) = (&url, text) {
        http::address(at, text, problems);
        if text == HIDDEN {
            problems.remark(at, Msg::new("routing-remark-hidden").with("name", "url"));
        }
    }
    if let Some(at) = fields.take("url_file").filter(|at| at.text(problems).is_some_and(|text| !text.is_empty())) {
        problems.remark(&at, Msg::new("routing-remark-file").with("name", "url_file"));
    }
    let send_resolved = fields.flag("send_resolved", problems).unwrap_or(true);
    let max_alerts = fields.number("max_alerts", problems).unwrap_or(0);
    let own = fields.take("http_config").map(|at| http::read(&at, problems));
    remark_each(&mut fields, &["timeout", "payload"], problems);
    fields.finish(problems);
    let url = text.filter(|text| *text != HIDDEN).map(Secret::new)?;
    let authorization = own.unwrap_or_else(|| global.authorization.clone());
    Some(Channel::Webhook { url, max_alerts, send_resolved, authorization })
}

const EMAIL: [Rule; 3] = [
    Rule::Required("to"),
    Rule::HereOrGlobal(&["smarthost"], &["smtp_smarthost"]),
    Rule::HereOrGlobal(&["from"], &["smtp_from"]),
];

/// What says how mail is sent, which is set for this server as a whole, or what it looks like.
const EMAIL_WITHOUT_COUNTERPART: [&str; 15] = [
    "auth_identity",
    "auth_password",
    "auth_password_file",
    "auth_secret",
    "auth_secret_file",
    "auth_username",
    "force_implicit_tls",
    "from",
    "hello",
    "html",
    "require_tls",
    "smarthost",
    "text",
    "threading",
    "tls_config",
];

fn email(at: &At<'_>, global: &Global<'_>, problems: &mut Problems) -> Option<Channel> {
    let mut fields = at.fields(problems)?;
    rules::check(&EMAIL, &fields, &global.set, problems);
    let to = fields.take("to").and_then(|at| addresses(&at, problems));
    let send_resolved = fields.flag("send_resolved", problems).unwrap_or(false);
    if let Some(at) = fields.take("headers") {
        headers(&at, problems);
    }
    if let Some(at) = fields.take("smarthost")
        && let Some(text) = at.text(problems).filter(|text| !text.is_empty())
    {
        http::host_and_port(&at, text, problems);
        problems.remark(&at, Msg::new("routing-remark-field").with("name", "smarthost"));
    }
    remark_each(&mut fields, &EMAIL_WITHOUT_COUNTERPART, problems);
    fields.finish(problems);
    to.map(|to| Channel::Email { to, send_resolved })
}

/// Divided by commas, each with or without a name before it; a template would say only later who it is.
fn addresses(at: &At<'_>, problems: &mut Problems) -> Option<Vec<String>> {
    let text = at.text(problems)?;
    let one = |part: &str| {
        let bare = part.rsplit_once('<').map_or(part, |(_, rest)| rest.trim_end().trim_end_matches('>')).trim();
        (bare.contains('@') && !bare.contains([' ', '{', '}'])).then(|| bare.to_owned())
    };
    let list: Option<Vec<String>> = text.split(',').map(one).collect();
    if list.is_none() && !text.is_empty() {
        problems.remark(at, Msg::new("routing-remark-recipient"));
    }
    list
}

fn headers(at: &At<'_>, problems: &mut Problems) {
    let Some(mut fields) = at.fields(problems) else { return };
    let mut names = BTreeSet::new();
    for (name, at) in fields.take_all() {
        if !names.insert(name.to_ascii_lowercase()) {
            problems.refuse(&at, Msg::new("routing-header-twice").with("name", shown(name)));
        }
    }
    problems.remark(at, Msg::new("routing-remark-field").with("name", "headers"));
}

//! How a webhook is called: addresses, and who one says one is. What else `http_config` can say has no counterpart here.

use ryugaku_document::{At, Fields, Problems};
use ryugaku_kernel::Msg;
use url::Url;

use super::HIDDEN;
use super::receiver::Authorization;
use super::rules::{self, Rule::AtMostOne};
use super::secret::Secret;

const RULES: [rules::Rule; 2] = [
    AtMostOne(&["basic_auth", "authorization", "oauth2", "bearer_token", "bearer_token_file"]),
    AtMostOne(&["proxy_url", "proxy_from_environment"]),
];

const WITHOUT_COUNTERPART: [&str; 9] = [
    "enable_http2",
    "follow_redirects",
    "http_headers",
    "no_proxy",
    "oauth2",
    "proxy_connect_header",
    "proxy_from_environment",
    "proxy_url",
    "tls_config",
];

pub fn read(at: &At<'_>, problems: &mut Problems) -> Authorization {
    let Some(mut fields) = at.fields(problems) else { return Authorization::None };
    rules::check(&RULES, &fields, &std::collections::BTreeSet::new(), problems);
    let mut found = Authorization::None;
    if let Some(token) = fields.text("bearer_token", problems).filter(|token| !token.is_empty()) {
        found = bearer(token);
    }
    if let Some(at) = fields.take("bearer_token_file") {
        problems.remark(&at, Msg::new("routing-remark-file").with("name", "bearer_token_file"));
    }
    if let Some(at) = fields.take("authorization") {
        found = authorization(&at, problems);
    }
    if let Some(at) = fields.take("basic_auth") {
        found = basic(&at, problems);
    }
    remark_each(&mut fields, &WITHOUT_COUNTERPART, problems);
    fields.finish(problems);
    found
}

/// Of each of these fields that is there and not empty.
pub fn remark_each(fields: &mut Fields<'_>, names: &[&'static str], problems: &mut Problems) {
    for name in names {
        let set = fields.is_set(name);
        if let Some(at) = fields.take(name).filter(|_| set) {
            problems.remark(&at, Msg::new("routing-remark-field").with("name", *name));
        }
    }
}

fn bearer(token: &str) -> Authorization {
    Authorization::Bearer { token: Secret::new(token) }
}

fn authorization(at: &At<'_>, problems: &mut Problems) -> Authorization {
    let Some(mut fields) = at.fields(problems) else { return Authorization::None };
    let kind = fields.text("type", problems).unwrap_or_default();
    let credentials = fields.text("credentials", problems);
    let files = files(&mut fields, &["credentials_file", "credentials_ref"], problems);
    fields.finish(problems);
    match kind.to_ascii_lowercase().as_str() {
        "basic" => problems.refuse(at, Msg::new("routing-authorization-basic")),
        "" | "bearer" => match credentials {
            Some(_) if files > 0 => problems.refuse(at, Msg::new("routing-credentials-twice")),
            Some(credentials) => return bearer(credentials),
            None => {}
        },
        _ => problems.remark(at, Msg::new("routing-remark-field").with("name", "authorization")),
    }
    Authorization::None
}

fn basic(at: &At<'_>, problems: &mut Problems) -> Authorization {
    let Some(mut fields) = at.fields(problems) else { return Authorization::None };
    let username = fields.text("username", problems);
    let password = fields.text("password", problems);
    let usernames = files(&mut fields, &["username_file", "username_ref"], problems);
    let passwords = files(&mut fields, &["password_file", "password_ref"], problems);
    fields.finish(problems);
    if (username.is_some() && usernames > 0) || (password.is_some() && passwords > 0) {
        problems.refuse(at, Msg::new("routing-credentials-twice"));
    }
    if usernames + passwords > 0 {
        return Authorization::None;
    }
    let secret = Secret::new(password.unwrap_or_default());
    Authorization::Basic { username: username.unwrap_or_default().to_owned(), password: secret }
}

/// Files are never read, and neither is what stands elsewhere: how many such there are.
fn files(fields: &mut Fields<'_>, names: &[&'static str], problems: &mut Problems) -> usize {
    let mut count = 0;
    for name in names {
        if let Some(at) = fields.take(name) {
            problems.remark(&at, Msg::new("routing-remark-file").with("name", *name));
            count += 1;
        }
    }
    count
}

/// Refuses what is no address of a web server, without repeating it. What Alertmanager hides when it shows its
/// configuration passes.
pub fn address(at: &At<'_>, text: &str, problems: &mut Problems) {
    let sound = |url: Url| matches!(url.scheme(), "http" | "https") && url.has_host();
    if text != HIDDEN && !Url::parse(text).is_ok_and(sound) {
        problems.refuse(at, Msg::new("routing-address"));
    }
}

pub fn host_and_port(at: &At<'_>, text: &str, problems: &mut Problems) {
    let port = text.rsplit_once(':').map(|(_, port)| port).filter(|port| !port.is_empty());
    if port.is_none() {
        problems.refuse(at, Msg::new("routing-host-port"));
    }
}

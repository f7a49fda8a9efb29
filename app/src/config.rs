//! Settings: flags, then `RYUGAKU_…` variables, then `ryugaku.toml`. What is unknown there is refused by name.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use config::{Environment, File};
use serde::Deserialize;

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    /// Where people reach this server, as in links: `https://ryugaku.example.com`. Unset: the address it listens on.
    pub public_url: Option<url::Url>,
    pub listen: Option<SocketAddr>,
    pub data: Option<PathBuf>,
    /// `postgres://…`; unset: SQLite in the data folder.
    pub database: Option<String>,
    /// At least 32 characters. Unset: made at first start, in the data folder. Must be given to several replicas.
    pub secret_key: Option<String>,
    /// IANA name; the first value of the organisation's zone.
    pub time_zone: Option<String>,
    /// `ja` or `en`; the first value of the organisation's language.
    pub language: Option<String>,
    /// Proxies whose `X-Forwarded-For` and `X-Forwarded-Proto` are believed.
    pub trusted_proxies: Vec<std::net::IpAddr>,
    /// Lets alerts and `/metrics` in without a token while the server listens on loopback alone.
    pub open_on_loopback: bool,
    pub oidc: Oidc,
    pub webhooks: Webhooks,
    pub smtp: Smtp,
    pub slack: Slack,
    pub matrix: Matrix,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Smtp {
    /// `smtp://user:password@host:587?tls=required`, `smtps://…`; without it no e-mail is sent.
    pub url: Option<String>,
    /// Whom e-mail comes from; else `ryugaku@` the public address's host.
    from: Option<String>,
}

impl Smtp {
    pub fn from(&self, base: &url::Url) -> String {
        self.from.clone().unwrap_or_else(|| format!("ryugaku@{}", base.host_str().unwrap_or("localhost")))
    }
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Slack {
    /// Where Slack's Web API is, ending in a slash; unset: `https://slack.com/api/`.
    pub api_url: Option<url::Url>,
    /// `xoxb-…`; without it there is no bot.
    pub bot_token: Option<String>,
    /// `xapp-…`; with it Slack's letters come over Socket Mode, which is opened from here.
    pub app_token: Option<String>,
    /// What Slack signs its requests with.
    pub signing_secret: Option<String>,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Matrix {
    /// Where the client-server API is: `https://matrix.example.com`.
    pub homeserver: Option<url::Url>,
    /// Of the bot's own account; without it there is no bot on Matrix.
    pub access_token: Option<String>,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Oidc {
    pub issuer: Option<String>,
    pub client_id: Option<String>,
    pub client_secret: Option<String>,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Webhooks {
    /// Hosts inside private ranges that webhooks may call all the same, as `host` or `host:port`.
    pub allow_private: Vec<String>,
}

/// What the command line says before anything else.
#[derive(Clone, Debug, Default, clap::Args)]
pub struct Flags {
    /// Where the server listens
    #[arg(long, global = true, value_name = "ADDRESS:PORT")]
    pub listen: Option<SocketAddr>,
    /// The data folder
    #[arg(long, global = true, value_name = "DIR")]
    pub data: Option<PathBuf>,
    /// postgres://… instead of the embedded database
    #[arg(long, global = true, value_name = "URL")]
    pub database: Option<String>,
    /// The settings file
    #[arg(long, global = true, value_name = "FILE")]
    pub config: Option<PathBuf>,
}

impl Config {
    pub fn load(flags: &Flags) -> Result<Self> {
        let file = flags.config.clone().unwrap_or_else(|| PathBuf::from("ryugaku.toml"));
        let settings = config::Config::builder()
            .add_source(File::from(file.as_path()).required(flags.config.is_some()))
            .add_source(variables(std::env::vars().collect()))
            .build()
            .with_context(|| format!("settings cannot be read ({})", file.display()))?;
        let mut config: Self = settings.try_deserialize().context("settings cannot be understood")?;
        config.listen = flags.listen.or(config.listen);
        config.data = flags.data.clone().or(config.data);
        config.database = flags.database.clone().or(config.database);
        Ok(config)
    }

    pub fn listen(&self) -> SocketAddr {
        self.listen.unwrap_or_else(|| SocketAddr::from(([127, 0, 0, 1], 4649)))
    }

    pub fn data(&self) -> &Path {
        self.data.as_deref().unwrap_or(Path::new("./ryugaku-data"))
    }

    pub fn public_url(&self) -> url::Url {
        self.public_url
            .clone()
            .unwrap_or_else(|| format!("http://{}/", self.listen()).parse().expect("a socket address makes an address"))
    }

    /// Whether cookies may go over an encrypted connection alone.
    pub fn is_https(&self) -> bool {
        self.public_url.as_ref().is_some_and(|url| url.scheme() == "https")
    }
}

const SECTIONS: [&str; 5] = ["matrix", "oidc", "slack", "smtp", "webhooks"];

/// `RYUGAKU_OIDC_CLIENT_ID` is the key `client_id` of the section `oidc`; `RYUGAKU_PUBLIC_URL` has no section.
/// Variables for tests and demos (`RYUGAKU_TEST_…`, `RYUGAKU_SAMPLES`), for logs and the command line's token are no settings.
fn variables(all: Vec<(String, String)>) -> Environment {
    let settings = all.into_iter().filter_map(|(name, value)| {
        let name = name.strip_prefix("RYUGAKU_")?.to_ascii_lowercase();
        if name.starts_with("test_") || ["samples", "log", "token"].contains(&name.as_str()) {
            return None;
        }
        let section = SECTIONS.iter().find_map(|section| {
            let key = name.strip_prefix(section)?.strip_prefix('_')?;
            Some(format!("{section}.{key}"))
        });
        Some((section.unwrap_or(name), value))
    });
    Environment::default()
        .separator(".")
        .try_parsing(true)
        .list_separator(",")
        .with_list_parse_key("trusted_proxies")
        .with_list_parse_key("webhooks.allow_private")
        .source(Some(settings.collect()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn from(pairs: &[(&str, &str)]) -> Result<Config> {
        let all = pairs.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect();
        Ok(config::Config::builder().add_source(variables(all)).build()?.try_deserialize()?)
    }

    #[test]
    fn variables_name_sections() {
        let config = from(&[
            ("RYUGAKU_OIDC_CLIENT_ID", "ryugaku"),
            ("RYUGAKU_PUBLIC_URL", "https://r.example.com"),
            ("RYUGAKU_TRUSTED_PROXIES", "10.0.0.1,10.0.0.2"),
            ("RYUGAKU_OPEN_ON_LOOPBACK", "true"),
            ("RYUGAKU_SECRET_KEY", "12345678901234567890123456789012"),
            ("RYUGAKU_TEST_POSTGRES", "ignored"),
            ("RYUGAKU_TOKEN", "ryu_the_command_lines_own"),
            ("RYUGAKU_MATRIX_ACCESS_TOKEN", "syt_of_nobody"),
            ("PATH", "/bin"),
        ])
        .unwrap();
        assert_eq!(config.matrix.access_token.as_deref(), Some("syt_of_nobody"));
        assert_eq!(config.oidc.client_id.as_deref(), Some("ryugaku"));
        assert_eq!(config.trusted_proxies.len(), 2);
        assert!(config.open_on_loopback && config.is_https());
    }

    #[test]
    fn an_unknown_setting_is_refused_by_name() {
        let error = from(&[("RYUGAKU_PUBLIC_URI", "x")]).unwrap_err().to_string();
        assert!(error.contains("public_uri"), "{error}");
    }
}

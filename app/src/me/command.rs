//! `ryugaku me …`: oneself, with a token of one's own. The operator at the socket and a program's token are no person.

use std::io::{BufRead, IsTerminal};

use anyhow::Result;
use clap::Subcommand;
use reqwest::Method;
use ryugaku_kernel::Msg;
use serde_json::{Map, Value, json};

use crate::client::Client;
use crate::plan::calendar_command::CalendarCommand;

#[derive(Subcommand)]
pub enum MeCommand {
    /// Who you are here
    Show,
    /// Change your own settings; an empty value follows the organisation, the browser or the system again
    Set {
        #[arg(long)]
        name: Option<String>,
        /// ja or en
        #[arg(long)]
        language: Option<String>,
        /// IANA name, as Asia/Tokyo
        #[arg(long)]
        zone: Option<String>,
        /// light or dark
        #[arg(long)]
        theme: Option<String>,
        /// Whether single keys do something on pages
        #[arg(long)]
        single_keys: Option<bool>,
    },
    /// Set your password, read from standard input: the present one, then the new one, a line each
    Password,
    /// Your account on Matrix, and what keeps Slack from being heard
    Chat {
        /// Make a code; said to the bot, it proves which account is yours
        #[arg(long, conflicts_with = "unlink")]
        code: bool,
        /// Forget which account is yours
        #[arg(long)]
        unlink: bool,
    },
    /// Calendars you brought from elsewhere
    #[command(subcommand)]
    Calendar(CalendarCommand),
    /// Where you are signed in
    Sessions,
    /// Sign out there, or everywhere
    EndSession {
        /// As `me sessions` shows it
        #[arg(required_unless_present = "all")]
        id: Option<String>,
        #[arg(long, conflicts_with = "id")]
        all: bool,
    },
}

const ADDRESS: &str = "/api/v1/me";
const SESSIONS: &str = "/api/v1/me/sessions";
const CHAT: &str = "/api/v1/me/chat";
const CHAT_COLUMNS: [&str; 5] = ["connected", "bot", "account", "linked_at", "slack_trouble"];
const COLUMNS: [&str; 4] = ["kind", "name", "role", "id"];
const SESSION_COLUMNS: [&str; 5] = ["id", "how", "seen_at", "address", "user_agent"];

impl MeCommand {
    pub async fn run(self, client: &Client) -> Result<()> {
        match self {
            Self::Show => client.print_rows(&client.get(ADDRESS).await?, &COLUMNS),
            Self::Set { name, language, zone, theme, single_keys } => {
                let mut body = Map::new();
                let mut set = |name: &str, value: Option<Value>| {
                    body.extend(value.map(|value| (name.to_owned(), value)));
                };
                set("name", name.map(Value::from));
                set("language", language.map(unless_empty));
                set("time_zone", zone.map(unless_empty));
                set("theme", theme.map(unless_empty));
                set("single_keys", single_keys.map(Value::from));
                let me = client.send(Method::PATCH, ADDRESS, Some(body.into())).await?;
                client.print_rows(&me, &COLUMNS);
            }
            Self::Password => {
                if std::io::stdin().is_terminal() {
                    eprintln!("{}", client.say(&Msg::new("me-password-asked")));
                }
                let mut lines = std::io::stdin().lock().lines();
                let mut line = || lines.next().transpose().map(Option::unwrap_or_default);
                let body = json!({"old": line()?, "new": line()?});
                client.print_rows(&client.post("/api/v1/me/password", body).await?, &COLUMNS);
            }
            Self::Chat { code: true, .. } => {
                let made = client.post("/api/v1/me/chat/codes", json!({})).await?;
                client.print_rows(&made, &["say", "expires_at"]);
            }
            Self::Chat { unlink: true, .. } => {
                client.print_rows(&client.send(Method::DELETE, CHAT, None).await?, &CHAT_COLUMNS);
            }
            Self::Chat { .. } => client.print_rows(&client.get(CHAT).await?, &CHAT_COLUMNS),
            Self::Calendar(command) => command.run(client).await?,
            Self::Sessions => client.print_rows(&client.get(SESSIONS).await?, &SESSION_COLUMNS),
            Self::EndSession { id, .. } => {
                let path = id.map_or_else(|| SESSIONS.to_owned(), |id| format!("{SESSIONS}/{id}"));
                let left = client.send(Method::DELETE, &path, None).await?;
                client.print_rows(&left, &SESSION_COLUMNS);
            }
        }
        Ok(())
    }
}

fn unless_empty(text: String) -> Value {
    if text.is_empty() { Value::Null } else { text.into() }
}

//! `ryugaku exchange …`

use anyhow::Result;
use clap::Subcommand;
use reqwest::Method;
use serde_json::{Map, Value, json};

use super::command_parts::{AimCommand, FollowUpCommand, StepCommand};
use super::command_shown::{COLUMNS, PUT_OFFS, WEEKS, in_full, one, with_part};
use crate::client::Client;
use crate::door;
use crate::incidents::command::encoded;
use crate::report::command::{ReportFlags, ReportWordsFlags};

#[derive(Subcommand)]
pub enum ExchangeCommand {
    /// Draft an exchange
    Draft {
        /// By id, e-mail address or whole name, or me
        guest: String,
        /// The team that hosts, by short name
        #[arg(long)]
        host: String,
        /// The home team, by short name; without it the guest's own
        #[arg(long)]
        home: Option<String>,
        /// The first day, as 2026-10-05
        #[arg(long)]
        from: String,
        #[arg(long)]
        until: String,
        /// Per cent of working time
        #[arg(long, default_value_t = 40)]
        share: i64,
        /// A template's short name
        #[arg(long)]
        template: Option<String>,
        #[command(flatten)]
        fields: ExchangeFields,
    },
    /// List exchanges, newest first
    List {
        /// A state such as active, or open for what is not over
        #[arg(long)]
        state: Option<String>,
        /// A team's id
        #[arg(long)]
        team: Option<String>,
        /// A person's id, or me
        #[arg(long)]
        person: Option<String>,
        #[arg(long, default_value_t = 50)]
        limit: u16,
    },
    /// Show one exchange: what its next state needs, people, aims, steps, follow-ups, what was put off
    Show {
        number: String,
    },
    /// The report, made now: Markdown, Marp, slides in one file, or its facts
    Report(ReportFlags),
    /// Write the report's own sentences in one language
    ReportWords(ReportWordsFlags),
    /// Change who, when, how much or why; an empty name is nobody
    Change {
        number: String,
        #[arg(long)]
        from: Option<String>,
        #[arg(long)]
        until: Option<String>,
        #[arg(long)]
        share: Option<i64>,
        #[command(flatten)]
        fields: ExchangeFields,
    },
    /// Hand the draft to both teams
    Propose {
        number: String,
    },
    /// Give the word of a side: home or host
    Agree {
        number: String,
        side: String,
    },
    /// On to the next state
    Advance {
        number: String,
        /// Why it goes on although something is missing
        #[arg(long, default_value = "")]
        despite: String,
    },
    /// Say no to a proposal
    Decline {
        number: String,
        reason: String,
    },
    /// Give it up
    Cancel {
        number: String,
        reason: String,
    },
    Pause {
        number: String,
        reason: String,
    },
    Resume {
        number: String,
    },
    /// A later last day
    Extend {
        number: String,
        until: String,
        reason: String,
    },
    /// To an earlier state
    Back {
        number: String,
        to: String,
        reason: String,
    },
    /// What both managers agreed to
    Agreement {
        number: String,
    },
    /// What is wanted of it
    #[command(subcommand)]
    Aim(AimCommand),
    /// What has to be ready on day one
    #[command(subcommand)]
    Step(StepCommand),
    /// What goes on afterwards
    #[command(subcommand)]
    FollowUp(FollowUpCommand),
    /// Record the days away from home in the week of a day
    Away {
        number: String,
        day: String,
        days: f64,
        #[arg(long, default_value = "")]
        note: String,
    },
    /// Record what the home team does later because of it
    PutOff {
        number: String,
        what: String,
        #[arg(long)]
        until: Option<String>,
    },
    /// Take back what was put off, by its id
    TakeBack {
        number: String,
        id: String,
    },
}

#[derive(clap::Args)]
pub struct ExchangeFields {
    /// The guest's person in the host team
    #[arg(long)]
    buddy: Option<String>,
    #[arg(long)]
    home_manager: Option<String>,
    #[arg(long)]
    host_manager: Option<String>,
    /// Which days, in words
    #[arg(long)]
    rhythm: Option<String>,
    #[arg(long)]
    why: Option<String>,
}

impl ExchangeFields {
    fn body(self, rest: impl IntoIterator<Item = (&'static str, Option<Value>)>) -> Value {
        let texts = [
            ("buddy", self.buddy),
            ("home_manager", self.home_manager),
            ("host_manager", self.host_manager),
            ("rhythm", self.rhythm),
            ("why", self.why),
        ];
        let texts = texts.into_iter().map(|(name, text)| (name, text.map(Value::from)));
        let given = texts.chain(rest).filter_map(|(name, value)| Some((name.to_owned(), value?)));
        Value::Object(given.collect::<Map<_, _>>())
    }
}

impl ExchangeCommand {
    pub async fn run(self, client: &Client) -> Result<()> {
        let (number, deed) = match self {
            Self::Draft { guest, host, home, from, until, share, template, fields } => {
                let text = |text: String| Some(Value::from(text));
                let body = fields.body([
                    ("guest", text(guest)),
                    ("host_team", text(host)),
                    ("home_team", home.map(Value::from)),
                    ("from_day", text(from)),
                    ("until_day", text(until)),
                    ("share", Some(share.into())),
                    ("template", template.map(Value::from)),
                ]);
                one(client, &client.post("/api/v1/exchanges", body).await?);
                return Ok(());
            }
            Self::Report(flags) => return flags.run(client).await,
            Self::ReportWords(flags) => return flags.run(client).await,
            Self::List { state, team, person, limit } => {
                let query = door::query([
                    ("limit", limit.to_string().as_str()),
                    ("state", state.as_deref().unwrap_or_default()),
                    ("team", team.as_deref().unwrap_or_default()),
                    ("person", person.as_deref().unwrap_or_default()),
                ]);
                client.print_rows(&client.get(&format!("/api/v1/exchanges?{query}")).await?, &COLUMNS);
                return Ok(());
            }
            Self::Show { number } => {
                in_full(client, &client.get(&path(&number)).await?);
                return Ok(());
            }
            Self::Change { number, from, until, share, fields } => {
                let body = fields.body([
                    ("from_day", from.map(Value::from)),
                    ("until_day", until.map(Value::from)),
                    ("share", share.map(Value::from)),
                ]);
                one(client, &client.send(Method::PATCH, &path(&number), Some(body)).await?);
                return Ok(());
            }
            Self::Agreement { number } => {
                let agreed = client.get(&format!("{}/agreement", path(&number))).await?;
                client.print_rows(&agreed, &["side", "at", "terms"]);
                return Ok(());
            }
            Self::Aim(command) => return command.run(client).await,
            Self::Step(command) => return command.run(client).await,
            Self::FollowUp(command) => return command.run(client).await,
            Self::Away { number, day, days, note } => {
                let path = format!("{}/weeks/{}", path(&number), encoded(&day));
                let said = client.send(Method::PUT, &path, Some(json!({"days": days, "note": note}))).await?;
                with_part(client, &said, &WEEKS);
                return Ok(());
            }
            Self::PutOff { number, what, until } => {
                let body = json!({"what": what, "until": until});
                with_part(client, &client.post(&format!("{}/put-offs", path(&number)), body).await?, &PUT_OFFS);
                return Ok(());
            }
            Self::TakeBack { number, id } => {
                client.send(Method::DELETE, &format!("{}/put-offs/{}", path(&number), encoded(&id)), None).await?;
                return Ok(());
            }
            Self::Propose { number } => (number, json!({"deed": "propose"})),
            Self::Agree { number, side } => (number, json!({"deed": "agree", "side": side})),
            Self::Advance { number, despite } => (number, json!({"deed": "advance", "despite": despite})),
            Self::Decline { number, reason } => (number, json!({"deed": "decline", "reason": reason})),
            Self::Cancel { number, reason } => (number, json!({"deed": "cancel", "reason": reason})),
            Self::Pause { number, reason } => (number, json!({"deed": "pause", "reason": reason})),
            Self::Resume { number } => (number, json!({"deed": "resume"})),
            Self::Extend { number, until, reason } => {
                (number, json!({"deed": "extend", "until_day": until, "reason": reason}))
            }
            Self::Back { number, to, reason } => (number, json!({"deed": "back", "to": to, "reason": reason})),
        };
        one(client, &client.post(&format!("{}/state", path(&number)), deed).await?);
        Ok(())
    }
}

pub(super) fn path(number: &str) -> String {
    format!("/api/v1/exchanges/{}", encoded(number))
}

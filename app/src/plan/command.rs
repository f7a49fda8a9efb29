//! `ryugaku plan …`: what is planned in an exchange. Times without an offset are the organisation's.

use std::path::PathBuf;

use anyhow::{Context, Result};
use clap::Subcommand;
use reqwest::Method;
use serde_json::{Map, Value, json};

use crate::client::Client;
use crate::door;
use crate::incidents::command::encoded;

const COLUMNS: [&str; 7] = ["number", "state", "from", "until", "kind", "title", "aims"];
const PROPOSAL_COLUMNS: [&str; 5] = ["source", "from", "kind", "title", "why"];
const CLASH_COLUMNS: [&str; 2] = ["what", "way"];
const FEED_COLUMNS: [&str; 2] = ["made_at", "address"];

#[derive(Subcommand)]
pub enum PlanCommand {
    /// What is planned in an exchange
    List {
        exchange: String,
        /// proposed, planned, done, absent or cancelled
        #[arg(long)]
        state: Option<String>,
        #[arg(long, default_value_t = 50)]
        limit: u16,
    },
    /// One item
    Show { exchange: String, item: i64 },
    /// An item as a calendar file, to send or to take into one's own calendar
    Invitation {
        exchange: String,
        item: i64,
        /// Write it there instead of printing it
        #[arg(long, visible_alias = "output", value_name = "FILE")]
        to: Option<PathBuf>,
    },
    /// A week: what clashes, how much it takes, what is proposed
    Week {
        exchange: String,
        /// Any day of the week, as 2026-11-16; today without it
        #[arg(long)]
        week: Option<String>,
    },
    /// Plan something
    Add {
        exchange: String,
        title: String,
        /// As 2026-11-17T10:00
        #[arg(long)]
        from: String,
        #[arg(long)]
        until: String,
        /// discussion, pairing, meeting, shadow_shift, drill, task_work, ours, rest or other
        #[arg(long, default_value = "other")]
        kind: String,
        #[command(flatten)]
        fields: ItemFields,
        /// Only propose it
        #[arg(long)]
        proposed: bool,
    },
    /// Change an item
    Change {
        exchange: String,
        item: i64,
        #[arg(long)]
        title: Option<String>,
        #[arg(long)]
        from: Option<String>,
        #[arg(long)]
        until: Option<String>,
        #[arg(long)]
        kind: Option<String>,
        #[command(flatten)]
        fields: ItemFields,
    },
    /// Move an item by days and minutes
    Move {
        exchange: String,
        item: i64,
        #[arg(long, default_value_t = 0, allow_negative_numbers = true)]
        days: i64,
        #[arg(long, default_value_t = 0, allow_negative_numbers = true)]
        minutes: i64,
    },
    /// It took place
    Done { exchange: String, item: i64 },
    /// It took place without the guest
    Absent { exchange: String, item: i64 },
    /// It does not take place
    Cancel { exchange: String, item: i64 },
    /// It is planned again
    PutBack { exchange: String, item: i64 },
    /// Accept a proposal: by number, or by the source that `plan week` shows
    Accept { exchange: String, proposal: String },
    /// Dismiss a proposal
    Dismiss { exchange: String, proposal: String },
    /// Answer an invitation of your own: accepted, declined or unanswered
    Answer { exchange: String, item: i64, answer: String },
    /// Which days of the week are spent with the host team: 1 is Monday
    Days {
        exchange: String,
        #[arg(value_parser = clap::value_parser!(i8).range(1..=7))]
        days: Vec<i8>,
    },
    /// Make your secret calendar address, or revoke it
    Feed {
        exchange: String,
        #[arg(long)]
        revoke: bool,
        /// Say only since when there is one
        #[arg(long, conflicts_with = "revoke")]
        show: bool,
    },
}

#[derive(clap::Args)]
pub struct ItemFields {
    #[arg(long)]
    place: Option<String>,
    /// http or https
    #[arg(long)]
    link: Option<String>,
    /// An aim it serves, as g1; may be repeated
    #[arg(long = "aim")]
    aims: Option<Vec<String>>,
    /// Who is invited, by id or whole name; may be repeated
    #[arg(long = "invite")]
    invited: Option<Vec<String>>,
}

impl ItemFields {
    fn body(self, others: [(&str, Option<String>); 4]) -> Map<String, Value> {
        let texts = others.into_iter().chain([("place", self.place), ("link", self.link)]);
        let texts = texts.filter_map(|(name, value)| Some((name.to_owned(), Value::from(value?))));
        let lists = [("aims", self.aims), ("invited", self.invited)];
        let lists = lists.into_iter().filter_map(|(name, value)| Some((name.to_owned(), Value::from(value?))));
        texts.chain(lists).collect()
    }
}

impl PlanCommand {
    pub async fn run(self, client: &Client) -> Result<()> {
        let (exchange, item, state) = match self {
            Self::List { exchange, state, limit } => {
                let limit = limit.to_string();
                let query = door::query([("limit", limit.as_str()), ("state", state.as_deref().unwrap_or_default())]);
                client.print_rows(&client.get(&format!("{}?{query}", plan(&exchange))).await?, &COLUMNS);
                return Ok(());
            }
            Self::Show { exchange, item } => {
                one(client, &client.get(&format!("{}/{item}", plan(&exchange))).await?);
                return Ok(());
            }
            Self::Invitation { exchange, item, to } => {
                let file = client.text(&format!("{}/{item}/invitation", plan(&exchange))).await?;
                return match to {
                    Some(to) => {
                        std::fs::write(&to, file).with_context(|| format!("{} cannot be written", to.display()))
                    }
                    None => {
                        print!("{file}");
                        Ok(())
                    }
                };
            }
            Self::Week { exchange, week } => {
                let query = door::query([("week", week.as_deref().unwrap_or_default())]);
                show_week(client, &client.get(&format!("{}/week?{query}", plan(&exchange))).await?);
                return Ok(());
            }
            Self::Add { exchange, title, from, until, kind, fields, proposed } => {
                let texts =
                    [("title", Some(title)), ("from", Some(from)), ("until", Some(until)), ("kind", Some(kind))];
                let mut body = fields.body(texts);
                body.insert("proposed".into(), proposed.into());
                one(client, &client.post(&plan(&exchange), body.into()).await?);
                return Ok(());
            }
            Self::Change { exchange, item, title, from, until, kind, fields } => {
                let body = fields.body([("title", title), ("from", from), ("until", until), ("kind", kind)]);
                let path = format!("{}/{item}", plan(&exchange));
                one(client, &client.send(Method::PATCH, &path, Some(body.into())).await?);
                return Ok(());
            }
            Self::Move { exchange, item, days, minutes } => {
                let body = json!({"days": days, "minutes": minutes});
                one(client, &client.post(&format!("{}/{item}/move", plan(&exchange)), body).await?);
                return Ok(());
            }
            Self::Answer { exchange, item, answer } => {
                let path = format!("{}/{item}/answer", plan(&exchange));
                one(client, &client.post(&path, json!({"answer": answer})).await?);
                return Ok(());
            }
            Self::Days { exchange, days } => {
                let path = format!("{}/days", plan(&exchange));
                let answer = client.send(Method::PUT, &path, Some(json!({"days": days}))).await?;
                client.print_rows(&answer, &["days"]);
                return Ok(());
            }
            Self::Feed { exchange, revoke, show } => {
                let method = match (revoke, show) {
                    (true, _) => Method::DELETE,
                    (_, true) => Method::GET,
                    _ => Method::POST,
                };
                let answer = client.send(method, &format!("{}/feed", plan(&exchange)), None).await?;
                client.print_rows(&answer, &FEED_COLUMNS);
                return Ok(());
            }
            Self::Accept { exchange, proposal } => return settle(client, &exchange, &proposal, true).await,
            Self::Dismiss { exchange, proposal } => return settle(client, &exchange, &proposal, false).await,
            Self::Done { exchange, item } => (exchange, item, "done"),
            Self::Absent { exchange, item } => (exchange, item, "absent"),
            Self::Cancel { exchange, item } => (exchange, item, "cancelled"),
            Self::PutBack { exchange, item } => (exchange, item, "planned"),
        };
        set_state(client, &exchange, item, state).await
    }
}

/// A number is an item that somebody proposed; anything else is what the product proposes.
async fn settle(client: &Client, exchange: &str, proposal: &str, accept: bool) -> Result<()> {
    if let Ok(item) = proposal.parse::<i64>() {
        return set_state(client, exchange, item, if accept { "planned" } else { "cancelled" }).await;
    }
    let body = json!({"source": proposal, "accept": accept});
    one(client, &client.post(&format!("{}/proposals", plan(exchange)), body).await?);
    Ok(())
}

async fn set_state(client: &Client, exchange: &str, item: i64, state: &str) -> Result<()> {
    let path = format!("{}/{item}/state", plan(exchange));
    one(client, &client.post(&path, json!({"state": state})).await?);
    Ok(())
}

fn plan(exchange: &str) -> String {
    format!("/api/v1/exchanges/{}/plan", encoded(exchange))
}

fn one(client: &Client, item: &Value) {
    client.print_rows(item, &COLUMNS);
}

fn show_week(client: &Client, week: &Value) {
    if client.json {
        println!("{week:#}");
        return;
    }
    let sums = ["monday", "week", "planned_hours", "agreed_hours", "days"];
    // Without its items, which stand below.
    let alone: Map<String, Value> = sums.iter().map(|name| ((*name).to_owned(), week[*name].clone())).collect();
    client.print_rows(&Value::Object(alone), &sums);
    for (name, columns) in
        [("items", COLUMNS.as_slice()), ("clashes", &CLASH_COLUMNS), ("proposals", &PROPOSAL_COLUMNS)]
    {
        if week[name].as_array().is_some_and(|rows| !rows.is_empty()) {
            println!();
            client.print_rows(&json!({"items": week[name]}), columns);
        }
    }
}

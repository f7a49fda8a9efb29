//! `ryugaku exchange aim …`, `step …`, `follow-up …`

use anyhow::Result;
use clap::Subcommand;
use reqwest::Method;
use serde_json::{Value, json};

use super::command::path;
use super::command_shown::{FOLLOW_UPS, Part, STEPS, with_part};
use crate::client::Client;
use crate::incidents::command::encoded;

const AIM: [&str; 8] = ["mark", "what", "how_to_tell", "baseline", "reading", "target", "evidence", "result"];

#[derive(Subcommand)]
pub enum AimCommand {
    /// Add an aim of one side: guest, host or home
    Add {
        number: String,
        side: String,
        what: String,
        /// How one would tell that it was reached
        #[arg(long)]
        how: String,
        /// trust, way, technology, sre_role, joint_task, joint_tool or other
        #[arg(long, default_value = "other")]
        kind: String,
        #[arg(long)]
        baseline: Option<f64>,
        #[arg(long)]
        target: Option<f64>,
        #[arg(long, default_value = "")]
        unit: String,
        /// 1 is first, 3 is last
        #[arg(long, default_value_t = 2)]
        priority: i64,
    },
    /// Change an aim, by its mark such as g1
    Change {
        number: String,
        mark: String,
        #[arg(long)]
        what: Option<String>,
        #[arg(long)]
        how: Option<String>,
        /// trust, way, technology, sre_role, joint_task, joint_tool or other
        #[arg(long)]
        kind: Option<String>,
        /// 1 is first, 3 is last
        #[arg(long)]
        priority: Option<i64>,
        #[arg(long)]
        unit: Option<String>,
        /// A number; empty is none
        #[arg(long, value_parser = number_or_none, allow_negative_numbers = true)]
        baseline: Option<Value>,
        #[arg(long, value_parser = number_or_none, allow_negative_numbers = true)]
        target: Option<Value>,
    },
    /// Take an aim away while nothing is agreed
    Remove { number: String, mark: String },
    /// Record what its number is now; without one it is not measured
    Read {
        number: String,
        mark: String,
        #[arg(allow_negative_numbers = true)]
        reading: Option<f64>,
    },
    /// reached, partly or dropped, with what shows it or why
    End { number: String, mark: String, result: String, note: String },
    /// Go on with an aim that had ended
    Reopen { number: String, mark: String },
}

impl AimCommand {
    pub async fn run(self, client: &Client) -> Result<()> {
        let (method, path, body) = match self {
            Self::Add { number, side, what, how, kind, baseline, target, unit, priority } => {
                let body = json!({"side": side, "what": what, "how_to_tell": how, "kind": kind, "baseline": baseline, "target": target, "unit": unit, "priority": priority});
                (Method::POST, format!("{}/aims", path(&number)), Some(body))
            }
            Self::Change { number, mark, what, how, kind, priority, unit, baseline, target } => {
                let mut body =
                    json!({"what": what, "how_to_tell": how, "kind": kind, "priority": priority, "unit": unit});
                // What is absent stays; null empties.
                for (name, given) in [("baseline", baseline), ("target", target)] {
                    body.as_object_mut().map(|body| given.map(|given| body.insert(name.into(), given)));
                }
                (Method::PATCH, aim(&number, &mark, ""), Some(body))
            }
            Self::Remove { number, mark } => (Method::DELETE, aim(&number, &mark, ""), None),
            Self::Read { number, mark, reading } => {
                (Method::POST, aim(&number, &mark, "/reading"), Some(json!({"reading": reading})))
            }
            Self::End { number, mark, result, note } => {
                (Method::POST, aim(&number, &mark, "/result"), Some(json!({"result": result, "note": note})))
            }
            Self::Reopen { number, mark } => (Method::POST, aim(&number, &mark, "/reopen"), Some(json!({}))),
        };
        let said = client.send(method, &path, body).await?;
        if !said.is_null() {
            client.print_rows(&said, &AIM);
        }
        Ok(())
    }
}

fn number_or_none(text: &str) -> Result<Value, std::num::ParseFloatError> {
    if text.is_empty() { Ok(Value::Null) } else { text.parse::<f64>().map(Value::from) }
}

fn aim(number: &str, mark: &str, rest: &str) -> String {
    format!("{}/aims/{}{rest}", path(number), encoded(mark))
}

#[derive(Subcommand)]
pub enum StepCommand {
    /// Add a step
    Add {
        number: String,
        what: String,
        #[arg(long)]
        due: String,
        /// By id, e-mail address or whole name, or me
        #[arg(long, default_value = "")]
        owner: String,
    },
    /// Change a step, by its id; an empty owner is nobody
    Change {
        number: String,
        id: String,
        #[arg(long)]
        what: Option<String>,
        #[arg(long)]
        owner: Option<String>,
        #[arg(long)]
        due: Option<String>,
    },
    Done {
        number: String,
        id: String,
    },
    /// It is not done after all
    Undone {
        number: String,
        id: String,
    },
    Remove {
        number: String,
        id: String,
    },
}

impl StepCommand {
    pub async fn run(self, client: &Client) -> Result<()> {
        let step = |number: &str, id: &str, rest: &str| format!("{}/steps/{}{rest}", path(number), encoded(id));
        let (method, path, body) = match self {
            Self::Add { number, what, due, owner } => {
                let body = json!({"what": what, "due": due, "owner": owner});
                (Method::POST, format!("{}/steps", path(&number)), Some(body))
            }
            Self::Change { number, id, what, owner, due } => {
                (Method::PATCH, step(&number, &id, ""), Some(json!({"what": what, "owner": owner, "due": due})))
            }
            Self::Done { number, id } => (Method::POST, step(&number, &id, "/done"), Some(json!({"done": true}))),
            Self::Undone { number, id } => (Method::POST, step(&number, &id, "/done"), Some(json!({"done": false}))),
            Self::Remove { number, id } => (Method::DELETE, step(&number, &id, ""), None),
        };
        said(client, &client.send(method, &path, body).await?, &STEPS);
        Ok(())
    }
}

#[derive(Subcommand)]
pub enum FollowUpCommand {
    /// Promise something for afterwards
    Add {
        number: String,
        what: String,
        /// The first day it is due
        #[arg(long)]
        next: String,
        /// once, weekly or monthly
        #[arg(long, default_value = "monthly")]
        cadence: String,
        #[arg(long, default_value = "")]
        owner: String,
    },
    /// Write down what was said this time
    Note { number: String, id: String, note: String },
    /// It does not go on
    End { number: String, id: String, reason: String },
}

impl FollowUpCommand {
    pub async fn run(self, client: &Client) -> Result<()> {
        let one = |number: &str, id: &str, rest: &str| format!("{}/follow-ups/{}/{rest}", path(number), encoded(id));
        let (path, body) = match self {
            Self::Add { number, what, next, cadence, owner } => {
                let body = json!({"what": what, "next": next, "cadence": cadence, "owner": owner});
                (format!("{}/follow-ups", path(&number)), body)
            }
            Self::Note { number, id, note } => (one(&number, &id, "notes"), json!({"note": note})),
            Self::End { number, id, reason } => (one(&number, &id, "end"), json!({"reason": reason})),
        };
        said(client, &client.post(&path, body).await?, &FOLLOW_UPS);
        Ok(())
    }
}

fn said(client: &Client, exchange: &Value, changed: &Part) {
    if !exchange.is_null() {
        with_part(client, exchange, changed);
    }
}

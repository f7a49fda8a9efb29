//! `ryugaku drill …`

use anyhow::{Context, Result};
use clap::Subcommand;
use reqwest::Method;
use serde_json::{Value, json};

use crate::client::Client;
use crate::incidents::command::encoded;

const SCENARIO: [&str; 4] = ["number", "severity", "title", "services"];
const STEPS: [&str; 5] = ["title", "due_minute", "done_minute", "came", "late_seconds"];

#[derive(Subcommand)]
pub enum DrillCommand {
    /// List the scenarios that drills are played from
    Scenarios {
        #[arg(long, default_value_t = 50)]
        limit: u16,
    },
    /// Show one scenario
    Scenario { number: String },
    /// Write a scenario
    Write {
        title: String,
        /// sev1, sev2, sev3 or sev4
        #[arg(long, default_value = "sev2")]
        severity: String,
        /// A service that is hit, by its short name; may be repeated
        #[arg(long = "service")]
        services: Vec<String>,
        /// What is read out, with its minute in front: "15 The replica is gone, too"; may be repeated
        #[arg(long = "inject")]
        injects: Vec<String>,
        /// May be repeated
        #[arg(long = "aim")]
        aims: Vec<String>,
        /// Write this one anew
        #[arg(long, value_name = "NUMBER")]
        anew: Option<String>,
    },
    /// Offer a scenario no more
    Archive { number: String },
    /// The debrief: which steps were late or forgotten
    Debrief { incident: String },
    /// Stop the clock of a drill
    Pause { incident: String },
    /// Let it run on
    Start { incident: String },
    /// Move it on by so many minutes
    Forward { incident: String, minutes: i64 },
    /// Read out what happens next, by its number
    Inject { incident: String, inject: i64 },
    /// Say whether an aim was reached, by its number
    Aim {
        incident: String,
        aim: i64,
        #[arg(long)]
        missed: bool,
    },
    /// Write what was learnt
    Learnt { incident: String, text: String },
}

impl DrillCommand {
    pub async fn run(self, client: &Client) -> Result<()> {
        let answer = match self {
            Self::Scenarios { limit } => {
                let list = client.get(&format!("/api/v1/scenarios?limit={limit}")).await?;
                client.print_rows(&list, &SCENARIO);
                return Ok(());
            }
            Self::Scenario { number } => {
                let one = client.get(&format!("/api/v1/scenarios/{}", encoded(&number))).await?;
                client.print_rows(&one, &SCENARIO);
                if !client.json {
                    client.print_rows(&json!({"items": one["injects"]}), &["minute", "said"]);
                }
                return Ok(());
            }
            Self::Write { title, severity, services, injects, aims, anew } => {
                let injects: Vec<Value> = injects.iter().map(|line| inject(line)).collect::<Result<_>>()?;
                let body = json!({"title": title, "severity": severity.to_lowercase(), "services": services,
                                  "injects": injects, "aims": aims});
                let one = match anew {
                    None => client.post("/api/v1/scenarios", body).await?,
                    Some(number) => {
                        let path = format!("/api/v1/scenarios/{}", encoded(&number));
                        client.send(Method::PUT, &path, Some(body)).await?
                    }
                };
                client.print_rows(&one, &SCENARIO);
                return Ok(());
            }
            Self::Archive { number } => {
                let path = format!("/api/v1/scenarios/{}", encoded(&number));
                client.print_rows(&client.send(Method::DELETE, &path, None).await?, &SCENARIO);
                return Ok(());
            }
            Self::Debrief { incident } => client.get(&path(&incident, "")).await?,
            Self::Pause { incident } => client.post(&path(&incident, "/clock"), json!({"turn": "pause"})).await?,
            Self::Start { incident } => client.post(&path(&incident, "/clock"), json!({"turn": "start"})).await?,
            Self::Forward { incident, minutes } => {
                client.post(&path(&incident, "/clock"), json!({"turn": "forward", "minutes": minutes})).await?
            }
            Self::Inject { incident, inject } => {
                client.post(&path(&incident, &format!("/injects/{inject}")), json!({})).await?
            }
            Self::Aim { incident, aim, missed } => {
                client.post(&path(&incident, &format!("/aims/{aim}")), json!({"reached": !missed})).await?
            }
            Self::Learnt { incident, text } => {
                client.send(Method::PUT, &path(&incident, "/learnt"), Some(json!({"text": text}))).await?
            }
        };
        client.print_rows(&answer, &["incident", "facilitator", "now", "running", "late", "forgotten"]);
        if !client.json {
            client.print_rows(&json!({"items": answer["steps"]}), &STEPS);
        }
        Ok(())
    }
}

fn inject(line: &str) -> Result<Value> {
    let (minute, said) = line.trim().split_once(char::is_whitespace).unwrap_or((line, ""));
    let minute: i64 = minute.parse().with_context(|| format!("“{line}” begins with no minute"))?;
    Ok(json!({"minute": minute, "said": said.trim()}))
}

fn path(incident: &str, part: &str) -> String {
    format!("/api/v1/incidents/{}/drill{part}", encoded(incident))
}

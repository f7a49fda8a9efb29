//! `ryugaku drill …`

use anyhow::{Context, Result};
use clap::Subcommand;
use reqwest::Method;
use serde_json::{Value, json};

use crate::client::Client;
use crate::incidents::command::encoded;

const SCENARIO: [&str; 4] = ["number", "severity", "title", "services"];
const STEPS: [&str; 6] = ["title", "whose", "due_minute", "done_minute", "came", "late_seconds"];

#[derive(Subcommand)]
pub enum DrillCommand {
    /// List the scenarios that drills are played from
    Scenarios {
        #[arg(long, default_value_t = 50)]
        limit: u16,
    },
    /// Show one scenario: what happens at which minute, and the aims
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
    /// The debrief: which steps were late or forgotten, what was read out, the aims
    #[command(visible_alias = "show")]
    Debrief {
        /// Such as DRILL-12
        incident: String,
    },
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
    Learnt {
        incident: String,
        text: String,
        /// Refuse if another version than this holds meanwhile
        #[arg(long)]
        expect: Option<i64>,
    },
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
                scenario(client, &one);
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
                scenario(client, &one);
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
            Self::Learnt { incident, text, expect } => {
                client.put_onto(expect, &path(&incident, "/learnt"), json!({"text": text})).await?
            }
        };
        client.print_rows(
            &answer,
            &["incident", "facilitator", "scenario", "minute", "running", "late", "forgotten", "tasks"],
        );
        part(client, &answer["steps"], &STEPS);
        part(client, &answer["injects"], &["number", "minute", "said", "given_at"]);
        part(client, &answer["aims"], &["number", "aim", "reached"]);
        if answer["learnt"] != "" {
            part(client, &json!([{"learnt": answer["learnt"], "version": answer["version"]}]), &["learnt", "version"]);
        }
        Ok(())
    }
}

fn scenario(client: &Client, one: &Value) {
    client.print_rows(one, &SCENARIO);
    let aims = one["aims"].as_array().into_iter().flatten().enumerate();
    let aims: Vec<Value> = aims.map(|(at, aim)| json!({"number": at + 1, "aim": aim})).collect();
    part(client, &one["injects"], &["minute", "said"]);
    part(client, &aims.into(), &["number", "aim"]);
}

/// A list within what was answered, under it; as JSON it stands there already.
fn part(client: &Client, list: &Value, columns: &[&str]) {
    if !client.json && list.as_array().is_some_and(|list| !list.is_empty()) {
        println!();
        client.print_rows(list, columns);
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

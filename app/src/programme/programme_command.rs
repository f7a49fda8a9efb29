//! `ryugaku programme …`

use anyhow::Result;
use clap::{Args, Subcommand};
use reqwest::Method;
use ryugaku_kernel::Msg;
use serde_json::{Value, json};

use crate::client::Client;
use crate::incidents::command::encoded;

const MILESTONE: [&str; 5] = ["id", "day", "kind", "team", "what"];

#[derive(Args)]
pub struct ProgrammeFlags {
    /// Without one: the sums, and the exchanges by first day
    #[command(subcommand)]
    command: Option<ProgrammeCommand>,
}

#[derive(Subcommand)]
enum ProgrammeCommand {
    /// What was recorded, by day
    Milestones,
    /// Record a day: since when the SRE team works with a team, and others
    Record {
        /// taken_on, meetings_begun, founded or other
        kind: String,
        /// As 2026-11-19
        day: String,
        /// By id, short name or name
        #[arg(long)]
        team: Option<String>,
        /// What happened, for the kind other; else a remark
        #[arg(default_value = "")]
        what: String,
    },
    /// Take back what was recorded wrongly
    TakeBack { id: String },
}

impl ProgrammeFlags {
    pub async fn run(self, client: &Client) -> Result<()> {
        let path = "/api/v1/programme/milestones";
        let answer = match self.command {
            None => {
                let answer = client.get("/api/v1/programme").await?;
                client.print(&answer, |answer| overview(client, answer));
                return Ok(());
            }
            Some(ProgrammeCommand::Milestones) => client.get(path).await?,
            Some(ProgrammeCommand::Record { kind, day, team, what }) => {
                client.post(path, json!({"kind": kind, "day": day, "team": team, "what": what})).await?
            }
            Some(ProgrammeCommand::TakeBack { id }) => {
                client.send(Method::DELETE, &format!("{path}/{}", encoded(&id)), None).await?
            }
        };
        client.print_rows(&answer, &MILESTONE);
        Ok(())
    }
}

/// The sums in words, then a line for each exchange.
fn overview(client: &Client, answer: &Value) -> String {
    let sums = &answer["sums"];
    let of = |key: &'static str, value: &Value| {
        let n = value.as_i64().map_or_else(|| client.say(&Msg::new("programme-unrecorded")), |n| n.to_string());
        format!("{}: {n}", client.say(&Msg::new(key)))
    };
    let mut lines = vec![
        of("programme-taken-on", &sums["teams_taken_on"]),
        of("programme-with-meetings", &sums["teams_with_meetings"]),
        of("programme-exchanges-begun", &sums["exchanges_begun"]),
        of("programme-product-sres", &sums["product_sres"]),
        of("programme-adopted", &sums["learnings_adopted"]),
        of("programme-aims-reached", &sums["aims_reached"]),
    ];
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    for one in answer["exchanges"].as_array().map_or(&[][..], Vec::as_slice) {
        let cells = [&one["number"], &one["home"], &one["host"], &one["from_day"], &one["until_day"], &one["state"]];
        lines.push(cells.map(text).join("  "));
    }
    lines.join("\n")
}

//! An exchange as the command line prints it: on a line, with one of its parts, or in full.

use ryugaku_kernel::Msg;
use serde_json::{Value, json};

use crate::client::Client;

pub const COLUMNS: [&str; 7] = ["number", "state", "guest", "home_team", "host_team", "from_day", "until_day"];
/// And what it came of.
const PEOPLE: [&str; 5] = ["buddy", "home_manager", "host_manager", "offer", "wish"];
const NOTES: [&str; 4] = ["id", "day", "note", "by"];

/// One of its lists: under which name, which heading, which columns. What is changed by its id is printed with it.
pub struct Part(&'static str, &'static str, &'static [&'static str]);

pub const AIMS: Part = Part(
    "aims",
    "aim-title",
    &["mark", "what", "how_to_tell", "baseline", "reading", "target", "unit", "evidence", "result"],
);
pub const STEPS: Part = Part("steps", "exchange-ready", &["id", "what", "owner", "due", "done_at"]);
pub const FOLLOW_UPS: Part = Part("follow_ups", "exchange-after", &["id", "what", "owner", "cadence", "next"]);
pub const WEEKS: Part = Part("weeks", "exchange-away", &["monday", "days", "note"]);
pub const PUT_OFFS: Part = Part("put_offs", "exchange-put-off-what", &["id", "what", "until"]);

/// The exchange on a line, and below it what its next state still needs.
pub fn one(client: &Client, exchange: &Value) {
    client.print_rows(exchange, &COLUMNS);
    if client.json {
        return;
    }
    let needs = exchange["needs"].as_array().map_or(&[][..], Vec::as_slice);
    for need in needs.iter().filter(|need| need["met"] == false) {
        let who = need["owed_by"]["name"].as_str().unwrap_or("-");
        println!("  ◦ {} ({who})", need["what"].as_str().unwrap_or_default());
    }
}

/// The same, and the part that was changed.
pub fn with_part(client: &Client, exchange: &Value, changed: &Part) {
    one(client, exchange);
    if !client.json {
        part(client, exchange, changed);
    }
}

pub fn in_full(client: &Client, exchange: &Value) {
    one(client, exchange);
    if client.json {
        return;
    }
    section(client, "exchange-people", exchange, &PEOPLE);
    for one in [AIMS, STEPS, FOLLOW_UPS] {
        part(client, exchange, &one);
    }
    let notes = follow_up_notes(exchange);
    if !notes.is_empty() {
        println!();
        client.print_rows(&json!({"items": notes}), &NOTES);
    }
    for one in [WEEKS, PUT_OFFS] {
        part(client, exchange, &one);
    }
}

/// Nothing of what there is none.
fn part(client: &Client, exchange: &Value, Part(name, heading, columns): &Part) {
    if exchange[*name].as_array().is_some_and(|rows| !rows.is_empty()) {
        section(client, heading, &json!({"items": exchange[*name]}), columns);
    }
}

fn section(client: &Client, heading: &'static str, rows: &Value, columns: &[&str]) {
    println!("\n{}", client.say(&Msg::new(heading)));
    client.print_rows(rows, columns);
}

/// What was said each time, with the id of its follow-up.
fn follow_up_notes(exchange: &Value) -> Vec<Value> {
    let of = |follow_up: &Value| {
        let notes = follow_up["notes"].as_array().cloned().unwrap_or_default();
        let id = follow_up["id"].clone();
        notes.into_iter().map(move |note| json!({"id": id, "day": note["day"], "note": note["note"], "by": note["by"]}))
    };
    exchange["follow_ups"].as_array().into_iter().flatten().flat_map(of).collect()
}

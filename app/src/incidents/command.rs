//! `ryugaku incident …`

use anyhow::{Result, bail};
use clap::Subcommand;
use reqwest::Method;
use ryugaku_kernel::Msg;
use serde_json::{Value, json};

use super::chat_command::{self, ChatFlags};
use super::circle_command as circle;
use super::respond;
use super::show_command as shown;
use super::status::Status;
use crate::client::Client;
use crate::door;
use crate::telling;

pub(super) const COLUMNS: [&str; 6] = ["number", "severity", "status", "title", "commander", "opened_at"];

#[derive(Subcommand)]
pub enum IncidentCommand {
    /// Open an incident
    Open {
        title: String,
        /// sev1, sev2, sev3 or sev4
        #[arg(long, default_value = "sev3")]
        severity: String,
        /// A service that is hit, by its short name; may be repeated
        #[arg(long = "service")]
        services: Vec<String>,
        /// The fingerprint of an alert that belongs to it; may be repeated
        #[arg(long = "alert")]
        alerts: Vec<String>,
        /// Who or what is hit
        #[arg(long, default_value = "")]
        impact: String,
        /// A drill: told to nobody outside, counted nowhere
        #[arg(long)]
        practice: bool,
        /// The scenario a drill is played from, such as SC-3
        #[arg(long, requires = "practice", default_value = "")]
        scenario: String,
        /// Only you and those who are named know of it
        #[arg(long)]
        restricted: bool,
        /// Who may know of a restricted one, by id, e-mail address or whole name; may be repeated
        #[arg(long = "named", visible_alias = "person", requires = "restricted")]
        named: Vec<String>,
    },
    /// List incidents, the last opened first
    List {
        /// open, past, merged, or one status
        #[arg(long)]
        status: Option<String>,
        #[arg(long)]
        severity: Option<String>,
        #[arg(long)]
        service: Option<String>,
        /// A team, by its short name
        #[arg(long)]
        team: Option<String>,
        /// Who commands it, by id, e-mail address or whole name, or me
        #[arg(long)]
        commander: Option<String>,
        /// without practice incidents, with them, or these only
        #[arg(long)]
        drills: Option<String>,
        /// Letters in the title
        #[arg(long)]
        q: Option<String>,
        #[arg(long, default_value_t = 50)]
        limit: u16,
    },
    /// Show one incident with its timeline
    Show { number: String },
    /// The channel in the chat, and what the bot did there
    Chat {
        number: String,
        #[command(flatten)]
        flags: ChatFlags,
    },
    /// Write a note
    Note { number: String, text: String },
    /// Take the words of a note away for good, by its position
    Redact { number: String, position: i64 },
    /// Move to investigating, identified, fixing or monitoring; `resolve`, `close` and `reopen` are commands of their own
    Status { number: String, status: String },
    /// Change title, severity, impact, services or start
    Change {
        number: String,
        #[arg(long)]
        title: Option<String>,
        #[arg(long)]
        severity: Option<String>,
        #[arg(long)]
        impact: Option<String>,
        /// How many of the users were hit, in percent, such as 12.5; empty: nobody knows
        #[arg(long)]
        users: Option<String>,
        /// How that is known
        #[arg(long)]
        users_source: Option<String>,
        /// Where those who work on it talk; empty: there is no call
        #[arg(long)]
        call: Option<String>,
        /// All services that are hit; may be repeated
        #[arg(long = "service")]
        services: Vec<String>,
        /// When it began, such as 2026-11-19T02:44:00+09:00
        #[arg(long)]
        began: Option<String>,
    },
    /// Resolve
    Resolve {
        number: String,
        /// What ended it
        #[arg(default_value = "")]
        line: String,
    },
    /// Reopen what is resolved or closed
    Reopen { number: String, reason: String },
    /// Close what is resolved
    Close { number: String },
    /// Take command, give it to somebody, or lay it down
    Commander {
        number: String,
        /// By id, e-mail address or whole name; without it, you take it
        #[arg(long, conflicts_with = "nobody")]
        person: Option<String>,
        /// Lay it down
        #[arg(long)]
        nobody: bool,
        /// Who lays it down, by id, e-mail address or whole name; without it, you
        #[arg(long, requires = "nobody", value_name = "PERSON")]
        holder: Option<String>,
        /// Only if nobody commands; otherwise you are told who does
        #[arg(long, conflicts_with = "nobody")]
        if_empty: bool,
    },
    /// What is to be done next, and by whom
    Steps { number: String },
    /// Say of a step that it was done some other way, is not needed, or comes later
    Step {
        number: String,
        /// As `steps` names it, such as tell/Executives
        step: String,
        /// Somebody who must know was told some other way
        #[arg(long, group = "answer")]
        told: bool,
        /// Why it is not needed
        #[arg(long, group = "answer", value_name = "REASON")]
        not_needed: Option<String>,
        /// Put it off by so many minutes
        #[arg(long, group = "answer", value_name = "MINUTES")]
        put_off: Option<i64>,
        /// It is needed after all
        #[arg(long, group = "answer")]
        ask_again: bool,
    },
    /// Who was told by itself, where and when
    Told {
        number: String,
        /// Tell those again who were not reached for a step, such as tell/Executives
        #[arg(long, value_name = "STEP")]
        again: Option<String>,
    },
    /// Say who has which role; take one, give it to somebody, lay it down
    Role {
        number: String,
        /// commander, communications, scribe or responder; without it, all are listed
        role: Option<String>,
        /// By id, e-mail address or whole name; without it, you take it
        #[arg(long, conflicts_with = "leave", requires = "role")]
        person: Option<String>,
        /// Lay it down
        #[arg(long, requires = "role")]
        leave: bool,
        /// Only if nobody has it; otherwise you are told who does
        #[arg(long, conflicts_with = "leave", requires = "role")]
        if_empty: bool,
    },
    /// Send a status update
    Update {
        number: String,
        /// Without it, the draft is printed, or with --list those that were sent
        text: Option<String>,
        /// inside or stakeholders
        #[arg(long = "to", default_value = "stakeholders")]
        circle: String,
        #[arg(long, conflicts_with = "text")]
        list: bool,
    },
    /// Past incidents like it, with what helped then
    Similar { number: String },
    /// Let only those who are named know of it
    Restrict {
        number: String,
        /// By id, e-mail address or whole name; may be repeated
        #[arg(long = "named", visible_alias = "person")]
        named: Vec<String>,
    },
    /// Let everybody know of a restricted one
    OpenUp { number: String },
    /// Say who knows of a restricted one; let somebody know, or no more
    Named {
        number: String,
        /// By id, e-mail address or whole name
        #[arg(long, visible_alias = "person", conflicts_with = "remove")]
        add: Option<String>,
        /// By id, e-mail address or whole name, or me
        #[arg(long)]
        remove: Option<String>,
    },
    /// Merge into another one, where it goes on; this cannot be undone
    Merge {
        number: String,
        #[arg(long)]
        into: String,
        /// It is meant
        #[arg(long)]
        yes: bool,
    },
    /// Link an alert
    Link { number: String, fingerprint: String },
    /// Take the link to an alert away
    Unlink { number: String, fingerprint: String },
    /// Write a follow-up as a reliability task
    Task {
        number: String,
        title: String,
        /// Until when, as 2026-12-02
        #[arg(long)]
        due: Option<String>,
        /// By id, e-mail address or whole name
        #[arg(long, visible_alias = "person")]
        assignee: Option<String>,
    },
}

impl IncidentCommand {
    pub async fn run(self, client: &Client) -> Result<()> {
        match self {
            Self::Open { title, severity, services, alerts, impact, practice, scenario, restricted, named } => {
                let body = json!({"title": title, "severity": severity.to_lowercase(), "services": services,
                                  "alerts": alerts, "impact": impact, "practice": practice, "scenario": scenario,
                                  "restricted_to": restricted.then_some(named)});
                one(client, client.post("/api/v1/incidents", body).await?);
            }
            Self::List { status, severity, service, team, commander, drills, q, limit } => {
                let query = door::query([
                    ("limit", limit.to_string().as_str()),
                    ("status", status.as_deref().unwrap_or_default()),
                    ("severity", severity.as_deref().unwrap_or_default()),
                    ("service", service.as_deref().unwrap_or_default()),
                    ("team", team.as_deref().unwrap_or_default()),
                    ("commander", commander.as_deref().unwrap_or_default()),
                    ("drills", drills.as_deref().unwrap_or_default()),
                    ("q", q.as_deref().unwrap_or_default()),
                ]);
                let list = client.get(&format!("/api/v1/incidents?{query}")).await?;
                client.print_rows(&list, &COLUMNS);
            }
            Self::Show { number } => shown::show(client, &number).await?,
            Self::Chat { number, flags } => chat_command::chat(client, &number, &flags).await?,
            Self::Note { number, text } => {
                let note = post(client, &number, "notes", json!({"text": text})).await?;
                client.print_rows(&note, &["incident", "position"]);
            }
            Self::Redact { number, position } => {
                one(client, post(client, &number, &format!("notes/{position}/redact"), json!({})).await?);
            }
            Self::Status { number, status } => {
                let status = open_status(client, &number, &status)?;
                one(client, post(client, &number, "status", json!({"status": status})).await?);
            }
            Self::Change { number, title, severity, impact, users, users_source, call, services, began } => {
                let services = if services.is_empty() { None } else { Some(services) };
                let body = json!({"title": title, "severity": severity.map(|text| text.to_lowercase()),
                                  "impact": impact, "call_url": call, "services": services, "began_at": began});
                let body = circle::with_users(client, body, users.as_deref(), users_source)?;
                let path = format!("/api/v1/incidents/{}", encoded(&number));
                shown::changed(client, &client.send(Method::PATCH, &path, Some(body)).await?);
            }
            Self::Resolve { number, line } => {
                one(client, post(client, &number, "resolve", json!({"line": line})).await?);
            }
            Self::Reopen { number, reason } => {
                one(client, post(client, &number, "reopen", json!({"reason": reason})).await?);
            }
            Self::Close { number } => one(client, post(client, &number, "close", json!({})).await?),
            Self::Commander { number, person, nobody, holder, if_empty } => {
                let person = if nobody { None } else { Some(person.unwrap_or_else(|| "me".into())) };
                let body = json!({"person": person, "holder": holder, "if_empty": if_empty});
                one(client, post(client, &number, "commander", body).await?);
            }
            Self::Steps { number } => respond::steps(client, &number).await?,
            Self::Step { number, step, told, not_needed, put_off, ask_again } => {
                let answer = match (told, &not_needed, put_off, ask_again) {
                    (true, ..) => "told",
                    (_, Some(_), ..) => "not_needed",
                    (_, _, Some(_), _) => "put_off",
                    (.., true) => "ask_again",
                    _ => bail!(client.say(&Msg::new("incident-step-answer-missing"))),
                };
                let body = json!({"step": step, "answer": answer, "reason": not_needed.unwrap_or_default(), "minutes": put_off});
                respond::printed(client, &post(client, &number, "steps", body).await?);
            }
            Self::Told { number, again } => {
                telling::command::told(client, &encoded(&number), again.as_deref()).await?;
            }
            Self::Role { number, role, person, leave, if_empty } => {
                let given = respond::Given { person: person.as_deref(), leave, if_empty };
                respond::role(client, &number, role.as_deref(), given).await?;
            }
            Self::Update { number, text, circle, list } => {
                respond::update(client, &number, text.as_deref(), &circle, list).await?;
            }
            Self::Similar { number } => {
                let path = format!("/api/v1/incidents/{}/similar", encoded(&number));
                client.print_rows(&client.get(&path).await?, &["number", "severity", "title", "began_at", "helped"]);
            }
            Self::Restrict { number, named } => {
                let path = format!("/api/v1/incidents/{}/restriction", encoded(&number));
                one(client, client.send(Method::PUT, &path, Some(json!({"people": named}))).await?);
            }
            Self::OpenUp { number } => one(client, circle::open_up(client, &number).await?),
            Self::Named { number, add, remove } => {
                circle::named(client, &number, add.as_deref(), remove.as_deref()).await?;
            }
            Self::Merge { number, into, yes } => circle::merge(client, &number, &into, yes).await?,
            Self::Link { number, fingerprint } => {
                one(client, post(client, &number, "alerts", json!({"fingerprint": fingerprint})).await?);
            }
            Self::Unlink { number, fingerprint } => {
                let path = format!("/api/v1/incidents/{}/alerts/{}", encoded(&number), encoded(&fingerprint));
                one(client, client.send(Method::DELETE, &path, None).await?);
            }
            Self::Task { number, title, due, assignee } => {
                let body = json!({"title": title, "due": due, "assignee": assignee});
                let task = post(client, &number, "tasks", body).await?;
                client.print_rows(&task, &["number", "title", "assignee", "due"]);
            }
        }
        Ok(())
    }
}

/// Resolving and closing are commands of their own; which other statuses there are, the server says.
fn open_status(client: &Client, number: &str, given: &str) -> Result<String> {
    let name = given.trim().to_lowercase();
    let (command, status) = match Status::named(&name) {
        Some(Status::Resolved) => ("resolve", Status::Resolved),
        Some(Status::Closed) => ("close", Status::Closed),
        _ => return Ok(name),
    };
    let msg = Msg::new("incident-status-own-command").with("number", number).with("command", command);
    bail!(client.say(&msg.with("status", client.say(&Msg::new(status.key())))));
}

fn one(client: &Client, incident: Value) {
    if client.json {
        println!("{incident:#}");
    } else {
        client.print_rows(&incident, &COLUMNS);
    }
}

async fn post(client: &Client, number: &str, deed: &str, body: Value) -> Result<Value> {
    client.post(&format!("/api/v1/incidents/{}/{deed}", encoded(number)), body).await
}

/// A part of a path, whatever was typed.
pub(crate) fn encoded(text: &str) -> String {
    url::form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>().replace('+', "%20")
}

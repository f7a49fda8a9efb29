//! `ryugaku diary …`

use anyhow::Result;
use clap::Subcommand;
use reqwest::Method;
use serde_json::{Value, json};

use crate::client::Client;
use crate::door;
use crate::incidents::command::encoded;

const COLUMNS: [&str; 5] = ["activity", "at", "kind", "what", "aims"];
const OUTCOMES: [&str; 5] = ["id", "day", "what", "aim", "artefact"];

#[derive(Subcommand)]
pub enum DiaryCommand {
    /// Read the diary of an exchange, newest first
    List {
        number: String,
        /// auto, written or unlinked; hidden: what you have hidden in your own diary
        #[arg(long)]
        show: Option<String>,
        /// discussion, product_sre, co_development, meeting, incident or other
        #[arg(long)]
        kind: Option<String>,
        /// `next` of the page before
        #[arg(long)]
        after: Option<String>,
        #[arg(long, default_value_t = 50)]
        limit: u16,
    },
    /// Write one line; an address in it becomes its link, #g1 its aim
    Write {
        number: String,
        text: String,
        #[arg(long)]
        kind: Option<String>,
        /// When it was, as 2026-11-19T10:30:00Z; now without it
        #[arg(long)]
        at: Option<String>,
    },
    /// Change a written line
    Change {
        number: String,
        activity: String,
        #[arg(long)]
        text: Option<String>,
        /// Its address; empty takes it away
        #[arg(long)]
        url: Option<String>,
        /// discussion, product_sre, co_development, meeting, incident or other
        #[arg(long)]
        kind: Option<String>,
        /// When it was, as 2026-11-19T10:30:00Z
        #[arg(long)]
        at: Option<String>,
    },
    /// Say that an activity is evidence for an aim
    Link {
        number: String,
        activity: String,
        aim: String,
    },
    Unlink {
        number: String,
        activity: String,
        aim: String,
    },
    /// Hide a line of the ledger in one's own diary
    Hide {
        number: String,
        activity: String,
    },
    /// Show it again, by itself
    Show {
        number: String,
        activity: String,
    },
    /// Tell it together with another line, by that one's position in the ledger
    Join {
        number: String,
        activity: String,
        to: i64,
    },
    /// A note beside it
    Annotate {
        number: String,
        activity: String,
        note: String,
    },
    /// Remove what was written
    Remove {
        number: String,
        activity: String,
    },
    /// What came of it
    Outcomes {
        number: String,
    },
    /// Say what came of activities
    Outcome {
        number: String,
        what: String,
        #[command(flatten)]
        fields: OutcomeFields,
    },
    /// Change an outcome, by its id
    ChangeOutcome {
        number: String,
        id: String,
        #[arg(long)]
        what: Option<String>,
        #[command(flatten)]
        fields: OutcomeFields,
    },
    /// Take an outcome away
    RemoveOutcome {
        number: String,
        id: String,
    },
}

/// What is not given stays, or is not said.
#[derive(clap::Args)]
pub struct OutcomeFields {
    /// The mark of the aim it serves, as g1; empty is none
    #[arg(long)]
    aim: Option<String>,
    /// Where it can be seen
    #[arg(long)]
    artefact: Option<String>,
    /// As 2026-11-19; today without it
    #[arg(long)]
    day: Option<String>,
    /// An activity that it came of; may be given more than once
    #[arg(long = "activity")]
    activities: Vec<String>,
}

impl OutcomeFields {
    /// Over what was there; an outcome that is new was nothing.
    fn body(self, was: Value, what: Option<String>) -> Value {
        let mut body = was.as_object().cloned().unwrap_or_default();
        let texts = [("what", what), ("aim", self.aim), ("artefact", self.artefact), ("day", self.day)];
        body.extend(texts.into_iter().filter_map(|(name, text)| Some((name.to_owned(), text?.into()))));
        if !self.activities.is_empty() {
            body.insert("activities".into(), self.activities.into());
        }
        Value::Object(body)
    }
}

impl DiaryCommand {
    pub async fn run(self, client: &Client) -> Result<()> {
        let (method, path, body) = match self {
            Self::List { number, show, kind, after, limit } => {
                let query = door::query([
                    ("limit", limit.to_string().as_str()),
                    ("show", show.as_deref().unwrap_or_default()),
                    ("kind", kind.as_deref().unwrap_or_default()),
                    ("after", after.as_deref().unwrap_or_default()),
                ]);
                let page = client.get(&format!("{}?{query}", activities(&number, ""))).await?;
                client.print_rows(&page, &COLUMNS);
                return Ok(());
            }
            Self::Write { number, text, kind, at } => {
                let body = json!({"text": text, "kind": kind, "at": at, "source": "cli"});
                client.print_rows(&client.post(&activities(&number, ""), body).await?, &COLUMNS);
                return Ok(());
            }
            Self::Outcomes { number } => {
                client.print_rows(&client.get(&outcomes(&number)).await?, &OUTCOMES);
                return Ok(());
            }
            Self::Outcome { number, what, fields } => {
                let body = fields.body(Value::Null, Some(what));
                client.print_rows(&client.post(&outcomes(&number), body).await?, &OUTCOMES);
                return Ok(());
            }
            Self::ChangeOutcome { number, id, what, fields } => {
                let said = client.get(&outcomes(&number)).await?;
                let mut said = said["items"].as_array().into_iter().flatten();
                // Of one that is not there the server says so.
                let was = said.find(|one| one["id"] == id.as_str()).cloned().unwrap_or_else(|| json!({"what": ""}));
                let body = fields.body(was, what);
                let changed = client.send(Method::PUT, &outcome(&number, &id), Some(body)).await?;
                client.print_rows(&changed, &OUTCOMES);
                return Ok(());
            }
            Self::Change { number, activity, text, url, kind, at } => {
                let body = json!({"text": text, "url": url, "kind": kind, "at": at});
                let path = activities(&number, &format!("/{}", encoded(&activity)));
                client.print_rows(&client.send(Method::PATCH, &path, Some(body)).await?, &COLUMNS);
                return Ok(());
            }
            Self::RemoveOutcome { number, id } => (Method::DELETE, outcome(&number, &id), None),
            Self::Link { number, activity, aim } => {
                (Method::PUT, activities(&number, &format!("/{}/aims/{}", encoded(&activity), encoded(&aim))), None)
            }
            Self::Unlink { number, activity, aim } => {
                (Method::DELETE, activities(&number, &format!("/{}/aims/{}", encoded(&activity), encoded(&aim))), None)
            }
            Self::Remove { number, activity } => {
                (Method::DELETE, activities(&number, &format!("/{}", encoded(&activity))), None)
            }
            Self::Hide { number, activity } => mark(&number, &activity, json!({"deed": "hide"})),
            Self::Show { number, activity } => mark(&number, &activity, json!({"deed": "show"})),
            Self::Join { number, activity, to } => mark(&number, &activity, json!({"deed": "join", "to": to})),
            Self::Annotate { number, activity, note } => {
                mark(&number, &activity, json!({"deed": "annotate", "note": note}))
            }
        };
        client.send(method, &path, body).await?;
        Ok(())
    }
}

fn mark(number: &str, activity: &str, deed: Value) -> (Method, String, Option<Value>) {
    (Method::POST, activities(number, &format!("/{}/mark", encoded(activity))), Some(deed))
}

fn activities(number: &str, rest: &str) -> String {
    format!("/api/v1/exchanges/{}/activities{rest}", encoded(number))
}

fn outcomes(number: &str) -> String {
    format!("/api/v1/exchanges/{}/outcomes", encoded(number))
}

fn outcome(number: &str, id: &str) -> String {
    format!("{}/{}", outcomes(number), encoded(id))
}

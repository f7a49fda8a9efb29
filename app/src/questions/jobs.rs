//! Asking in the chat: the message is sent once, and changed once the question was answered or withdrawn. What the chat refuses is written
//! down: the question waits on the web, says why, and is asked again by hand.
//!
//! A question that was decided before its message was there says so itself to whoever sends it: both write the question's row, and
//! whoever comes second sees what the first has written.

use ryugaku_chat::Fault;
use ryugaku_db::Transaction;
use ryugaku_jobs::{Job, Registry, Stop};
use ryugaku_kernel::{Cx, Outcome};
use serde::{Deserialize, Serialize};

use super::question::{Posted, Question, QuestionId, State, Trouble};
use super::{chat, store};
use crate::app::App;
use crate::bot::{self, Said};
use crate::organisation;

const KIND: &str = "question.tell";
/// A channel in which nothing can be changed any more.
const GONE: [&str; 2] = ["channel_not_found", "is_archived"];

#[derive(Serialize, Deserialize)]
struct Tell {
    question: QuestionId,
}

pub(super) async fn tell(tx: &mut Transaction, cx: &Cx, question: QuestionId) -> Outcome<()> {
    ryugaku_jobs::enqueue(tx, cx, KIND, &Tell { question }, cx.now()).await.map(drop)
}

pub fn register(app: &App, registry: &mut Registry) {
    let app = app.clone();
    registry.on(KIND, move |cx, job| {
        let app = app.clone();
        async move { run(app, cx, job).await }
    });
}

/// Safe to run twice: it says how things stand, and what an attempt before may have sent is looked for first.
async fn run(app: App, cx: Cx, job: Job) -> Result<(), Stop> {
    let Tell { question } = job.payload()?;
    // Without a chat it is asked on the web alone.
    if !bot::is_connected(&app) {
        return Ok(());
    }
    let Some(question) = store::find(&mut app.db.reader(), question).await? else { return Ok(()) };
    let came = match &question.post.at {
        Some(at) => changed(&app, &question, at).await,
        // It was decided before anything was said.
        None if question.post.begun_at.is_none() && !question.is_open() => return Ok(()),
        None => asked(&app, &cx, &question).await,
    };
    match came {
        Ok(()) => Ok(()),
        Err(fault) => not_said(&app, &question, fault).await,
    }
}

async fn asked(app: &App, cx: &Cx, question: &Question) -> Result<(), Fault> {
    begin(app, cx, question).await.map_err(Fault::Unusable)?;
    let message = message(app, question).await?;
    let post = &question.post;
    let said = bot::say_once(app, &post.channel, question.id.0, post.begun_at, &message).await?;
    posted(app, cx, question, &said).await.map_err(Fault::Unusable)
}

async fn begin(app: &App, cx: &Cx, question: &Question) -> Outcome<()> {
    let mut tx = app.begin().await?;
    store::begin_post(&mut tx, question.id, cx.now()).await?;
    tx.commit().await.map(drop)
}

async fn posted(app: &App, cx: &Cx, question: &Question, said: &Said) -> Outcome<()> {
    let at = Posted { channel: said.channel.clone(), ts: said.message().to_owned() };
    let mut tx = app.begin().await?;
    said.keep_offers(&mut tx, cx.now()).await?;
    // Decided meanwhile: whoever did so knew of no message yet, and one that was found may be older than that.
    if store::set_posted(&mut tx, question.id, &at).await?.is_some_and(|state| state != State::Open) {
        tell(&mut tx, cx, question.id).await?;
    }
    tx.wake("chat");
    tx.commit().await.map(drop)
}

async fn changed(app: &App, question: &Question, at: &Posted) -> Result<(), Fault> {
    let id = format!("{}-{}", question.id, question.state.name());
    match bot::say_instead(app, &at.channel, &at.ts, &id, &message(app, question).await?).await {
        // There is nothing left to change.
        Err(fault) if GONE.iter().any(|code| fault.is(code)) => Ok(()),
        updated => updated,
    }
}

async fn message(app: &App, question: &Question) -> Result<ryugaku_chat::Message, Fault> {
    let said = async {
        let language = organisation::store::load(&mut app.db.reader()).await?.language;
        chat::message(app, question.clone(), language).await
    };
    said.await.map_err(Fault::Unusable)
}

/// Written down, so that whoever looks at the question knows why nobody heard of it.
async fn not_said(app: &App, question: &Question, fault: Fault) -> Result<(), Stop> {
    let said = format!("{fault:?}");
    let [limited, away] = Trouble::LATER;
    let (trouble, stop) = match fault {
        Fault::Limited(pause) => (Trouble { code: limited.into(), needs: None }, Err(Stop::RetryAfter(said, pause))),
        Fault::Uncertain(_) | Fault::Unusable(_) => {
            (Trouble { code: away.into(), needs: None }, Err(Stop::Retry(said)))
        }
        // It goes on once the settings are right, and nobody has to ask again.
        Fault::Refused { code, needs } if bot::is_no_token(&code) => (Trouble { code, needs }, Err(Stop::Retry(said))),
        // Whoever looks at it while it waits asks again.
        Fault::Refused { code, needs } if question.is_open() => {
            tracing::warn!(question = %question.id, code, "a question was refused by the chat");
            (Trouble { code, needs }, Ok(()))
        }
        Fault::Refused { code, needs } => (Trouble { code, needs }, Err(Stop::GiveUp(said))),
    };
    let mut tx = app.begin().await?;
    store::set_trouble(&mut tx, question.id, Some(&trouble)).await?;
    tx.wake("chat");
    tx.commit().await?;
    stop
}

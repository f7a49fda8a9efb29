//! Rooms that clients make are often encrypted, and what is said in them cannot be read here: the bot makes one of its own for whoever
//! spoke there.

use jiff::SignedDuration;
use ryugaku_chat::matrix::{self, Matrix};
use ryugaku_chat::{Fault, Message};
use ryugaku_jobs::{Job, Stop};
use ryugaku_kernel::{Cx, Lang, Outcome};

use super::Direct;
use super::speak::again;
use crate::app::App;
use crate::bot::network::Network;
use crate::bot::{account_store, connect};
use crate::people::{self, PersonId};
use crate::{organisation, words};

/// Who still waits then has found another way.
const LATE: SignedDuration = SignedDuration::from_hours(1);

/// Safe to run twice: the room has an address of its own, and what is said has the job's id.
pub async fn run(app: App, cx: Cx, job: Job) -> Result<(), Stop> {
    let Direct { account } = job.payload()?;
    let Some(matrix) = connect::matrix(&app) else { return Ok(()) };
    let message = Message::line(words::text(language(&app, &account).await?, "bot-cannot-read"));
    let said = async {
        let room = room(&app, &matrix, &account).await?;
        matrix.post(&room, &matrix::content(&message, &[]), &job.id.to_string()).await
    };
    said.await.map(drop).or_else(|fault| again(&cx, &job, fault, LATE))
}

/// Their own, if they have linked the account and chosen one.
async fn language(app: &App, account: &str) -> Outcome<Lang> {
    let mut q = app.db.reader();
    let known = account_store::find(&mut q, Network::Matrix, account).await?;
    let person = match known.and_then(|known| known.person) {
        Some(person) => people::store::find(&mut q, PersonId(person)).await?,
        None => None,
    };
    match person.and_then(|person| person.choices.language) {
        Some(lang) => Ok(lang),
        None => Ok(organisation::store::load(&mut q).await?.language),
    }
}

async fn room(app: &App, matrix: &Matrix, account: &str) -> Result<String, Fault> {
    let hash = app.keys.hash(account);
    let alias: String = hash.iter().take(8).map(|byte| format!("{byte:02x}")).collect();
    let alias = format!("ryugaku-{alias}");
    match matrix.create_direct(&alias, account).await {
        Err(fault) if fault.is("M_ROOM_IN_USE") => {
            let me = matrix.who_am_i().await?;
            let server = me.split_once(':').map_or("", |(_, server)| server);
            let room = matrix.own(&format!("#{alias}:{server}"), account).await?;
            let room = room.ok_or(fault)?;
            matrix.invite(&room, account).await?;
            Ok(room)
        }
        made => made,
    }
}

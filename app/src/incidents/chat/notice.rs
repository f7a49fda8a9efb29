//! The notice of an incident on the status page: ended by a form, or by what is typed.

use ryugaku_chat::Message;
use ryugaku_kernel::{Cx, Outcome};
use ryugaku_ledger::Tx;

use super::ask::{ask, typed};
use super::forms;
use crate::bot::{Place, Speaker};
use crate::incidents::store;
use crate::status_page::{self, Bilingual};
use crate::words;

/// `None`: the form opens. Whoever may not write there, or is late, reads so before they write anything.
pub async fn ask_end(tx: &mut Tx, speaker: &Speaker, place: &Place<'_>, count: i64) -> Outcome<Option<Message>> {
    let cx = &speaker.cx;
    let incident = store::by_count(tx, &cx.who, count).await?;
    status_page::to_end(tx, cx, &incident).await?;
    let line = typed(tx, cx, place, &incident, "end-notice").await?;
    ask(tx, speaker, place, forms::notice(cx.lang, &incident), &line).await
}

/// What is typed is of one language, whichever it is.
pub async fn end(tx: &mut Tx, cx: &Cx, count: i64, text: &str) -> Outcome<Message> {
    let incident = store::by_count(tx, &cx.who, count).await?;
    status_page::end(tx, cx, &incident, Bilingual::guess(text)).await?;
    Ok(Message::line(words::text(cx.lang, "bot-notice-ended-said")))
}

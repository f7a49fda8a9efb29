//! Where somebody asks, and what they are answered.

use ryugaku_chat::Message;
use ryugaku_db::Query;
use ryugaku_kernel::{Cx, Outcome};
use ryugaku_ledger::Tx;

use super::network::Network;
use super::taken_store;

#[derive(Clone, Copy)]
pub struct Place<'a> {
    pub network: Network,
    pub channel: Option<&'a str>,
    /// The message under which an answer stands: in Slack where it was asked in a thread.
    pub thread: Option<&'a str>,
    /// Whether others than whoever asks hear the answer.
    pub overheard: bool,
    /// With which a form may be opened; empty where none may.
    pub trigger: &'a str,
    /// Where Slack lets an answer to them alone be sent, whether the bot is there or not.
    pub respond: Option<&'a str>,
    /// By which the same asking is known if it comes again.
    pub once: Option<&'a str>,
}

pub enum Reply {
    Said(Message),
    /// A form opens, or it came again and was answered before.
    Nothing,
}

impl Place<'_> {
    /// Whether it was acted on before.
    pub async fn is_known(&self, q: &mut dyn Query) -> Outcome<bool> {
        match self.once {
            Some(key) => taken_store::is_known(q, key).await,
            None => Ok(false),
        }
    }

    /// `false`: it was acted on before.
    pub async fn first(&self, tx: &mut Tx, cx: &Cx) -> Outcome<bool> {
        match self.once {
            Some(key) => taken_store::first(tx, key, cx.now()).await,
            None => Ok(true),
        }
    }
}

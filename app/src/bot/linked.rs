//! What one's own page, API and command line show of one's account in a chat.

use ryugaku_kernel::{Cx, Outcome, Time};

use super::network::Network;
use super::{account_store, connect, sync_store};
use crate::app::App;

pub struct Linked {
    /// Whether there is a chat in which accounts are linked by hand.
    pub connected: bool,
    /// The bot's account, once it has listened.
    pub bot: Option<String>,
    /// One's own, and since when.
    pub account: Option<(String, Time)>,
    /// Why nothing comes from Slack over Socket Mode, and what to do about it.
    pub slack_trouble: Option<String>,
}

pub async fn own(app: &App, cx: &Cx) -> Outcome<Linked> {
    let me = cx.require_person()?;
    let mut q = app.db.reader();
    let account = account_store::of_person(&mut q, Network::Matrix, me).await?;
    Ok(Linked {
        connected: connect::matrix(app).is_some(),
        bot: sync_store::account(&mut q).await?,
        account: account.map(|account| (account.account, account.checked_at)),
        slack_trouble: app.socket_mode.trouble(cx.lang),
    })
}

/// What is to be said to the bot.
pub fn said(code: &str) -> String {
    format!("{}link {code}", Network::Matrix.sign())
}

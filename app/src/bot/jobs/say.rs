//! Words in a channel that is no incident's: said once, in whichever chat the channel is.

use jiff::SignedDuration;
use ryugaku_chat::matrix::Matrix;
use ryugaku_chat::slack::{Slack, TOO_MANY};
use ryugaku_chat::{Fault, Message};
use ryugaku_db::Transaction;
use ryugaku_kernel::{Outcome, Time, Uuid};

use crate::app::App;
use crate::bot::connected::{Chat, Sent};
use crate::bot::network::Network;
use crate::bot::{channel_store, connect, offer_store};

/// A name may be another channel's by then.
const REMEMBERED: SignedDuration = SignedDuration::from_hours(24);
/// What Slack says of a channel that is no longer where it was found.
const MOVED: [&str; 2] = ["channel_not_found", "is_archived"];

/// A message that stands there.
pub struct Said {
    network: Network,
    pub channel: String,
    sent: Sent,
}

impl Said {
    /// The chat's own id of it.
    pub fn message(&self) -> &str {
        &self.sent.message
    }

    /// From now on a reaction on it does what its button would. Written with whatever remembers the message.
    pub async fn keep_offers(&self, tx: &mut Transaction, now: Time) -> Outcome<()> {
        offer_store::keep_in(tx, self.network, &self.channel, &self.sent, now).await
    }
}

/// `address`: `#exec` or the chat's own id; what names a server, or begins as ids of Matrix do, is in Matrix. `since`: when it was
/// first begun, if it was; what was said under this id since then is not said again.
pub async fn say_once(
    app: &App,
    address: &str,
    id: Uuid,
    since: Option<Time>,
    message: &Message,
) -> Result<Said, Fault> {
    let refused = |code: &str| Fault::Refused { code: code.into(), needs: None };
    let chat = chat_of(app, address).ok_or_else(|| refused("no_chat"))?;
    if let Some(channel) = remembered(app, &chat, address).await.map_err(Fault::Unusable)? {
        match said_in(&chat, channel, id, since, message).await {
            // Its name may be another's by now.
            Err(fault) if MOVED.iter().any(|code| fault.is(code)) => {}
            said => return said,
        }
    }
    let channel = match &chat {
        Chat::Slack(slack) => in_slack(app, slack, address).await?,
        Chat::Matrix(matrix) => in_matrix(matrix, address).await?,
    };
    let channel = channel.ok_or_else(|| refused("channel_not_found"))?;
    said_in(&chat, channel, id, since, message).await
}

async fn said_in(
    chat: &Chat,
    channel: String,
    id: Uuid,
    since: Option<Time>,
    message: &Message,
) -> Result<Said, Fault> {
    let sent = chat.post_once(&channel, id, since, message).await.map_err(|fault| match fault {
        // Looking once more finds no more: somebody has to.
        Fault::Uncertain(code) if code == TOO_MANY => Fault::Refused { code, needs: None },
        fault => fault,
    })?;
    Ok(Said { network: chat.network(), channel, sent })
}

/// In place of the message `there`, unless somebody took that away. Under one `id` it is said once. What reactions do stays as it was:
/// whoever comes late hears why nothing happens.
pub async fn say_instead(app: &App, channel: &str, there: &str, id: &str, message: &Message) -> Result<(), Fault> {
    let no_chat = || Fault::Refused { code: "no_chat".into(), needs: None };
    let chat = chat_of(app, channel).ok_or_else(no_chat)?;
    chat.update(channel, id, there, message).await.map(drop)
}

fn chat_of(app: &App, address: &str) -> Option<Chat> {
    let matrix = || connect::matrix(app).map(Chat::Matrix);
    if address.starts_with('!') || address.contains(':') {
        return matrix();
    }
    connect::slack(app).map(Chat::Slack).or_else(matrix)
}

/// Slack is asked for its channels by the thousand, and lets nobody ask so often as there may be something to say.
async fn remembered(app: &App, chat: &Chat, address: &str) -> Outcome<Option<String>> {
    match (chat, address.strip_prefix('#')) {
        (Chat::Slack(_), Some(name)) => {
            let since = app.clock.now().minus(REMEMBERED);
            channel_store::find(&mut app.db.reader(), Network::Slack, name, since).await
        }
        _ => Ok(None),
    }
}

async fn in_slack(app: &App, slack: &Slack, address: &str) -> Result<Option<String>, Fault> {
    let Some(name) = address.strip_prefix('#') else { return Ok(Some(address.to_owned())) };
    let Some(found) = slack.find(name, false).await? else { return Ok(None) };
    remember(app, name, &found.id).await.map_err(Fault::Unusable)?;
    Ok(Some(found.id))
}

async fn remember(app: &App, name: &str, channel: &str) -> Outcome<()> {
    let mut tx = app.begin().await?;
    channel_store::keep(&mut tx, Network::Slack, name, channel, app.clock.now()).await?;
    tx.commit().await.map(drop)
}

/// A name without a server is one of the bot's own.
async fn in_matrix(matrix: &Matrix, address: &str) -> Result<Option<String>, Fault> {
    if !address.starts_with('#') {
        return Ok(Some(address.to_owned()));
    }
    if address.contains(':') {
        return matrix.find(address).await;
    }
    let me = matrix.who_am_i().await?;
    let server = me.split_once(':').map_or("", |(_, server)| server);
    matrix.find(&format!("{address}:{server}")).await
}

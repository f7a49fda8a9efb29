//! Words in a channel that is no incident's: said once, in whichever chat the channel is.

use ryugaku_chat::matrix::Matrix;
use ryugaku_chat::slack::Slack;
use ryugaku_chat::{Fault, Message};
use ryugaku_kernel::{Time, Uuid};

use super::connect;
use super::connected::Chat;
use crate::app::App;

/// A message that stands there.
pub struct Said {
    pub channel: String,
    pub message: String,
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
    let channel = match &chat {
        Chat::Slack(slack) => in_slack(slack, address).await?,
        Chat::Matrix(matrix) => in_matrix(matrix, address).await?,
    };
    let channel = channel.ok_or_else(|| refused("channel_not_found"))?;
    let sent = chat.post_once(&channel, id, since, message).await?;
    Ok(Said { channel, message: sent.message })
}

/// In place of what was said, unless somebody took that away. Under one `id` it is said once.
pub async fn say_instead(app: &App, there: &Said, id: &str, message: &Message) -> Result<(), Fault> {
    let no_chat = || Fault::Refused { code: "no_chat".into(), needs: None };
    let chat = chat_of(app, &there.channel).ok_or_else(no_chat)?;
    chat.update(&there.channel, id, &there.message, message).await.map(drop)
}

fn chat_of(app: &App, address: &str) -> Option<Chat> {
    let matrix = || connect::matrix(app).map(Chat::Matrix);
    if address.starts_with('!') || address.contains(':') {
        return matrix();
    }
    connect::slack(app).map(Chat::Slack).or_else(matrix)
}

async fn in_slack(slack: &Slack, address: &str) -> Result<Option<String>, Fault> {
    match address.strip_prefix('#') {
        Some(name) => Ok(slack.find(name, false).await?.map(|channel| channel.id)),
        None => Ok(Some(address.to_owned())),
    }
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

//! A chat that is connected: what rooms need of it, in one way for all.

use jiff::SignedDuration;
use ryugaku_chat::matrix::{self, Matrix, NewRoom, Offer};
use ryugaku_chat::slack::{Room as Channel, Slack};
use ryugaku_chat::{Button, Fault, Message};
use ryugaku_kernel::{Time, Uuid};

use super::network::Network;
use super::room::Room;
use super::step::Step;

pub enum Chat {
    Slack(Slack),
    Matrix(Matrix),
}

/// A message that stands in a channel.
pub struct Sent {
    /// The vendor's id.
    pub message: String,
    /// What a reaction on it does.
    pub offers: Vec<Offer>,
}

/// A channel that is there.
pub struct Opened {
    pub id: String,
    pub name: String,
    /// Whether only those come in whom the bot asks.
    pub is_private: bool,
}

/// Names that are tried when others have the first one.
const NAMES: usize = 20;
/// What a channel's clock may be behind ours.
const SKEW: SignedDuration = SignedDuration::from_mins(2);
/// A message that cannot be changed any more.
const GONE: [&str; 2] = ["message_not_found", "cant_update_message"];

impl Chat {
    pub fn network(&self) -> Network {
        match self {
            Self::Slack(_) => Network::Slack,
            Self::Matrix(_) => Network::Matrix,
        }
    }

    /// Makes the room's channel. One of that name which the bot itself has made for this room is this very one.
    pub async fn open(&self, room: &Room, is_private: bool) -> Result<Opened, Fault> {
        for number in 1..=NAMES {
            let name = if number == 1 { room.name.clone() } else { format!("{}-{number}", room.name) };
            let made = match self {
                Self::Slack(slack) => open_slack(slack, room, &name, is_private).await?,
                Self::Matrix(matrix) => open_matrix(matrix, room, &name, is_private).await?,
            };
            if let Some(id) = made {
                return Ok(Opened { id, name, is_private });
            }
        }
        Err(Fault::Refused { code: "name_taken".into(), needs: None })
    }

    /// Sends it, unless an attempt before this one did.
    pub async fn once(&self, channel: &str, step: &Step, message: &Message) -> Result<Sent, Fault> {
        self.post_once(channel, step.id, step.begun_at.filter(|_| step.attempts > 0), message).await
    }

    /// `since`: when it was first begun, if it was. What was sent under this id since then is not sent again.
    pub async fn post_once(
        &self,
        channel: &str,
        id: Uuid,
        since: Option<Time>,
        message: &Message,
    ) -> Result<Sent, Fault> {
        let id = id.to_string();
        match self {
            Self::Slack(slack) => {
                if let Some(since) = since
                    && let Some(message) = slack.sent(channel, &id, since.minus(SKEW)).await?
                {
                    return Ok(Sent { message, offers: Vec::new() });
                }
                Ok(Sent { message: slack.post(channel, message, &id).await?, offers: Vec::new() })
            }
            Self::Matrix(matrix) => {
                let offers = matrix::offers(message, reaction);
                let sent = matrix.post(channel, &matrix::content(message, &offers), &id).await?;
                Ok(Sent { message: sent, offers })
            }
        }
    }

    /// Says it in place of what stands there; `None`: somebody took that away. What is said under one `id` is said once.
    pub async fn update(&self, channel: &str, id: &str, there: &str, message: &Message) -> Result<Option<Sent>, Fault> {
        let sent = |offers| Ok(Some(Sent { message: there.to_owned(), offers }));
        match self {
            Self::Slack(slack) => match slack.update(channel, there, message).await {
                Err(fault) if GONE.iter().any(|code| fault.is(code)) => Ok(None),
                Err(fault) => Err(fault),
                Ok(()) => sent(Vec::new()),
            },
            Self::Matrix(matrix) => {
                let offers = matrix::offers(message, reaction);
                matrix.update(channel, there, message, &offers, &format!("{id}-edit")).await?;
                sent(offers)
            }
        }
    }

    pub async fn pin(&self, channel: &str, message: &str) -> Result<(), Fault> {
        match self {
            Self::Slack(slack) => slack.pin(channel, message).await,
            Self::Matrix(matrix) => matrix.pin(channel, message).await,
        }
    }

    pub async fn set_topic(&self, channel: &str, topic: &str) -> Result<(), Fault> {
        match self {
            Self::Slack(slack) => slack.set_topic(channel, topic).await,
            Self::Matrix(matrix) => matrix.set_topic(channel, topic).await,
        }
    }

    pub async fn invite(&self, channel: &str, account: &str) -> Result<(), Fault> {
        match self {
            Self::Slack(slack) => slack.invite(channel, account).await,
            Self::Matrix(matrix) => matrix.invite(channel, account).await,
        }
    }

    pub async fn put_out(&self, channel: &str, account: &str) -> Result<(), Fault> {
        match self {
            Self::Slack(slack) => slack.put_out(channel, account).await,
            Self::Matrix(matrix) => matrix.put_out(channel, account).await,
        }
    }

    /// In Matrix nothing is put away: nobody but the bot writes there any more.
    pub async fn archive(&self, channel: &str) -> Result<(), Fault> {
        match self {
            Self::Slack(slack) => slack.archive(channel).await,
            Self::Matrix(matrix) => matrix.set_quiet(channel, true).await,
        }
    }

    pub async fn unarchive(&self, channel: &str) -> Result<(), Fault> {
        match self {
            Self::Slack(slack) => slack.unarchive(channel).await,
            Self::Matrix(matrix) => matrix.set_quiet(channel, false).await,
        }
    }
}

async fn open_slack(slack: &Slack, room: &Room, name: &str, is_private: bool) -> Result<Option<String>, Fault> {
    match slack.create(name, is_private).await {
        Ok(channel) => Ok(Some(channel.id)),
        Err(fault) if fault.is("name_taken") => {
            let me = slack.who_am_i().await?.user;
            let since = room.created_at.minus(SKEW).timestamp().as_second();
            let own = |channel: &Channel| channel.creator == me && channel.created >= since && !channel.is_archived;
            Ok(slack.find(name, is_private).await?.filter(own).map(|channel| channel.id))
        }
        Err(fault) => Err(fault),
    }
}

async fn open_matrix(matrix: &Matrix, room: &Room, name: &str, is_private: bool) -> Result<Option<String>, Fault> {
    // One that was made before the incident became restricted is another.
    let mark = if is_private { format!("{}/named", room.id) } else { room.id.to_string() };
    match matrix.create(NewRoom { alias: name, name, mark: &mark, is_closed: is_private }).await {
        Ok(id) => Ok(Some(id)),
        Err(fault) if fault.is("M_ROOM_IN_USE") => {
            let me = matrix.who_am_i().await?;
            let server = me.split_once(':').map_or("", |(_, server)| server);
            let own = matrix.own(&format!("#{name}:{server}"), &mark).await?;
            // One that was left for a closed room, before the incident was opened up again.
            if let Some(id) = &own
                && matrix.is_quiet(id).await?
            {
                return Ok(None);
            }
            Ok(own)
        }
        Err(fault) => Err(fault),
    }
}

/// The reaction that does what this button does; `None`: it takes words, and is typed.
pub fn reaction(button: &Button) -> Option<&'static str> {
    match button.action.as_str() {
        // Each role has its own: whoever is late for one does not get the next one that is offered.
        "take" => Some(match button.value.split_once(' ').map(|(_, role)| role) {
            Some("communications") => "💬",
            Some("scribe") => "📝",
            Some("responder") => "🔧",
            _ => "🙋",
        }),
        "turn" | "told" | "send" | "postmortem" => Some("✅"),
        "later" => Some("⏰"),
        "not_needed" | "question-decline" => Some("🚫"),
        "update" | "notice" => Some("📣"),
        "question-open" => Some("🚨"),
        _ => None,
    }
}

//! A room with its steps, as page and API show it.

use ryugaku_db::Query;
use ryugaku_kernel::{Lang, Msg, Outcome, Uuid};

use super::network::Network;
use super::room::Room;
use super::step::{Step, StepState};
use super::{connect, room_store, step_store};
use crate::drills::Clock;
use crate::words;

pub struct Shown {
    pub room: Room,
    /// Those that somebody has to look at, however old, and the newest ones, in the order in which they are made.
    pub steps: Vec<Step>,
    pub done: i64,
    pub waiting: i64,
    pub failed: i64,
}

/// Steps that are read for a page.
const MOST: i64 = 100;

/// One in each chat that has a channel for it.
pub async fn of_incident(q: &mut dyn Query, incident: Uuid) -> Outcome<Vec<Shown>> {
    let mut all = Vec::new();
    for room in room_store::of_incident(q, incident).await? {
        all.push(shown(q, room).await?);
    }
    Ok(all)
}

async fn shown(q: &mut dyn Query, room: Room) -> Outcome<Shown> {
    let mut steps = step_store::of_room(q, room.id, MOST).await?;
    let oldest = steps.last().map_or(0, |step| step.number);
    let troubled = step_store::troubled(q, room.id, MOST).await?;
    steps.extend(troubled.into_iter().filter(|step| step.number < oldest));
    steps.reverse();
    let done = step_store::count(q, room.id, StepState::Done).await?;
    let waiting = step_store::count(q, room.id, StepState::Waiting).await?;
    let failed = step_store::count(q, room.id, StepState::Failed).await?;
    Ok(Shown { room, steps, done, waiting, failed })
}

impl Shown {
    /// Its steps, as the room of a drill shows them.
    pub fn on(&mut self, clock: &Clock) {
        for step in &mut self.steps {
            step.finished_at = step.finished_at.map(|at| clock.at(at));
        }
    }

    /// Those that failed, or wait although something was tried.
    pub fn troubled(&self) -> impl Iterator<Item = &Step> {
        self.steps.iter().filter(|step| {
            step.state == StepState::Failed || (step.state == StepState::Waiting && step.error.is_some())
        })
    }

    /// Where the channel is opened from outside the chat.
    pub fn address(&self) -> Option<String> {
        let channel = self.room.channel.as_deref()?;
        Some(match self.room.network {
            Network::Slack => format!("https://slack.com/app_redirect?channel={channel}"),
            // From version 12 on a room's id names no server.
            Network::Matrix => match channel.split_once(':') {
                Some((_, server)) => format!("https://matrix.to/#/{channel}?via={server}"),
                None => format!("https://matrix.to/#/{channel}"),
            },
        })
    }
}

/// What went wrong, and what to do about it; a word of the chat that is not known here is said as it is.
pub fn trouble(lang: Lang, network: Network, step: &Step) -> Option<String> {
    match step.error.as_deref()? {
        // Once it is invited into the channel of an incident, what failed for that is made by itself.
        "not_in_channel" if step.needs.is_none() => Some(words::text(lang, "bot-trouble-not-in-room")),
        code => Some(trouble_of(lang, network, code, step.needs.as_deref())),
    }
}

/// The same of the chat's own word and the permission that was missing.
pub fn trouble_of(lang: Lang, network: Network, code: &str, needs: Option<&str>) -> String {
    if let Some(needs) = needs {
        return words::say(lang, &Msg::new("bot-trouble-scope").with("scope", needs));
    }
    let key = match code {
        "channel_not_found" | "is_archived" => "bot-trouble-gone",
        code if connect::is_no_token(code) => "bot-trouble-token",
        "not_in_channel" => "bot-trouble-not-in",
        "restricted_action" | "no_permission" => "bot-trouble-restricted",
        "M_FORBIDDEN" => "bot-trouble-forbidden",
        "no_account" if network == Network::Matrix => "bot-trouble-not-linked",
        "no_account" => "bot-trouble-no-account",
        "restricted" => "bot-trouble-veiled",
        "over" | "no_message" | "no_channel" => "bot-trouble-over",
        "name_taken" => "bot-trouble-name",
        "out_of_reach" => "bot-trouble-out-of-reach",
        "too_many_messages" => "bot-trouble-too-many",
        "away" => "bot-trouble-away",
        "limited" => "bot-trouble-limited",
        _ => "bot-trouble-other",
    };
    let msg = Msg::new(key).with("chat", network.label()).with("setting", network.setting());
    words::say(lang, &msg.with("code", code))
}

/// The key of what is said of a missing permission where nothing can be pressed.
pub const LACKING: &str = "bot-lacks-scope";

/// What the Slack app may not do, and what to do about it.
pub fn lacking(scope: &str) -> Msg {
    Msg::new(LACKING).with("scope", scope)
}

/// What the chat refused to somebody who asked in it.
pub fn refused(lang: Lang, network: Network, code: &str, needs: Option<&str>) -> String {
    match needs {
        Some(needs) => words::say(lang, &lacking(needs)),
        None => trouble_of(lang, network, code, None),
    }
}

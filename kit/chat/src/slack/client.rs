//! Slack's Web API, as far as it is used here (<https://docs.slack.dev/reference/methods>). Every call is a form; every answer
//! is read as JSON of which only what is needed is asked for, so that a new kind of block in somebody's message breaks nothing.

use jiff::SignedDuration;
use reqwest::Method;
use reqwest::header::{AUTHORIZATION, CONTENT_TYPE, HeaderMap, HeaderValue, RETRY_AFTER};
use ryugaku_kernel::{Failure, Time};
use ryugaku_web::{Outside, Reach, Reply};
use serde_json::{Value, json};
use url::Url;
use url::form_urlencoded::Serializer;

use super::{blocks, words};
use crate::{Fault, Form, Message};

/// One workspace, as one bot.
#[derive(Clone)]
pub struct Slack {
    pub(super) outside: Outside,
    /// `https://slack.com/api/`
    pub(super) api: Url,
    token: String,
}

/// Who the bot is, and where.
#[derive(Clone, Debug)]
pub struct Workspace {
    pub user: String,
    pub team: String,
    /// The organisation, where there is one above workspaces.
    pub enterprise: Option<String>,
    /// The workspace's name.
    pub name: String,
}

#[derive(Clone, Debug)]
pub struct Room {
    pub id: String,
    pub creator: String,
    pub created: i64,
    pub is_archived: bool,
}

#[derive(Clone, Debug)]
pub struct Account {
    pub id: String,
    pub name: String,
    pub email: Option<String>,
    /// The workspace that vouches for it.
    pub team: String,
    pub enterprise: Option<String>,
    /// Slack itself says that it is from elsewhere.
    pub is_stranger: bool,
    pub is_deleted: bool,
    pub is_bot: bool,
}

impl Workspace {
    /// Whether it is one of theirs. In channels that are shared there are others, whose addresses somebody else vouches for.
    pub fn has(&self, account: &Account) -> bool {
        let same = |ours: &str, theirs: &str| !ours.is_empty() && ours == theirs;
        let in_team = same(&self.team, &account.team);
        let in_enterprise = self
            .enterprise
            .as_deref()
            .zip(account.enterprise.as_deref())
            .is_some_and(|(ours, theirs)| same(ours, theirs));
        !account.is_stranger && (in_team || in_enterprise)
    }
}

/// A message that stands in a channel.
#[derive(Clone, Debug)]
pub struct Posted {
    pub ts: String,
    pub user: Option<String>,
    pub text: String,
    /// The id it was given when it was sent from here.
    pub step: Option<String>,
}

/// Under which a message's metadata names what it came of.
const EVENT: &str = "ryugaku_step";
/// What failed on Slack's side may have been done before it failed.
const UNCERTAIN: [&str; 5] =
    ["fatal_error", "internal_error", "request_timeout", "service_unavailable", "team_added_to_org"];
/// What is said of a thread when the message is there no more.
const NO_MESSAGE: [&str; 2] = ["thread_not_found", "message_not_found"];
/// A thousand channels, or two hundred messages with all their blocks.
const LONGEST_ANSWER: usize = 8 << 20;
/// Pages of a list that are read at most.
const PAGES: usize = 50;
/// What [`Fault::Uncertain`] says when there are more messages than are looked through.
pub const TOO_MANY: &str = "too_many_messages";

impl Slack {
    pub fn new(outside: Outside, api: Url, token: String) -> Self {
        Self { outside, api, token }
    }

    pub async fn who_am_i(&self) -> Result<Workspace, Fault> {
        let said = self.call("auth.test", &[]).await?;
        Ok(Workspace {
            user: word(&said["user_id"]),
            team: word(&said["team_id"]),
            enterprise: said["enterprise_id"].as_str().map(str::to_owned),
            name: word(&said["team"]),
        })
    }

    /// `name_taken` is a [`Fault::Refused`]: it may be one's own from before.
    pub async fn create(&self, name: &str, is_private: bool) -> Result<Room, Fault> {
        let is_private = if is_private { "true" } else { "false" };
        let said = self.call("conversations.create", &[("name", name), ("is_private", is_private)]).await?;
        Ok(Room { id: named(&said["channel"]["id"])?, ..room(&said["channel"]) })
    }

    /// The channel of that name, archived or not; a private one only if the bot is in it.
    pub async fn find(&self, name: &str, is_private: bool) -> Result<Option<Room>, Fault> {
        let mut cursor = String::new();
        for _ in 0..PAGES {
            let types = if is_private { "private_channel" } else { "public_channel" };
            let mut fields = vec![("types", types), ("limit", "1000")];
            if !cursor.is_empty() {
                fields.push(("cursor", &cursor));
            }
            let said = self.call("conversations.list", &fields).await?;
            let channels = said["channels"].as_array().into_iter().flatten();
            if let Some(found) = channels.into_iter().find(|channel| channel["name"] == name) {
                return Ok(Some(room(found)));
            }
            cursor = word(&said["response_metadata"]["next_cursor"]);
            if cursor.is_empty() {
                break;
            }
        }
        Ok(None)
    }

    /// Who is there already is no fault.
    pub async fn invite(&self, channel: &str, user: &str) -> Result<(), Fault> {
        let said = self.call("conversations.invite", &[("channel", channel), ("users", user)]).await;
        unless(said, &["already_in_channel", "cant_invite_self"])
    }

    /// Who is not there is no fault.
    pub async fn put_out(&self, channel: &str, user: &str) -> Result<(), Fault> {
        let said = self.call("conversations.kick", &[("channel", channel), ("user", user)]).await;
        unless(said, &["not_in_channel"])
    }

    pub async fn set_topic(&self, channel: &str, topic: &str) -> Result<(), Fault> {
        self.call("conversations.setTopic", &[("channel", channel), ("topic", topic)]).await.map(drop)
    }

    /// `step` names it in the message's metadata, for [`Slack::sent`]. Gives the message's `ts`.
    pub async fn post(&self, channel: &str, message: &Message, step: &str) -> Result<String, Fault> {
        let metadata = json!({"event_type": EVENT, "event_payload": {"step": step}}).to_string();
        let (text, blocks) = (blocks::text(message), blocks::blocks(message).to_string());
        let fields = [("channel", channel), ("text", &text), ("blocks", &blocks), ("metadata", &metadata)];
        let fields: Vec<_> = fields.into_iter().chain([("unfurl_links", "false"), ("unfurl_media", "false")]).collect();
        named(&self.call("chat.postMessage", &fields).await?["ts"])
    }

    /// The message that `step` sent since then, if it did; [`TOO_MANY`]: it may stand where nobody looked.
    pub async fn sent(&self, channel: &str, step: &str, since: Time) -> Result<Option<String>, Fault> {
        let oldest = since.timestamp().as_second().to_string();
        let mut cursor = String::new();
        for _ in 0..PAGES {
            let mut fields = vec![("channel", channel), ("oldest", oldest.as_str()), ("limit", "200")];
            fields.push(("include_all_metadata", "true"));
            if !cursor.is_empty() {
                fields.push(("cursor", &cursor));
            }
            let said = self.call("conversations.history", &fields).await?;
            let mut messages = said["messages"].as_array().into_iter().flatten().map(posted);
            if let Some(found) = messages.find(|message| message.step.as_deref() == Some(step)) {
                return Ok(Some(found.ts));
            }
            cursor = word(&said["response_metadata"]["next_cursor"]);
            if cursor.is_empty() {
                return Ok(None);
            }
        }
        Err(Fault::Uncertain(TOO_MANY.into()))
    }

    /// The one message with this `ts`, in the channel or in one of its threads.
    pub async fn message(&self, channel: &str, ts: &str) -> Result<Option<Posted>, Fault> {
        let mut fields = vec![("channel", channel), ("latest", ts), ("oldest", ts), ("inclusive", "true")];
        fields.push(("limit", "1"));
        let said = self.call("conversations.history", &fields).await?;
        if let Some(found) = with_ts(&said, ts) {
            return Ok(Some(found));
        }
        // The history leaves out what was said in threads. Of the thread its first message comes with whatever is asked for.
        fields.pop();
        fields.extend([("ts", ts), ("limit", "10")]);
        match self.call("conversations.replies", &fields).await {
            Ok(said) => Ok(with_ts(&said, ts)),
            Err(fault) if NO_MESSAGE.iter().any(|code| fault.is(code)) => Ok(None),
            Err(fault) => Err(fault),
        }
    }

    pub async fn update(&self, channel: &str, ts: &str, message: &Message) -> Result<(), Fault> {
        let (text, blocks) = (blocks::text(message), blocks::blocks(message).to_string());
        let fields = [("channel", channel), ("ts", ts), ("text", &text), ("blocks", &blocks)];
        self.call("chat.update", &fields).await.map(drop)
    }

    pub async fn pin(&self, channel: &str, ts: &str) -> Result<(), Fault> {
        unless(self.call("pins.add", &[("channel", channel), ("timestamp", ts)]).await, &["already_pinned"])
    }

    pub async fn archive(&self, channel: &str) -> Result<(), Fault> {
        unless(self.call("conversations.archive", &[("channel", channel)]).await, &["already_archived"])
    }

    pub async fn unarchive(&self, channel: &str) -> Result<(), Fault> {
        unless(self.call("conversations.unarchive", &[("channel", channel)]).await, &["not_archived"])
    }

    pub async fn account(&self, user: &str) -> Result<Account, Fault> {
        Ok(account(&self.call("users.info", &[("user", user)]).await?["user"]))
    }

    /// `users_not_found` where there is none.
    pub async fn by_email(&self, email: &str) -> Result<Account, Fault> {
        Ok(account(&self.call("users.lookupByEmail", &[("email", email)]).await?["user"]))
    }

    /// Within three seconds of what gave the trigger.
    pub async fn open(&self, trigger: &str, form: &Form) -> Result<(), Fault> {
        let view = blocks::modal(form).to_string();
        self.call("views.open", &[("trigger_id", trigger), ("view", &view)]).await.map(drop)
    }

    pub async fn publish_home(&self, user: &str, message: &Message) -> Result<(), Fault> {
        let view = blocks::home(message).to_string();
        self.call("views.publish", &[("user_id", user), ("view", &view)]).await.map(drop)
    }

    /// To one alone, in a channel where they are; in a thread that somebody has begun there, if it is named.
    pub async fn whisper(
        &self,
        channel: &str,
        user: &str,
        thread: Option<&str>,
        message: &Message,
    ) -> Result<(), Fault> {
        let (text, blocks) = (blocks::text(message), blocks::blocks(message).to_string());
        let fields = [("channel", channel), ("user", user), ("text", &text), ("blocks", &blocks)];
        let fields: Vec<_> = fields.into_iter().chain(thread.map(|ts| ("thread_ts", ts))).collect();
        self.call("chat.postEphemeral", &fields).await.map(drop)
    }

    /// Where Socket Mode is to be reached; the token is the app's own (`xapp-…`).
    pub(super) async fn socket_address(&self) -> Result<String, Fault> {
        Ok(word(&self.call("apps.connections.open", &[]).await?["url"]))
    }

    /// Whether the API itself is called without encryption, as one that stands beside may be.
    pub(super) fn is_plain(&self) -> bool {
        self.api.scheme() == "http"
    }

    async fn call(&self, method: &str, fields: &[(&str, &str)]) -> Result<Value, Fault> {
        let url = self.api.join(method).map_err(|error| Fault::Unusable(Failure::internal(error)))?;
        let mut headers = HeaderMap::new();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/x-www-form-urlencoded; charset=utf-8"));
        let mut bearer = HeaderValue::from_str(&format!("Bearer {}", self.token))
            .map_err(|error| Fault::Unusable(Failure::internal(error)))?;
        bearer.set_sensitive(true);
        headers.insert(AUTHORIZATION, bearer);
        let body = Serializer::new(String::new()).extend_pairs(fields).finish().into_bytes();
        match self.outside.call_at_most(Method::POST, &url, headers, body, Reach::Settings, LONGEST_ANSWER).await {
            Ok(reply) => read(&reply),
            Err(failure @ Failure::Unavailable { .. }) => Err(Fault::Uncertain(failure.to_string())),
            Err(failure) => Err(Fault::Unusable(failure)),
        }
    }
}

fn read(reply: &Reply) -> Result<Value, Fault> {
    if reply.status == 429 {
        let seconds = reply.headers.get(RETRY_AFTER).and_then(|value| value.to_str().ok()?.trim().parse().ok());
        return Err(Fault::Limited(SignedDuration::from_secs(seconds.unwrap_or(30_i64).clamp(1, 3600))));
    }
    let said: Option<Value> = serde_json::from_slice(&reply.body).ok();
    let Some(said) = said.filter(|_| (200..300).contains(&reply.status)) else {
        return Err(Fault::Uncertain(format!("answered {}", reply.status)));
    };
    if said["ok"] == true {
        return Ok(said);
    }
    match said["error"].as_str() {
        Some("ratelimited") => Err(Fault::Limited(SignedDuration::from_secs(30))),
        Some(code) if UNCERTAIN.contains(&code) => Err(Fault::Uncertain(code.to_owned())),
        Some(code) => Err(Fault::Refused { code: code.to_owned(), needs: said["needed"].as_str().map(str::to_owned) }),
        None => Err(Fault::Uncertain("answered without a word".into())),
    }
}

fn unless(said: Result<Value, Fault>, fine: &[&str]) -> Result<(), Fault> {
    match said {
        Err(fault) if fine.iter().any(|code| fault.is(code)) => Ok(()),
        said => said.map(drop),
    }
}

/// What was made is good for nothing without its name; by what was asked for it can be found again.
fn named(value: &Value) -> Result<String, Fault> {
    let name = value.as_str().filter(|name| !name.is_empty());
    name.map(str::to_owned).ok_or_else(|| Fault::Uncertain("answered without a name".into()))
}

fn word(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

fn room(channel: &Value) -> Room {
    Room {
        id: word(&channel["id"]),
        creator: word(&channel["creator"]),
        created: channel["created"].as_i64().unwrap_or_default(),
        is_archived: channel["is_archived"] == true,
    }
}

fn account(user: &Value) -> Account {
    let name = ["real_name", "name"].iter().map(|key| word(&user[*key])).find(|name| !name.is_empty());
    Account {
        id: word(&user["id"]),
        name: name.unwrap_or_default(),
        email: user["profile"]["email"].as_str().map(str::to_owned),
        team: word(&user["team_id"]),
        enterprise: user["enterprise_user"]["enterprise_id"].as_str().map(str::to_owned),
        is_stranger: user["is_stranger"] == true,
        is_deleted: user["deleted"] == true,
        is_bot: user["is_bot"] == true,
    }
}

/// The message with this `ts` among those of an answer.
fn with_ts(said: &Value, ts: &str) -> Option<Posted> {
    said["messages"].as_array().into_iter().flatten().find(|message| message["ts"] == ts).map(posted)
}

fn posted(message: &Value) -> Posted {
    let ours = &message["metadata"];
    let step = (ours["event_type"] == EVENT).then(|| word(&ours["event_payload"]["step"]));
    let user = message["user"].as_str().map(str::to_owned);
    Posted { ts: word(&message["ts"]), user, text: words::said(message), step }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_made_has_a_name() {
        assert_eq!(named(&json!("1.2")).unwrap(), "1.2");
        for nameless in [json!(null), json!(""), json!(1.2)] {
            assert!(matches!(named(&nameless), Err(Fault::Uncertain(_))), "{nameless}");
        }
    }

    #[test]
    fn accounts_of_other_workspaces_are_told_apart() {
        let workspace = |enterprise: Option<&str>| Workspace {
            user: "U0".into(),
            team: "T0".into(),
            enterprise: enterprise.map(str::to_owned),
            name: "Example".into(),
        };
        let (alone, one_of_many) = (workspace(None), workspace(Some("E0")));
        let enterprise = |id: &str| json!({"team_id": "T7", "enterprise_user": {"enterprise_id": id}});
        for (user, in_alone, in_one_of_many) in [
            (json!({"team_id": "T0"}), true, true),
            (json!({"team_id": "T0", "is_stranger": true}), false, false),
            (json!({"team_id": "T9"}), false, false),
            (enterprise("E0"), false, true),
            (enterprise("E9"), false, false),
            (enterprise(""), false, false),
            (json!({}), false, false),
        ] {
            assert_eq!(alone.has(&account(&user)), in_alone, "{user}");
            assert_eq!(one_of_many.has(&account(&user)), in_one_of_many, "{user}");
        }
        let nameless = Workspace { team: String::new(), ..workspace(Some("")) };
        assert!(!nameless.has(&account(&json!({}))) && !nameless.has(&account(&enterprise(""))));
    }
}

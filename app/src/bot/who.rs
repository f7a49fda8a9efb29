//! Who speaks, and how somebody is reached: accounts of the workspace are matched with people by their e-mail address in Slack, and by a
//! code that was said in Matrix.

use jiff::SignedDuration;
use jiff::tz::TimeZone;
use ryugaku_chat::Fault;
use ryugaku_chat::slack::{self, Slack, Workspace};
use ryugaku_kernel::{Actor, ActorKind, Cx, Failure, Msg, Outcome, Uuid};

use super::account_store::{self, Account};
use super::connected::Chat;
use super::network::Network;
use super::shown;
use crate::app::App;
use crate::organisation;
use crate::people::{self, Person, PersonId};

/// So long a match is believed.
const FRESH: SignedDuration = SignedDuration::from_hours(24);

/// The key of what is said when the chat does not tell who an account is.
const UNTOLD: &str = "bot-cannot-look-up";

/// Somebody who asks in the chat.
#[derive(Clone)]
pub struct Speaker {
    pub cx: Cx,
    pub zone: TimeZone,
    pub account: String,
    pub network: Network,
}

/// The person behind an account. Whoever is not known here, has left, or is a bot, is refused with what to do.
pub async fn speaker(app: &App, chat: &Chat, account: &str) -> Outcome<Speaker> {
    let person = match chat {
        Chat::Slack(slack) => by_address(app, slack, account).await?,
        Chat::Matrix(_) => linked(app, account).await?,
    };
    let organisation = organisation::store::load(&mut app.db.reader()).await?;
    let lang = organisation.language;
    let mut q = app.db.reader();
    let person = people::store::find(&mut q, PersonId(person)).await?;
    let Some(person) = person.filter(|person| person.deactivated_at.is_none()) else {
        return Err(Failure::Forbidden(Msg::new("bot-person-left")));
    };
    let teams = people::store::teams_of(&mut q, person.id).await?;
    let zone = person.choices.zone().unwrap_or_else(|| organisation.zone());
    let cx = app.cx(actor(&person, teams), person.choices.language.unwrap_or(lang));
    Ok(Speaker { cx, zone, account: account.to_owned(), network: chat.network() })
}

/// Who an account is, whether it has spoken or not; `None`: nobody who is known here.
pub async fn person(app: &App, chat: &Chat, account: &str) -> Outcome<Option<Uuid>> {
    match chat {
        Chat::Slack(slack) => Ok(known(app, slack, account).await?.account.person),
        Chat::Matrix(_) => {
            let found = account_store::find(&mut app.db.reader(), Network::Matrix, account).await?;
            Ok(found.and_then(|found| found.person))
        }
    }
}

async fn by_address(app: &App, slack: &Slack, account: &str) -> Outcome<Uuid> {
    let Known { account, is_ours } = known(app, slack, account).await?;
    account.person.ok_or_else(|| {
        let msg = match account.email {
            _ if !is_ours => Msg::new("bot-other-workspace"),
            Some(email) => Msg::new("bot-unknown-person").with("email", email),
            // Everybody has one there: the bot may not read it.
            None => Msg::new("bot-no-address"),
        };
        Failure::Forbidden(msg)
    })
}

async fn linked(app: &App, account: &str) -> Outcome<Uuid> {
    let found = account_store::find(&mut app.db.reader(), Network::Matrix, account).await?;
    found.and_then(|found| found.person).ok_or_else(|| {
        let page = app.config.public_url().join("me/chat").map(String::from).unwrap_or_default();
        Failure::Forbidden(Msg::new("bot-not-linked").with("page", page))
    })
}

/// The chat is somebody else's way in: it opens nothing that is between people.
fn actor(person: &Person, teams: Vec<Uuid>) -> Actor {
    Actor {
        kind: ActorKind::Person,
        id: Some(person.id.0),
        name: person.name.clone(),
        role: Some(person.role),
        teams,
        own_since: None,
    }
}

struct Known {
    account: Account,
    /// Whether it is of the bot's own workspace; of others nobody is known.
    is_ours: bool,
}

async fn known(app: &App, slack: &Slack, account: &str) -> Outcome<Known> {
    let now = app.clock.now();
    let stored = account_store::find(&mut app.db.reader(), Network::Slack, account).await?;
    // Who is not known here may have been added since.
    if let Some(stored) = stored.as_ref().filter(|stored| stored.person.is_some()).cloned()
        && now.since(stored.checked_at) < FRESH
    {
        return Ok(Known { account: stored, is_ours: true });
    }
    let found = tokio::try_join!(slack.account(account), slack.who_am_i());
    match found {
        Ok((found, workspace)) => keep(app, found, &workspace).await,
        // What was known yesterday is still better than nothing.
        Err(fault) => match stored {
            Some(stored) if stored.person.is_some() => Ok(Known { account: stored, is_ours: true }),
            _ => Err(unreachable(fault)),
        },
    }
}

/// An address says who somebody is only where our own workspace vouches for it: in another one anybody may call themselves anything.
async fn keep(app: &App, found: slack::Account, workspace: &Workspace) -> Outcome<Known> {
    let is_ours = workspace.has(&found);
    let usable = is_ours && !found.is_deleted && !found.is_bot;
    let email = found.email.filter(|_| usable);
    let person = match &email {
        Some(email) => people::store::by_email(&mut app.db.reader(), email).await?.map(|person| person.id.0),
        None => None,
    };
    let checked_at = app.clock.now();
    let (network, name) = (Network::Slack, found.name);
    let account = Account { network, account: found.id, person, name, email, checked_at };
    let mut tx = app.begin().await?;
    account_store::keep(&mut tx, &account).await?;
    tx.commit().await?;
    Ok(Known { account, is_ours })
}

/// How a person is reached there; `None`: they have left, have no account under their address, or have linked none.
pub async fn of_person(app: &App, chat: &Chat, person: Uuid) -> Result<Option<String>, Fault> {
    let found = people::store::find(&mut app.db.reader(), PersonId(person)).await.map_err(Fault::Unusable)?;
    let Some(found) = found.filter(|person| person.deactivated_at.is_none()) else { return Ok(None) };
    match chat {
        Chat::Slack(slack) => under_address(app, slack, found).await,
        Chat::Matrix(_) => {
            let stored = account_store::of_person(&mut app.db.reader(), Network::Matrix, person).await;
            Ok(stored.map_err(Fault::Unusable)?.map(|account| account.account))
        }
    }
}

/// The account by which somebody was known last, though they may have left since.
pub async fn last_of_person(app: &App, chat: &Chat, person: Uuid) -> Result<Option<String>, Fault> {
    let stored = account_store::of_person(&mut app.db.reader(), chat.network(), person).await;
    if let Some(stored) = stored.map_err(Fault::Unusable)? {
        return Ok(Some(stored.account));
    }
    // What was known is forgotten once the chat changes it.
    let found = people::store::find(&mut app.db.reader(), PersonId(person)).await.map_err(Fault::Unusable)?;
    match (chat, found) {
        (Chat::Slack(slack), Some(found)) => under_address(app, slack, found).await,
        _ => Ok(None),
    }
}

async fn under_address(app: &App, slack: &Slack, person: Person) -> Result<Option<String>, Fault> {
    let now = app.clock.now();
    let stored = account_store::of_person(&mut app.db.reader(), Network::Slack, person.id.0).await;
    let stored = stored.map_err(Fault::Unusable)?;
    if let Some(stored) = stored.filter(|stored| now.since(stored.checked_at) < FRESH) {
        return Ok(Some(stored.account));
    }
    let email = person.email;
    match slack.by_email(&email).await {
        Ok(found) if found.is_deleted => Ok(None),
        // The chat says the address in its own way: it was found under ours.
        Ok(found) => {
            let workspace = slack.who_am_i().await?;
            let found = slack::Account { email: Some(email), ..found };
            let known = keep(app, found, &workspace).await.map_err(Fault::Unusable)?;
            Ok(known.is_ours.then_some(known.account.account))
        }
        Err(fault) if fault.is("users_not_found") => Ok(None),
        Err(fault) => Err(fault),
    }
}

pub fn unreachable(fault: Fault) -> Failure {
    match fault {
        // Somebody has to mend it before anybody is known.
        Fault::Refused { needs: Some(scope), .. } => Failure::Forbidden(shown::lacking(&scope)),
        Fault::Refused { code, needs: None } => {
            Failure::Unavailable { msg: Msg::new(UNTOLD).with("code", code), source: None }
        }
        Fault::Unusable(failure) => failure,
        Fault::Limited(_) | Fault::Uncertain(_) => {
            Failure::Unavailable { msg: Msg::new("bot-chat-away"), source: None }
        }
    }
}

/// Whether the chat answered, and does not say who it is.
pub fn is_untold(failure: &Failure) -> bool {
    match failure {
        Failure::Forbidden(_) => true,
        Failure::Unavailable { msg, .. } => msg.key == UNTOLD,
        _ => false,
    }
}

//! Sessions: begun once somebody has proved who they are, seen again, listed and ended by their owner.

use jiff::SignedDuration;
use ryugaku_kernel::{Actor, ActorKind, Cx, Failure, Msg, Outcome, Time, Uuid};
use ryugaku_ledger::{NewEvent, Tx};
use ryugaku_web::Keys;

use super::{secret, session_store};
use crate::door::Caller;
use crate::people::{Person, PersonId};

/// A session that is not used for so long is over.
pub const LASTS: SignedDuration = SignedDuration::from_hours(24 * 30);
/// When and where a session or token was last used is written at most so often.
pub const SEEN_EVERY: SignedDuration = SignedDuration::from_mins(5);

/// How somebody proved who they are.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum How {
    Password,
    Link,
    Oidc,
}

impl How {
    pub const ALL: [Self; 3] = [Self::Password, Self::Link, Self::Oidc];

    pub fn name(self) -> &'static str {
        match self {
            Self::Password => "password",
            Self::Link => "link",
            Self::Oidc => "oidc",
        }
    }

    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|how| how.name() == name)
    }

    /// The key of its words.
    pub fn key(self) -> &'static str {
        match self {
            Self::Password => "session-how-password",
            Self::Link => "session-how-link",
            Self::Oidc => "session-how-oidc",
        }
    }
}

#[derive(Clone, Debug)]
pub struct Session {
    pub id: Uuid,
    pub person: PersonId,
    pub how: How,
    pub created_at: Time,
    pub seen_at: Time,
    pub expires_at: Time,
    pub user_agent: String,
    /// Empty when it is not known.
    pub address: String,
    /// As of [`Actor::own_since`].
    pub own_since: Option<Time>,
}

impl Session {
    /// Whether it is time to write down that it was used.
    pub fn is_seen_anew(&self, now: Time) -> bool {
        now.since(self.seen_at) >= SEEN_EVERY
    }

    /// The browser and its system, in the words that name them; empty when they are not known.
    pub fn device(&self) -> String {
        const BROWSERS: [(&str, &str); 6] = [
            ("Edg", "Edge"),
            ("Firefox", "Firefox"),
            ("Chromium", "Chromium"),
            ("Chrome", "Chrome"),
            ("Safari", "Safari"),
            ("curl", "curl"),
        ];
        const SYSTEMS: [(&str, &str); 6] = [
            ("iPhone", "iPhone"),
            ("iPad", "iPad"),
            ("Android", "Android"),
            ("Windows", "Windows"),
            ("Mac OS", "macOS"),
            ("Linux", "Linux"),
        ];
        let named = |names: [(&str, &'static str); 6]| {
            names.into_iter().find(|(mark, _)| self.user_agent.contains(mark)).map(|(_, name)| name)
        };
        [named(BROWSERS), named(SYSTEMS)].into_iter().flatten().collect::<Vec<_>>().join(" · ")
    }
}

/// Who has just proved who they are, and how.
pub struct Proved<'a> {
    pub person: &'a Person,
    pub how: How,
    /// Since when nobody else could have proved it this way; `None` for every link.
    pub own_since: Option<Time>,
}

/// Begins a session: the caller has seen the proof. Gives the text for the cookie, which is stored nowhere.
pub async fn begin(tx: &mut Tx, cx: &Cx, keys: &Keys, proved: Proved<'_>, caller: &Caller) -> Outcome<String> {
    let Proved { person, how, own_since } = proved;
    if person.deactivated_at.is_some() {
        return Err(Failure::Forbidden(Msg::new("failure-forbidden")));
    }
    let (token, now) = (secret::fresh(&cx.chance), cx.now());
    let session = Session {
        id: cx.new_id(),
        person: person.id,
        how,
        created_at: now,
        seen_at: now,
        expires_at: now.plus(LASTS),
        user_agent: caller.user_agent.clone(),
        address: caller.address_text(),
        own_since,
    };
    session_store::insert(tx, &session, keys.hash(&token)).await?;
    let event = NewEvent::of("session.begun").about("person", person.id).fact("how", how.name());
    // Links are made by others: that one was used is for all to see.
    let event = if how == How::Link { event } else { event.only(Vec::new(), vec![person.id.0]) };
    tx.record(&cx.with(actor(person)), event);
    Ok(token)
}

/// Ends one of one's own sessions.
pub async fn end(tx: &mut Tx, cx: &Cx, id: Uuid) -> Outcome<()> {
    let person = PersonId(cx.require_person()?);
    if !session_store::end(tx, person, id, cx.now()).await? {
        return Err(Failure::NotFound("session"));
    }
    tx.record(cx, NewEvent::of("session.ended").about("person", person).only(Vec::new(), vec![person.0]));
    Ok(())
}

/// Ends all of one's own sessions but the one that asks; gives how many.
pub async fn end_others(tx: &mut Tx, cx: &Cx, keep: Option<Uuid>) -> Outcome<u64> {
    let person = PersonId(cx.require_person()?);
    let ended = session_store::end_others(tx, person, keep, cx.now()).await?;
    if ended > 0 {
        let event = NewEvent::of("session.ended").about("person", person).fact("sessions", ended);
        tx.record(cx, event.only(Vec::new(), vec![person.0]));
    }
    Ok(ended)
}

/// A person as the one who acts, before a session says so.
pub(super) fn actor(person: &Person) -> Actor {
    Actor {
        kind: ActorKind::Person,
        id: Some(person.id.0),
        name: person.name.clone(),
        role: Some(person.role),
        teams: Vec::new(),
        own_since: None,
    }
}

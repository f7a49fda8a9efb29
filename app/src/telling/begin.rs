//! What is told of a step, and to whom: each way is stored, and leaves once that is committed.

use ryugaku_db::Query;
use ryugaku_kernel::{Cx, Failure, Outcome, Uuid};
use ryugaku_ledger::Tx;

use super::way::{Trouble, Way, WayKind, WayState};
use super::{jobs, store};
use crate::people::{self, membership_store, team_store};
use crate::receivers::{self, Channel, ChannelKind};
use crate::severity_policy::{Reach, Way as Wanted};

/// Of one that had not left when the policy asked for it no more; it leaves once it is asked for again.
pub const NOT_ASKED: &str = "telling-not-asked";

/// The same of one whose incident was for named people only; it leaves once that is opened up.
pub const RESTRICTED: &str = "telling-restricted";

/// How many ways are new.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Begun {
    pub new: usize,
    /// So many of them lead somewhere, as far as can be seen now.
    pub leading: usize,
}

/// Whoever has not been told of the step by then; with no way at all somebody tells by hand.
pub async fn begin(tx: &mut Tx, cx: &Cx, incident: Uuid, step: &str, name: &str, reach: &Reach) -> Outcome<Begun> {
    cx.require_act()?;
    let mut begun = Begun::default();
    if reach.is_empty() {
        return Ok(begun);
    }
    let telling = store::ensure(tx, cx, incident, step, name).await?;
    // What is just being skipped is revived afterwards.
    store::hold(tx, telling.id).await?;
    let targets = targets(tx, reach).await?;
    take_away(tx, telling.id, reach, &targets).await?;
    for target in targets {
        let leads = target.wrong.is_none();
        let way = target.way(cx, telling.id);
        let waiting = if store::add(tx, &way, cx.now()).await? {
            Some(way.id)
        } else {
            match store::revive(tx, &way, NOT_ASKED).await? {
                None => store::revive(tx, &way, RESTRICTED).await?,
                revived => revived,
            }
        };
        if let Some(id) = waiting {
            begun.new += 1;
            begun.leading += usize::from(leads);
            jobs::enqueue(tx, cx, id, cx.now()).await?;
        }
    }
    if begun.new > 0 && telling.done_at.is_some() {
        store::set_done(tx, telling.id, None).await?;
    }
    Ok(begun)
}

/// The ways of names that led nowhere and lead somewhere by now: what they stood for has ways of its own.
async fn take_away(tx: &mut Tx, telling: Uuid, reach: &Reach, targets: &[Target]) -> Outcome<()> {
    for wanted in reach {
        let (kind, name) = match wanted {
            Wanted::Person(name) | Wanted::Team(name) => (WayKind::Person, name),
            Wanted::Receiver(name) => (WayKind::Receiver, name),
            Wanted::Mail(_) | Wanted::Channel(_) => continue,
        };
        let is_nowhere = |target: &Target| target.wrong.is_some() && target.kind == kind && target.address == *name;
        if !targets.iter().any(is_nowhere) {
            store::take_away(tx, telling, kind, name).await?;
        }
    }
    Ok(())
}

struct Target {
    kind: WayKind,
    address: String,
    label: String,
    person: Option<Uuid>,
    /// It can be seen now that it leads nowhere. It is begun all the same, so that the incident hears of it as of any other.
    wrong: Option<&'static str>,
}

impl Target {
    fn to(kind: WayKind, address: impl Into<String>, label: impl Into<String>) -> Self {
        Self { kind, address: address.into(), label: label.into(), person: None, wrong: None }
    }

    fn person(id: Uuid) -> Self {
        Self { person: Some(id), ..Self::to(WayKind::Person, id.to_string(), "") }
    }

    fn nowhere(kind: WayKind, name: &str, wrong: &'static str) -> Self {
        Self { wrong: Some(wrong), ..Self::to(kind, name, name) }
    }

    fn way(self, cx: &Cx, telling: Uuid) -> Way {
        Way {
            id: cx.new_id(),
            telling,
            kind: self.kind,
            address: self.address,
            label: self.label,
            person: self.person,
            state: WayState::Waiting,
            attempts: 0,
            begun_at: None,
            finished_at: None,
            trouble: self.wrong.map(Trouble::of),
        }
    }
}

/// What the policy names, as it is here now: it may have gone since the policy was written.
async fn targets(q: &mut dyn Query, reach: &Reach) -> Outcome<Vec<Target>> {
    let mut targets = Vec::new();
    for way in reach {
        match way {
            Wanted::Mail(address) => {
                let reader = people::store::by_email(q, address).await?;
                let reader = reader.filter(|person| person.deactivated_at.is_none()).map(|person| person.id.0);
                targets.push(Target { person: reader, ..Target::to(WayKind::Mail, address, address) });
            }
            Wanted::Person(text) => targets.push(match people::store::meant(q, text).await {
                Ok(person) if person.deactivated_at.is_none() => Target::person(person.id.0),
                Ok(_) | Err(Failure::Invalid(_)) => Target::nowhere(WayKind::Person, text, "telling-nobody"),
                Err(failure) => return Err(failure),
            }),
            Wanted::Team(slug) => targets.extend(team(q, slug).await?),
            Wanted::Channel(name) => targets.push(Target::to(WayKind::Channel, name, name)),
            Wanted::Receiver(name) => targets.extend(receiver(q, name).await?),
        }
    }
    Ok(targets)
}

async fn team(q: &mut dyn Query, slug: &str) -> Outcome<Vec<Target>> {
    let members = match team_store::by_slug(q, slug).await {
        Ok(team) => membership_store::members(q, team.id).await?,
        Err(Failure::NotFound(_)) => Vec::new(),
        Err(failure) => return Err(failure),
    };
    if members.is_empty() {
        return Ok(vec![Target::nowhere(WayKind::Person, slug, "telling-team-empty")]);
    }
    Ok(members.into_iter().map(|member| Target::person(member.id.0)).collect())
}

async fn receiver(q: &mut dyn Query, name: &str) -> Outcome<Vec<Target>> {
    let channels = receivers::channels(q).await?.remove(name).unwrap_or_default();
    if channels.is_empty() {
        return Ok(vec![Target::nowhere(WayKind::Receiver, name, "telling-no-channel")]);
    }
    let several = channels.len() > 1;
    let label = |channel: &Channel| match (&channel.kind, several) {
        (_, false) => name.to_owned(),
        (ChannelKind::Email, true) => format!("{name} ({})", channel.settings.to.join(", ")),
        (ChannelKind::Webhook | ChannelKind::SignedWebhook, true) => format!("{name} ({})", channel.settings.host),
    };
    Ok(channels.iter().map(|channel| Target::to(WayKind::Receiver, channel.id.0.to_string(), label(channel))).collect())
}

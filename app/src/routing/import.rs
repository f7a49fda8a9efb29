//! Alertmanager's configuration taken over: routes as a new version, receivers by name with the channels that have a
//! counterpart here. What has none is remarked with its line. The same file again changes nothing.

use ryugaku_db::Query;
use ryugaku_kernel::{Cx, Outcome};
use ryugaku_ledger::{NewEvent, Tx};
use ryugaku_routing::config::{self, Imported, Remark, Routing};
use ryugaku_web::Keys;

use super::current::{Current, current};
use super::{KIND, require_editor};
use crate::receivers::{self, Authorization, NewChannel, Receiver, Way};
use crate::versions::{self, Made, Origin};

pub struct Import {
    pub text: String,
    /// Say what would be done, and do nothing.
    pub dry_run: bool,
}

/// What is done, or would be.
#[derive(Debug)]
pub struct Planned {
    /// As a version here.
    pub text: String,
    /// Whether that is another than holds now.
    pub changes: bool,
    pub receivers: Vec<PlannedReceiver>,
    pub remarks: Vec<Remark>,
    /// The version that holds in the end.
    pub version: i64,
}

#[derive(Debug)]
pub struct PlannedReceiver {
    pub name: String,
    /// There was none of this name.
    pub made: bool,
    /// Channels it gets.
    pub added: Vec<NewChannel>,
    /// Channels it has already.
    pub kept: usize,
}

pub async fn import(tx: &mut Tx, cx: &Cx, keys: &Keys, import: Import) -> Outcome<Planned> {
    require_editor(tx, cx).await?;
    let before = current(tx).await?;
    let imported = config::read(&import.text)?;
    let mut planned = plan(tx, keys, &before, imported).await?;
    if import.dry_run {
        return Ok(planned);
    }
    let there = receivers::all(tx).await?;
    for planned in &planned.receivers {
        let found = there.iter().find(|receiver| receiver.name == planned.name).cloned();
        let mut receiver = match found {
            Some(receiver) => receiver,
            None => receivers::insert_receiver(tx, cx, &planned.name).await?,
        };
        for channel in &planned.added {
            receivers::insert_channel(tx, cx, keys, &mut receiver, channel).await?;
        }
    }
    if planned.changes {
        let text = planned.text.clone();
        let made = Made { text, note: String::new(), origin: Origin::Imported, restored: None };
        let made = versions::written(tx, cx, &KIND, &before.version, made).await?;
        planned.version = made.version;
    }
    if planned.does_something() {
        tx.wake("routing");
        let event = NewEvent::of("routing.imported").about("routing", KIND.subject).fact("version", planned.version);
        tx.record(cx, event.fact("receivers", planned.receivers.len()));
    }
    Ok(planned)
}

impl Planned {
    fn does_something(&self) -> bool {
        self.changes || self.receivers.iter().any(|receiver| receiver.made || !receiver.added.is_empty())
    }
}

async fn plan(q: &mut dyn Query, keys: &Keys, before: &Current, imported: Imported) -> Outcome<Planned> {
    let there = receivers::all(q).await?;
    let mut planned = Vec::with_capacity(imported.receivers.len());
    for receiver in &imported.receivers {
        let found = there.iter().find(|other| other.name == receiver.name);
        let (mut added, mut kept) = (Vec::new(), 0);
        for channel in &receiver.channels {
            let new = channel_of(channel);
            // What is wrong with it is said before anything is done.
            new.settings()?;
            match found {
                Some(found) if has(keys, found, &new)? => kept += 1,
                _ => added.push(new),
            }
        }
        planned.push(PlannedReceiver { name: receiver.name.clone(), made: found.is_none(), added, kept });
    }
    let routing = Routing {
        resolve_timeout: imported.resolve_timeout,
        tree: imported.tree,
        inhibit_rules: imported.inhibit_rules,
        intervals: imported.intervals,
        receivers: imported.receivers.into_iter().map(|receiver| receiver.name).collect(),
        // What Alertmanager knows nothing of stays as it is.
        own: before.routing.own.clone(),
    };
    let changes = routing != before.routing;
    Ok(Planned {
        text: routing.write(true),
        changes,
        receivers: planned,
        remarks: imported.remarks,
        version: before.version.version,
    })
}

fn channel_of(channel: &config::Channel) -> NewChannel {
    match channel {
        config::Channel::Webhook { url, max_alerts, send_resolved, authorization } => {
            let authorization = match authorization {
                config::Authorization::None => Authorization::None,
                config::Authorization::Bearer { token } => Authorization::Bearer { token: token.reveal().to_owned() },
                config::Authorization::Basic { username, password } => {
                    Authorization::Basic { username: username.clone(), password: password.reveal().to_owned() }
                }
            };
            let way = Way::Webhook { url: url.reveal().to_owned(), authorization };
            NewChannel { send_resolved: *send_resolved, max_alerts: *max_alerts, language: None, way }
        }
        config::Channel::Email { to, send_resolved } => NewChannel {
            send_resolved: *send_resolved,
            max_alerts: 0,
            language: None,
            way: Way::Email { to: to.clone() },
        },
    }
}

/// Whether the receiver is reached this way already, however it is told.
fn has(keys: &Keys, receiver: &Receiver, new: &NewChannel) -> Outcome<bool> {
    for channel in receiver.channels.iter().filter(|channel| channel.kind == new.way.kind()) {
        let same = match (&new.way, &channel.sealed) {
            (Way::Webhook { url, authorization }, Some(sealed)) => {
                let target = receivers::open(keys, sealed)?;
                target.url == *url && target.authorization == *authorization
            }
            (Way::Email { to }, _) => channel.settings.to == *to,
            _ => false,
        };
        if same {
            return Ok(true);
        }
    }
    Ok(false)
}

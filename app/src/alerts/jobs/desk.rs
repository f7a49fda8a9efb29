//! The owner's dispatcher at work: told what fires and what has resolved, it says when a group is to be looked at; what
//! channels must hear of it is sent from here, and what came of that is written by the owner.
//!
//! A notification may leave before anything of it is stored. After a crash it is made anew, since the log does not know of it:
//! each is attempted at least once.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use ryugaku_alerting::Fingerprint;
use ryugaku_db::{Query, Transaction};
use ryugaku_journal::Follower;
use ryugaku_kernel::{Failure, Outcome, Time};
use ryugaku_routing::{Decision, Dispatcher, Fate, Flush, Judge, Receivers, Verdict, Why, World};
use tokio::sync::mpsc;

use super::draft::Draft;
use super::openings::Openings;
use crate::alerts::board::State;
use crate::alerts::judging::Asked;
use crate::alerts::why::{self, Looks};
use crate::app::App;
use crate::notices::{self, Came, Lanes, Way};
use crate::receivers;

pub struct Desk {
    dispatcher: Dispatcher,
    channels: Channels,
    openings: Openings,
    going: mpsc::UnboundedSender<Came>,
    came: mpsc::UnboundedReceiver<Came>,
    /// Sent, and what came of it is not written yet.
    under_way: usize,
    lanes: Lanes,
    looks: Looks,
}

/// Groups looked at in one go.
const LOOKS: usize = 500;
/// How long attempts under way keep the server from ending.
const PATIENCE: Duration = Duration::from_secs(5);

impl Desk {
    /// The log from the rows, the groups from the alerts that are active.
    pub async fn open(app: &App, q: &mut dyn Query, now: Time) -> Outcome<Self> {
        let channels = Channels::load(app, q).await?;
        let log = notices::log(q).await?;
        let openings = Openings::load(q).await?;
        let tree = app.board.change(|state| Arc::new(state.judging.routing.tree.clone()));
        let tree = tree.ok_or_else(|| Failure::internal("the alerts are not loaded"))?;
        let mut dispatcher = Dispatcher::new(tree);
        log.into_iter().for_each(|entry| dispatcher.remember(entry));
        let (going, came) = mpsc::unbounded_channel();
        let (lanes, looks) = (Lanes::default(), Looks::default());
        let mut desk = Self { dispatcher, channels, openings, going, came, under_way: 0, lanes, looks };
        app.board.change(|state| {
            desk.know(state, now);
            desk.openings.know(state, &desk.dispatcher);
        });
        Ok(desk)
    }

    /// Other routes or receivers hold from now on.
    pub async fn reload(&mut self, app: &App, q: &mut dyn Query, now: Time) -> Outcome<()> {
        self.channels = Channels::load(app, q).await?;
        app.board.change(|state| {
            if *self.dispatcher.tree() != state.judging.routing.tree {
                self.dispatcher.reload(Arc::new(state.judging.routing.tree.clone()));
                self.know(state, now);
            }
            self.openings.know(state, &self.dispatcher);
        });
        Ok(())
    }

    fn know(&mut self, state: &State, now: Time) {
        for alert in state.machine.iter() {
            self.dispatcher.fired(alert.fingerprint(), &Asked(alert), alert.starts_at(), now);
        }
        self.dispatcher.resume(&|alert| state.machine.get(alert).is_some(), now);
    }

    /// What fired or resolved.
    pub fn turn(&mut self, state: &State, turned: Vec<(Fingerprint, bool)>, now: Time) {
        for (alert, fires) in turned {
            let Some(view) = state.machine.remembered(alert) else { continue };
            let (labels, starts_at) = (Asked(view), view.starts_at());
            if fires {
                self.dispatcher.fired(alert, &labels, starts_at, now);
            } else {
                self.dispatcher.resolved(alert, &labels, starts_at, now);
            }
        }
    }

    pub fn next_due(&mut self) -> Option<Time> {
        self.dispatcher.next_due()
    }

    /// Looks at the groups whose time has come; what is to be sent is on its way when this returns.
    pub async fn look(&mut self, app: &App, now: Time) -> Outcome<()> {
        while self.dispatcher.next_due().is_some_and(|due| due <= now) {
            let drafts = app.board.change(|state| self.drafts(state, now)).unwrap_or_default();
            for draft in drafts {
                let (flush, way) = (draft.flush, draft.way.clone());
                let notice = draft.complete(app).await?;
                notices::send(app, &self.lanes, way, flush, notice, self.going.clone());
                self.under_way += 1;
            }
        }
        Ok(())
    }

    fn drafts(&mut self, state: &State, now: Time) -> Vec<Draft> {
        let world = World { judge: &Judged(state), calendar: &state.judging, receivers: &self.channels };
        let flushes = self.dispatcher.due(now, world, LOOKS);
        for flush in &flushes {
            self.openings.look(flush, state);
            self.looks.note(flush, &state.judging);
        }
        flushes.iter().flat_map(|flush| self.of(flush, state)).collect()
    }

    fn of(&self, flush: &Flush, state: &State) -> Vec<Draft> {
        let tree = self.dispatcher.tree();
        let sent = flush.channels.iter().filter_map(|verdict| match verdict.decision {
            Decision::Send(why) => Some((verdict, why)),
            Decision::Skip(_) => None,
        });
        let receiver = &tree.node(flush.node).receiver;
        let draft = |(verdict, why): (&Verdict, Why)| {
            let way = self.channels.way(receiver, verdict.channel)?;
            Some(Draft::of(flush, verdict, why, receiver, way, state))
        };
        sent.filter_map(draft).collect()
    }

    /// Writes what came of sending, what was decided, and what the log says since.
    pub async fn write(&mut self, app: &App, tx: &mut Transaction, now: Time) -> Outcome<()> {
        while let Ok(came) = self.came.try_recv() {
            self.under_way -= 1;
            self.dispatcher.settled(came.flush, came.notice.channel, true, now);
            notices::keep(app, tx, came).await?;
        }
        why::write(tx, self.looks.take()).await?;
        notices::write_log(tx, self.dispatcher.take_changes()).await
    }

    /// Before the end: what is not known to have been told is told again after the next start.
    pub async fn wait_for_attempts(&self) {
        let back = async {
            while self.came.len() < self.under_way {
                tokio::time::sleep(Duration::from_millis(10)).await;
            }
        };
        if tokio::time::timeout(PATIENCE, back).await.is_err() {
            tracing::warn!("notifications are still under way; they are sent again after the next start");
        }
    }

    /// Opens incidents, and links alerts to them, as the groups say that were looked at; whether the lease still holds.
    pub async fn open_incidents(&mut self, app: &App, follower: &Follower, now: Time) -> Outcome<bool> {
        self.openings.carry_out(app, follower, now).await
    }

    /// Whether there is anything to write.
    pub fn has_news(&self) -> bool {
        !self.came.is_empty() || !self.looks.is_empty() || self.dispatcher.has_changes()
    }
}

struct Judged<'a>(&'a State);

impl Judge for Judged<'_> {
    fn fate(&self, alert: Fingerprint, at: Time) -> Option<Fate> {
        let Self(state) = self;
        state.machine.remembered(alert).map(|view| state.judging.fate(alert, &view, at))
    }

    fn acknowledged(&self, alert: Fingerprint) -> bool {
        self.0.machine.get(alert).is_some_and(|view| view.is_acked())
    }
}

/// How each receiver is reached.
struct Channels {
    known: HashMap<String, Vec<ryugaku_routing::Channel>>,
    ways: HashMap<(String, u32), Arc<Way>>,
}

impl Channels {
    async fn load(app: &App, q: &mut dyn Query) -> Outcome<Self> {
        let (mut known, mut ways) = (HashMap::new(), HashMap::new());
        for (receiver, channels) in receivers::channels(q).await? {
            for channel in channels {
                let number = u32::try_from(channel.number).unwrap_or(u32::MAX);
                let send_resolved = channel.settings.send_resolved;
                // The others must be told all the same. Once it can be opened it is told what it has not been told.
                let way = match Way::open(app, channel) {
                    Ok(way) => way,
                    Err(failure) => {
                        tracing::error!(receiver, number, %failure, "nobody is told here: the channel's secrets cannot be opened");
                        continue;
                    }
                };
                known
                    .entry(receiver.clone())
                    .or_insert_with(Vec::new)
                    .push(ryugaku_routing::Channel { number, send_resolved });
                ways.insert((receiver.clone(), number), Arc::new(way));
            }
        }
        Ok(Self { known, ways })
    }

    fn way(&self, receiver: &str, channel: u32) -> Option<Arc<Way>> {
        self.ways.get(&(receiver.to_owned(), channel)).cloned()
    }
}

impl Receivers for Channels {
    fn channels(&self, receiver: &str) -> &[ryugaku_routing::Channel] {
        self.known.get(receiver).map_or(&[], Vec::as_slice)
    }
}

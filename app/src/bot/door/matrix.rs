//! The sync with a Matrix homeserver: one replica listens, by a lease. From where it goes on is written once all that came has been
//! acted on; what comes again because of that is known by its event.

use std::collections::HashMap;
use std::time::Duration;

use jiff::SignedDuration;
use ryugaku_chat::Fault;
use ryugaku_chat::matrix::{Heard, Invited, Matrix, Synced};
use ryugaku_journal::Lease;
use ryugaku_kernel::{Failure, Outcome};
use tokio_util::sync::CancellationToken;

use super::said::{self, Ears};
use crate::app::App;
use crate::bot::network::Network;
use crate::bot::step::wait;
use crate::bot::{account_store, connect, jobs, room_store, sync_store, taken_store};

/// The homeserver answers after so long at the latest.
const LISTENING: Duration = Duration::from_secs(10);
/// A lease outlasts listening, and what is done about what was heard.
const HELD: SignedDuration = SignedDuration::from_secs(60);
/// What a homeserver answers where it cannot go on from a place: by the specification, and in Synapse.
const FORGOTTEN: [&str; 3] = ["M_UNKNOWN_POS", "M_UNKNOWN", "M_INVALID_PARAM"];
/// What others' clocks may be behind ours.
const SKEW: SignedDuration = SignedDuration::from_mins(2);
/// While another replica listens.
const ELSEWHERE: Duration = Duration::from_secs(5);
/// An event that cannot be acted on so often is passed over, and an invitation that cannot be answered: those behind it wait.
const TRIES: u32 = 5;

/// Works until `stop`. Without settings for it there is nothing to do.
pub async fn listen(app: App, stop: CancellationToken) {
    let Some(mut ear) = Ear::new(&app) else {
        let settings = &app.config.matrix;
        if settings.homeserver.is_some() || settings.access_token.is_some() {
            tracing::warn!("there is no bot on Matrix: matrix.homeserver and matrix.access_token are both needed");
        }
        return;
    };
    let mut failed = 0;
    while !stop.is_cancelled() {
        let heard = tokio::select! {
            () = stop.cancelled() => break,
            heard = ear.hear(LISTENING) => heard,
        };
        let pause = match heard {
            Ok(true) => {
                failed = 0;
                continue;
            }
            Ok(false) => ELSEWHERE,
            Err(fault) => {
                failed += 1;
                let length = match fault {
                    Fault::Limited(length) => length,
                    Fault::Refused { .. } => wait(i64::MAX),
                    Fault::Uncertain(_) | Fault::Unusable(_) => wait(failed),
                };
                tracing::warn!(?fault, "Matrix could not be listened to; it is tried again");
                Duration::try_from(length).unwrap_or_default()
            }
        };
        tokio::select! {
            () = stop.cancelled() => {}
            () = tokio::time::sleep(pause) => {}
        }
    }
    ear.leave().await;
}

/// One replica's listening.
pub struct Ear {
    app: App,
    matrix: Matrix,
    lease: Lease,
    term: Option<i64>,
    me: Option<String>,
    /// The event that could not be acted on, and how often.
    stuck: Option<(String, u32)>,
    /// The rooms of invitations that could not be answered, and how often.
    unanswered: HashMap<String, u32>,
}

impl Ear {
    pub fn new(app: &App) -> Option<Self> {
        let matrix = connect::matrix(app)?;
        let lease = Lease::new("bot.matrix", app.system().new_id(), HELD);
        Some(Self { app: app.clone(), matrix, lease, term: None, me: None, stuck: None, unanswered: HashMap::new() })
    }

    /// Listens once, and acts on what came; `false`: another replica listens.
    pub async fn hear(&mut self, wait: Duration) -> Result<bool, Fault> {
        let now = self.app.clock.now();
        self.term = self.lease.take(&self.app.db, now).await.map_err(Fault::Unusable)?;
        let Some(term) = self.term else { return Ok(false) };
        let me = match &self.me {
            Some(me) => me.clone(),
            None => self.me.insert(self.matrix.who_am_i().await?).clone(),
        };
        let since = sync_store::next(&mut self.app.db.reader(), &me).await.map_err(Fault::Unusable)?;
        let synced = match self.matrix.sync(&me, since.as_deref(), wait).await {
            Err(fault) if since.is_some() && FORGOTTEN.iter().any(|code| fault.is(code)) => {
                self.anew(&me, fault).await?
            }
            synced => synced?,
        };
        self.act(&me, &synced).await?;
        // Whoever asks once more is answered once more.
        self.unanswered.clear();
        if since.as_ref() != Some(&synced.next) {
            self.go_on(&me, &synced.next, term).await.map_err(Fault::Unusable)?;
        }
        Ok(true)
    }

    /// The homeserver has forgotten how far it was heard, as after a backup was put back there. What happened since is heard as far as it
    /// still has it, and what was heard before is left out.
    async fn anew(&self, me: &str, fault: Fault) -> Result<Synced, Fault> {
        tracing::warn!(
            ?fault,
            "the homeserver does not know how far it was heard; what its rooms still have of that time is heard"
        );
        let heard_at = sync_store::heard_at(&mut self.app.db.reader(), me).await.map_err(Fault::Unusable)?;
        let after = heard_at.unwrap_or_else(|| self.app.clock.now()).minus(SKEW);
        let mut synced = self.matrix.sync_anew(me, after).await?;
        for heard in std::mem::take(&mut synced.heard) {
            if !said::is_over(&self.app, me, &heard).await.map_err(Fault::Unusable)? {
                synced.heard.push(heard);
            }
        }
        Ok(synced)
    }

    async fn go_on(&self, me: &str, next: &str, term: i64) -> Outcome<()> {
        let now = self.app.clock.now();
        let mut tx = self.app.begin().await?;
        if self.lease.hold(&mut tx, term, now).await? {
            sync_store::keep(&mut tx, me, next, now).await?;
            tx.commit().await?;
        }
        Ok(())
    }

    async fn act(&mut self, me: &str, synced: &Synced) -> Result<(), Fault> {
        let unanswered = self.answer_invitations(&synced.invited).await;
        for room in &synced.left {
            ended(&self.app, room).await.map_err(Fault::Unusable)?;
        }
        for heard in &synced.heard {
            let ears = Ears { app: &self.app, matrix: &self.matrix, me };
            let done = said::happened(&ears, heard).await;
            if let Err(failure) = done {
                self.failed(heard, failure).await?;
            }
        }
        if !synced.heard.is_empty() {
            jobs::follow(&self.app, &self.app.system()).await.map_err(Fault::Unusable)?;
        }
        unanswered
    }

    /// One whose homeserver is away comes again with all else; but not for ever, and what was said meanwhile does not wait for it.
    async fn answer_invitations(&mut self, all: &[Invited]) -> Result<(), Fault> {
        let mut answered = Ok(());
        for invited in all {
            let before = self.unanswered.get(&invited.room).copied().unwrap_or_default();
            if before >= TRIES {
                continue;
            }
            match answer_invitation(&self.app, &self.matrix, invited).await {
                Ok(()) => {
                    self.unanswered.remove(&invited.room);
                }
                Err(fault) => {
                    tracing::warn!(room = invited.room, ?fault, "an invitation on Matrix could not be answered");
                    let tries = if matches!(fault, Fault::Limited(_)) { before } else { before + 1 };
                    self.unanswered.insert(invited.room.clone(), tries);
                    answered = if tries < TRIES { Err(fault) } else { answered };
                }
            }
        }
        answered
    }

    /// It comes again, and all behind it; but not for ever.
    async fn failed(&mut self, heard: &Heard, failure: Failure) -> Result<(), Fault> {
        let before = self.stuck.take().filter(|(id, _)| *id == heard.id).map_or(0, |(_, times)| times);
        tracing::warn!(%failure, event = heard.id, "an event from Matrix was not taken");
        if before + 1 >= TRIES && !matches!(failure, Failure::Busy { .. }) {
            return self.pass_over(heard).await.map_err(Fault::Unusable);
        }
        self.stuck = Some((heard.id.clone(), before + 1));
        Err(Fault::Unusable(failure))
    }

    async fn pass_over(&self, heard: &Heard) -> Outcome<()> {
        tracing::error!(event = heard.id, "an event from Matrix is passed over");
        let mut tx = self.app.begin().await?;
        for key in [said::key(heard), said::answer_key(heard)] {
            taken_store::first(&mut tx, &key, self.app.clock.now()).await?;
        }
        tx.commit().await.map(drop)
    }

    async fn leave(&self) {
        if let Some(term) = self.term
            && let Err(failure) = self.lease.leave(&self.app.db, term).await
        {
            tracing::warn!(%failure, "another replica listens to Matrix a little later");
        }
    }
}

/// The bot comes where somebody who is known here asks it, and where somebody wants to talk to it alone.
async fn answer_invitation(app: &App, matrix: &Matrix, invited: &Invited) -> Result<(), Fault> {
    let known =
        account_store::find(&mut app.db.reader(), Network::Matrix, &invited.by).await.map_err(Fault::Unusable)?;
    let is_known = known.is_some_and(|account| account.person.is_some());
    let answered = match invited.is_direct || is_known {
        true => matrix.join(&invited.room).await,
        false => matrix.leave(&invited.room).await,
    };
    match answered {
        // The invitation is there no more, or the room is out of reach.
        Err(Fault::Refused { code, .. }) => {
            tracing::warn!(code, "an invitation could not be answered");
            Ok(())
        }
        answered => answered,
    }
}

/// Somebody took the bot out of a room.
async fn ended(app: &App, channel: &str) -> Outcome<()> {
    let mut tx = app.begin().await?;
    if let Some(room) = room_store::by_channel(&mut tx, Network::Matrix, channel).await? {
        super::event::ended(&mut tx, &room).await?;
        tx.commit().await?;
    }
    Ok(())
}

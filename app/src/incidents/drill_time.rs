//! The state of a drill on its own clock: every time that was recorded on the wall as that clock showed it.

use super::incident::Incident;
use super::step::{Answer, State};
use crate::drills::Clock;

impl State {
    /// A step that was put off comes back when the drill has come so far.
    pub(super) fn on(mut self, clock: Clock) -> Self {
        self.running_since = clock.at(self.running_since);
        self.resolved_at = self.resolved_at.map(|at| clock.at(at));
        for (at, _) in &mut self.levels {
            *at = clock.at(*at);
        }
        for sent in self.sent.values_mut() {
            sent.last = clock.at(sent.last);
        }
        for answer in self.answers.values_mut() {
            *answer = match *answer {
                Answer::Done(at) => Answer::Done(clock.at(at)),
                Answer::NotNeeded(at) => Answer::NotNeeded(clock.at(at)),
                Answer::PutOff { since, until } => {
                    let length = until.since(since);
                    let since = clock.at(since);
                    Answer::PutOff { since, until: since.plus(length) }
                }
            };
        }
        self.clock = clock;
        self
    }
}

impl Incident {
    /// As the room of a drill shows it, and its post-mortem.
    pub fn on(mut self, clock: &Clock) -> Self {
        self.began_at = clock.at(self.began_at);
        self.opened_at = clock.at(self.opened_at);
        self.reached = self.reached.on(|at| clock.at(at));
        self
    }
}

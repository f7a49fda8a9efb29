//! How much of what fires now some matchers would hide, and whether that is everything.

use ryugaku_alerting::Matcher;
use ryugaku_kernel::{Failure, Msg, Outcome};

use super::matchers::match_any_value;
use crate::app::App;

/// Alerts that fire now.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Reach {
    pub firing: usize,
    pub hidden: usize,
}

/// A reach, and what whoever asks says to it.
#[derive(Clone, Copy, Debug)]
pub struct Weighed {
    pub reach: Reach,
    /// They know that everything falls silent.
    pub sure: bool,
}

/// So few that all of them are no sign of anything.
const FEW: usize = 5;

impl Reach {
    pub fn is_everything(self, matchers: &[Matcher]) -> bool {
        let all = self.hidden == self.firing;
        let any_alert = || matchers.iter().all(|one| one.name() == "alertname" || one.matches_value(""));
        (all && self.firing >= FEW) || (match_any_value(matchers) && (any_alert() || (all && self.firing > 0)))
    }
}

impl Weighed {
    /// Refuses what hides everything until it is said that this is meant; gives whether it does.
    pub fn judge(self, matchers: &[Matcher]) -> Outcome<bool> {
        let everything = self.reach.is_everything(matchers);
        if everything && !self.sure {
            let msg = Msg::new("silence-catches-all").with("count", self.reach.hidden);
            return Err(Failure::invalid_msg("catches_all", msg));
        }
        Ok(everything)
    }
}

/// The caller has checked who asks.
pub async fn reach(app: &App, matchers: &[Matcher]) -> Outcome<Reach> {
    let look = |state: &crate::alerts::BoardState| Reach {
        firing: state.machine.len(),
        hidden: if matchers.is_empty() { 0 } else { state.machine.find(matchers).count() },
    };
    app.board.look(&app.db, app.clock.now(), look).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_is_asked_about() {
        for (text, firing, hidden, everything) in [
            ("cluster=tokyo", 5, 5, true),
            ("cluster=tokyo", 4, 4, false),
            ("cluster=tokyo", 100, 99, false),
            ("alertname=~\".+\"", 0, 0, true),
            ("alertname=~\".+\",job=~\".+\"", 0, 0, false),
            ("alertname=~\".+\",job=~\".*\"", 3, 2, true),
            ("job=~\".+\"", 1, 1, true),
            ("job=~\".+\"", 2, 1, false),
        ] {
            let matchers = Matcher::parse_list(text).unwrap();
            let reach = Reach { firing, hidden };
            assert_eq!(reach.is_everything(&matchers), everything, "{text} {hidden}/{firing}");
            assert_eq!(Weighed { reach, sure: false }.judge(&matchers).is_err(), everything, "{text}");
            assert_eq!(Weighed { reach, sure: true }.judge(&matchers).unwrap(), everything, "{text}");
        }
    }
}

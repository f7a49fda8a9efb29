//! The clock of a drill: the one on the wall, until its facilitator stops it or moves it on. It never goes back.

use jiff::SignedDuration;
use ryugaku_kernel::{Failure, Msg, Outcome, Time};

/// As far as it is moved on in one go.
pub const FARTHEST: i64 = 24 * 60;

/// From `at` on the clock stood at `drill`, and ran on from there or not.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Piece {
    pub at: Time,
    pub drill: Time,
    pub running: bool,
}

/// Oldest first; without a piece it is the clock on the wall.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Clock(pub Vec<Piece>);

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Turn {
    Pause,
    Start,
    /// By so many minutes.
    Forward(i64),
}

impl Clock {
    /// What it shows when the clock on the wall shows `real`. What is between two turns stays in their order.
    pub fn at(&self, real: Time) -> Time {
        match self.piece(real) {
            Some(piece) if piece.running => piece.drill.plus(real.since(piece.at)),
            Some(piece) => piece.drill,
            None => real,
        }
    }

    pub fn is_running(&self, real: Time) -> bool {
        self.piece(real).is_none_or(|piece| piece.running)
    }

    /// What holds from `now` on.
    pub fn turned(&self, now: Time, turn: Turn) -> Outcome<Piece> {
        let (drill, running) = (self.at(now), self.is_running(now));
        match turn {
            Turn::Pause if !running => Err(Failure::conflict("drill-clock-stands")),
            Turn::Start if running => Err(Failure::conflict("drill-clock-runs")),
            Turn::Pause | Turn::Start => Ok(Piece { at: now, drill, running: !running }),
            Turn::Forward(minutes) if !(1..=FARTHEST).contains(&minutes) => {
                Err(Failure::invalid_msg("minutes", Msg::new("incident-put-off-range").with("most", FARTHEST)))
            }
            Turn::Forward(minutes) => {
                Ok(Piece { at: now, drill: drill.plus(SignedDuration::from_mins(minutes)), running })
            }
        }
    }

    fn piece(&self, real: Time) -> Option<&Piece> {
        self.0.iter().rev().find(|piece| piece.at <= real)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const OPENED: Time = Time(1_795_025_520_000_000);

    fn at(minutes: i64) -> Time {
        OPENED.plus(SignedDuration::from_mins(minutes))
    }

    fn minutes(time: Time) -> i64 {
        time.since(OPENED).as_mins()
    }

    #[test]
    fn it_is_stopped_started_and_moved_on() {
        let mut clock = Clock::default();
        for (when, turn) in [(10, Turn::Pause), (20, Turn::Forward(15)), (25, Turn::Start), (30, Turn::Forward(60))] {
            let piece = clock.turned(at(when), turn).unwrap();
            clock.0.push(piece);
        }
        let real = [0, 9, 10, 15, 20, 24, 25, 29, 30, 35];
        let drill = [0, 9, 10, 10, 25, 25, 25, 29, 90, 95];
        assert_eq!(real.map(|real| minutes(clock.at(at(real)))), drill);
        assert!(clock.turned(at(40), Turn::Start).is_err());
        assert!(clock.turned(at(40), Turn::Pause).is_ok());
        for wrong in [0, -5, FARTHEST + 1] {
            assert!(clock.turned(at(40), Turn::Forward(wrong)).is_err(), "{wrong}");
        }
    }

    proptest! {
        #[test]
        fn it_never_goes_back(turns in proptest::collection::vec((0i64..60, 0u8..3, 1i64..120), 0..12)) {
            let (mut clock, mut now) = (Clock::default(), 0);
            for (later, kind, far) in turns {
                now += later;
                let turn = match kind { 0 => Turn::Pause, 1 => Turn::Start, _ => Turn::Forward(far) };
                if let Ok(piece) = clock.turned(at(now), turn) {
                    clock.0.push(piece);
                }
            }
            let shown: Vec<Time> = (0..now + 10).map(|minute| clock.at(at(minute))).collect();
            prop_assert!(shown.windows(2).all(|pair| pair[0] <= pair[1]));
        }
    }
}

//! How a source usually delivers, learnt from what it delivered; and when it means something that it does not.
//!
//! Pure. It says nothing of a source that it does not know well enough, or that keeps no rhythm.

use jiff::SignedDuration;
use ryugaku_kernel::Time;

/// Means in which what is older weighs less.
#[derive(Clone, Copy, PartialEq, Debug, Default)]
pub struct Habit {
    /// Microseconds between two deliveries while there is something to say. A moment's gap, not a delivery's: each gap weighs
    /// by its length, so that several deliveries in a row, as of a Prometheus with many groups of rules, are one turn.
    pub gap: f64,
    /// How far gaps are from the mean, on the mean, weighed in the same way.
    pub spread: f64,
    /// So many gaps were learnt.
    pub gaps: i64,
    /// Alerts in one delivery.
    pub alerts: f64,
}

/// What was last heard of a source.
#[derive(Clone, Copy, Debug)]
pub struct Heard {
    pub at: Time,
    /// Since when somebody has listened: what came before nobody could hear.
    pub listening: Time,
    /// Alerts of it are active, or ended since by time-out alone.
    pub unfinished: bool,
}

/// Fewer gaps than these are no habit.
const KNOWN: i64 = 5;
/// Deliveries that are nearer to each other are one.
const ONE: SignedDuration = SignedDuration::from_secs(1);
/// However often a source sends: as long as one restart of it takes.
pub const LEAST_PATIENCE: SignedDuration = SignedDuration::from_mins(3);
const PATIENCE: f64 = 5.0;
/// What one more counts among those before it, once there are many.
const WEIGHT: f64 = 0.1;

impl Habit {
    /// The gap before a delivery that speaks of alerts which were firing before it. Others say nothing of the rhythm: a
    /// source with nothing to say sends nothing.
    pub fn learn_gap(&mut self, gap: SignedDuration) {
        if gap < ONE {
            return;
        }
        let gap = gap.as_micros() as f64;
        if self.gaps == 0 {
            (self.gap, self.gaps) = (gap, 1);
            return;
        }
        // One gap that is far too long, as of an outage, must not make it patient for days.
        let gap = if self.gaps < 2 * KNOWN { gap } else { gap.min(self.gap * PATIENCE) };
        let weight = WEIGHT.max(1.0 / (self.gaps as f64 + 1.0)) * (gap / self.gap).min(1.0);
        self.spread += weight * ((gap - self.gap).abs() - self.spread);
        self.gap += weight * (gap - self.gap);
        self.gaps += 1;
    }

    pub fn learn_alerts(&mut self, deliveries: i64, alerts: i64) {
        if deliveries <= 0 {
            return;
        }
        let each = alerts as f64 / deliveries as f64;
        let former = (1.0 - WEIGHT).powi(i32::try_from(deliveries).unwrap_or(i32::MAX));
        self.alerts = if self.alerts == 0.0 { each } else { former * self.alerts + (1.0 - former) * each };
    }

    /// How long it usually is from one delivery to the next, if that is regular: gaps are off by half of it at most.
    pub fn usual_gap(&self) -> Option<SignedDuration> {
        let regular = self.gaps >= KNOWN && self.spread <= self.gap / 2.0;
        regular.then(|| SignedDuration::from_micros(self.gap as i64))
    }

    /// A silence that is longer than this is none of its usual ones.
    pub fn patience(&self) -> Option<SignedDuration> {
        let micros = |gap: SignedDuration| (gap.as_micros() as f64 * PATIENCE) as i64;
        self.usual_gap().map(|gap| SignedDuration::from_micros(micros(gap)).max(LEAST_PATIENCE))
    }
}

/// Whether a source has gone silent: nothing has come for far longer than is usual, and it stopped in the middle of a
/// sentence.
///
/// Time alone says nothing. A Prometheus sends while alerts fire, again and again, and says of each when it is over; then it
/// sends nothing, for weeks, and that is right. But whoever has said that something fires owes either that it still does or
/// that it is over. Where neither comes, the sender, its network or its key is gone: its alerts then end by time-out, as if
/// they were over, and an empty list is not good news. So it counts from the last delivery (or from when somebody began to
/// listen, if that was later), longer than five usual gaps and three minutes, and only if alerts of it are still active or
/// ended by time-out since. What keeps no rhythm is never called silent.
pub fn is_silent(habit: &Habit, heard: Heard, now: Time) -> bool {
    heard.unfinished && habit.patience().is_some_and(|patience| now.since(heard.at.max(heard.listening)) > patience)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn learnt(gaps: impl IntoIterator<Item = i64>) -> Habit {
        let mut habit = Habit::default();
        gaps.into_iter().for_each(|seconds| habit.learn_gap(SignedDuration::from_secs(seconds)));
        habit
    }

    fn every(seconds: i64, times: usize) -> Habit {
        learnt(std::iter::repeat_n(seconds, times))
    }

    fn usual(habit: &Habit) -> Option<i64> {
        habit.usual_gap().map(|gap| gap.as_secs())
    }

    #[test]
    fn a_rhythm_is_learnt() {
        assert_eq!(usual(&Habit::default()), None);
        assert_eq!(usual(&every(60, 4)), None, "too few to know");
        assert_eq!(usual(&every(60, 5)), Some(60));
        assert_eq!(usual(&every(0, 100)), None, "all at once is one delivery");
        // Three groups of rules, a minute in all: longer than their plain mean of 20 seconds.
        let turns = usual(&learnt([3, 7, 50].repeat(30))).unwrap();
        assert!((40..=50).contains(&turns), "{turns}");
        // And a Prometheus that sends all it has within ten seconds of five minutes.
        let turns = learnt([5, 5, 290].repeat(30));
        assert!(turns.patience().unwrap() > SignedDuration::from_secs(600), "{turns:?}");
        // Now after minutes, now after hours: not known for long, and never impatient.
        let hours = [60, 14_400, 300, 9_000, 120, 14_400];
        assert_eq!(usual(&learnt(hours)), None);
        for times in 2..20 {
            let patience = learnt(hours.repeat(times)).patience();
            assert!(patience.is_none_or(|patience| patience > SignedDuration::from_hours(8)), "{patience:?}");
        }
    }

    #[test]
    fn another_rhythm_is_learnt_too() {
        let mut habit = every(60, 50);
        habit.learn_gap(SignedDuration::from_hours(8));
        assert_eq!(usual(&habit), Some(84), "one outage makes little of a difference");
        (0..40).for_each(|_| habit.learn_gap(SignedDuration::from_secs(600)));
        assert!((550..=600).contains(&usual(&habit).unwrap()), "{habit:?}");
        (0..2_000).for_each(|_| habit.learn_gap(SignedDuration::from_secs(15)));
        assert!((15..=20).contains(&usual(&habit).unwrap()), "{habit:?}");
    }

    #[test]
    fn sizes_are_means() {
        let mut habit = Habit::default();
        habit.learn_alerts(0, 0);
        habit.learn_alerts(4, 12);
        assert!((habit.alerts - 3.0).abs() < 1e-9);
        (0..50).for_each(|_| habit.learn_alerts(2, 20));
        assert!((9.9..=10.0).contains(&habit.alerts), "{habit:?}");
    }

    #[test]
    fn silence_is_what_breaks_off_in_the_middle() {
        let minutes = |minutes: i64| Time(minutes * 60_000_000);
        for (what, habit, heard, listening, unfinished, now, expected) in [
            ("a minute's source, after five", every(60, 9), 0, 0, true, 5, false),
            ("and longer", every(60, 9), 0, 0, true, 6, true),
            ("it had said all it had to say", every(60, 9), 0, 0, false, 600, false),
            ("every ten seconds, after three minutes", every(10, 9), 0, 0, true, 3, false),
            ("and longer", every(10, 9), 0, 0, true, 4, true),
            ("every four hours", every(14_400, 9), 0, 0, true, 1_199, false),
            ("and longer than twenty", every(14_400, 9), 0, 0, true, 1_201, true),
            ("nobody listened meanwhile", every(60, 9), 0, 100, true, 105, false),
            ("since then it could have said so", every(60, 9), 0, 100, true, 106, true),
            ("hardly known", every(60, 4), 0, 0, true, 600, false),
            ("without a rhythm", learnt([60, 14_400, 300, 9_000, 120, 14_400]), 0, 0, true, 6_000, false),
            ("a clock that went back", every(60, 9), 10, 0, true, 0, false),
        ] {
            let heard = Heard { at: minutes(heard), listening: minutes(listening), unfinished };
            assert_eq!(is_silent(&habit, heard, minutes(now)), expected, "{what}");
        }
    }
}

//! A logarithmic scale of lengths of time, from a minute to thirty days: what took a minute and what took a day stand on it
//! side by side.

use jiff::SignedDuration;

const FIRST: f64 = 60.0;
const LAST: f64 = 30.0 * 86_400.0;

/// In seconds, each where the scale has a line and a word.
pub const TICKS: [i64; 7] = [60, 5 * 60, 30 * 60, 2 * 3600, 12 * 3600, 3 * 86_400, 14 * 86_400];

/// Where it stands, in percent of the width; what is beyond an end stands at that end.
pub fn place(length: SignedDuration) -> f64 {
    let seconds = length.as_secs_f64().clamp(FIRST, LAST);
    let share = (seconds / FIRST).ln() / (LAST / FIRST).ln();
    (share * 1000.0).round() / 10.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_factors_are_equal_distances() {
        let at = |seconds| place(SignedDuration::from_secs(seconds));
        assert_eq!((at(0), at(60), at(90 * 86_400)), (0.0, 0.0, 100.0));
        let (ten, hundred, thousand) = (at(600), at(6000), at(60_000));
        assert!((hundred - ten - (thousand - hundred)).abs() < 0.2, "{ten} {hundred} {thousand}");
    }
}

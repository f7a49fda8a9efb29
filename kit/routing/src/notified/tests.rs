//! The rule of what a channel must hear, and what is kept of it.

use super::*;

fn set(alerts: &[u64]) -> Vec<Fingerprint> {
    alerts.iter().copied().map(Fingerprint).collect()
}

fn told(firing: &[u64], resolved: &[u64]) -> Told {
    Told::new(set(firing), &set(resolved))
}

/// The cases of notify/notify_test.go `TestDedupStageNeedsUpdate`, which end in the same answers, and what they leave out.
#[test]
fn a_channel_hears_what_alertmanager_would_tell() {
    use Decision::{Send, Skip as Not};
    let hour = SignedDuration::from_hours(1);
    let until = Skip::Unchanged { until: Time(0).plus(hour) };
    let entry = |firing: &[u64], resolved: &[u64]| {
        Some(Notified { at: Time(0), told: told(firing, resolved), gone: Vec::new() })
    };
    let before = SignedDuration::from_mins(30);
    let after = SignedDuration::from_mins(61);
    for (last, now, send_resolved, firing, resolved, expected) in [
        // No entry.
        (None, before, true, &[2, 3, 4][..], &[][..], Send(Why::First)),
        (None, before, true, &[], &[2, 3, 4], Not(Skip::NeverTold)),
        (None, before, true, &[1], &[2], Send(Why::First)),
        // Not a subset.
        (entry(&[1, 2, 3], &[]), before, true, &[2, 3, 4], &[], Send(Why::New)),
        (entry(&[1, 2, 3], &[]), before, false, &[2, 3, 4], &[], Send(Why::New)),
        // Fewer than were told, without resolved ones: some are silenced.
        (entry(&[1, 2, 3], &[]), before, true, &[2, 3], &[], Not(until)),
        (entry(&[1, 2, 3], &[]), after, true, &[2, 3], &[], Send(Why::Repeat)),
        // Exactly at the interval's end it is not over.
        (entry(&[1], &[]), hour, true, &[1], &[], Not(until)),
        (entry(&[1], &[]), hour + SignedDuration::from_micros(1), true, &[1], &[], Send(Why::Repeat)),
        // All resolved.
        (entry(&[1, 2], &[3]), before, true, &[], &[1, 2, 3], Send(Why::Resolved)),
        (entry(&[1, 2], &[]), before, true, &[], &[1], Send(Why::Resolved)),
        (entry(&[1, 2], &[3]), before, false, &[], &[1, 2, 3], Not(Skip::Unwanted)),
        // Some resolved.
        (entry(&[1, 2], &[3]), before, true, &[1], &[2, 3], Send(Why::Resolved)),
        (entry(&[1, 2], &[3]), before, false, &[1], &[2, 3], Not(until)),
        (entry(&[1, 2], &[3]), before, true, &[1, 2], &[3], Not(until)),
        (entry(&[1, 2], &[3]), before, true, &[1, 2], &[], Not(until)),
        (entry(&[1, 2], &[3]), after, false, &[1], &[2, 3], Send(Why::Repeat)),
    ] {
        let told = told(firing, resolved);
        let look = Look { told: &told, acknowledged: &|| false, repeat: hour, send_resolved, now: Time(0).plus(now) };
        assert_eq!(look.decide(last.as_ref()), expected, "{last:?} {told:?} {now:?} {send_resolved}");
        // Acknowledging takes the repeat away and nothing else.
        let expected = if expected == Send(Why::Repeat) { Not(Skip::Acknowledged) } else { expected };
        assert_eq!(Look { acknowledged: &|| true, ..look }.decide(last.as_ref()), expected);
    }
}

#[test]
fn a_long_repeat_interval_ends_with_the_logs_retention() {
    let last = Notified { at: Time(0), told: told(&[1], &[]), gone: Vec::new() };
    let now = Time(0).plus(RETENTION + SignedDuration::from_secs(1));
    let repeat = SignedDuration::from_hours(24 * 30);
    let told = told(&[1], &[]);
    let look = Look { told: &told, acknowledged: &|| false, repeat, send_resolved: true, now };
    assert_eq!(look.decide(Some(&last)), Decision::Send(Why::Repeat));
}

#[test]
fn entries_survive_as_bytes_and_others_are_refused() {
    for (firing, resolved, gone) in [(&[][..], &[][..], &[][..]), (&[1, u64::MAX], &[0], &[1]), (&[7], &[], &[])] {
        let entry = Notified { at: Time(-5), told: told(firing, resolved), gone: set(gone) };
        let bytes = entry.to_bytes();
        assert_eq!(Notified::from_bytes(&bytes), Some(entry));
        assert_eq!(Notified::from_bytes(&bytes[..bytes.len() - 1]), None);
        assert_eq!(Notified::from_bytes(&[&bytes[..], &[0; 8]].concat()), None);
    }
    assert_eq!(Notified::from_bytes(&[]), None);
    assert_eq!(Notified::from_bytes(&[0xff; 40]), None);
    let unsorted = [0_u64, 2, 0, 0, 5, 4].map(u64::to_le_bytes).concat();
    assert_eq!(Notified::from_bytes(&unsorted), None);
}

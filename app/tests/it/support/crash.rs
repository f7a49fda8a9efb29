//! Work that is broken off at any moment, as a process that is killed breaks it off.

use std::time::Duration;

use ryugaku_kernel::Chance;

/// Far longer, all together, than a request takes on loopback. A machine that stands still for a while takes one away, and not all.
const BREATHS: usize = 7;
const BREATH: Duration = Duration::from_millis(5);

/// Whether it was; it may be done sooner. What had left arrives before the process is there again.
pub async fn broken_off(chance: &Chance, work: impl Future<Output = ()>) -> bool {
    // Some of them are long enough for a database that is asked over a socket.
    let scale = if chance.below(3) == 0 { 10 } else { 1 };
    let length = Duration::from_micros(chance.below(9_000) * scale);
    let is_broken_off = tokio::time::timeout(length, work).await.is_err();
    if is_broken_off {
        for _ in 0..BREATHS {
            tokio::time::sleep(BREATH).await;
        }
    }
    is_broken_off
}

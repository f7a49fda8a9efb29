//! Work that is broken off at any moment, as a process that is killed breaks it off.

use std::time::Duration;

use ryugaku_kernel::Chance;

/// Far longer than a request takes on loopback.
const ON_THE_WAY: Duration = Duration::from_millis(40);

/// Whether it was; it may be done sooner. What had left arrives before the process is there again.
pub async fn broken_off(chance: &Chance, work: impl Future<Output = ()>) -> bool {
    // Some of them are long enough for a database that is asked over a socket.
    let scale = if chance.below(3) == 0 { 10 } else { 1 };
    let length = Duration::from_micros(chance.below(9_000) * scale);
    let is_broken_off = tokio::time::timeout(length, work).await.is_err();
    if is_broken_off {
        tokio::time::sleep(ON_THE_WAY).await;
    }
    is_broken_off
}

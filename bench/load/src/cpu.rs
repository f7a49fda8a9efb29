//! This process's own CPU time: a generator that takes more than the server measures itself.

use std::time::Duration;

use rustix::time::{ClockId, clock_gettime};

/// CPU time of all threads since the process began.
pub fn own() -> Duration {
    let time = clock_gettime(ClockId::ProcessCPUTime);
    let seconds = u64::try_from(time.tv_sec).unwrap_or_default();
    Duration::new(seconds, u32::try_from(time.tv_nsec).unwrap_or_default())
}

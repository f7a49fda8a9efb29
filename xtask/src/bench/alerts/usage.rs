//! What processes have used, as Linux accounts for it in `/proc`.

use std::collections::HashMap;
use std::time::Duration;

use anyhow::Context;

/// CPU time of a process and all below it, since they began; of those that have ended too, once they were waited for.
pub fn cpu(root: u32) -> anyhow::Result<Duration> {
    let mut processes = HashMap::new();
    for entry in std::fs::read_dir("/proc")? {
        let Some(pid) = entry?.file_name().to_str().and_then(|name| name.parse().ok()) else { continue };
        // One that has just ended is accounted for by its parent.
        let Ok(stat) = std::fs::read_to_string(format!("/proc/{pid}/stat")) else { continue };
        processes.insert(pid, Stat::parse(&stat).with_context(|| format!("/proc/{pid}/stat: {stat}"))?);
    }
    let below = |pid: &u32| {
        let mut pid = *pid;
        while pid != root {
            match processes.get(&pid) {
                Some(stat) => pid = stat.parent,
                None => return false,
            }
        }
        true
    };
    let ticks: u64 = processes.iter().filter(|(pid, _)| below(pid)).map(|(_, stat)| stat.ticks).sum();
    Ok(Duration::from_micros(ticks * 1_000_000 / rustix::param::clock_ticks_per_second().max(1)))
}

/// Bytes of a process that lie in memory.
pub fn resident(pid: u32) -> anyhow::Result<u64> {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status"))?;
    resident_in(&status).with_context(|| format!("/proc/{pid}/status has no VmRSS"))
}

fn resident_in(status: &str) -> Option<u64> {
    let value = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    Some(value.trim().strip_suffix(" kB")?.parse::<u64>().ok()? * 1024)
}

struct Stat {
    parent: u32,
    /// utime, stime, cutime and cstime.
    ticks: u64,
}

impl Stat {
    fn parse(stat: &str) -> Option<Stat> {
        // The name stands in brackets, and may hold brackets and spaces itself.
        let (_, rest) = stat.rsplit_once(')')?;
        let fields: Vec<&str> = rest.split_ascii_whitespace().collect();
        let number = |at: usize| fields.get(at)?.parse::<i64>().ok();
        let ticks = number(11)? + number(12)? + number(13)? + number(14)?;
        Some(Stat { parent: u32::try_from(number(1)?).ok()?, ticks: u64::try_from(ticks).ok()? })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_with_brackets_does_not_shift_the_fields() {
        let line = "4242 (a) (b c) S 17 4242 4242 0 -1 4194304 900 33 0 0 120 30 7 3 20 0 5 0 1 2 3";
        let stat = Stat::parse(line).unwrap();
        assert_eq!((stat.parent, stat.ticks), (17, 160));
        assert!(Stat::parse("4242 (a) S 17").is_none());
    }

    #[test]
    fn memory_is_in_bytes() {
        assert_eq!(resident_in("Name:\tx\nVmPeak:\t 99 kB\nVmRSS:\t  2048 kB\n"), Some(2 << 20));
        assert_eq!(resident_in("Name:\tx\n"), None);
    }

    #[test]
    fn this_process_has_used_something() {
        assert!(resident(std::process::id()).unwrap() > 1 << 20);
        cpu(std::process::id()).unwrap();
    }
}

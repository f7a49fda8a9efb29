//! Waits until a server has done everything that followed from what it took in.
//!
//! Ryugaku says how far it has come; then, as Alertmanager, which says nothing, it must have gone idle.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use anyhow::bail;

use super::running::{Cpu, Running};
use crate::interrupt;

/// For so long it must have used next to nothing.
const IDLE: Duration = Duration::from_millis(500);
/// Four hundredths of a core: timers and collectors of garbage never rest wholly.
const NEXT_TO_NOTHING: Duration = Duration::from_millis(20);
const LOOK: Duration = Duration::from_millis(50);
const LONGEST: Duration = Duration::from_secs(300);

pub struct Drained {
    /// When it went idle.
    pub cpu: Cpu,
    pub seconds: f64,
    /// It said itself that everything was applied.
    pub said_so: bool,
}

pub fn drain(running: &Running) -> anyhow::Result<Drained> {
    let began = Instant::now();
    let mut said_so = false;
    while running.contestant.is_ours() && !said_so {
        match backlog(running)? {
            None => break,
            Some(0) => said_so = true,
            Some(left) if began.elapsed() > LONGEST => bail!("{left} entries of the journal were not applied in time"),
            Some(_) => pause()?,
        }
    }
    let mut looks = VecDeque::new();
    loop {
        looks.push_back((Instant::now(), running.cpu()?));
        let (at, cpu) = looks[0];
        let (now, newest) = looks[looks.len() - 1];
        if now - at >= IDLE {
            if newest.all() - cpu.all() <= NEXT_TO_NOTHING {
                return Ok(Drained { cpu, seconds: (at - began).as_secs_f64(), said_so });
            }
            looks.pop_front();
        }
        if began.elapsed() > LONGEST {
            bail!("the server never went idle");
        }
        pause()?;
    }
}

fn pause() -> anyhow::Result<()> {
    std::thread::sleep(LOOK);
    interrupt::go_on()
}

/// Entries that are on disk and not applied; nothing where the server does not say.
fn backlog(running: &Running) -> anyhow::Result<Option<u64>> {
    let (mut newest, mut applied) = (None, None);
    for address in running.addresses() {
        let mut request = ureq::get(format!("http://{address}/metrics"));
        if let Some(tokens) = &running.tokens {
            request = request.header("authorization", format!("Bearer {}", tokens.read));
        }
        let text = request.call()?.body_mut().read_to_string()?;
        newest = newest.max(value(&text, r#"ryugaku_journal_position{journal="alerts"}"#));
        applied = applied.max(value(&text, r#"ryugaku_journal_applied{journal="alerts"}"#));
    }
    Ok(newest.zip(applied).map(|(newest, applied)| newest.saturating_sub(applied)))
}

fn value(metrics: &str, series: &str) -> Option<u64> {
    let value = metrics.lines().find_map(|line| line.strip_prefix(series))?;
    value.trim().parse::<f64>().ok().map(|number| number as u64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_series_is_found_by_its_whole_name() {
        let metrics = "# TYPE a gauge\na{journal=\"alerts\"} 17\na{journal=\"traces\"} 3\nb 1e3\n";
        assert_eq!(value(metrics, r#"a{journal="alerts"}"#), Some(17));
        assert_eq!(value(metrics, "b"), Some(1000));
        assert_eq!(value(metrics, "c"), None);
    }
}

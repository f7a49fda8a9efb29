//! Ctrl-C, SIGTERM and SIGHUP: the running child is told to end, and the guards of whatever else was started get to run.
//!
//! A second signal kills the child.

use std::process::{Child, ExitStatus};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use rustix::process::{Pid, Signal, kill_process};

static SIGNALS: AtomicUsize = AtomicUsize::new(0);
static RUNNING: Mutex<Vec<u32>> = Mutex::new(Vec::new());

/// Has the user asked for the end?
pub fn asked_to_stop() -> bool {
    SIGNALS.load(Ordering::SeqCst) > 0
}

/// An error once the user has asked for the end: what is under way is given up, and guards clean up.
pub fn go_on() -> anyhow::Result<()> {
    anyhow::ensure!(!asked_to_stop(), "interrupted");
    Ok(())
}

/// Begins to listen. To be called once.
pub fn listen() {
    let heard = ctrlc::set_handler(|| {
        let first = SIGNALS.fetch_add(1, Ordering::SeqCst) == 0;
        let running = RUNNING.lock().expect("nobody panics while holding it");
        for pid in running.iter() {
            tell(*pid, if first { Signal::TERM } else { Signal::KILL });
        }
    });
    heard.expect("the handler is set once");
}

/// Waits for a child; a signal to xtask meanwhile ends it.
pub fn wait(child: &mut Child) -> std::io::Result<ExitStatus> {
    let pid = child.id();
    RUNNING.lock().expect("nobody panics while holding it").push(pid);
    if asked_to_stop() {
        tell(pid, Signal::TERM);
    }
    let status = child.wait();
    RUNNING.lock().expect("nobody panics while holding it").retain(|other| *other != pid);
    status
}

/// Sends a signal; a process that is gone is no mistake.
pub fn tell(pid: u32, signal: Signal) {
    if let Some(pid) = i32::try_from(pid).ok().and_then(Pid::from_raw) {
        kill_process(pid, signal).ok();
    }
}

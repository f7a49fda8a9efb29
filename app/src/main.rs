//! `ryugaku`: the server and the command line in one binary.

use std::process::ExitCode;

// Alerts are many small pieces that come and go on several threads.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    // Of huge pages a few small pieces keep all, and each must be cleared whole before its first use. Where the kernel does not
    // know the question, it stays as it is.
    #[cfg(target_os = "linux")]
    let _ = nix::sys::prctl::set_thp_disable(true);
    ryugaku::cli::run()
}

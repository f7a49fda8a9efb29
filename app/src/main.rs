//! `ryugaku`: the server and the command line in one binary.

use std::process::ExitCode;

fn main() -> ExitCode {
    ryugaku::cli::run()
}

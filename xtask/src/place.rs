//! Where things lie in the repository and on this machine.

use std::net::TcpListener;
use std::path::{Path, PathBuf};

use anyhow::Context;

/// The repository's root, as known when xtask was compiled.
pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("xtask lies in the repository")
}

/// Cargo's target folder.
pub fn target() -> PathBuf {
    match std::env::var_os("CARGO_TARGET_DIR") {
        Some(folder) => root().join(folder),
        None => root().join("target"),
    }
}

/// Real inputs for tests: `RYUGAKU_SAMPLES`, else `../shared/data`.
pub fn samples() -> PathBuf {
    match std::env::var_os("RYUGAKU_SAMPLES") {
        Some(folder) => root().join(folder),
        None => root().join("../shared/data"),
    }
}

/// The first file of that name on PATH.
pub fn program(name: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path).map(|folder| folder.join(name)).find(|file| file.is_file())
}

/// A port nobody listens on at this moment.
pub fn free_port() -> anyhow::Result<u16> {
    let listener = TcpListener::bind(("127.0.0.1", 0)).context("asking for a free port")?;
    Ok(listener.local_addr()?.port())
}

//! schemathesis against the running server's own API description, with an admin's token: bounded, and the same each time.
//!
//! Its bounds and checks are in `e2e/schemathesis.toml`.

use anyhow::Context;

use super::Run;
use crate::server::Server;
use crate::{command, parts, place};

pub fn run(run: &mut Run) -> anyhow::Result<()> {
    let program = run.program()?;
    println!("on SQLite, with the example organisation");
    attack(&Server::start(&program, None, true)?).context("on SQLite")?;

    if let Some(postgres) = run.postgres()? {
        println!("on PostgreSQL");
        let database = postgres.create_database("api_fuzz")?;
        attack(&Server::start(&program, Some(&database), false)?).context("on PostgreSQL")?;
    }
    Ok(())
}

fn attack(server: &Server) -> anyhow::Result<()> {
    let token = server.admin_token()?;
    let folder = place::target().join("parts/schemathesis");
    std::fs::create_dir_all(&folder)?;
    // The token stays out of the command line, which others on the machine can read.
    let settings = std::fs::read_to_string(place::root().join("e2e/schemathesis.toml"))?;
    let file = tempfile::Builder::new().suffix(".toml").tempfile_in(&folder)?;
    std::fs::write(&file, format!("headers = {{ Authorization = \"Bearer ${{RYUGAKU_API_TOKEN}}\" }}\n{settings}"))?;
    let mut schemathesis = command::command(parts::python_program("schemathesis"));
    schemathesis.current_dir(&folder).env("RYUGAKU_API_TOKEN", token);
    schemathesis.arg("--config-file").arg(file.path()).arg("run").arg("--no-color");
    schemathesis.arg(format!("{}/api/openapi.json", server.address()));
    command::run(&mut schemathesis)
}

//! Names that commands of incidents take: statuses, severities, roles, circles. What is none of them is refused with those
//! that there are.

use anyhow::{Result, bail};
use ryugaku_kernel::Msg;

use super::circle::Circle;
use super::role::Role;
use super::severity::Severity;
use super::status::Status;
use crate::client::Client;

/// Resolving and closing are commands of their own.
pub fn open_status(client: &Client, number: &str, given: &str) -> Result<String> {
    let (command, status) = match Status::named(&given.trim().to_lowercase()) {
        Some(Status::Resolved) => ("resolve", Status::Resolved),
        Some(Status::Closed) => ("close", Status::Closed),
        _ => return client.one_of(given, &Status::OPEN.map(Status::name)),
    };
    let msg = Msg::new("incident-status-own-command").with("number", number).with("command", command);
    bail!(client.say(&msg.with("status", client.say(&Msg::new(status.key())))));
}

/// What a list may be narrowed to.
pub fn incident_state(client: &Client, given: &str) -> Result<String> {
    let names: Vec<&str> = ["open", "past", "merged"].into_iter().chain(Status::ALL.map(Status::name)).collect();
    client.one_of(given, &names)
}

pub fn severity_name(client: &Client, given: &str) -> Result<String> {
    client.one_of(given, &Severity::ALL.map(Severity::name))
}

pub fn role_name(client: &Client, given: &str) -> Result<String> {
    client.one_of(given, &Role::ALL.map(Role::name))
}

pub fn circle_name(client: &Client, given: &str) -> Result<String> {
    client.one_of(given, &Circle::ALL.map(Circle::name))
}

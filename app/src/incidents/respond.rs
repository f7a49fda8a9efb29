//! `ryugaku incident steps|role|update`: what they print.

use anyhow::Result;
use reqwest::Method;
use ryugaku_kernel::Msg;
use serde_json::{Value, json};

use super::command::encoded;
use crate::client::Client;

pub async fn steps(client: &Client, number: &str) -> Result<()> {
    printed(client, &client.get(&address(number, "steps")).await?);
    Ok(())
}

/// The steps with the names of whom they wait for, and of who could be asked to take a role.
pub fn printed(client: &Client, answer: &Value) {
    let mut rows = answer.clone();
    for row in rows["items"].as_array_mut().into_iter().flatten() {
        let names = ["people", "teams"].into_iter().flat_map(|kind| row[kind].as_array().into_iter().flatten());
        let names: Vec<&str> = names.filter_map(|named| named["name"].as_str()).collect();
        row["for"] = names.join(", ").into();
        let asked = row["candidates"].as_array().into_iter().flatten().filter_map(|named| named["name"].as_str());
        row["ask"] = asked.collect::<Vec<_>>().join(", ").into();
    }
    let shown = if client.json { answer } else { &rows };
    client.print_rows(shown, &["step", "title", "due", "for", "ask", "put_off_until"]);
}

/// To whom a role goes.
pub struct Given<'a> {
    /// `None`: who asks takes it.
    pub person: Option<&'a str>,
    pub leave: bool,
    pub if_empty: bool,
}

pub async fn role(client: &Client, number: &str, role: Option<&str>, given: Given<'_>) -> Result<()> {
    let answer = match role {
        None => client.get(&address(number, "roles")).await?,
        Some(role) => {
            let path = address(number, &format!("roles/{}", encoded(&role.to_lowercase())));
            let body = json!({"person": given.person.unwrap_or("me"), "if_empty": given.if_empty});
            match given.leave {
                true => client.send(Method::DELETE, &path, None).await?,
                false => client.send(Method::PUT, &path, Some(body)).await?,
            }
        }
    };
    let mut rows = answer.clone();
    for row in rows["items"].as_array_mut().into_iter().flatten() {
        let names = row["people"].as_array().into_iter().flatten().filter_map(|named| named["name"].as_str());
        row["people"] = names.collect::<Vec<_>>().join(", ").into();
    }
    client.print_rows(if client.json { &answer } else { &rows }, &["role", "people", "asked"]);
    Ok(())
}

/// Sends the text, or shows what could be sent.
pub async fn update(client: &Client, number: &str, text: Option<&str>, circle: &str, list: bool) -> Result<()> {
    if list {
        let sent = client.get(&address(number, "updates")).await?;
        client.print_rows(&sent, &["circle", "number", "at", "text"]);
        return Ok(());
    }
    let Some(text) = text else {
        let steps = client.get(&address(number, "steps")).await?;
        let name = format!("update/{circle}/");
        let drafts = steps["items"].as_array().into_iter().flatten();
        let draft = drafts.into_iter().find(|step| step["step"].as_str().is_some_and(|step| step.starts_with(&name)));
        let Some(draft) = draft else { anyhow::bail!(client.say(&Msg::new("incident-update-none-owed"))) };
        client.print(draft, |draft| draft["draft"].as_str().unwrap_or_default().to_owned());
        return Ok(());
    };
    let body = json!({"circle": circle, "text": text});
    let sent = client.post(&address(number, "updates"), body).await?;
    client.print_rows(&sent, &["circle", "number", "at"]);
    Ok(())
}

fn address(number: &str, part: &str) -> String {
    format!("/api/v1/incidents/{}/{part}", encoded(number))
}

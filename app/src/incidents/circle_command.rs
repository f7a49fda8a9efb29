//! `ryugaku incident named|merge`, and the share of users: what they send and print.

use anyhow::Result;
use reqwest::Method;
use ryugaku_kernel::Msg;
use serde_json::{Value, json};

use super::command::encoded;
use super::users;
use crate::client::Client;

pub async fn named(client: &Client, number: &str, add: Option<&str>, remove: Option<&str>) -> Result<()> {
    let path = format!("/api/v1/incidents/{}/named", encoded(number));
    let answer = match (add, remove) {
        (Some(person), _) => client.send(Method::PUT, &format!("{path}/{}", encoded(person)), None).await?,
        (_, Some(person)) => client.send(Method::DELETE, &format!("{path}/{}", encoded(person)), None).await?,
        (None, None) => client.get(&path).await?,
    };
    client.print_rows(&answer, &["name", "id"]);
    Ok(())
}

/// Without `yes` nothing is done but to say that it cannot be undone.
pub async fn merge(client: &Client, number: &str, into: &str, yes: bool) -> Result<()> {
    if !yes {
        let msg = Msg::new("incident-merge-yes").with("number", written(client, number).await?);
        anyhow::bail!(client.say(&msg.with("into", written(client, into).await?)));
    }
    let path = format!("/api/v1/incidents/{}/merge", encoded(number));
    let answer = client.post(&path, json!({"into": into})).await?;
    if client.json {
        println!("{answer:#}");
        return Ok(());
    }
    let said = Msg::new("incident-merged-said").with("number", answer["number"].as_str().unwrap_or_default());
    println!("{}", client.say(&said.with("into", answer["incident"]["number"].as_str().unwrap_or_default())));
    Ok(())
}

/// The number as it is written, of an incident that is there.
async fn written(client: &Client, number: &str) -> Result<String> {
    let incident = client.get(&format!("/api/v1/incidents/{}", encoded(number))).await?;
    Ok(incident["number"].as_str().unwrap_or_default().to_owned())
}

/// What is not given stays as it is; an empty share says that nobody knows.
pub fn with_users(client: &Client, mut body: Value, share: Option<&str>, source: Option<String>) -> Result<Value> {
    if let Some(share) = share {
        let Ok(share) = users::share("users", share) else {
            anyhow::bail!(client.say(&Msg::new("incident-users-wrong")));
        };
        body["users_share"] = json!(share.map(users::Share::percent));
    }
    if let Some(source) = source {
        body["users_source"] = source.into();
    }
    Ok(body)
}

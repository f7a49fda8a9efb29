//! `ryugaku me`

use anyhow::Result;

use crate::client::Client;

pub async fn show(client: &Client) -> Result<()> {
    let me = client.get("/api/v1/me").await?;
    if client.json {
        client.print(&me, |_| String::new());
    } else {
        client.print_rows(&me, &["kind", "name", "role", "id"]);
    }
    Ok(())
}

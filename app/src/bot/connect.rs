//! The workspace that the settings name.

use ryugaku_chat::Fault;
use ryugaku_chat::slack::Slack;
use url::Url;

use crate::app::App;

const API: &str = "https://slack.com/api/";

/// Whether there is a bot at all.
pub fn is_connected(app: &App) -> bool {
    app.config.slack.bot_token.is_some()
}

pub fn slack(app: &App) -> Option<Slack> {
    Some(with(app, app.config.slack.bot_token.clone()?))
}

/// The same with the app's own token, which opens Socket Mode and nothing else.
pub fn socket(app: &App) -> Option<Slack> {
    Some(with(app, app.config.slack.app_token.clone()?))
}

/// The chat's own id of a channel, which may be given by its name: `#exec`.
pub async fn channel_of(slack: &Slack, channel: &str) -> Result<String, Fault> {
    let Some(name) = channel.strip_prefix('#') else { return Ok(channel.to_owned()) };
    let found = slack.find(name, false).await?;
    let none = || Fault::Refused { code: "channel_not_found".into(), needs: None };
    found.map(|room| room.id).ok_or_else(none)
}

fn with(app: &App, token: String) -> Slack {
    let standard = || Url::parse(API).expect("a constant address");
    let api = app.config.slack.api_url.clone().unwrap_or_else(standard);
    Slack::new(app.outside.clone(), api, token)
}

//! The workspace that the settings name.

use ryugaku_chat::slack::Slack;
use url::Url;

use crate::app::App;

const API: &str = "https://slack.com/api/";

/// Whether there is a bot at all.
pub fn is_connected(app: &App) -> bool {
    app.config.slack.bot_token.is_some()
}

pub fn slack(app: &App) -> Option<Slack> {
    let token = app.config.slack.bot_token.clone()?;
    let standard = || Url::parse(API).expect("a constant address");
    let api = app.config.slack.api_url.clone().unwrap_or_else(standard);
    Some(Slack::new(app.outside.clone(), api, token))
}

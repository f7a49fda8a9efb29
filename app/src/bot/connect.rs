//! The chats that the settings name.

use ryugaku_chat::matrix::Matrix;
use ryugaku_chat::slack::Slack;
use url::Url;

use super::connected::Chat;
use super::network::Network;
use crate::app::App;

const API: &str = "https://slack.com/api/";
/// What chats say of a token that is no good.
const NO_TOKEN: [&str; 8] = [
    "invalid_auth",
    "not_authed",
    "token_revoked",
    "token_expired",
    "account_inactive",
    "M_UNKNOWN_TOKEN",
    "M_MISSING_TOKEN",
    "M_USER_DEACTIVATED",
];

/// Whether there is a bot at all.
pub fn is_connected(app: &App) -> bool {
    !networks(app).is_empty()
}

/// Those in which there is a bot.
pub fn networks(app: &App) -> Vec<Network> {
    Network::ALL.into_iter().filter(|network| chat(app, *network).is_some()).collect()
}

pub fn chat(app: &App, network: Network) -> Option<Chat> {
    match network {
        Network::Slack => slack(app).map(Chat::Slack),
        Network::Matrix => matrix(app).map(Chat::Matrix),
    }
}

pub fn slack(app: &App) -> Option<Slack> {
    Some(with(app, app.config.slack.bot_token.clone()?))
}

/// The same with the app's own token, which opens Socket Mode and nothing else.
pub fn socket(app: &App) -> Option<Slack> {
    Some(with(app, app.config.slack.app_token.clone()?))
}

pub fn matrix(app: &App) -> Option<Matrix> {
    let settings = &app.config.matrix;
    Some(Matrix::new(app.outside.clone(), settings.homeserver.clone()?, settings.access_token.clone()?))
}

/// Whether a refusal is of the token: then nothing is done, and everything goes on once the settings are right.
pub fn is_no_token(code: &str) -> bool {
    NO_TOKEN.contains(&code)
}

fn with(app: &App, token: String) -> Slack {
    let standard = || Url::parse(API).expect("a constant address");
    let api = app.config.slack.api_url.clone().unwrap_or_else(standard);
    Slack::new(app.outside.clone(), api, token)
}

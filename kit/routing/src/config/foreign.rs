//! Kinds of receivers that have no counterpart here. What Alertmanager asks of each as a whole is asked here too, so that a
//! file it would refuse is refused; their other fields are not looked at.

use super::rules::Rule::{self, AtLeastOne, AtMostOne, HereOrGlobal, Required};

pub struct Kind {
    /// Its list in a receiver.
    pub field: &'static str,
    pub rules: &'static [Rule],
}

const WEBHOOK: &[Rule] =
    &[AtLeastOne(&["webhook_url", "webhook_url_file"]), AtMostOne(&["webhook_url", "webhook_url_file"])];

pub const KINDS: [Kind; 16] = [
    Kind { field: "discord_configs", rules: WEBHOOK },
    Kind { field: "incidentio_configs", rules: &[AtLeastOne(&["url", "url_file"]), AtMostOne(&["url", "url_file"])] },
    Kind {
        field: "jira_configs",
        rules: &[Required("project"), Required("issue_type"), HereOrGlobal(&["api_url"], &["jira_api_url"])],
    },
    Kind {
        field: "mattermost_configs",
        rules: &[
            AtMostOne(&["webhook_url", "webhook_url_file"]),
            HereOrGlobal(
                &["webhook_url", "webhook_url_file"],
                &["mattermost_webhook_url", "mattermost_webhook_url_file"],
            ),
        ],
    },
    Kind { field: "msteams_configs", rules: WEBHOOK },
    Kind { field: "msteamsv2_configs", rules: WEBHOOK },
    Kind {
        field: "opsgenie_configs",
        rules: &[
            AtMostOne(&["api_key", "api_key_file"]),
            HereOrGlobal(&["api_key", "api_key_file"], &["opsgenie_api_key", "opsgenie_api_key_file"]),
        ],
    },
    Kind {
        field: "pagerduty_configs",
        rules: &[
            AtLeastOne(&["routing_key", "routing_key_file", "service_key", "service_key_file"]),
            AtMostOne(&["routing_key", "routing_key_file"]),
            AtMostOne(&["service_key", "service_key_file"]),
        ],
    },
    Kind {
        field: "pushover_configs",
        rules: &[
            AtLeastOne(&["user_key", "user_key_file"]),
            AtMostOne(&["user_key", "user_key_file"]),
            AtLeastOne(&["token", "token_file"]),
            AtMostOne(&["token", "token_file"]),
        ],
    },
    Kind {
        field: "rocketchat_configs",
        rules: &[
            AtMostOne(&["token", "token_file"]),
            AtMostOne(&["token_id", "token_id_file"]),
            HereOrGlobal(&["token", "token_file"], &["rocketchat_token", "rocketchat_token_file"]),
            HereOrGlobal(&["token_id", "token_id_file"], &["rocketchat_token_id", "rocketchat_token_id_file"]),
        ],
    },
    Kind {
        field: "slack_configs",
        rules: &[
            AtMostOne(&["api_url", "api_url_file"]),
            AtMostOne(&["app_token", "app_token_file"]),
            HereOrGlobal(
                &["api_url", "api_url_file", "app_token", "app_token_file"],
                &["slack_api_url", "slack_api_url_file", "slack_app_token", "slack_app_token_file"],
            ),
        ],
    },
    Kind {
        field: "sns_configs",
        rules: &[
            AtLeastOne(&["topic_arn", "target_arn", "phone_number"]),
            AtMostOne(&["topic_arn", "target_arn", "phone_number"]),
        ],
    },
    Kind {
        field: "telegram_configs",
        rules: &[
            AtLeastOne(&["chat_id", "chat_id_file"]),
            AtMostOne(&["bot_token", "bot_token_file"]),
            HereOrGlobal(&["bot_token", "bot_token_file"], &["telegram_bot_token", "telegram_bot_token_file"]),
        ],
    },
    Kind {
        field: "victorops_configs",
        rules: &[
            Required("routing_key"),
            AtMostOne(&["api_key", "api_key_file"]),
            HereOrGlobal(&["api_key", "api_key_file"], &["victorops_api_key", "victorops_api_key_file"]),
        ],
    },
    Kind { field: "webex_configs", rules: &[Required("room_id")] },
    Kind {
        field: "wechat_configs",
        rules: &[
            AtMostOne(&["api_secret", "api_secret_file"]),
            HereOrGlobal(&["api_secret", "api_secret_file"], &["wechat_api_secret", "wechat_api_secret_file"]),
            HereOrGlobal(&["corp_id"], &["wechat_api_corp_id"]),
        ],
    },
];

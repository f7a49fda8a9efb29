//! Configurations out of Alertmanager's own tests, if `RYUGAKU_SAMPLES` (or the folder beside the repository) has them.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

use ryugaku_kernel::Failure;
use ryugaku_routing::GroupBy;
use ryugaku_routing::config::{self, Channel, Imported, Routing};

fn samples() -> Option<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let base = env::var_os("RYUGAKU_SAMPLES").map_or_else(|| root.join("../shared/data"), PathBuf::from);
    let folder = base.join("02-prometheus/prometheus__alertmanager");
    if folder.is_dir() {
        return Some(folder);
    }
    let line = format!("SKIPPED: no sample data at {}; set RYUGAKU_SAMPLES\n", folder.display());
    io::stderr().write_all(line.as_bytes()).expect("standard error takes a line");
    None
}

fn result(text: &str) -> (Option<Imported>, String) {
    match config::read(text) {
        Ok(imported) => {
            let remarks = imported.remarks.iter().map(|remark| {
                let name = remark.msg.args.get("name").map(|name| match name {
                    ryugaku_kernel::Arg::Text(text) => text.clone(),
                    ryugaku_kernel::Arg::Number(number) => number.to_string(),
                });
                format!("{} {}", remark.line, name.unwrap_or_else(|| remark.path.clone()))
            });
            let said = remarks.collect::<Vec<_>>().join(", ");
            (Some(imported), said)
        }
        Err(Failure::Invalid(errors)) => {
            let errors = errors.iter().map(|error| format!("{} {}", error.field, error.msg.key));
            (None, format!("refused: {}", errors.collect::<Vec<_>>().join(", ")))
        }
        Err(failure) => (None, format!("failed: {failure}")),
    }
}

/// Each file with the remarks it gives (line and field), or what is wrong with it. The words are those of Alertmanager's
/// `config_test.go`; what `amtool check-config` of 0.25 refuses only because it is newer passes.
const EXPECTED: [(&str, &str); 33] = [
    ("cli/testdata/conf.bad.yml", "refused:  document-not-map"),
    ("cli/testdata/conf.good.yml", "2 smtp_smarthost, 5 templates[0]"),
    ("cli/testdata/conf.routing.yml", "2 smtp_smarthost, 5 templates[0]"),
    ("config/testdata/conf.empty-fields.yml", "2 smtp_smarthost, 3 smtp_from, 7 slack_api_url, 9 templates[0]"),
    ("config/testdata/conf.group-by-all.yml", ""),
    ("config/testdata/conf.http-config.good.yml", "2 slack_api_url, 4 follow_redirects, 10 slack_configs"),
    (
        "config/testdata/conf.mattermost-default-webhook-url-file.yml",
        "2 mattermost_webhook_url_file, 9 mattermost_configs, 12 mattermost_configs",
    ),
    (
        "config/testdata/conf.mattermost-default-webhook-url.yml",
        "2 mattermost_webhook_url, 9 mattermost_configs, 12 mattermost_configs",
    ),
    (
        "config/testdata/conf.mattermost-valid-receiver-both-webhook-url-and-file.yml",
        "refused: global.mattermost_webhook_url routing-only-one-of",
    ),
    (
        "config/testdata/conf.nil-match_re-route.yml",
        "refused: route.routes[0].match_re.invalid_label routing-regex-missing",
    ),
    (
        "config/testdata/conf.nil-source_match_re-inhibition.yml",
        "refused: inhibit_rules[0].source_match_re.invalid_source_label routing-regex-missing",
    ),
    (
        "config/testdata/conf.nil-target_match_re-inhibition.yml",
        "refused: inhibit_rules[0].target_match_re.invalid_target_label routing-regex-missing",
    ),
    (
        "config/testdata/conf.opsgenie-default-apikey.yml",
        "2 opsgenie_api_key, 16 opsgenie_configs, 21 opsgenie_configs",
    ),
    (
        "config/testdata/conf.opsgenie-no-apikey.yml",
        "refused: receivers[0].opsgenie_configs[0].api_key routing-global-missing",
    ),
    (
        "config/testdata/conf.rocketchat-both-tokenid-and-tokenidfile.yml",
        "refused: global.rocketchat_token_id routing-only-one-of, \
         receivers[0].rocketchat_configs[0].token routing-global-missing, \
         receivers[1].rocketchat_configs[0].token routing-global-missing",
    ),
    ("config/testdata/conf.slack-both-file-and-token.yml", "refused: global.slack_api_url routing-only-one-of"),
    ("config/testdata/conf.slack-both-file-and-url.yml", "refused: global.slack_api_url routing-only-one-of"),
    ("config/testdata/conf.slack-both-url-and-token.yml", "refused: global.slack_api_url routing-only-one-of"),
    (
        "config/testdata/conf.slack-default-api-url-file.yml",
        "2 slack_api_url_file, 10 slack_configs, 13 slack_configs, 17 slack_configs",
    ),
    ("config/testdata/conf.smtp-both-password-and-file.yml", "refused: global.smtp_auth_password routing-only-one-of"),
    (
        "config/testdata/conf.smtp-password-global-and-local.yml",
        "2 smtp_smarthost, 3 smtp_from, 4 smtp_auth_username, 5 smtp_auth_password_file, 6 smtp_auth_secret_file, \
         7 smtp_hello, 17 auth_username, 18 auth_password_file, 21 auth_username, 22 auth_password, 25 auth_username, \
         26 auth_secret, 29 auth_username, 30 auth_secret_file",
    ),
    ("config/testdata/conf.sns-invalid.yml", "refused: receivers[0].sns_configs[0].topic_arn routing-one-of"),
    ("config/testdata/conf.sns-topic-arn.yml", "7 sns_configs"),
    (
        "config/testdata/conf.telegram-default-bot-token-file.yml",
        "2 telegram_bot_token_file, 9 telegram_configs, 12 telegram_configs",
    ),
    (
        "config/testdata/conf.telegram-no-bot-token.yml",
        "refused: receivers[0].telegram_configs[0].bot_token routing-global-missing",
    ),
    (
        "config/testdata/conf.telegram-valid-receiver-both-bot-token-and-file.yml",
        "refused: global.telegram_bot_token routing-only-one-of",
    ),
    (
        "config/testdata/conf.victorops-both-file-and-apikey.yml",
        "refused: global.victorops_api_key routing-only-one-of",
    ),
    (
        "config/testdata/conf.victorops-default-apikey-file.yml",
        "2 victorops_api_key_file, 16 victorops_configs, 19 victorops_configs",
    ),
    (
        "config/testdata/conf.victorops-default-apikey.yml",
        "2 victorops_api_key, 16 victorops_configs, 19 victorops_configs",
    ),
    (
        "config/testdata/conf.wechat-both-file-and-secret.yml",
        "refused: global.wechat_api_secret routing-only-one-of, \
         receivers[0].wechat_configs[0].corp_id routing-global-missing",
    ),
    (
        "config/testdata/conf.wechat-default-api-secret-file.yml",
        "2 wechat_api_secret_file, 3 wechat_api_corp_id, 11 wechat_configs, 13 wechat_configs, 15 wechat_configs",
    ),
    (
        "config/testdata/conf.wechat-no-api-secret.yml",
        "refused: receivers[0].wechat_configs[0].api_secret routing-global-missing, \
         receivers[0].wechat_configs[0].corp_id routing-global-missing",
    ),
    (
        "doc/examples/simple.yml",
        "3 smtp_smarthost, 4 smtp_from, 5 smtp_auth_username, 6 smtp_auth_password, 10 templates[0], \
         110 pagerduty_configs, 118 pagerduty_configs, 122 pagerduty_configs, 124 tracing",
    ),
];

#[test]
fn every_configuration_is_imported_or_refused_rightly() {
    let Some(folder) = samples() else { return };
    let mut wrong = Vec::new();
    for (path, expected) in EXPECTED {
        let (_, said) = result(&fs::read_to_string(folder.join(path)).unwrap());
        if said != expected {
            wrong.push(format!("{path}\n  {said}\n  {expected}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    let there =
        ["config/testdata", "cli/testdata", "doc/examples"].map(|part| fs::read_dir(folder.join(part)).unwrap());
    assert_eq!(there.into_iter().flatten().count(), EXPECTED.len(), "each file stands in the table");
}

#[test]
fn the_simple_example_comes_over_whole() {
    let Some(folder) = samples() else { return };
    let (imported, _) = result(&fs::read_to_string(folder.join("doc/examples/simple.yml")).unwrap());
    let imported = imported.unwrap();
    let keys: Vec<_> = imported
        .tree
        .iter()
        .map(|(id, node)| {
            format!("{} {}{}", imported.tree.key(id), node.receiver, if node.goes_on { " +" } else { "" })
        })
        .collect();
    assert_eq!(
        keys,
        [
            r#"{} team-X-mails"#,
            r#"{}/{service=~"foo1|foo2|baz"} team-X-mails"#,
            r#"{}/{service=~"foo1|foo2|baz"}/{severity="critical"} team-X-pager"#,
            r#"{}/{service="files"} team-Y-mails"#,
            r#"{}/{service="files"}/{severity="critical"} team-Y-pager"#,
            r#"{}/{service="database"} team-DB-pager"#,
            r#"{}/{service="database"}/{owner="team-X"} team-X-pager +"#,
            r#"{}/{service="database"}/{owner="team-Y"} team-Y-pager"#,
        ]
    );
    let by: Vec<_> = imported.tree.iter().map(|(_, node)| node.group_by.clone()).collect();
    let labels = |names: [&str; 3]| GroupBy::Labels(names.map(str::to_owned).to_vec());
    assert_eq!(by[2], labels(["alertname", "cluster", "service"]));
    assert_eq!(by[7], labels(["alertname", "cluster", "database"]));
    assert_eq!(imported.inhibit_rules[0].equal, ["alertname", "cluster", "service"]);
    assert_eq!(imported.receivers.len(), 5);
    let to = vec!["team-X+alerts@example.org".to_owned()];
    assert_eq!(imported.receivers[0].channels, [Channel::Email { to, send_resolved: false }]);

    let routing = Routing {
        resolve_timeout: imported.resolve_timeout,
        tree: imported.tree,
        inhibit_rules: imported.inhibit_rules,
        intervals: imported.intervals,
        receivers: imported.receivers.into_iter().map(|receiver| receiver.name).collect(),
        own: Default::default(),
    };
    for own in [true, false] {
        assert_eq!(Routing::read(&routing.write(own)).unwrap(), routing);
    }
}

/// Prometheus' own rules, as files and as manifests: each is read, and nothing in it is refused.
#[test]
fn every_file_of_rules_is_read() {
    let Some(folder) = samples() else { return };
    let (mut files, mut rules, mut waiting) = (0, 0, vec![folder.join("..")]);
    while let Some(folder) = waiting.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                waiting.push(path);
                continue;
            }
            if !path.extension().is_some_and(|ending| ending == "yml" || ending == "yaml") {
                continue;
            }
            let text = fs::read_to_string(&path).unwrap();
            if config::alert_rules::is_rules(&text) {
                let found = config::alert_rules::read(&text).unwrap();
                assert_eq!(found.refused, [], "{}", path.display());
                (files, rules) = (files + 1, rules + found.rules.len());
            }
        }
    }
    assert!(files > 60 && rules > 500, "{files} files, {rules} rules");
}

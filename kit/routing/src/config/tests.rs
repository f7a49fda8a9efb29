//! What is read of a configuration, what is refused with which word, and what is remarked.

use ryugaku_kernel::Arg;

use super::*;
use crate::{GroupBy, NodeId, Range, TimeRange};

const ROUTE: &str = "route: {receiver: a}\nreceivers: [{name: a}]\n";

/// A key without where it comes from.
fn short(key: &str) -> &str {
    key.strip_prefix("routing-").or_else(|| key.strip_prefix("document-")).unwrap_or(key)
}

fn errors(failure: Failure) -> String {
    let Failure::Invalid(errors) = failure else { return failure.to_string() };
    let one = |error: &ryugaku_kernel::FieldError| {
        let line = match error.msg.args.get("line") {
            Some(Arg::Number(line)) => *line,
            _ => panic!("{error:?} has no line"),
        };
        format!("{line} {} {}", error.field, short(&error.msg.key))
    };
    errors.iter().map(one).collect::<Vec<_>>().join("; ")
}

fn refused(text: &str) -> String {
    read(text).map_or_else(errors, |_| "accepted".into())
}

#[test]
fn a_route_inherits_as_in_alertmanager() {
    let text = r#"
route:
  receiver: a
  group_by: [b, a]
  group_wait: 0s
  repeat_interval: 1d
  routes:
    - match: {team: x, 'n': 2}
      match_re: {service: foo|bar}
      matchers: [ 'env!="test", env!~"dev.*"', '{"k8s.pod"="決済"}' ]
      group_by: []
      group_interval: 1m
      mute_time_intervals: [night]
      continue: yes
      routes:
        - receiver: b
          group_by: ['...']
          active_time_intervals: [night, late]
    - group_by: [zone]
mute_time_intervals: [{name: night, time_intervals: [{times: [{start_time: 22:00, end_time: '24:00'}]}]}]
time_intervals: [{name: late}]
receivers: [{name: a}, {name: b}]
inhibit_rules:
  - name: cluster down
    source_match: {alertname: ClusterDown}
    target_match_re: {severity: 'warning|info'}
    target_matchers: [team!=sre]
    equal: [cluster, "a.b"]
  - {}
"#;
    let imported = read(text).unwrap();
    let node = |id| imported.tree.node(NodeId(id));
    assert_eq!(
        imported.tree.key(NodeId(1)),
        r#"{}/{env!~"dev.*",env!="test",k8s.pod="決済",n="2",service=~"foo|bar",team="x"}"#
    );
    let labels = |names: &[&str]| GroupBy::Labels(names.iter().map(|name| (*name).to_owned()).collect());
    assert_eq!((&node(0).group_by, &node(1).group_by), (&labels(&["a", "b"]), &labels(&["a", "b"])));
    assert_eq!((&node(2).group_by, &node(3).group_by), (&GroupBy::All, &labels(&["zone"])));
    assert_eq!((node(1).receiver.as_str(), node(2).receiver.as_str(), node(3).receiver.as_str()), ("a", "b", "a"));
    assert_eq!((node(2).group_wait, node(3).group_interval), (SignedDuration::ZERO, SignedDuration::from_mins(5)));
    assert_eq!(
        (node(2).group_interval, node(2).repeat_interval),
        (SignedDuration::from_mins(1), SignedDuration::from_hours(24))
    );
    assert_eq!(
        (node(1).goes_on, node(2).goes_on, node(1).mute.as_slice(), node(2).mute.len()),
        (true, false, &["night".to_owned()][..], 0)
    );
    assert_eq!(node(2).active, ["night", "late"]);
    assert_eq!(
        (node(0).children.as_slice(), node(1).children.as_slice()),
        (&[NodeId(1), NodeId(3)][..], &[NodeId(2)][..])
    );
    assert_eq!(imported.intervals.get("night").unwrap().intervals[0].times, [TimeRange { start: 1320, end: 1440 }]);
    let rules: Vec<_> = imported
        .inhibit_rules
        .iter()
        .map(|rule| format!("{:?} {:?} {:?}", rule.name, rule.target.len(), rule.equal))
        .collect();
    assert_eq!(rules, [r#"Some("cluster down") 2 ["cluster", "a.b"]"#, "None 0 []"]);
    assert_eq!((imported.resolve_timeout, imported.remarks.len()), (SignedDuration::from_mins(5), 0));
}

/// What Alertmanager refuses, and with what word it is refused here.
#[test]
fn what_is_wrong_is_said_with_line_and_path() {
    for (text, expected) in [
        ("", "1  not-map"),
        ("route:", "1 route route-missing"),
        ("receivers: [{name: a}]", "1 route route-missing"),
        ("route: {}", "1 route.receiver root-receiver"),
        ("route: {receiver: b}\nreceivers: [{name: a}]", "1 route.receiver receiver-unknown"),
        ("route: {receiver: a}\nreceivers: [{name: a}, {name: a}]", "2 receivers[1].name name-twice"),
        (
            "route: {receiver: a}\nreceivers: [{name: ''}, {}, {name: a}]",
            "2 receivers[0].name name-missing; 2 receivers[1].name name-missing",
        ),
        ("route: {receiver: a}\nreceivers: {name: a}", "2 receivers not-list; 1 route.receiver receiver-unknown"),
        ("route: {receiver: [a]}\nreceivers: [{name: a}]", "1 route.receiver not-text"),
        ("x: &x {a: b}\nroute: {receiver: a}\nreceivers: [{name: a}]", "1 x field-unknown"),
        ("route: {receiver: a, receiver: b}\nreceivers: [{name: a}]", "1 route.receiver field-twice"),
    ] {
        assert_eq!(refused(text), expected, "{text}");
    }
    for (route, expected) in [
        ("matchers: [a=b]", "route.matchers root-matchers"),
        ("match: {a: b}", "route.match root-matchers"),
        ("match_re: {a: b}", "route.match_re root-matchers"),
        ("continue: true", "route.continue root-continue"),
        (
            "mute_time_intervals: [x]",
            "route.mute_time_intervals root-intervals; 1 route.mute_time_intervals[0] interval-unknown",
        ),
        ("group_by: [a, a]", "route.group_by[1] group-by-twice"),
        ("group_by: [a, '...']", "route.group_by[0] group-by-all"),
        ("group_by: ['']", "route.group_by[0] label-name"),
        ("group_by: a", "route.group_by not-list"),
        ("group_interval: 0s", "route.group_interval zero"),
        ("repeat_interval: 0s", "route.repeat_interval zero"),
        ("group_wait: 1h1d", "route.group_wait duration"),
        ("group_wait: ''", "route.group_wait duration"),
        ("group_wiat: 1m", "route.group_wiat field-unknown"),
        ("routes: [{continue: 'true'}]", "route.routes[0].continue not-flag"),
        ("routes: [{receiver: c}]", "route.routes[0].receiver receiver-unknown"),
        ("routes: [null]", "route.routes[0] not-map"),
        ("routes: [{matchers: 'a=b'}]", "route.routes[0].matchers not-list"),
        ("routes: [{matchers: ['a']}]", "route.routes[0].matchers[0] matcher"),
        ("routes: [{matchers: ['a=~[']}]", "route.routes[0].matchers[0] regex"),
        (r#"routes: [{matchers: ['a=~"(a{999}){999}"']}]"#, "route.routes[0].matchers[0] regex-large"),
        ("routes: [{match: {a-b: c}}]", "route.routes[0].match.a-b label-name"),
        ("routes: [{match_re: {a: '['}}]", "route.routes[0].match_re.a regex"),
        ("routes: [{mute_time_intervals: [x]}]", "route.routes[0].mute_time_intervals[0] interval-unknown"),
        ("routes: [{active_time_intervals: [x]}]", "route.routes[0].active_time_intervals[0] interval-unknown"),
        (
            "routes: [{routes: [{receiver: a}, {receiver: x}, {group_interval: 0}]}]",
            "route.routes[0].routes[1].receiver receiver-unknown; 1 route.routes[0].routes[2].group_interval zero",
        ),
    ] {
        let text = format!("route: {{receiver: a, {route}}}\nreceivers: [{{name: a}}]\n");
        assert_eq!(refused(&text), format!("1 {expected}"), "{text}");
    }
}

#[test]
fn receivers_are_as_strict_as_alertmanagers() {
    let path = |rest: &str| format!("receivers[0].{rest}");
    for (receiver, expected) in [
        ("webhok_configs: []", "webhok_configs field-unknown"),
        ("webhook_configs: [{}]", "webhook_configs[0].url one-of"),
        ("webhook_configs: [{url: 'http://x', url_file: y}]", "webhook_configs[0].url only-one-of"),
        ("webhook_configs: [{url: 'ftp://tok/en'}]", "webhook_configs[0].url address"),
        ("webhook_configs: [{url: 'http://x', max_alerts: -1}]", "webhook_configs[0].max_alerts not-number"),
        (
            "webhook_configs: [{url: 'http://x', http_config: {bearer_token: t, basic_auth: {username: u}}}]",
            "webhook_configs[0].http_config.basic_auth only-one-of",
        ),
        (
            "webhook_configs: [{url: 'http://x', http_config: {authorization: {type: Basic}}}]",
            "webhook_configs[0].http_config.authorization authorization-basic",
        ),
        (
            "webhook_configs: [{url: 'http://x', http_config: {basic_auth: {username: u, password: p, password_file: f}}}]",
            "webhook_configs[0].http_config.basic_auth credentials-twice",
        ),
        ("email_configs: [{to: a@b, from: c@d}]", "email_configs[0].smarthost global-missing"),
        ("email_configs: [{to: a@b, from: c@d, smarthost: x}]", "email_configs[0].smarthost host-port"),
        ("email_configs: [{from: c@d, smarthost: 'x:25'}]", "email_configs[0].to field-missing"),
        (
            "email_configs: [{to: a@b, from: c@d, smarthost: 'x:25', headers: {Subject: a, subject: b}}]",
            "email_configs[0].headers.subject header-twice",
        ),
        ("pagerduty_configs: [{}]", "pagerduty_configs[0].routing_key one-of"),
        ("pushover_configs: [{user_key: a, token: b, token_file: c}]", "pushover_configs[0].token only-one-of"),
        ("jira_configs: [{project: a, issue_type: b}]", "jira_configs[0].api_url global-missing"),
        ("webex_configs: [{}]", "webex_configs[0].room_id field-missing"),
        ("slack_configs: [null]", "slack_configs[0] not-map"),
    ] {
        let text = format!("receivers: [{{name: a, {receiver}}}]\nroute: {{receiver: a}}\n");
        assert_eq!(refused(&text), format!("1 {}", path(expected)), "{text}");
    }
    for (global, expected) in [
        ("smtp_smarthost: foo", "global.smtp_smarthost host-port"),
        ("slack_api_url: ''", "global.slack_api_url address"),
        ("resolve_timeout: never", "global.resolve_timeout duration"),
        ("smtp_require_tls: 'no'", "global.smtp_require_tls not-flag"),
        ("smpt_from: a", "global.smpt_from field-unknown"),
    ] {
        let text = format!("global: {{{global}}}\n{ROUTE}");
        assert_eq!(refused(&text), format!("1 {expected}"), "{text}");
    }
}

#[test]
fn channels_and_remarks() {
    let text = r#"
global:
  resolve_timeout: 10m
  smtp_from: alerts@example.org
  smtp_smarthost: mail.example.org:25
  http_config: {authorization: {credentials: S3CRET-global}}
route: {receiver: a}
templates: ['*.tmpl']
receivers:
  - name: a
    webhook_configs:
      - url: https://example.org/S3CRET-hook
      - {url: 'http://example.org', max_alerts: 5, send_resolved: false, timeout: 3s, http_config: {basic_auth: {username: u, password: S3CRET-basic}, tls_config: {insecure_skip_verify: true}}}
      - {url: <secret>}
      - {url_file: /etc/hook}
    email_configs:
      - {to: 'Ops <ops@example.org>, b@example.org', send_resolved: true, html: '<b>', headers: {Subject: S3CRET-subject}}
      - {to: '{{ .CommonLabels.team }}@example.org'}
    slack_configs:
      - {api_url: 'https://hooks.example.org/S3CRET-slack'}
"#;
    let imported = read(text).unwrap();
    let webhook = |url: &str, max_alerts, send_resolved, authorization| Channel::Webhook {
        url: Secret::new(url),
        max_alerts,
        send_resolved,
        authorization,
    };
    let email = Channel::Email { to: vec!["ops@example.org".into(), "b@example.org".into()], send_resolved: true };
    let bearer = Authorization::Bearer { token: Secret::new("S3CRET-global") };
    let basic = Authorization::Basic { username: "u".into(), password: Secret::new("S3CRET-basic") };
    assert_eq!(
        imported.receivers[0].channels,
        [
            webhook("https://example.org/S3CRET-hook", 0, true, bearer),
            webhook("http://example.org", 5, false, basic),
            email
        ]
    );
    let remarks: Vec<_> = imported
        .remarks
        .iter()
        .map(|r| format!("{} {} {}", r.line, r.path, r.msg.key.trim_start_matches("routing-remark-")))
        .collect();
    assert_eq!(
        remarks,
        [
            "4 global.smtp_from mail",
            "5 global.smtp_smarthost mail",
            "8 templates[0] templates",
            "13 receivers[0].webhook_configs[1].http_config.tls_config field",
            "13 receivers[0].webhook_configs[1].timeout field",
            "14 receivers[0].webhook_configs[2].url hidden",
            "15 receivers[0].webhook_configs[3].url_file file",
            "17 receivers[0].email_configs[0].headers field",
            "17 receivers[0].email_configs[0].html field",
            "18 receivers[0].email_configs[1].to recipient",
            "20 receivers[0].slack_configs[0] kind",
        ]
    );
    assert_eq!(imported.resolve_timeout, SignedDuration::from_mins(10));
    assert!(!format!("{imported:?}").contains("S3CRET"));
}

#[test]
fn no_error_shows_a_secret() {
    let text = r"
global: {slack_api_url: S3CRET, opsgenie_api_key: [S3CRET], smtp_auth_password: {S3CRET: S3CRET}}
route: {receiver: a}
receivers:
  - name: a
    webhook_configs: [{url: S3CRET, max_alerts: S3CRET, send_resolved: S3CRET, http_config: {bearer_token: [S3CRET], authorization: S3CRET}}]
    slack_configs: [S3CRET]
";
    let failure = read(text).unwrap_err();
    assert!(!format!("{failure:?}").contains("S3CRET"), "{failure:?}");
}

#[test]
fn intervals_as_alertmanager_reads_them() {
    let one = |begin, end| Range { begin, end };
    let text = "{times: [{start_time: 09:00, end_time: '17:30'}], weekdays: ['Monday:FRIDAY', sunday], days_of_month: [1, '-3:-1', '5:-5'], months: ['may:august', 12, '1:2'], years: ['2020:2022', 2030], location: asia/tokyo}";
    let interval = read_interval(text).unwrap();
    assert_eq!(interval.times, [TimeRange { start: 540, end: 1050 }]);
    assert_eq!(interval.weekdays, [one(1, 5), one(0, 0)]);
    assert_eq!(interval.days_of_month, [one(1, 1), one(-3, -1), one(5, -5)]);
    assert_eq!(interval.months, [one(5, 8), one(12, 12), one(1, 2)]);
    assert_eq!(interval.years, [one(2020, 2022), one(2030, 2030)]);
    assert_eq!(interval.location.unwrap().iana_name(), Some("Asia/Tokyo"));
    for (text, expected) in [
        ("{times: [{start_time: '9:00', end_time: '17:00'}]}", "times[0].start_time time"),
        ("{times: [{start_time: '09:00', end_time: '24:01'}]}", "times[0].end_time time"),
        ("{times: [{start_time: '09:60', end_time: '24:00'}]}", "times[0].start_time time"),
        ("{times: [{start_time: '09:00', end_time: '+9:00'}]}", "times[0].end_time time"),
        ("{times: [{start_time: '09:00'}]}", "times[0].end_time time-missing"),
        ("{times: [{start_time: '09:00', end_time: '09:00'}]}", "times[0] time-order"),
        ("{times: [{start_time: '22:00', end_time: '06:00'}]}", "times[0] time-order"),
        ("{times: []}", "times interval-empty"),
        ("{weekdays: ['friday:monday']}", "weekdays[0] range-order"),
        ("{weekdays: [mon]}", "weekdays[0] weekday"),
        ("{weekdays: ['monday:tuesday:friday']}", "weekdays[0] weekday"),
        ("{weekdays: [1]}", "weekdays[0] weekday"),
        ("{days_of_month: [0]}", "days_of_month[0] day"),
        ("{days_of_month: [32]}", "days_of_month[0] day"),
        ("{days_of_month: ['-32:-1']}", "days_of_month[0] day"),
        ("{days_of_month: ['-1:5']}", "days_of_month[0] range-order"),
        ("{days_of_month: ['20:-15']}", "days_of_month[0] range-order"),
        ("{months: ['13']}", "months[0] month"),
        ("{months: ['august:may']}", "months[0] range-order"),
        ("{years: ['2022:2020']}", "years[0] range-order"),
        ("{years: ['-5']}", "years[0] year"),
        ("{years: ['99999']}", "years[0] year"),
        ("{location: Nowhere/Land}", "location zone"),
        ("{location: Local}", "location zone"),
        ("{weekday: [monday]}", "weekday field-unknown"),
    ] {
        assert_eq!(read_interval(text).map_or_else(errors, |_| "accepted".into()), format!("1 {expected}"), "{text}");
    }
}

#[test]
fn yaml_is_bounded() {
    let laughs = |levels: usize| {
        let mut text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n".to_owned();
        for level in 1..levels {
            let all = vec![format!("*a{}", level - 1); 10].join(", ");
            text += &format!("a{level}: &a{level} [{all}]\n");
        }
        text
    };
    let limited = |key: &str, text: &str| {
        let said = refused(text);
        assert!(said.ends_with(key), "{said}: {}", &text[..text.len().min(40)]);
    };
    limited("yaml-large", &laughs(9));
    limited("yaml-deep", &("a: ".to_owned() + &"[".repeat(150) + &"]".repeat(150)));
    limited("yaml-alias", "a: &a [*a]");
    limited("yaml", "a: *b");
    limited("yaml-documents", "a: b\n---\nc: d");
    limited("yaml-tag", "a: !!binary aGk=");
    limited("yaml-tag", "a: !own b");
    limited("yaml-key", "{[a]: b}");
    limited("yaml-merge", "<<: b");
    limited("yaml", "a: [b");
    limited("yaml", "a: b\n c: d");
    limited("yaml", "a:\n\tb: c");
    let many =
        |route: &str| format!("route: {{receiver: a, routes: [{}]}}\nreceivers: [{{name: a}}]", route.repeat(1_001));
    assert_eq!(refused(&many("{match_re: {a: b}},")), "1 route.routes[1000].match_re.a many-patterns");
    assert_eq!(refused(&many("{matchers: [a=~b]},")), "1 route.routes[1000].matchers[0] many-patterns");
    assert_eq!(refused(&many("{matchers: [a=b]},")), "accepted");
    assert!(matches!(read(&" ".repeat((1 << 20) + 1)), Err(Failure::TooLarge { limit: 1_048_576 })));
    let merged = "route: {receiver: a, routes: [&x {receiver: b, group_wait: 1m}, {<<: *x, receiver: a}]}\nreceivers: [{name: a}, {name: b}]";
    let tree = read(merged).unwrap().tree;
    let second = tree.node(NodeId(2));
    assert_eq!((second.receiver.as_str(), second.group_wait), ("a", SignedDuration::from_mins(1)));
}

#[test]
fn the_section_of_our_own() {
    let text = format!(
        "{ROUTE}ryugaku:\n  service_labels: [app]\n  flapping: {{changes: 6, within: 30m}}\n  open_incidents:\n    - {{matchers: [severity=critical], severity: sev2, group_size: 5, ask: true}}\n    - {{matchers: [a=b], severity: sev1}}\n"
    );
    let own = Routing::read(&text).unwrap().own;
    assert_eq!((own.service_labels.join(","), own.team_labels.join(",")), ("app".into(), "team,owner".into()));
    assert_eq!(own.flapping, Some(Flapping { changes: 6, within: SignedDuration::from_mins(30) }));
    let openings: Vec<_> =
        own.openings.iter().map(|opening| (opening.severity, opening.group_size, opening.ask)).collect();
    assert_eq!(openings, [(2, 5, true), (1, 1, false)]);
    assert_eq!(Routing::read(ROUTE).unwrap().own, Own::default());
    for (section, expected) in [
        ("services: [a]", "ryugaku.services field-unknown"),
        ("service_labels: ['']", "ryugaku.service_labels[0] label-name"),
        ("flapping: {changes: 1, within: 0s}", "ryugaku.flapping.within zero; 3 ryugaku.flapping.changes too-small"),
        ("flapping: {changes: 2}", "ryugaku.flapping.within field-missing"),
        ("open_incidents: [{severity: sev1}]", "ryugaku.open_incidents[0].matchers opening-matchers"),
        ("open_incidents: [{matchers: [a=b], severity: high}]", "ryugaku.open_incidents[0].severity severity"),
        (
            "open_incidents: [{matchers: [a=b], severity: sev1, group_size: 0}]",
            "ryugaku.open_incidents[0].group_size too-small",
        ),
    ] {
        let found = Routing::read(&format!("{ROUTE}ryugaku: {{{section}}}")).map_or_else(errors, |_| "accepted".into());
        assert_eq!(found, format!("3 {expected}"), "{section}");
    }
    assert_eq!(refused(&text), "3 ryugaku field-unknown");
    let contents = "global: {smtp_from: a}\nroute: {receiver: a}\nreceivers:\n- name: a\n  webhook_configs: [{url: x}]\n  foo: 1\ntemplates: [x]\n";
    assert_eq!(
        errors(Routing::read(contents).unwrap_err()),
        "1 global.smtp_from elsewhere; 5 receivers[0].webhook_configs elsewhere; 6 receivers[0].foo field-unknown; 7 templates field-unknown"
    );
}

#[test]
fn receivers_that_are_not_there_are_named() {
    let text = "route: {receiver: a}\nreceivers:\n- name: a\n- name: b\n";
    let there = std::collections::BTreeSet::from(["a".to_owned()]);
    let Err(Failure::Invalid(errors)) = Routing::read_among(text, &there) else { panic!("b passed") };
    assert_eq!(errors.len(), 1);
    assert_eq!((&*errors[0].field, &*errors[0].msg.key), ("receivers[1].name", "routing-receiver-absent"));
    assert_eq!(errors[0].msg.args["line"], ryugaku_kernel::Arg::Number(4));
}

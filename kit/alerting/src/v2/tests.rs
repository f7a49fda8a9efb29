//! What was seen of Alertmanager 0.25 when the same bodies were posted to it, and where we differ on purpose.

use jiff::SignedDuration;

use super::*;
use crate::Limits;

const NOW: Time = Time(1_795_000_000_000_000);

fn receipt() -> Receipt {
    Receipt { received_at: NOW, resolve_timeout: SignedDuration::from_mins(5), limits: Limits::default() }
}

fn parsed(body: &str) -> Posted {
    parse(body.as_bytes(), &receipt()).unwrap()
}

fn one(body: &str) -> Delivered {
    let mut posted = parsed(body);
    assert_eq!((posted.alerts.len(), &posted.refused), (1, &vec![]), "{body}");
    posted.alerts.remove(0)
}

/// `field key` of the only refused entry.
fn refused(body: &str) -> String {
    let posted = parsed(body);
    assert_eq!((posted.alerts.len(), posted.refused.len()), (0, 1), "{body}");
    format!("{} {}", posted.refused[0].field, posted.refused[0].msg.key)
}

#[test]
fn as_prometheus_posts_it() {
    let alert = one(r#"[{"annotations":{"summary":"残り 3%"},"endsAt":"2026-11-18T11:10:40.000Z",
        "startsAt":"2026-11-18T11:00:00.123456789Z","generatorURL":"http://p:9090/graph?g0.expr=up+%3D%3D+0&g0.tab=1",
        "labels":{"alertname":"DiskFull","instance":"db-1:9100","job":"node"}}]"#);
    assert_eq!(alert.labels.to_string(), r#"{alertname="DiskFull", instance="db-1:9100", job="node"}"#);
    assert_eq!(alert.annotations.get("summary"), Some("残り 3%"));
    assert_eq!(alert.starts_at.to_string(), "2026-11-18T11:00:00.123456Z");
    assert_eq!(alert.ends_at.to_string(), "2026-11-18T11:10:40Z");
    assert_eq!(alert.generator_url.as_deref(), Some("http://p:9090/graph?g0.expr=up+%3D%3D+0&g0.tab=1"));
    assert!(!alert.times_out && alert.is_firing(NOW));
}

#[test]
fn missing_times_are_filled_in() {
    let timeout = NOW.plus(SignedDuration::from_mins(5));
    let ended = Time(1_767_225_600_000_000);
    for (times, starts_at, ends_at, times_out) in [
        ("", NOW, timeout, true),
        (r#","startsAt":null,"endsAt":null"#, NOW, timeout, true),
        (r#","startsAt":"0001-01-01T00:00:00Z","endsAt":"0001-01-01T00:00:00Z""#, NOW, timeout, true),
        (r#","startsAt":"0000-01-01T00:00:00Z","endsAt":"""#, NOW, timeout, true),
        (r#","endsAt":"2026-01-01T00:00:00Z""#, ended, ended, false),
        (r#","startsAt":"2026-01-01T00:00:00Z""#, ended, timeout, true),
        (r#","startsAt":"2026-01-01T09:00:00+09:00","endsAt":"2026-01-01T00:00:00Z""#, ended, ended, false),
        (
            r#","startsAt":"2026-01-01T00:00:00Z","endsAt":"9999-12-31T23:59:59.999999999Z""#,
            ended,
            Time(253_402_300_799_999_999),
            false,
        ),
    ] {
        let alert = one(&format!(r#"[{{"labels":{{"a":"b"}}{times}}}]"#));
        assert_eq!((alert.starts_at, alert.ends_at, alert.times_out), (starts_at, ends_at, times_out), "{times}");
    }
}

#[test]
fn what_alertmanager_lets_pass_passes() {
    assert_eq!(one(r#"[{"labels":{"a":"1","a":"2","e":"","n":null}}]"#).labels.to_string(), r#"{a="2"}"#);
    assert_eq!(one(r#"[{"labels":{"a":"b","日本":""}}]"#).labels.to_string(), r#"{a="b"}"#);
    one(r#"[{"labels":{"a":"b"},"foo":[{"x":1e999}],"fingerprint":"abc"}]"#);
    one(r#"[{"labels":{"a":"b"},"status":{"state":"active"}}]"#);
    one(r#"[{"labels":{"a":"\u65e5\n\u0000"},"annotations":null,"generatorURL":null}]"#);
    for body in ["[]", "null", " [ ] "] {
        assert_eq!(parsed(body), Posted::default(), "{body}");
    }
}

#[test]
fn a_link_that_is_none_is_dropped() {
    for url in ["not a url", "javascript:alert(1)", "", "/graph", "http://a b", "http://a\\nb"] {
        assert_eq!(one(&format!(r#"[{{"labels":{{"a":"b"}},"generatorURL":"{url}"}}]"#)).generator_url, None, "{url}");
    }
}

#[test]
fn each_refusal_names_the_part() {
    for (alert, expected) in [
        (r#"{}"#, "labels alert-labels-missing"),
        (r#"{"labels":{}}"#, "labels alert-labels-missing"),
        (r#"{"labels":null}"#, "labels alert-labels-missing"),
        (r#"{"labels":{"a":""}}"#, "labels alert-labels-missing"),
        (r#"{"labels":{"サ\u0000":"x"}}"#, "labels.サ\0 alert-label-name"),
        (r#"{"labels":{"a":"b"},"annotations":{"":"x"}}"#, "annotations. alert-label-name"),
        (r#"{"labels":{"a":1}}"#, "labels.a alert-not-text"),
        (r#"{"labels":{"a":{"b":"c"}}}"#, "labels.a alert-not-text"),
        (r#"{"labels":["a"]}"#, "labels alert-not-object"),
        (r#"{"labels":{"a":"b"},"annotations":{"x":[1]}}"#, "annotations.x alert-not-text"),
        (r#"{"labels":{"a":"b"},"startsAt":1795000000}"#, "startsAt alert-not-text"),
        (r#"{"labels":{"a":"b"},"endsAt":true}"#, "endsAt alert-not-text"),
        (r#"{"labels":{"a":"b"},"generatorURL":{}}"#, "generatorURL alert-not-text"),
        (r#"{"labels":{"a":"b"},"startsAt":"yesterday"}"#, "startsAt alert-time"),
        (
            r#"{"labels":{"a":"b"},"startsAt":"2026-01-01T00:00:00Z","endsAt":"2025-01-01T00:00:00Z"}"#,
            "endsAt alert-ends-before-starts",
        ),
        (r#"{"labels":{"a":"b"},"startsAt":"2027-01-01T00:00:00Z"}"#, "startsAt alert-starts-in-future"),
        ("null", " alert-not-object"),
        ("7", " alert-not-object"),
        (r#"[{"labels":{"a":"b"}}]"#, " alert-not-object"),
    ] {
        assert_eq!(refused(&format!("[{alert}]")), expected, "{alert}");
    }
}

#[test]
fn the_valid_ones_of_a_delivery_are_kept() {
    let posted = parsed(r#"[{"labels":{"":"x"}},{"labels":{"a":"1"}},{"labels":{"a":2}},{"labels":{"a":"3"}}]"#);
    assert_eq!(posted.alerts.iter().map(|alert| alert.labels.get("a")).collect::<Vec<_>>(), ["1", "3"]);
    assert_eq!(posted.refused.iter().map(|refused| refused.index).collect::<Vec<_>>(), [0, 2]);
    assert_eq!(posted.refused[1].to_field_error().field, "2.labels.a");
    assert_eq!(refusal_text(&posted.refused), "0.labels.: alert-label-name; 2.labels.a: alert-not-text");
}

#[test]
fn what_is_no_list_of_alerts_is_refused_whole() {
    for (body, key) in [
        (&b""[..], "alert-body-cut-off"),
        (br#"[{"labels":{"a":"b"}}"#, "alert-body-cut-off"),
        (br#"[{"labels":{"a":"b"#, "alert-body-cut-off"),
        (br#"[{"labels":{"a":"b"}}]]"#, "alert-body-not-json"),
        (br#"[{"labels":{'a':"b"}}]"#, "alert-body-not-json"),
        (b"[{\"labels\":{\"a\":\"\xff\"}}]", "alert-body-not-utf8"),
        (br#"{"labels":{"a":"b"}}"#, "alert-body-not-array"),
        (b"\"alerts\"", "alert-body-not-array"),
    ] {
        let failure = parse(body, &receipt()).unwrap_err();
        assert_eq!(failure.to_string(), format!("invalid: body ({key})"), "{}", String::from_utf8_lossy(body));
    }
    let limits = Limits { alerts: 1, ..Limits::default() };
    let failure = parse(br#"[{},{}]"#, &Receipt { limits, ..receipt() }).unwrap_err();
    assert_eq!(failure.to_string(), "invalid: body (alert-too-many-posted)");
    let deep = format!("[{}1{}]", "[".repeat(100_000), "]".repeat(100_000));
    assert!(matches!(parse(deep.as_bytes(), &receipt()), Err(Failure::Invalid(_))));
}

#[test]
fn amtool_finds_every_field_it_needs() {
    let alert = one(r#"[{"labels":{"a":"b"},"generatorURL":"http://p/","startsAt":"2026-11-18T11:00:00Z"}]"#);
    let gettable = Gettable {
        annotations: &alert.annotations,
        ends_at: alert.ends_at,
        fingerprint: alert.fingerprint(),
        receivers: vec![Receiver { name: "sre" }],
        starts_at: alert.starts_at,
        status: Status::of(vec!["s1".into()], vec![]),
        updated_at: NOW,
        generator_url: alert.generator_url.as_deref(),
        labels: &alert.labels,
    };
    let json = serde_json::to_string(&gettable).unwrap();
    assert_eq!(
        json,
        r#"{"annotations":{},"endsAt":"2026-11-18T11:11:40Z","fingerprint":"d2b371819297f98a","receivers":[{"name":"sre"}],"#
            .to_owned()
            + r#""startsAt":"2026-11-18T11:00:00Z","status":{"state":"suppressed","silencedBy":["s1"],"inhibitedBy":[],"#
            + r#""mutedBy":[]},"updatedAt":"2026-11-18T11:06:40Z","generatorURL":"http://p/","labels":{"a":"b"}}"#
    );
}

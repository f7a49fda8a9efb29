//! Who hears of the example organisation's alerts: receivers, routes with a rule that opens incidents and one that asks
//! first, the rules that Prometheus looks at, maintenance windows, a silence. What fires goes to receivers that reach
//! nobody: nothing is sent.

use std::fmt::Write as _;

use jiff::SignedDuration;
use ryugaku_alerting::Matcher;
use ryugaku_kernel::{Cx, Lang, Outcome, Time};
use ryugaku_ledger::Tx;

use super::Both;
use super::rules::{RULES, Rule};
use super::settle::Company;
use crate::alert_rules::{Import, import};
use crate::app::App;
use crate::receivers::{self, NewChannel, Way};
use crate::routing::{NewVersion, save};
use crate::silences::{NewSilence, NewWindow, Reach, Weekday, Weekly, Weighed, make, plan_window};

/// Something that is done at a time.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Step {
    Receivers,
    Routes,
    Rules,
    EveryWeek,
    Upgrade,
    Silence,
}

const HOURS: [(i64, Step); 6] = [
    (-24 * 60, Step::Receivers),
    (-24 * 60 + 1, Step::Routes),
    (-24 * 58, Step::Rules),
    (-24 * 30, Step::EveryWeek),
    (-26, Step::Upgrade),
    (-2, Step::Silence),
];

pub fn steps(now: Time) -> Vec<(Time, Step)> {
    HOURS.into_iter().map(|(hours, step)| (now.plus(SignedDuration::from_hours(hours)), step)).collect()
}

const RECEIVERS: [&str; 4] = ["sre", "payments", "pager", "tickets"];

const ROUTES: &str = r#"route:
  receiver: sre
  group_by: [alertname, service]
  group_wait: 30s
  group_interval: 5m
  repeat_interval: 4h
  routes:
    - receiver: pager
      matchers:
        - severity="page"
      group_wait: 10s
      repeat_interval: 1h
    - receiver: payments
      matchers:
        - service=~"checkout-api|payment-.*|points-batch"
    - receiver: tickets
      matchers:
        - severity="info"
      group_by: [service]
      repeat_interval: 1d
      mute_time_intervals: [nights]
inhibit_rules:
  - name: critical-over-warning
    source_matchers:
      - severity="critical"
    target_matchers:
      - severity="warning"
    equal: [service]
time_intervals:
  - name: nights
    time_intervals:
      - times:
          - start_time: "00:00"
            end_time: "08:00"
          - start_time: "22:00"
            end_time: "24:00"
        location: Asia/Tokyo
receivers:
  - name: sre
  - name: payments
  - name: pager
  - name: tickets
ryugaku:
  open_incidents:
    - severity: sev2
      group_size: 2
      matchers:
        - severity="page"
    - severity: sev3
      group_size: 1
      ask: true
      matchers:
        - service=~"search-.*"
        - severity="warning"
"#;

const ROUTES_NOTE: Both = Both("呼び出すものとチケットにするものを分けた", "Pages and tickets go different ways");
const SILENCED: Both = Both("しきい値を見直すまで。RT-3", "Until the threshold has been gone over. RT-3");
const WEEKLY: Both = Both("索引の作り直し", "Rebuilding the index");
const UPGRADE: Both = Both("配送 DB の版上げ", "Upgrading the delivery database");

pub async fn go(tx: &mut Tx, app: &App, company: &Company, cx: &Cx, lang: Lang, step: Step) -> Outcome<()> {
    let (saeki, now) = (company.cx(cx, "saeki"), cx.now());
    let hours = |hours: i64| now.plus(SignedDuration::from_hours(hours));
    let service = |slug: &'static str| company.cx(cx, company.owner(slug, "saeki"));
    match step {
        Step::Receivers => found(tx, app, &saeki).await,
        Step::Routes => {
            let new = NewVersion { text: ROUTES.to_owned(), note: ROUTES_NOTE.get(lang).to_owned() };
            save(tx, &saeki, new, None).await.map(drop)
        }
        Step::Rules => {
            let rules = Import { file: "services.yaml".to_owned(), text: rules(lang), dry_run: false };
            import(tx, &saeki, rules).await.map(drop)
        }
        Step::EveryWeek => {
            let weekly = Weekly { weekdays: vec![Weekday::Saturday], from: "02:00".into(), until: "04:00".into() };
            let weekly = Some(weekly);
            let span = (None, hours(24 * 180));
            window(tx, &service("search-indexer"), WEEKLY.get(lang), "search-indexer", span, weekly).await
        }
        Step::Upgrade => {
            let span = (Some(hours(24 * 6)), hours(24 * 6 + 2));
            window(tx, &service("shipping-api"), UPGRADE.get(lang), "shipping-api", span, None).await
        }
        Step::Silence => {
            let matchers = Matcher::parse_list("alertname=\"CacheMissRatioHigh\",service=\"recommend-api\"")?;
            let comment = SILENCED.get(lang).to_owned();
            let new = NewSilence { matchers, starts_at: None, ends_at: hours(72), comment, created_by: None };
            make(tx, &service("recommend-api"), new, FEW).await.map(drop)
        }
    }
}

/// So little falls silent that nobody is asked twice.
const FEW: Weighed = Weighed { reach: Reach { firing: 0, hidden: 0 }, sure: false };

/// Only what pages reaches somebody, and nothing of what fires pages.
async fn found(tx: &mut Tx, app: &App, cx: &Cx) -> Outcome<()> {
    for name in RECEIVERS {
        let receiver = receivers::make(tx, cx, name).await?;
        if name == "pager" {
            let way = Way::Email { to: vec!["oncall@example.com".to_owned()] };
            let new = NewChannel { send_resolved: true, max_alerts: 0, language: None, way };
            receivers::add_channel(tx, cx, &app.keys, receiver.id, &new).await?;
        }
    }
    Ok(())
}

async fn window(
    tx: &mut Tx,
    cx: &Cx,
    title: &str,
    service: &str,
    (starts_at, ends_at): (Option<Time>, Time),
    weekly: Option<Weekly>,
) -> Outcome<()> {
    let (title, service) = (title.to_owned(), Some(service.to_owned()));
    let new = NewWindow { title, starts_at, ends_at, weekly, service, ..NewWindow::default() };
    plan_window(tx, cx, new, FEW).await.map(drop)
}

/// A file of rules as Prometheus reads it. Those of one name are told apart by their service.
fn rules(lang: Lang) -> String {
    let mut text = "groups:\n- name: services\n  rules:\n".to_owned();
    for rule in RULES {
        let Rule { service, name, severity, .. } = rule;
        let summary = rule.summary.get(lang);
        let _ = write!(
            text,
            "  - alert: {name}\n    expr: alert:{name}:breached{{service=\"{service}\"}} == 1\n    for: 5m\n    labels: \
             {{severity: {severity}, service: {service}}}\n    annotations: {{summary: \"{summary}\", runbook_url: \
             \"https://runbooks.example.com/{name}\"}}\n"
        );
    }
    text
}

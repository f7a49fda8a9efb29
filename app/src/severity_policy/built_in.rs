//! The policy that holds before anybody has written any, in the organisation's language.

use ryugaku_kernel::Lang;

pub fn text(lang: Lang) -> &'static str {
    match lang {
        Lang::Ja => JA,
        Lang::En => EN,
    }
}

/// An incident goes by it under this number: its steps keep the names that they had, whatever language the organisation takes.
pub fn number(lang: Lang) -> i64 {
    match lang {
        Lang::Ja => -1,
        Lang::En => -2,
    }
}

/// In which language it is under this number; `None`: it is no such number.
pub fn numbered(number: i64) -> Option<Lang> {
    Lang::ALL.into_iter().find(|lang| self::number(*lang) == number)
}

const JA: &str = "\
# 深刻度ごとの決まり。役割は決めるまで、知らせる相手は知らせるまで、状況報告は間隔の長さ。close は、解決してから閉じるまでにすること。
levels:
  sev1:
    roles: {commander: 5m, communications: 10m, responder: 10m, scribe: 20m}
    updates: {inside: 15m, stakeholders: 30m}
    tell: {経営層: 30m, カスタマーサポート: 15m}
    escalation: {after: 10m}
    close: {postmortem: 5d, review: 10d}
  sev2:
    roles: {commander: 10m, communications: 20m, responder: 15m}
    updates: {inside: 30m, stakeholders: 1h}
    tell: {カスタマーサポート: 30m}
    escalation: {after: 15m}
    close: {postmortem: 10d, review: 20d}
  sev3:
    roles: {commander: 30m}
    updates: {inside: 2h}
    escalation: {after: 1h}
  sev4: {}
";

const EN: &str = "\
# What each severity asks for: roles and who to tell within so long, status updates so often. Under close, what must be done after it
# was resolved, before it may be closed.
levels:
  sev1:
    roles: {commander: 5m, communications: 10m, responder: 10m, scribe: 20m}
    updates: {inside: 15m, stakeholders: 30m}
    tell: {Executives: 30m, Customer support: 15m}
    escalation: {after: 10m}
    close: {postmortem: 5d, review: 10d}
  sev2:
    roles: {commander: 10m, communications: 20m, responder: 15m}
    updates: {inside: 30m, stakeholders: 1h}
    tell: {Customer support: 30m}
    escalation: {after: 15m}
    close: {postmortem: 10d, review: 20d}
  sev3:
    roles: {commander: 30m}
    updates: {inside: 2h}
    escalation: {after: 1h}
  sev4: {}
";

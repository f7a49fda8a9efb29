//! A command as people type it, in either language. Pure.

use crate::incidents::circle::Circle;
use crate::incidents::incident;
use crate::incidents::role::Role;
use crate::incidents::severity::Severity;
use crate::incidents::status::Status;

use super::means;
use crate::bot::network::Network;

#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Line {
    /// Nothing but the command itself.
    Bare,
    Help,
    List,
    Open {
        severity: Option<Severity>,
        /// Only whoever opens it knows of it.
        restricted: bool,
        title: String,
        practice: bool,
        /// Short names of those that are hit.
        services: Vec<String>,
    },
    Restrict,
    OpenUp,
    /// Whom to let in.
    Invite(String),
    Merge {
        into: String,
        /// It was said that it cannot be undone, and is meant.
        sure: bool,
    },
    Standing,
    Status(String),
    Severity(String),
    Take(String),
    Give {
        role: String,
        to: String,
    },
    Leave(String),
    Update {
        circle: Option<Circle>,
        text: String,
    },
    Note(String),
    Task(String),
    Resolve(String),
    /// What is to be done with the post-mortem.
    Postmortem(String),
    /// What the status page says at last.
    EndNotice(String),
    Close,
    Reopen(String),
    Call(String),
    Language(String),
    /// Past ones like it.
    Similar,
    Title(String),
    Impact(String),
    /// Short names of what is hit besides, and of what is not hit.
    Services {
        added: Vec<String>,
        dropped: Vec<String>,
    },
    /// A step that is not needed, and why. Where a step's name ends only the steps themselves say: there are blanks in some.
    Skip(String),
    /// A step, put off.
    Later(String),
    /// A step, with somebody who was told by hand.
    Told(String),
    /// A step of which something was said that does not hold any more.
    Need(String),
    /// Nothing that is known.
    Unknown(String),
}

impl Line {
    /// What of it is only to be read, read so; whom it is about stays as it is.
    pub fn reworded(self, read: impl Fn(&str) -> String) -> Self {
        match self {
            Self::Open { severity, restricted, title, practice, services } => {
                Self::Open { severity, restricted, title: read(&title), practice, services }
            }
            Self::Update { circle, text } => Self::Update { circle, text: read(&text) },
            Self::Note(text) => Self::Note(read(&text)),
            Self::Task(title) => Self::Task(read(&title)),
            Self::Resolve(text) => Self::Resolve(read(&text)),
            Self::EndNotice(text) => Self::EndNotice(read(&text)),
            Self::Reopen(reason) => Self::Reopen(read(&reason)),
            Self::Title(title) => Self::Title(read(&title)),
            Self::Impact(text) => Self::Impact(read(&text)),
            Self::Skip(said) => Self::Skip(read(&said)),
            other => other,
        }
    }
}

/// The line, and the incident it names, if it names one.
pub fn parse(text: &str) -> (Option<i64>, Line) {
    let text = text.trim();
    let (first, rest) = split(text);
    match incident::count_of(first) {
        Ok(count) => (Some(count), line(rest)),
        Err(_) => (None, line(text)),
    }
}

/// What a line may begin with, in either language; the first of each is the one by which it is known here and in the help.
pub const VERBS: [&[&str]; 32] = [
    &["help", "?", "ヘルプ", "使い方"],
    &["list", "一覧"],
    &["open", "new", "declare", "開く", "宣言"],
    &["drill", "訓練", "障害訓練"],
    &["next", "steps", "次", "次の一手"],
    &["status", "状態"],
    &["severity", "sev", "深刻度"],
    &["take", "引き受ける"],
    &["give", "任せる"],
    &["leave", "降りる"],
    &["update", "状況報告", "報告"],
    &["note", "メモ"],
    &["task", "タスク"],
    &["resolve", "resolved", "解決"],
    &["restrict", "限定"],
    &["open-up", "unrestrict", "公開"],
    &["invite", "招待"],
    &["merge", "統合"],
    &["postmortem", "post-mortem", "ポストモーテム"],
    &["end-notice", "お知らせを終える", "お知らせ"],
    &["close", "クローズ"],
    &["reopen", "再開"],
    &["call", "通話"],
    &["language", "lang", "言語"],
    &["similar", "似た障害", "似たインシデント"],
    &["title", "件名", "題"],
    &["impact", "影響"],
    &["services", "service", "サービス"],
    &["skip", "要らない"],
    &["later", "あとで"],
    &["told", "知らせた"],
    &["need", "要る", "やはり要る"],
];

fn line(text: &str) -> Line {
    let (verb, rest) = split(text);
    let known = VERBS.iter().find(|words| words.iter().any(|word| verb.eq_ignore_ascii_case(word)));
    let own = || rest.to_owned();
    match known.map_or("", |words| words[0]) {
        _ if verb.is_empty() => Line::Bare,
        "help" => Line::Help,
        "list" => Line::List,
        "open" => open(rest, false),
        "drill" => open(rest, true),
        "next" => Line::Standing,
        "status" if rest.is_empty() => Line::Standing,
        "status" => Line::Status(own()),
        "severity" => Line::Severity(own()),
        "take" => Line::Take(own()),
        "give" => give(rest),
        "leave" => Line::Leave(own()),
        "update" => update(rest),
        "note" => Line::Note(own()),
        "task" => Line::Task(own()),
        "resolve" => Line::Resolve(own()),
        "restrict" => Line::Restrict,
        "open-up" => Line::OpenUp,
        "invite" => Line::Invite(own()),
        "merge" => merge(rest),
        "postmortem" => Line::Postmortem(own()),
        "end-notice" => Line::EndNotice(own()),
        "close" => Line::Close,
        "reopen" => Line::Reopen(own()),
        "call" => Line::Call(address(rest)),
        "language" => Line::Language(own()),
        "similar" => Line::Similar,
        "title" => Line::Title(own()),
        "impact" => Line::Impact(own()),
        "services" => services(rest),
        "skip" => Line::Skip(own()),
        "later" => Line::Later(own()),
        "told" => Line::Told(own()),
        "need" => Line::Need(own()),
        _ => Line::Unknown(verb.to_owned()),
    }
}

/// Behind it stand words of a message, which are a title's alone, whatever they begin or end with. Nobody types it.
const AS_IT_IS: &str = "\u{1f}";

fn open(rest: &str, practice: bool) -> Line {
    let (rest, words) = rest.split_once(AS_IT_IS).unwrap_or((rest, ""));
    let (first, after) = split(rest);
    let severity = Severity::named(first);
    let title = if severity.is_some() { after } else { rest };
    let (word, after) = split(title);
    let restricted = ["restricted", "限定"].iter().any(|known| word.eq_ignore_ascii_case(known));
    let (title, services) = hit(if restricted { after } else { title });
    let title = format!("{title}{words}");
    Line::Open { severity, restricted, title, practice, services }
}

/// Services stand at the end: `Checkout is down +checkout +search`.
fn hit(title: &str) -> (String, Vec<String>) {
    let mut words: Vec<&str> = title.split(char::is_whitespace).collect();
    let mut services = Vec::new();
    while let Some(service) =
        words.last().and_then(|word| word.strip_prefix(['+', '＋'])).filter(|name| !name.is_empty())
    {
        services.insert(0, service.to_owned());
        words.pop();
    }
    let title = if services.is_empty() { title.to_owned() } else { words.join(" ").trim().to_owned() };
    (title, services)
}

/// Each with its sign: `+checkout -search`. With a word that has none it is not clear what is meant, and nothing is.
fn services(rest: &str) -> Line {
    let (mut added, mut dropped) = (Vec::new(), Vec::new());
    for word in rest.split_whitespace() {
        let signed = |signs: &[char]| word.strip_prefix(signs).filter(|name| !name.is_empty()).map(str::to_owned);
        match (signed(&['+', '＋']), signed(&['-', '－', '−', '–'])) {
            (Some(name), _) => added.push(name),
            (None, Some(name)) => dropped.push(name),
            (None, None) => return Line::Services { added: Vec::new(), dropped: Vec::new() },
        }
    }
    Line::Services { added, dropped }
}

/// A command in answer to a message. If it is only a beginning, the message's first line goes on: a task's, or an incident's title.
pub fn in_answer(text: &str, words: &str) -> Option<String> {
    let sign = match parse(text).1 {
        Line::Task(title) if title.is_empty() => "",
        Line::Open { severity: Some(_), title, services, .. } if title.is_empty() && services.is_empty() => AS_IT_IS,
        _ => return None,
    };
    let words = words.lines().map(str::trim).find(|line| !line.is_empty() && !line.starts_with('>'))?;
    let words: String = words.chars().take(incident::LONGEST_TITLE).collect();
    Some(format!("{} {sign}{words}", text.trim()))
}

/// The number, and a word that it is meant.
fn merge(rest: &str) -> Line {
    let (into, sure) = split(rest);
    let sure = ["yes", "はい"].iter().any(|known| sure.eq_ignore_ascii_case(known));
    Line::Merge { into: into.to_owned(), sure }
}

/// The role, then who: `communications @aoki`.
fn give(rest: &str) -> Line {
    let (role, to) = split(rest);
    Line::Give { role: role.to_owned(), to: to.to_owned() }
}

fn update(rest: &str) -> Line {
    let (first, text) = split(rest);
    match Circle::ALL.into_iter().find(|circle| means(first, circle.name(), circle.key())) {
        Some(circle) => Line::Update { circle: Some(circle), text: text.to_owned() },
        None => Line::Update { circle: None, text: rest.to_owned() },
    }
}

/// Slack writes an address as `<https://…>` or `<https://…|shown>`.
fn address(text: &str) -> String {
    let inner = text.strip_prefix('<').and_then(|text| text.strip_suffix('>')).unwrap_or(text);
    inner.split('|').next().unwrap_or_default().to_owned()
}

/// The account in a mention as the chat writes it: `<@U012|aoki>`, `@aoki:example.org`.
pub fn mentioned(network: Network, text: &str) -> Option<&str> {
    if network == Network::Matrix {
        return Some(text.trim()).filter(|text| text.starts_with('@') && text.contains(':'));
    }
    let inner = text.trim().strip_prefix("<@")?.strip_suffix('>')?;
    inner.split('|').next()
}

pub fn role(text: &str) -> Option<Role> {
    let short = [("ic", Role::Commander), ("comms", Role::Communications), ("commander", Role::Commander)];
    let named = Role::ALL.into_iter().find(|role| means(text, role.name(), role.key()));
    named.or(short.into_iter().find(|(word, _)| text.eq_ignore_ascii_case(word)).map(|(_, role)| role))
}

pub fn status(text: &str) -> Option<Status> {
    Status::OPEN.into_iter().find(|status| means(text, status.name(), status.key()))
}

/// The first word, by which a line may name an incident, and the rest.
pub fn split(text: &str) -> (&str, &str) {
    let text = text.trim();
    match text.split_once(char::is_whitespace) {
        Some((first, rest)) => (first, rest.trim()),
        None => (text, ""),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_in_both_languages() {
        let hitting = |severity, restricted, practice, title: &str, services: &[&str]| Line::Open {
            severity,
            restricted,
            title: title.into(),
            practice,
            services: services.iter().map(|&service| service.to_owned()).collect(),
        };
        let opened = |severity, restricted, practice, title: &str| hitting(severity, restricted, practice, title, &[]);
        let open = |severity, title: &str| opened(severity, false, false, title);
        let hit = hitting(Some(Severity::Sev2), false, false, "遅い +1 しかない", &["checkout", "search"]);
        let merge = |sure| Line::Merge { into: "INC-5".into(), sure };
        let secret = opened(Some(Severity::Sev2), true, false, "Keys leaked");
        let unnamed = opened(Some(Severity::Sev2), true, false, "");
        let unweighed = opened(None, true, false, "鍵が漏れた");
        let drill = opened(Some(Severity::Sev1), false, true, "決済が止まる");
        let owned = |names: &[&str]| names.iter().map(|&name| name.to_owned()).collect::<Vec<_>>();
        let services =
            |added: &[&str], dropped: &[&str]| Line::Services { added: owned(added), dropped: owned(dropped) };
        let update = |circle, text: &str| Line::Update { circle, text: text.into() };
        for (text, count, line) in [
            ("", None, Line::Bare),
            ("  help ", None, Line::Help),
            ("使い方", None, Line::Help),
            ("open sev2 Checkout is down", None, open(Some(Severity::Sev2), "Checkout is down")),
            ("open SEV1　決済が止まった 🔥", None, open(Some(Severity::Sev1), "決済が止まった 🔥")),
            ("開く 検索が遅い", None, open(None, "検索が遅い")),
            ("訓練 sev1 決済が止まる", None, drill.clone()),
            ("drill SEV1 決済が止まる", None, drill),
            ("DRILL-12 status fixing", Some(12), Line::Status("fixing".into())),
            ("open sev2 restricted Keys leaked", None, secret),
            ("open sev2 Restricted", None, unnamed),
            ("開く 限定 鍵が漏れた", None, unweighed),
            ("INC-7 merge INC-5", Some(7), merge(false)),
            ("統合 INC-5 はい", None, merge(true)),
            ("invite <@U1|aoki>", None, Line::Invite("<@U1|aoki>".into())),
            ("限定", None, Line::Restrict),
            ("INC-12 postmortem", Some(12), Line::Postmortem(String::new())),
            ("ポストモーテム 公開", None, Line::Postmortem("公開".into())),
            ("INC-12 status fixing", Some(12), Line::Status("fixing".into())),
            ("お知らせを終える 直りました", None, Line::EndNotice("直りました".into())),
            ("status", None, Line::Standing),
            ("update stakeholders We know why", None, update(Some(Circle::Stakeholders), "We know why")),
            ("update We know why", None, update(None, "We know why")),
            ("call <https://meet.example.com/x|meet>", None, Line::Call("https://meet.example.com/x".into())),
            ("give scribe <@U1|aoki>", None, Line::Give { role: "scribe".into(), to: "<@U1|aoki>".into() }),
            ("open sev2 遅い +1 しかない +checkout ＋search", None, hit),
            ("skip tell/Customer support They know", None, Line::Skip("tell/Customer support They know".into())),
            ("知らせた 経営層", None, Line::Told("経営層".into())),
            ("INC-3 影響 決済の3割が失敗", Some(3), Line::Impact("決済の3割が失敗".into())),
            ("services +checkout －search ＋pay", None, services(&["checkout", "pay"], &["search"])),
            ("services checkout -search", None, services(&[], &[])),
            ("似た障害", None, Line::Similar),
            ("dance", None, Line::Unknown("dance".into())),
        ] {
            assert_eq!(parse(text), (count, line), "{text}");
        }
        assert_eq!(mentioned(Network::Slack, "<@U012|aoki>"), Some("U012"));
        assert_eq!(mentioned(Network::Slack, "aoki"), None);
        assert_eq!(mentioned(Network::Matrix, "@aoki:example.org"), Some("@aoki:example.org"));
        assert_eq!(mentioned(Network::Matrix, "aoki@example.org"), None);
        assert_eq!((role("IC"), role("連絡担当")), (Some(Role::Commander), Some(Role::Communications)));
        assert_eq!(status("復旧作業中"), Some(Status::Fixing));
    }

    #[test]
    fn what_is_answered_is_taken_where_nothing_is_said() {
        let words = "> before\n\n接続が尽きた\n索引も";
        for (text, whole) in [
            ("task", Some("task 接続が尽きた")),
            ("INC-3 タスク ", Some("INC-3 タスク 接続が尽きた")),
            ("open sev2", Some("open sev2 \u{1f}接続が尽きた")),
            ("open sev2 restricted", Some("open sev2 restricted \u{1f}接続が尽きた")),
            ("task 索引を作り直す", None),
            ("open", None),
            ("open sev2 +checkout", None),
            ("status", None),
        ] {
            assert_eq!(in_answer(text, words).as_deref(), whole, "{text}");
        }
        for title in ["restricted pages fail", "限定 公開の記事", "+1"] {
            let whole = in_answer("open sev2", title).unwrap();
            let (severity, title, services) = (Some(Severity::Sev2), title.to_owned(), Vec::new());
            let line = Line::Open { severity, restricted: false, title, practice: false, services };
            assert_eq!(parse(&whole), (None, line));
        }
        assert_eq!(in_answer("task", "> before\n"), None);
        let long = in_answer("task", &"長".repeat(1000)).unwrap();
        assert_eq!(long.chars().count(), "task ".len() + incident::LONGEST_TITLE);
    }
}

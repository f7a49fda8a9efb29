//! Action items as they stand in a text: the list below their heading, line by line; where there is none, a table or paragraphs.
//! Pure.
//!
//! `- [ ] What is done @Who 2026-12-10 (RT-12)`: whose it is, until when, and the task it has become are there or not.

use jiff::civil::Date;

use super::{hints, unlisted};

/// What the heading may be called, in small letters.
const HEADINGS: &[&str] = &[
    "action items",
    "action item",
    "actions",
    "review actions",
    "actions following review",
    "follow-ups",
    "follow-up actions",
    "アクションアイテム",
    "アクション",
    "再発防止策",
];

/// What people write where there is nothing to be done, in small letters.
const NOTHING: &[&str] = &[
    "none",
    "nothing",
    "n/a",
    "no actions",
    "no action items",
    "なし",
    "無し",
    "特になし",
    "特に無し",
    "該当なし",
    "ありません",
    "特にありません",
];

#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Action {
    /// Its line in the text, from 0; of a paragraph the last.
    pub line: usize,
    pub title: String,
    /// All that stands in it, with what hangs below it.
    pub detail: String,
    pub is_done: bool,
    pub owner: Option<String>,
    pub due: Option<Date>,
    /// The number of the task it has become.
    pub task: Option<String>,
}

/// In their order. Items of items belong to the one above.
pub fn actions(text: &str) -> Vec<Action> {
    let mut found: Vec<Action> = Vec::new();
    let mut section: Option<Section> = None;
    let (mut fenced, mut hidden) = (false, false);
    for (line, raw) in text.lines().enumerate() {
        let fence = !hidden && is_fence(raw.trim_start());
        fenced ^= fence;
        if fenced || fence {
            if let Some(section) = &mut section {
                section.loose.push((line, String::new()));
            }
            continue;
        }
        // What no reader sees is nobody's task.
        let raw = hints::read(raw, &mut hidden);
        let (raw, bare) = (raw.as_str(), raw.trim_start());
        if let Some((heading, rest, kind)) = heading(raw) {
            // A heading of bold words within a section of headings is an item like any other.
            let inside = matches!(&section, Some(Section { kind: Kind::Hash, .. })) && kind == Kind::Bold;
            if !inside {
                found.extend(section.take().map(Section::unlisted).unwrap_or_default());
                if HEADINGS.contains(&heading.as_str()) {
                    section = Some(Section { kind, indent: None, loose: vec![(line, rest.to_owned())] });
                }
                continue;
            }
        }
        let Some(section) = &mut section else { continue };
        let Some((indent, words)) = item(raw) else {
            if is_reference(bare) {
                continue;
            }
            if section.indent.is_none() {
                section.loose.push((line, bare.to_owned()));
            } else if let Some(last) = found.last_mut().filter(|_| !bare.is_empty()) {
                last.detail = format!("{}\n{bare}", last.detail);
            }
            continue;
        };
        let top = *section.indent.get_or_insert(indent);
        if indent > top {
            if let Some(last) = found.last_mut() {
                last.detail = format!("{}\n{}", last.detail, raw.trim_end());
            }
            continue;
        }
        found.extend(read(line, words));
    }
    found.extend(section.map(Section::unlisted).unwrap_or_default());
    found
}

/// The text with the task's number at the end of a line; of a row, at the end of its last cell.
pub fn with_task(text: &str, line: usize, number: &str) -> String {
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    if let Some(item) = lines.get_mut(line) {
        let whole = item.trim_end();
        // A `|` that is text has a backslash before it, and ends no cell.
        let row = whole.strip_suffix('|').filter(|row| whole.trim_start().starts_with('|') && !row.ends_with('\\'));
        *item = match row {
            Some(row) => format!("{} ({number}) |", row.trim_end()),
            None => format!("{whole} ({number})"),
        };
    }
    lines.join("\n")
}

/// Three ticks that begin or end a block; in one line with their end they are a word of code.
pub(super) fn is_fence(bare: &str) -> bool {
    ["```", "~~~"].into_iter().any(|mark| bare.strip_prefix(mark).is_some_and(|rest| !rest.contains(mark)))
}

struct Section {
    kind: Kind,
    /// Of its items, once the first is there.
    indent: Option<usize>,
    /// What stands before the first, line by line.
    loose: Vec<(usize, String)>,
}

impl Section {
    /// What stands before a list is no item.
    fn unlisted(self) -> Vec<Action> {
        if self.indent.is_some() { Vec::new() } else { unlisted::read(&self.loose) }
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// `## Action items`
    Hash,
    /// `- **Review actions**:`, with its items below it.
    Bold,
}

/// Its words, and what stands behind them in the same line.
fn heading(line: &str) -> Option<(String, &str, Kind)> {
    let (words, rest, kind) = match line.strip_prefix('#') {
        Some(rest) => (rest.trim_start_matches('#'), "", Kind::Hash),
        None => {
            let (words, rest) = line.strip_prefix("- **").or_else(|| line.strip_prefix("* **"))?.split_once("**")?;
            (words, rest, Kind::Bold)
        }
    };
    let mark = |letter: char| letter.is_whitespace() || "*:：".contains(letter);
    Some((words.trim_matches(mark).to_lowercase(), rest.trim_start_matches([' ', ':', '：']), kind))
}

/// `[name]: https://…`, which no reader sees where it stands.
fn is_reference(bare: &str) -> bool {
    bare.strip_prefix('[').and_then(|rest| rest.split_once(']')).is_some_and(|(_, rest)| rest.starts_with(':'))
}

/// How far in it stands, and what stands in it.
fn item(line: &str) -> Option<(usize, &str)> {
    let bare = line.trim_start();
    let indent = line.len() - bare.len();
    if let Some(rest) = bare.strip_prefix('・') {
        return Some((indent, rest.trim()));
    }
    let rest = match bare.strip_prefix(['-', '*', '+']) {
        Some(rest) => rest,
        None => {
            let rest = bare.trim_start_matches(|letter: char| letter.is_ascii_digit());
            if rest.len() == bare.len() {
                return None;
            }
            rest.strip_prefix(['.', ')'])?
        }
    };
    (rest.is_empty() || rest.starts_with([' ', '\t'])).then(|| (indent, rest.trim()))
}

/// An item of these words; `None` where they say that there is nothing to be done.
pub(super) fn read(line: usize, words: &str) -> Option<Action> {
    let (ticked, words) = match words.strip_prefix("[ ]") {
        Some(rest) => (false, rest.trim()),
        None => match words.strip_prefix("[x]").or_else(|| words.strip_prefix("[X]")) {
            Some(rest) => (true, rest.trim()),
            None => (false, words),
        },
    };
    if words.is_empty() {
        return None;
    }
    let (plain, task) = numbered(words);
    let (said, owner, due) = promised(plain.trim());
    let struck = plain.starts_with("~~") && plain.ends_with("~~");
    let is_done = ticked || struck || says_done(&plain);
    let title = match said.strip_prefix("**").and_then(|rest| rest.split_once("**")) {
        Some((bold, _)) => bold.trim_end_matches(':').to_owned(),
        None => said.trim_matches('~').to_owned(),
    };
    let title = title.trim().to_owned();
    let nothing = NOTHING.contains(&title.trim_end_matches(['.', '。']).to_lowercase().as_str());
    // A day or a number alone is nothing to be done either.
    if nothing || !title.contains(char::is_alphanumeric) {
        return None;
    }
    Some(Action { line, title, detail: plain.trim().to_owned(), is_done, owner, due, task })
}

pub(super) fn says_done(words: &str) -> bool {
    let small = words.to_lowercase().replace('（', "(").replace('）', ")");
    ["(done)", "✅", "already been done", "(済)", "(完了)", "(対応済み)"].iter().any(|mark| small.contains(mark))
        || words.split(|letter: char| !letter.is_alphanumeric()).any(|word| word == "DONE")
}

/// The words without the number of the task, and the number.
pub(super) fn numbered(words: &str) -> (String, Option<String>) {
    match task(words) {
        Some(number) => (words.replace(&format!("({number})"), "").replace(&format!("（{number}）"), ""), Some(number)),
        None => (words.to_owned(), None),
    }
}

/// The last `RT-12` in parentheses.
fn task(words: &str) -> Option<String> {
    let inside = words.rsplit(['(', '（']).next()?.split([')', '）']).next()?.trim();
    let count = inside.strip_prefix("RT-")?;
    (!count.is_empty() && count.bytes().all(|b| b.is_ascii_digit())).then(|| inside.to_owned())
}

/// What is said before `@`, who stands after it, and the day, wherever it stands.
fn promised(words: &str) -> (String, Option<String>, Option<Date>) {
    let (rest, due) = without_day(words);
    let at = rest.match_indices('@').find(|(at, _)| {
        let before = rest[..*at].chars().next_back();
        before.is_none_or(|letter| letter.is_whitespace() || "(（".contains(letter))
    });
    let Some((at, _)) = at.filter(|(at, _)| *at > 0) else { return (rest, None, due) };
    let owner = rest[at + 1..].split([',', '、', ')', '）']).next().unwrap_or_default().trim();
    let title = rest[..at].trim_end_matches(|letter: char| letter.is_whitespace() || "(（—-".contains(letter));
    (title.to_owned(), Some(owner.to_owned()).filter(|owner| !owner.is_empty()), due)
}

/// Takes away the last day that is promised, in an `@` item or at the end.
fn without_day(words: &str) -> (String, Option<Date>) {
    let words: Vec<&str> = words.split(' ').collect();
    let Some((at, day)) = words.iter().enumerate().rev().find_map(|(at, word)| Some((at, day(word)?))) else {
        return (words.join(" "), None);
    };
    let ends =
        at + 1 == words.len() || words[..at].iter().any(|word| word.trim_start_matches(['(', '（']).starts_with('@'));
    if !ends {
        return (words.join(" "), None);
    }
    let kept: Vec<&str> = words.iter().enumerate().filter(|(place, _)| *place != at).map(|(_, word)| *word).collect();
    let kept = kept.join(" ");
    let kept = kept.trim_end().trim_end_matches([',', '、', '(', '（']).trim_end();
    (kept.to_owned(), Some(day))
}

/// As far as a task's day may lie.
pub(super) fn day(word: &str) -> Option<Date> {
    let bare = word.trim_matches(|letter: char| "()（）,、。".contains(letter)).trim_end_matches("まで");
    bare.parse::<Date>().ok().filter(|day| bare.len() == 10 && (2000..=2199).contains(&day.year()))
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn items_say_who_and_until_when() {
        let text = "## 要因\n\n- 古い\n\n## アクションアイテム\n\n- [ ] 上限を監視する @佐伯 真 2026-12-10\n- [x] 戻す (@水野 遥, 2026-12-01)\n\
                    - [ ] 手順を直す (RT-12)\n  - 先頭に\n-\n\n## 学び\n\n- x\n";
        let found = actions(text);
        let told: Vec<_> = found
            .iter()
            .map(|action| {
                (action.title.as_str(), action.is_done, action.owner.as_deref(), action.due, action.task.as_deref())
            })
            .collect();
        assert_eq!(
            told,
            [
                ("上限を監視する", false, Some("佐伯 真"), Some(date(2026, 12, 10)), None),
                ("戻す", true, Some("水野 遥"), Some(date(2026, 12, 1)), None),
                ("手順を直す", false, None, None, Some("RT-12")),
            ]
        );
        assert_eq!(found[2].detail, "手順を直す\n  - 先頭に");
        let again = with_task(text, found[0].line, "RT-7");
        assert_eq!(actions(&again)[0], Action { task: Some("RT-7".into()), ..found[0].clone() });
    }

    #[test]
    fn other_peoples_ways_of_writing_them_are_read() {
        let bold = "- **Impact**:\n  - none\n- **Review actions**:\n  - Move [#12](https://x/12). DONE in PR\n  - Look at e-mail a@b.example\n\n- **Next**:\n  - no\n";
        let titles: Vec<_> = actions(bold).into_iter().map(|action| (action.title, action.is_done)).collect();
        assert_eq!(
            titles,
            [("Move [#12](https://x/12). DONE in PR".into(), true), ("Look at e-mail a@b.example".into(), false)]
        );
        let long = "# Action Items\n1. **Freeze versions**: so that nothing moves\n2. ~~Old~~\n    1. inner\n```\n- code\n```\n### More\n- no";
        let found = actions(long);
        let titles: Vec<_> = found.iter().map(|action| (action.title.as_str(), action.is_done)).collect();
        assert_eq!(titles, [("Freeze versions", false), ("Old", true)]);
        assert!(found[1].detail.ends_with("1. inner"));
        let reference = actions("## Actions\n\n- Ask [them][a]\n\n[a]: https://x/1\n");
        assert_eq!(reference[0].detail, "Ask [them][a]");
        let hidden = "## Actions\n<!--\n- [ ] Secret\n```\n-->\n- [ ] Seen <!-- not this -->\n<!-- - [ ] Nor this -->";
        let seen: Vec<_> = actions(hidden).into_iter().map(|action| (action.line, action.title)).collect();
        assert_eq!(seen, [(5, "Seen".to_owned())]);
        assert!(actions("- x").is_empty());
    }
}

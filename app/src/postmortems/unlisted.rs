//! Action items that stand in no list: the rows of a table, or else paragraphs. Pure.

use super::actions::{self, Action};

/// What the head of a column may be called, in small letters; what stands first is looked for first.
const TITLE: &[&str] = &[
    "action item",
    "action items",
    "action",
    "actions",
    "task",
    "to do",
    "todo",
    "what",
    "description",
    "item",
    "アクションアイテム",
    "アクション",
    "再発防止策",
    "対策",
    "対応内容",
    "やること",
    "タスク",
    "内容",
    "対応",
    "項目",
];
const OWNER: &[&str] = &["owner", "assignee", "assigned to", "responsible", "who", "担当者", "担当", "責任者"];
const DUE: &[&str] = &["due", "due date", "deadline", "until", "target date", "期限", "期日", "締め切り", "締切"];
const STATE: &[&str] = &["status", "state", "done", "completed", "状態", "状況", "ステータス", "進捗", "完了", "済"];
const NUMBER: &[&str] = &["#", "no", "no.", "id", "番号"];

/// What such a column says of an item that is done.
const DONE: &[&str] = &[
    "done",
    "completed",
    "complete",
    "closed",
    "finished",
    "fixed",
    "resolved",
    "yes",
    "x",
    "[x]",
    "✅",
    "✔",
    "☑",
    "済",
    "済み",
    "完了",
    "完了済み",
    "対応済",
    "対応済み",
    "実施済み",
    "○",
];

/// Lines of a section with their places, blank where something else stands between them.
pub fn read(lines: &[(usize, String)]) -> Vec<Action> {
    if lines.iter().any(|(_, line)| line.starts_with('|')) { rows(lines) } else { paragraphs(lines) }
}

fn rows(lines: &[(usize, String)]) -> Vec<Action> {
    let mut columns = Columns::default();
    let mut found = Vec::new();
    for (at, (line, text)) in lines.iter().enumerate() {
        // A later row of strokes alone is an empty one.
        let begins = at.checked_sub(1).is_none_or(|before| !lines[before].1.starts_with('|'));
        if begins && lines.get(at + 1).is_some_and(|(_, next)| is_rule(next)) {
            columns = Columns::of(&cells(text));
        } else if text.starts_with('|') && !is_rule(text) {
            found.extend(columns.read(*line, &cells(text)));
        }
    }
    found
}

/// `|---|:--|`, which parts the head from the rows.
fn is_rule(line: &str) -> bool {
    line.starts_with('|') && line.contains('-') && line.chars().all(|letter| "|:- \t".contains(letter))
}

fn cells(row: &str) -> Vec<String> {
    // A `|` that is text has a backslash before it.
    let row = row.trim().replace("\\|", "\0");
    let row = row.strip_prefix('|').unwrap_or(&row);
    let row = row.strip_suffix('|').unwrap_or(row);
    row.split('|').map(|cell| cell.trim().replace('\0', "|")).collect()
}

#[derive(Default)]
struct Columns {
    title: usize,
    owner: Option<usize>,
    due: Option<usize>,
    state: Option<usize>,
}

impl Columns {
    /// Where no head is known to be that of the items, they stand in the first column that is nothing else.
    fn of(heads: &[String]) -> Self {
        let mark = |letter: char| letter.is_whitespace() || "*_:：?？".contains(letter);
        let heads: Vec<String> = heads.iter().map(|head| head.trim_matches(mark).to_lowercase()).collect();
        let place = |names: &[&str]| names.iter().find_map(|name| heads.iter().position(|head| head == name));
        let (owner, due, state) = (place(OWNER), place(DUE), place(STATE));
        let others = [owner, due, state, place(NUMBER)];
        let title = place(TITLE).or_else(|| (0..heads.len()).find(|at| !others.contains(&Some(*at)))).unwrap_or(0);
        Self { title, owner, due, state }
    }

    fn read(&self, line: usize, cells: &[String]) -> Option<Action> {
        let numbered: Vec<(String, Option<String>)> = cells.iter().map(|cell| actions::numbered(cell)).collect();
        let cell = |place: Option<usize>| numbered.get(place?).map(|(cell, _)| cell.trim());
        let mut action = actions::read(line, cell(Some(self.title))?)?;
        let filled: Vec<&str> = numbered.iter().map(|(cell, _)| cell.trim()).filter(|cell| !cell.is_empty()).collect();
        action.is_done |= cell(self.state).is_some_and(is_done) || filled.iter().any(|cell| actions::says_done(cell));
        if let Some(owner) = cell(self.owner).map(|owner| owner.trim_start_matches('@').trim()) {
            action.owner = Some(owner).filter(|owner| owner.contains(char::is_alphanumeric)).map(str::to_owned);
        }
        action.due = cell(self.due).and_then(|due| actions::day(&due.replace('/', "-"))).or(action.due);
        action.detail = filled.join(" | ");
        action.task = numbered.into_iter().find_map(|(_, number)| number);
        Some(action)
    }
}

/// By its first word: `Done (2024-04-09)` is, `Not done` is not.
fn is_done(state: &str) -> bool {
    let first = state.split([' ', '(', '（', ',', '、']).next().unwrap_or_default();
    DONE.contains(&first.trim_matches(['*', '.', '。', '\u{fe0f}']).to_lowercase().as_str())
}

fn paragraphs(lines: &[(usize, String)]) -> Vec<Action> {
    let mut found: Vec<(usize, String)> = Vec::new();
    let mut goes_on = false;
    for (line, text) in lines {
        let text = text.trim();
        if !text.contains(char::is_alphanumeric) {
            goes_on = false;
            continue;
        }
        match found.last_mut().filter(|_| goes_on) {
            Some((last, words)) => {
                // Japanese has no space where a line ends.
                if !(words.ends_with(is_wide) && text.starts_with(is_wide)) {
                    words.push(' ');
                }
                words.push_str(text);
                *last = *line;
            }
            None => found.push((*line, text.to_owned())),
        }
        goes_on = true;
    }
    let mut kept: Vec<(usize, String)> = Vec::new();
    for (line, words) in found {
        if is_no(&words) && kept.last().is_some_and(|(_, words)| is_question(words)) {
            kept.pop();
        } else {
            kept.push((line, words));
        }
    }
    kept.iter().filter_map(|(line, words)| actions::read(*line, words)).collect()
}

fn is_wide(letter: char) -> bool {
    !letter.is_ascii()
}

/// A question and nothing else.
fn is_question(words: &str) -> bool {
    words.strip_suffix(['?', '？']).is_some_and(|rest| !rest.contains(['?', '？', '.', '。']))
}

/// An answer that there is nothing to be done; one that goes on with *but* may ask for something.
fn is_no(words: &str) -> bool {
    let small = words.to_lowercase();
    ["no,", "no.", "いいえ、", "いいえ。"].iter().any(|no| small.starts_with(no))
        && ![" but ", "が、"].iter().any(|but| small.contains(but))
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::super::actions::{actions, with_task};

    fn told(text: &str) -> Vec<(usize, String, bool)> {
        actions(text).into_iter().map(|action| (action.line, action.title, action.is_done)).collect()
    }

    #[test]
    fn a_paragraph_is_an_item_where_there_is_no_list() {
        let text = "## Actions\n\nWatch the number of\nopen connections.\n\n---\n\nRotate the key (done)\n\n```\nnot this\n```\nAsk [them][a].\n\n\
                    [a]: https://x/1\n\n## Learned\n\nMuch.\n";
        let expected = [
            (3, "Watch the number of open connections.".to_owned(), false),
            (7, "Rotate the key (done)".to_owned(), true),
            (12, "Ask [them][a].".to_owned(), false),
        ];
        assert_eq!(told(text), expected);
        let text = "## 再発防止策\n\n接続数の上限を\n監視する。\n\n鍵を替える（済）\n\n## 影響\n\n決済\n";
        let expected = [(3, "接続数の上限を監視する。".to_owned(), false), (5, "鍵を替える（済）".to_owned(), true)];
        assert_eq!(told(text), expected);
        let text = "- **Review actions**: We took another key. (Done)\n\n- **Next**: no\n";
        assert_eq!(told(text), [(0, "We took another key. (Done)".to_owned(), true)]);
        assert_eq!(told("## Actions\n\nThese are left:\n\n- One\n\nThat is all.\n"), [(4, "One".to_owned(), false)]);
    }

    #[test]
    fn nothing_to_be_done_is_no_item() {
        for nothing in
            ["None", "None.", "N/A", "なし", "特になし。", "- なし", "- None", "| Action |\n|--|\n| N/A |", "---"]
        {
            for heading in ["## Action items", "## アクションアイテム", "- **Review actions**:"] {
                assert!(actions(&format!("{heading}\n\n{nothing}\n")).is_empty(), "{heading} {nothing}");
            }
        }
        assert!(actions("- **Review actions**: none\n").is_empty());
        let asked = "## Actions\n\nCould we see it sooner?\n\nNo, it took a minute.\n\nCan others do without?\n";
        assert_eq!(told(asked), [(6, "Can others do without?".to_owned(), false)]);
        assert!(actions("## 再発防止策\n\nもっと早く気づけたか？\n\nいいえ、1分だった。\n").is_empty());
        assert_eq!(told("## Actions\n\nCould we see it sooner?\n\nNo, but an alert would have told.\n").len(), 2);
        assert_eq!(told("## Actions\n\nNo deploys on Fridays.\n").len(), 1);
    }

    #[test]
    fn a_row_is_an_item() {
        let text = "## Action items\n\nAll of them:\n\n| # | Action | Owner | Due | Status |\n|--:|:--|--|--|--|\n\
                    | 1 | Watch `a\\|b` | @Saeki Makoto | 2026-12-10 | Open |\n| 2 | Other key | - | soon | Done (#12) |\n\
                    | 3 | Less noise | | | Not done |\n| - | - | - | - | - |\n| | | | | |\n";
        let found = actions(text);
        let done: Vec<bool> = found.iter().map(|action| action.is_done).collect();
        assert_eq!(done, [false, true, false]);
        assert_eq!((found[0].line, found[0].title.as_str()), (6, "Watch `a|b`"));
        assert_eq!((found[0].owner.as_deref(), found[0].due), (Some("Saeki Makoto"), Some(date(2026, 12, 10))));
        assert_eq!(found[0].detail, "1 | Watch `a|b` | @Saeki Makoto | 2026-12-10 | Open");
        assert_eq!((found[1].owner.as_deref(), found[1].due), (None, None));
        let text = "## アクションアイテム\n\n| 番号 | 担当者 | 対策 | 期限 | 状態 |\n|---|---|---|---|---|\n\
                    | 1 | 佐伯 真 | 上限を監視する | 2026/12/10 | 未着手 |\n| 2 | 水野 遥 | 鍵を替える | | 完了（12/1） |\n";
        let found = actions(text);
        let titles: Vec<(&str, bool)> = found.iter().map(|action| (action.title.as_str(), action.is_done)).collect();
        assert_eq!(titles, [("上限を監視する", false), ("鍵を替える", true)]);
        assert_eq!((found[0].owner.as_deref(), found[0].due), (Some("佐伯 真"), Some(date(2026, 12, 10))));
        let unnamed = "## Actions\n\n| Owner | Measure |\n|--|--|\n| Kim | Watch it |\n";
        assert_eq!(told(unnamed), [(4, "Watch it".to_owned(), false)]);
    }

    #[test]
    fn the_number_of_a_task_stands_where_it_is_read_again() {
        for text in [
            "## Actions\n\n| Action | Owner |\n|--|--|\n| Watch it (soon) | Kim |\n",
            "## Actions\n\n| Action | Owner |\n|--|--|\n| Watch it (soon) |  |\n",
            "## Actions\n\n| Action | Owner |\n|--|--|\n| Watch it (soon) | Kim\n",
            "## Actions\n\n| Action | Why |\n|--|--|\n| Watch it (soon) | a \\|\n",
            "## Actions\n\nWatch (soon)\nthe queue\n",
            "- **Actions**: Watch it (soon)\n",
        ] {
            let before = actions(text);
            let text = with_task(text, before[0].line, "RT-7");
            let mut after = actions(&text);
            assert_eq!(after[0].task.take().as_deref(), Some("RT-7"), "{text}");
            assert_eq!(after, before, "{text}");
        }
    }
}

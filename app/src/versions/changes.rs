//! What changed from one version to the next, line by line.

use std::time::Duration;

use similar::{ChangeTag, TextDiff};

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Mark {
    Same,
    Gone,
    New,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Line {
    pub mark: Mark,
    /// In the older text, from 1.
    pub old: Option<usize>,
    pub new: Option<usize>,
    pub text: String,
}

impl Mark {
    /// As `diff` writes it.
    pub fn sign(self) -> &'static str {
        match self {
            Self::Same => " ",
            Self::Gone => "−",
            Self::New => "+",
        }
    }
}

/// Lines around a change that are shown with it.
const AROUND: usize = 3;

/// One list for each place where something changed; none: nothing did.
pub fn changes(before: &str, after: &str) -> Vec<Vec<Line>> {
    let diff = TextDiff::configure().timeout(Duration::from_secs(1)).diff_lines(before, after);
    let line = |change: similar::Change<&str>| Line {
        mark: match change.tag() {
            ChangeTag::Equal => Mark::Same,
            ChangeTag::Delete => Mark::Gone,
            ChangeTag::Insert => Mark::New,
        },
        old: change.old_index().map(|at| at + 1),
        new: change.new_index().map(|at| at + 1),
        text: change.value().trim_end_matches('\n').to_owned(),
    };
    let groups = diff.grouped_ops(AROUND);
    groups.iter().map(|group| group.iter().flat_map(|op| diff.iter_changes(op)).map(line).collect()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_that_changed_stand_with_those_around_them() {
        let before: String = (1..=20).map(|line| format!("{line}\n")).collect();
        let after = before.replace("\n10\n", "\nten\n");
        let found = changes(&before, &after);
        let [group] = &found[..] else { panic!("{found:?}") };
        let shown: Vec<_> = group.iter().map(|line| format!("{}{}", line.mark.sign(), line.text)).collect();
        assert_eq!(shown, [" 7", " 8", " 9", "−10", "+ten", " 11", " 12", " 13"]);
        assert_eq!((group[3].old, group[3].new, group[4].new), (Some(10), None, Some(10)));
        assert!(changes(&before, &before).is_empty());
    }
}

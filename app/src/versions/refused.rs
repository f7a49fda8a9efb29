//! A text that was refused, with its lines numbered: a field for text shows no numbers.

use std::collections::BTreeSet;

/// What is wrong, where.
pub struct Wrong {
    /// Of the text; 0 where none is meant.
    pub line: usize,
    pub path: String,
    pub why: String,
}

/// A line of the text as it was sent.
pub struct Numbered {
    pub number: usize,
    pub text: String,
    pub is_wrong: bool,
}

/// All lines where something is wrong in one. What is wrong behind the last line leads nowhere.
pub fn numbered(text: &str, wrong: &mut [Wrong]) -> Vec<Numbered> {
    let count = text.lines().count();
    for one in wrong.iter_mut().filter(|one| one.line > count) {
        one.line = 0;
    }
    let lines: BTreeSet<usize> = wrong.iter().map(|one| one.line).filter(|line| *line > 0).collect();
    if lines.is_empty() {
        return Vec::new();
    }
    let line = |(before, text): (usize, &str)| Numbered {
        number: before + 1,
        text: text.to_owned(),
        is_wrong: lines.contains(&(before + 1)),
    };
    text.lines().enumerate().map(line).collect()
}

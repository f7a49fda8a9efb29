//! The places where one text differs from another, as narrow as lines and their common ends make them. Pure.

use std::ops::Range;
use std::time::Duration;

use similar::{DiffTag, TextDiff};

#[derive(PartialEq, Eq, Debug)]
pub struct Edit<'a> {
    /// In bytes of the old text.
    pub old: Range<usize>,
    pub new: &'a str,
}

/// In the order of the old text; none overlap.
pub fn edits<'a>(old: &'a str, new: &'a str) -> Vec<Edit<'a>> {
    let (olds, news) = (starts(old), starts(new));
    let diff = TextDiff::configure().timeout(Duration::from_secs(1)).diff_lines(old, new);
    let changed = diff.ops().iter().filter(|op| op.tag() != DiffTag::Equal);
    let edit = |op: &similar::DiffOp| {
        let (from, to) = (op.old_range(), op.new_range());
        narrow(old, olds[from.start]..olds[from.end], &new[news[to.start]..news[to.end]])
    };
    changed.map(edit).collect()
}

/// Where each line begins, and the end.
fn starts(text: &str) -> Vec<usize> {
    let lines = text.split_inclusive('\n');
    let ends = lines.scan(0, |end, line| {
        *end += line.len();
        Some(*end)
    });
    std::iter::once(0).chain(ends).collect()
}

/// Without what both begin and end with.
fn narrow<'a>(text: &str, range: Range<usize>, new: &'a str) -> Edit<'a> {
    let old = &text[range.clone()];
    let same = |a: &(char, char)| a.0 == a.1;
    let length = |(letter, _): (char, char)| letter.len_utf8();
    let before: usize = old.chars().zip(new.chars()).take_while(same).map(length).sum();
    let (rest, fresh) = (&old[before..], &new[before..]);
    let after: usize = rest.chars().rev().zip(fresh.chars().rev()).take_while(same).map(length).sum();
    Edit { old: range.start + before..range.end - after, new: &fresh[..fresh.len() - after] }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn edits_make_the_new_of_the_old() {
        for (old, new, count) in [
            ("", "あ", 1),
            ("あ\nい\nう\n", "あ\nう\n", 1),
            ("あ\nい\nう\nお", "あ\nいい\nう\nお\nえ", 2),
            ("決済が止まった\n\n- 上限", "決済が18分止まった\n\n- 上限", 1),
            ("同じ", "同じ", 0),
            ("a\r\nb", "", 1),
        ] {
            let found = edits(old, new);
            assert_eq!(found.len(), count, "{old:?} {new:?} {found:?}");
            let mut made = old.to_owned();
            for edit in found.iter().rev() {
                made.replace_range(edit.old.clone(), edit.new);
            }
            assert_eq!(made, new);
        }
        assert_eq!(edits("が止まった", "が18分止まった"), [Edit { old: 3..3, new: "18分" }]);
    }
}

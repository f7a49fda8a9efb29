//! Two texts that were made of one at the same time, joined line by line. Pure. Where both changed the same lines, they are
//! not joined: then people choose.

/// So much is compared at most; longer ones are not joined.
const MOST_PAIRS: usize = 4_000_000;

/// `None` where both changed the same place, each in their own way.
pub fn merge(base: &str, mine: &str, theirs: &str) -> Option<String> {
    if mine == theirs || base == theirs {
        return Some(mine.to_owned());
    }
    if base == mine {
        return Some(theirs.to_owned());
    }
    let (base, mine, theirs) = (lines(base), lines(mine), lines(theirs));
    let (to_mine, to_theirs) = (kept(&base, &mine)?, kept(&base, &theirs)?);
    let mut out: Vec<&str> = Vec::new();
    let (mut at_base, mut at_mine, mut at_theirs) = (0, 0, 0);
    loop {
        // The next line that all three have.
        let anchor = (at_base..base.len()).find(|at| to_mine[*at].is_some() && to_theirs[*at].is_some());
        let end_base = anchor.unwrap_or(base.len());
        let end_mine = anchor.and_then(|at| to_mine[at]).unwrap_or(mine.len());
        let end_theirs = anchor.and_then(|at| to_theirs[at]).unwrap_or(theirs.len());
        let was = &base[at_base..end_base];
        let (ours, others) = (&mine[at_mine..end_mine], &theirs[at_theirs..end_theirs]);
        if ours == others || was == others {
            out.extend(ours);
        } else if was == ours {
            out.extend(others);
        } else {
            return None;
        }
        let Some(at) = anchor else { return Some(out.join("\n")) };
        out.push(base[at]);
        (at_base, at_mine, at_theirs) = (at + 1, end_mine + 1, end_theirs + 1);
    }
}

fn lines(text: &str) -> Vec<&str> {
    text.split('\n').collect()
}

/// For each line of the one, where it stands in the other: the longest common row of lines.
fn kept(from: &[&str], to: &[&str]) -> Option<Vec<Option<usize>>> {
    let mut kept = vec![None; from.len()];
    let before = from.iter().zip(to).take_while(|(a, b)| a == b).count();
    let rest = from.len().min(to.len()) - before;
    let after = from.iter().rev().zip(to.iter().rev()).take(rest).take_while(|(a, b)| a == b).count();
    for (at, line) in kept.iter_mut().enumerate().take(before) {
        *line = Some(at);
    }
    for back in 1..=after {
        kept[from.len() - back] = Some(to.len() - back);
    }
    let (left, right) = (&from[before..from.len() - after], &to[before..to.len() - after]);
    let wide = right.len() + 1;
    if (left.len() + 1).saturating_mul(wide) > MOST_PAIRS {
        return None;
    }
    let mut best = vec![0_u32; (left.len() + 1) * wide];
    for (i, a) in left.iter().enumerate().rev() {
        for (j, b) in right.iter().enumerate().rev() {
            best[i * wide + j] = if a == b {
                best[(i + 1) * wide + j + 1] + 1
            } else {
                best[(i + 1) * wide + j].max(best[i * wide + j + 1])
            };
        }
    }
    let (mut i, mut j) = (0, 0);
    while i < left.len() && j < right.len() {
        if left[i] == right[j] {
            kept[before + i] = Some(before + j);
            (i, j) = (i + 1, j + 1);
        } else if best[(i + 1) * wide + j] >= best[i * wide + j + 1] {
            i += 1;
        } else {
            j += 1;
        }
    }
    Some(kept)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn changes_in_different_places_are_joined() {
        let base = "# 概要\n\n決済が止まった\n\n# 要因\n\n-\n\n# アクション\n\n-";
        let mine = base.replace("決済が止まった", "決済が 18分止まった");
        let theirs = base.replace("# 要因\n\n-", "# 要因\n\n- 上限の監視がない\n- 手順が古い");
        let joined = merge(base, &mine, &theirs).unwrap();
        assert!(joined.contains("18分") && joined.contains("手順が古い"), "{joined}");
        assert_eq!(joined.lines().count(), base.lines().count() + 1);
        assert_eq!(merge(base, &theirs, &mine).unwrap(), joined, "whoever saves last");
    }

    #[test]
    fn the_same_place_is_left_to_people() {
        assert_eq!(merge("a\nb\nc", "a\nx\nc", "a\ny\nc"), None);
        assert_eq!(merge("a\nb\nc", "a\nx\nc", "a\nx\nc").as_deref(), Some("a\nx\nc"));
        assert_eq!(merge("a\nb\nc", "a\nc", "a\ny\nc"), None, "taken away by the one, changed by the other");
        assert_eq!(merge("a", "a\n1", "a\n2"), None);
    }

    #[test]
    fn nothing_of_either_is_lost() {
        for (base, mine, theirs, joined) in [
            ("", "a", "", "a"),
            ("a\nb", "a\nb", "b", "b"),
            ("a\nb\nc\nd", "0\na\nb\nc\nd", "a\nb\nc\nd\ne", "0\na\nb\nc\nd\ne"),
            ("a\nb\nc\nd", "a\nc\nd", "a\nb\nc\nx", "a\nc\nx"),
        ] {
            assert_eq!(merge(base, mine, theirs).as_deref(), Some(joined), "{base:?} {mine:?} {theirs:?}");
        }
    }
}

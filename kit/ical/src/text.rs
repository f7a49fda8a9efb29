//! Text inside a calendar: what is escaped there, and what is cut.

use crate::LONGEST_TEXT;

pub fn unescaped(value: &str) -> String {
    let (mut text, mut letters) = (String::with_capacity(value.len()), value.chars());
    while let Some(letter) = letters.next() {
        match (letter, letter == '\\') {
            (_, true) => match letters.next() {
                Some('n' | 'N') => text.push('\n'),
                Some(escaped) => text.push(escaped),
                None => text.push('\\'),
            },
            (letter, _) => text.push(letter),
        }
    }
    text
}

/// As a title: one line, not too long, nothing that is not seen.
pub fn title(value: &str) -> String {
    let text = unescaped(value);
    let seen: String = text.chars().map(|letter| if letter.is_control() { ' ' } else { letter }).collect();
    seen.trim().chars().take(LONGEST_TEXT).collect()
}

pub fn escaped(text: &str) -> String {
    let mut value = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '\\' | ';' | ',' => value.extend(['\\', letter]),
            '\n' => value.push_str("\\n"),
            letter if letter.is_control() => {}
            letter => value.push(letter),
        }
    }
    value
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_escaped_comes_back() {
        for text in ["a, b; c\\d\ne", "", "\\n", "予定、その\n続き"] {
            assert_eq!(unescaped(&escaped(text)), text);
        }
        assert_eq!(title("  a\\nb\\, c\u{7} "), "a b, c");
        assert_eq!(unescaped("end\\"), "end\\");
    }
}

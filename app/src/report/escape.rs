//! What people wrote, so that Markdown takes it for words alone: GitHub's and Marp's.

use crate::diary::entry::is_address;
use crate::words::is_hidden;

/// Keeps what stands before it apart from what comes after, where a backslash does not.
const APART: &str = "<!-- -->";

/// One line of plain words: breaks are spaces, and nothing in it is read as a mark. It may stand in a table's cell.
pub fn words(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let letters: Vec<char> = line.chars().filter(|letter| !is_hidden(*letter)).collect();
    let mut out = String::with_capacity(line.len() + 8);
    for (at, &letter) in letters.iter().enumerate() {
        let begins_list = at == 0 && matches!(letter, '-' | '+' | '=' | ':');
        let marks = matches!(
            letter,
            '\\' | '`' | '*' | '_' | '{' | '}' | '[' | ']' | '<' | '>' | '#' | '|' | '~' | '!' | '&' | '$' | '^'
        );
        if begins_list || marks {
            out.push('\\');
        }
        out.push(letter);
        if letter == ':' && is_picture(&letters[at + 1..]) {
            out.push_str(APART);
        }
    }
    numbered(out)
}

/// An address as a link, if it is one of the web; else as words.
pub fn link(label: &str, address: &str) -> String {
    if !is_address(address) {
        return words(label);
    }
    let mut target = String::with_capacity(address.len());
    for letter in address.chars() {
        match letter {
            '(' | ')' | '<' | '>' | '|' | '\\' | '`' | '"' | '\'' | '*' | '_' | '[' | ']' | '{' | '}' | '^' => {
                target.push_str(&format!("%{:02X}", u32::from(letter)));
            }
            letter if letter.is_control() || letter.is_whitespace() || is_hidden(letter) => {}
            letter => target.push(letter),
        }
    }
    format!("[{}](<{target}>)", words(label))
}

/// A text in double quotes for YAML, whose quoted texts read JSON's.
pub fn quoted(text: &str) -> String {
    let line: String = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let line: String = line.chars().filter(|letter| !is_hidden(*letter)).collect();
    serde_json::Value::from(line).to_string()
}

/// What comes after a colon and would make a picture with it, as in `job:up:sum`. `10:30:15` is a time.
fn is_picture(after: &[char]) -> bool {
    let in_name = |letter: &&char| letter.is_ascii_alphanumeric() || matches!(letter, '_' | '+' | '-');
    let name = &after[..after.iter().take_while(in_name).count()];
    let is_time = name.len() <= 2 && name.iter().all(char::is_ascii_digit);
    after.get(name.len()) == Some(&':') && !is_time
}

/// `1. ` at the beginning of a line would be a list.
fn numbered(text: String) -> String {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let ends = text[digits..].chars().nth(1).is_none_or(char::is_whitespace);
    match text.as_bytes().get(digits) {
        Some(b'.' | b')') if digits > 0 && ends => format!("{}\\{}", &text[..digits], &text[digits..]),
        _ => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_was_written_is_a_mark() {
        for (text, escaped) in [
            ("一次オンコール", "一次オンコール"),
            ("a\r\n---\nb", "a --- b"),
            ("---", "\\---"),
            ("- x", "\\- x"),
            ("1. x", "1\\. x"),
            ("2026 年", "2026 年"),
            ("2.3日", "2.3日"),
            ("<script>alert(1)</script>", "\\<script\\>alert(1)\\</script\\>"),
            ("<!-- _class: x -->", "\\<\\!-- \\_class: x --\\>"),
            ("a | b", "a \\| b"),
            ("a \\| b", "a \\\\\\| b"),
            ("[x](javascript:alert(1))", "\\[x\\](javascript:alert(1))"),
            ("![bg](https://example.com/x.png)", "\\!\\[bg\\](https://example.com/x.png)"),
            ("**x** `y` $z$", "\\*\\*x\\*\\* \\`y\\` \\$z\\$"),
            ("job:up:sum :+1:", "job:<!-- -->up:sum :<!-- -->+1:"),
            (":white_check_mark:", "\\:<!-- -->white\\_check\\_mark:"),
            ("10:30:15, a: b, ::", "10:30:15, a: b, ::"),
            ("a\u{202e}b\u{7}c", "abc"),
        ] {
            assert_eq!(words(text), escaped, "{text}");
        }
    }

    #[test]
    fn only_addresses_of_the_web_are_links() {
        for (address, link_of) in [
            ("https://example.com/pr/7", "[x](<https://example.com/pr/7>)"),
            ("https://example.com/a)|b>", "[x](<https://example.com/a%29%7Cb%3E>)"),
            ("javascript:alert(1)", "x"),
            ("", "x"),
        ] {
            assert_eq!(link("x", address), link_of);
        }
    }

    #[test]
    fn front_matter_holds_one_quoted_line() {
        assert_eq!(quoted("a\"\n---\nmarp: false"), "\"a\\\" --- marp: false\"");
    }
}

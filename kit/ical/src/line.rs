//! Lines of a calendar: folded ones put together again, each taken apart into name, parameters and value.

use crate::LONGEST_LINE;

/// `NAME;PARAM=value;PARAM="value":value`
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Line {
    /// Where it begins in the file, from 1.
    pub number: usize,
    /// In capitals.
    pub name: String,
    params: Vec<(String, String)>,
    pub value: String,
}

impl Line {
    pub fn param(&self, name: &str) -> Option<&str> {
        self.params.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unread {
    NotALine,
    TooLong,
}

/// Every line of the file that is not empty. A fold may cut through a letter: bytes are put together before they are read.
pub fn lines(bytes: &[u8]) -> impl Iterator<Item = (usize, Result<Line, Unread>)> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let mut found: Vec<(usize, Vec<u8>, bool)> = Vec::new();
    for (at, raw) in bytes.split(|byte| *byte == b'\n').enumerate() {
        let raw = raw.strip_suffix(b"\r").unwrap_or(raw);
        match (raw.first(), found.last_mut()) {
            (Some(b' ' | b'\t'), Some((_, whole, long))) => {
                if whole.len() + raw.len() > LONGEST_LINE {
                    *long = true;
                } else {
                    whole.extend_from_slice(&raw[1..]);
                }
            }
            (None, _) => {}
            _ => {
                let long = raw.len() > LONGEST_LINE;
                found.push((at + 1, raw[..raw.len().min(LONGEST_LINE)].to_vec(), long));
            }
        }
    }
    found.into_iter().map(|(number, whole, long)| {
        let line = parse(number, &String::from_utf8_lossy(&whole)).ok_or(Unread::NotALine);
        // A long line without a name that is known to be dull is said to be too long, not taken half.
        (number, if long { line.and(Err(Unread::TooLong)) } else { line })
    })
}

fn parse(number: usize, text: &str) -> Option<Line> {
    let end = text.find([';', ':'])?;
    let name = text[..end].trim().to_ascii_uppercase();
    if name.is_empty() || !name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-') {
        return None;
    }
    let (mut params, mut rest) = (Vec::new(), &text[end..]);
    while let Some(more) = rest.strip_prefix(';') {
        let end = end_of_param(more)?;
        // `DTSTART;:20260101` is written by some programs.
        if let Some((key, value)) = more[..end].split_once('=') {
            params.push((key.trim().to_ascii_uppercase(), value.trim().trim_matches('"').to_owned()));
        } else if !more[..end].trim().is_empty() {
            return None;
        }
        rest = &more[end..];
    }
    Some(Line { number, name, params, value: rest.strip_prefix(':')?.to_owned() })
}

/// The `;` or `:` that ends a parameter and does not stand in quotes.
fn end_of_param(text: &str) -> Option<usize> {
    let mut quoted = false;
    for (at, letter) in text.char_indices() {
        match letter {
            '"' => quoted = !quoted,
            ';' | ':' if !quoted => return Some(at),
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Vec<(usize, Option<(String, String)>)> {
        let pair = |line: Result<Line, Unread>| line.ok().map(|line| (line.name, line.value));
        lines(text.as_bytes()).map(|(number, line)| (number, pair(line))).collect()
    }

    #[test]
    fn folds_are_undone_and_lines_keep_their_numbers() {
        let some = |name: &str, value: &str| Some((name.to_owned(), value.to_owned()));
        assert_eq!(
            read("\u{feff}begin:VEVENT\r\nSUMMARY:a\r\n  b\r\n\tc\r\n\r\nwhat\r\nX:1\r\n"),
            [(1, some("BEGIN", "VEVENT")), (2, some("SUMMARY", "a bc")), (6, None), (7, some("X", "1"))]
        );
        // A fold in the middle of a letter.
        let folded: Vec<_> = lines(b"SUMMARY:\xe4\xba\r\n \x88\r\n").collect();
        assert_eq!(folded[0].1.as_ref().unwrap().value, "予");
    }

    #[test]
    fn parameters_may_be_quoted() {
        let line = parse(1, "DTSTART;TZID=\"A:B;C\";VALUE=DATE-TIME:20260101T000000").unwrap();
        assert_eq!((line.param("TZID"), line.param("VALUE")), (Some("A:B;C"), Some("DATE-TIME")));
        assert_eq!(parse(1, "DTSTART;:20260101").unwrap().value, "20260101");
        for wrong in ["", "NAME", "NA ME:x", "名:x", ":x", "A;B:x", "A;B=\"x:y"] {
            assert_eq!(parse(1, wrong), None, "{wrong}");
        }
    }

    #[test]
    fn a_line_without_an_end_is_too_long() {
        let text = format!("ATTACH:{}", "x".repeat(LONGEST_LINE * 2));
        assert_eq!(lines(text.as_bytes()).next().unwrap().1, Err(Unread::TooLong));
    }
}

//! Matchers as Alertmanager read them before 0.27: names in ASCII, values with or without double quotes.

use std::sync::LazyLock;

use regex::Regex;
use ryugaku_kernel::Outcome;

use super::{MOST, Matcher, Op, refused, too_many};

// The longer signs come first, else the tilde would begin the value.
static SHAPE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^\s*([a-zA-Z_:][a-zA-Z0-9_:]*)\s*(=~|!~|!=|=)\s*((?s:.*?))\s*$").expect("the pattern is a constant")
});

pub(super) fn parse(text: &str) -> Outcome<Matcher> {
    let parts = SHAPE.captures(text).ok_or_else(|| refused("matcher-shape", text))?;
    let op = Op::signed(&parts[2]).ok_or_else(|| refused("matcher-shape", text))?;
    Matcher::new(&parts[1], op, &unquoted(&parts[3])?)
}

pub(super) fn parse_list(text: &str) -> Outcome<Vec<Matcher>> {
    let text = text.trim();
    let text = text.strip_prefix('{').unwrap_or(text);
    let text = text.strip_suffix('}').unwrap_or(text);
    let mut parts = split(text);
    if parts.last().is_some_and(|part| part.trim().is_empty()) {
        parts.pop();
    }
    if parts.len() > MOST {
        return Err(too_many());
    }
    parts.into_iter().map(parse).collect()
}

/// A backslash before anything but `"`, `\` and `n` stands for itself, as does one at the end.
fn unquoted(raw: &str) -> Outcome<String> {
    let inner = raw.strip_prefix('"');
    let (mut value, mut closed) = (String::with_capacity(raw.len()), false);
    let mut chars = inner.unwrap_or(raw).chars();
    while let Some(char) = chars.next() {
        match char {
            _ if closed => return Err(refused("matcher-quotes", raw)),
            '"' => closed = true,
            '\\' => match chars.next() {
                Some('n') => value.push('\n'),
                Some(char @ ('"' | '\\')) => value.push(char),
                Some(char) => value.extend(['\\', char]),
                None => value.push('\\'),
            },
            char => value.push(char),
        }
    }
    if closed == inner.is_some() { Ok(value) } else { Err(refused("matcher-quotes", raw)) }
}

/// At commas outside quotes.
fn split(text: &str) -> Vec<&str> {
    let (mut quoted, mut escaped) = (false, false);
    text.split(|char: char| {
        let comma = char == ',' && !quoted;
        quoted ^= char == '"' && !escaped;
        escaped = char == '\\' && !escaped;
        comma
    })
    .collect()
}

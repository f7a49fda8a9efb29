//! Where each alert of a posted array begins and ends, found without reading it; and its end, which is all that differs each
//! time a sender says again that it fires.
//!
//! It judges nothing: what is cut out wrongly from what is no JSON is refused by whoever reads the piece.

use std::ops::Range;

/// An object of the array.
#[derive(Clone, Debug, PartialEq)]
pub struct Element<'a> {
    pub text: &'a [u8],
    /// The value of `endsAt` within the text, without its quotes.
    ends_at: Option<Range<usize>>,
}

impl<'a> Element<'a> {
    pub fn ends_at(&self) -> Option<&'a str> {
        self.ends_at.clone().and_then(|range| std::str::from_utf8(&self.text[range]).ok())
    }

    /// The text before the end's value, and after it.
    pub fn around(&self) -> (&'a [u8], &'a [u8]) {
        match &self.ends_at {
            Some(range) => (&self.text[..range.start], &self.text[range.end..]),
            None => (self.text, &[]),
        }
    }
}

/// The objects of an array of nothing else. `None` for what is not plainly that: it is to be read in another way.
pub fn split(body: &[u8]) -> Option<Vec<Element<'_>>> {
    let mut elements = Vec::new();
    let mut at = skip(body, 0);
    if *body.get(at)? != b'[' {
        return None;
    }
    at = skip(body, at + 1);
    if body.get(at) != Some(&b']') {
        loop {
            let element = element(body, at)?;
            at = skip(body, at + element.text.len());
            elements.push(element);
            match body.get(at)? {
                b',' => at = skip(body, at + 1),
                b']' => break,
                _ => return None,
            }
        }
    }
    (skip(body, at + 1) == body.len()).then_some(elements)
}

fn element(body: &[u8], start: usize) -> Option<Element<'_>> {
    if *body.get(start)? != b'{' {
        return None;
    }
    let (mut at, mut depth, mut ends_at) = (start + 1, 1, None);
    loop {
        at += memchr::memchr3(b'"', b'{', b'}', body.get(at..)?)?;
        match body[at] {
            b'{' => depth += 1,
            b'}' => depth -= 1,
            _ => {
                let end = closing(body, at + 1)?;
                let is_end = depth == 1 && &body[at + 1..end] == b"endsAt";
                at = end;
                if is_end && let Some(value) = value_of(body, end + 1)? {
                    // Of two the last counts, which is not for this to know.
                    if ends_at.is_some() {
                        return None;
                    }
                    at = value.end;
                    ends_at = Some(value.start - start..value.end - start);
                }
            }
        }
        at += 1;
        if depth == 0 {
            return Some(Element { text: &body[start..at], ends_at });
        }
    }
}

/// The text after a key, where the text before `at` was a key; `None` within if it was a value.
#[expect(clippy::option_option, reason = "a key whose value is no text ends the search")]
fn value_of(body: &[u8], at: usize) -> Option<Option<Range<usize>>> {
    let at = skip(body, at);
    if *body.get(at)? != b':' {
        return Some(None);
    }
    let at = skip(body, at + 1);
    if *body.get(at)? != b'"' {
        return None;
    }
    Some(Some(at + 1..closing(body, at + 1)?))
}

/// Where the text that begins at `at` has its closing quote.
fn closing(body: &[u8], mut at: usize) -> Option<usize> {
    loop {
        at += memchr::memchr2(b'"', b'\\', body.get(at..)?)?;
        if body[at] == b'"' {
            return Some(at);
        }
        at += 2;
    }
}

fn skip(body: &[u8], at: usize) -> usize {
    let blank = |byte: &u8| matches!(byte, b' ' | b'\t' | b'\n' | b'\r');
    at + body.get(at..).unwrap_or_default().iter().take_while(|byte| blank(byte)).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(body: &str) -> Option<Vec<(&str, Option<&str>)>> {
        let elements = split(body.as_bytes())?;
        Some(elements.into_iter().map(|found| (std::str::from_utf8(found.text).unwrap(), found.ends_at())).collect())
    }

    #[test]
    fn objects_are_cut_out_with_their_ends() {
        assert_eq!(parts(" [ ] "), Some(vec![]));
        let nested = r#"{"annotations":{"endsAt":"no","a":"}{\"]"},"endsAt" : "T1","labels":{"a":"endsAt"}}"#;
        let value = r#"{"x":"endsAt","labels":{}}"#;
        assert_eq!(parts(&format!("\n[{nested} , {value}]")), Some(vec![(nested, Some("T1")), (value, None)]));
        let element = &split(br#"[{"endsAt":"T1","b":1}]"#).unwrap()[0];
        assert_eq!(element.around(), (&br#"{"endsAt":""#[..], &br#"","b":1}"#[..]));
    }

    #[test]
    fn what_is_not_plainly_an_array_of_objects_is_left_to_others() {
        for body in [
            "",
            "null",
            "{}",
            "[",
            "[{}",
            "[{}]x",
            "[{},]",
            "[1]",
            "[{} {}]",
            "[{\"a\":\"]",
            "[{\"a\\\":{}]",
            r#"[{"endsAt":null}]"#,
            r#"[{"endsAt":"a","endsAt":"b"}]"#,
        ] {
            assert_eq!(parts(body), None, "{body}");
        }
    }
}

//! Matchers as Alertmanager reads them since 0.27: names and values in any characters, quoted as Go quotes, or unquoted
//! as long as no character is reserved.

use std::iter::Peekable;
use std::str::Chars;

use ryugaku_kernel::{Failure, Outcome};

use super::{MOST, Matcher, Op, refused, too_many};

/// Characters that a name or a value without quotes must not have.
pub(super) fn is_reserved(char: char) -> bool {
    char.is_whitespace() || "{}!=~,\\\"'`".contains(char)
}

/// Exactly one, and no braces around it.
pub(super) fn parse(text: &str) -> Outcome<Matcher> {
    if text.starts_with('{') || text.ends_with('}') {
        return Err(refused("matcher-shape", text));
    }
    let mut list = parse_list(text)?;
    match (list.pop(), list.is_empty()) {
        (Some(only), true) => Ok(only),
        _ => Err(refused("matcher-shape", text)),
    }
}

pub(super) fn parse_list(text: &str) -> Outcome<Vec<Matcher>> {
    let mut reader = Reader { text, chars: text.chars().peekable() };
    let braces = reader.skips('{');
    let mut matchers = Vec::new();
    while !matches!(reader.next_char(), None | Some('}')) {
        if matchers.len() == MOST {
            return Err(too_many());
        }
        matchers.push(reader.matcher()?);
        if !reader.skips(',') {
            break;
        }
    }
    let closed = reader.skips('}');
    if braces == closed && reader.next_char().is_none() { Ok(matchers) } else { Err(reader.wrong()) }
}

struct Reader<'a> {
    text: &'a str,
    chars: Peekable<Chars<'a>>,
}

impl Reader<'_> {
    fn matcher(&mut self) -> Outcome<Matcher> {
        let name = self.word()?;
        let op = self.op()?;
        let value = self.word()?;
        Matcher::new(&name, op, &value)
    }

    fn op(&mut self) -> Outcome<Op> {
        match (self.skips('!'), self.chars.next_if_eq(&'='), self.chars.next_if_eq(&'~')) {
            (false, Some(_), None) => Ok(Op::Equal),
            (false, Some(_), Some(_)) => Ok(Op::Match),
            (true, None, Some(_)) => Ok(Op::NotMatch),
            (true, Some(_), None) => Ok(Op::NotEqual),
            _ => Err(self.wrong()),
        }
    }

    /// A name or a value.
    fn word(&mut self) -> Outcome<String> {
        if self.skips('"') {
            return self.quoted();
        }
        let mut word = String::new();
        while let Some(char) = self.chars.next_if(|char| !is_reserved(*char)) {
            word.push(char);
        }
        if word.is_empty() { Err(self.wrong()) } else { Ok(word) }
    }

    /// What follows a quote, as Go's `strconv.Unquote` has it.
    fn quoted(&mut self) -> Outcome<String> {
        // Escapes such as `\xe3` name bytes, and only together have they to be UTF-8.
        let mut bytes = Vec::new();
        loop {
            let unescaped = match self.chars.next() {
                Some('"') => break,
                Some('\\') => self.escaped(&mut bytes),
                Some(char) if char != '\n' => {
                    bytes.extend_from_slice(char.encode_utf8(&mut [0; 4]).as_bytes());
                    Some(())
                }
                _ => None,
            };
            unescaped.ok_or_else(|| refused("matcher-quotes", self.text))?;
        }
        String::from_utf8(bytes).map_err(|_| refused("matcher-quotes", self.text))
    }

    fn escaped(&mut self, bytes: &mut Vec<u8>) -> Option<()> {
        let first = self.chars.next()?;
        let code = match first {
            'a' => 0x07,
            'b' => 0x08,
            'f' => 0x0c,
            'n' => 0x0a,
            'r' => 0x0d,
            't' => 0x09,
            'v' => 0x0b,
            '\\' | '"' => u32::from(first),
            'x' => self.digits(0, 2, 16)?,
            'u' => self.digits(0, 4, 16)?,
            'U' => self.digits(0, 8, 16)?,
            '0'..='7' => self.digits(first.to_digit(8)?, 2, 8)?,
            _ => return None,
        };
        if matches!(first, 'u' | 'U') {
            bytes.extend_from_slice(char::from_u32(code)?.encode_utf8(&mut [0; 4]).as_bytes());
        } else {
            bytes.push(u8::try_from(code).ok()?);
        }
        Some(())
    }

    fn digits(&mut self, start: u32, count: usize, radix: u32) -> Option<u32> {
        (0..count).try_fold(start, |code, _| code.checked_mul(radix)?.checked_add(self.chars.next()?.to_digit(radix)?))
    }

    fn next_char(&mut self) -> Option<char> {
        while self.chars.next_if(|char| char.is_whitespace()).is_some() {}
        self.chars.peek().copied()
    }

    fn skips(&mut self, char: char) -> bool {
        self.next_char() == Some(char) && self.chars.next().is_some()
    }

    fn wrong(&self) -> Failure {
        refused("matcher-shape", self.text)
    }
}

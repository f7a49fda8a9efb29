//! Matchers as Alertmanager's `filter` parameter and PromQL write them: `severity="critical"`, `"service.name"=~"pay.*"`.
//!
//! A regular expression must match the whole value. It is refused if it would grow too large.

mod classic;
mod utf8;

use std::fmt;

use regex::{Regex, RegexBuilder};
use ryugaku_kernel::{Failure, Msg, Outcome};

use crate::LabelSet;
use crate::limits::{is_label_name, shown};

#[derive(Clone, Copy, PartialEq, Eq, Debug, Hash)]
pub enum Op {
    Equal,
    NotEqual,
    Match,
    NotMatch,
}

#[derive(Clone, Debug)]
pub struct Matcher {
    name: String,
    op: Op,
    value: String,
    /// For [`Op::Match`] and [`Op::NotMatch`].
    regex: Option<Regex>,
}

impl Op {
    pub fn sign(self) -> &'static str {
        match self {
            Self::Equal => "=",
            Self::NotEqual => "!=",
            Self::Match => "=~",
            Self::NotMatch => "!~",
        }
    }

    fn signed(sign: &str) -> Option<Self> {
        [Self::Equal, Self::NotEqual, Self::Match, Self::NotMatch].into_iter().find(|op| op.sign() == sign)
    }

    /// From the flags of a silence's matcher in API v2.
    pub fn of(is_regex: bool, is_equal: bool) -> Self {
        match (is_regex, is_equal) {
            (false, true) => Self::Equal,
            (false, false) => Self::NotEqual,
            (true, true) => Self::Match,
            (true, false) => Self::NotMatch,
        }
    }

    pub fn is_regex(self) -> bool {
        matches!(self, Self::Match | Self::NotMatch)
    }

    pub fn is_equal(self) -> bool {
        matches!(self, Self::Equal | Self::Match)
    }
}

impl Matcher {
    pub fn new(name: &str, op: Op, value: &str) -> Outcome<Self> {
        if !is_label_name(name) {
            return Err(refused("matcher-name", name));
        }
        let regex = if op.is_regex() { Some(whole(value)?) } else { None };
        Ok(Self { name: name.into(), op, value: value.into(), regex })
    }

    /// One matcher, as before Alertmanager 0.27 or, where that does not fit, as since: what both can read means what it always did.
    pub fn parse(text: &str) -> Outcome<Self> {
        classic::parse(text).or_else(|error| utf8::parse(text).map_err(|_| error))
    }

    /// Up to 100 of them, with or without braces: `{severity="critical", team!="sre"}`.
    pub fn parse_list(text: &str) -> Outcome<Vec<Self>> {
        classic::parse_list(text).or_else(|error| utf8::parse_list(text).map_err(|_| error))
    }

    pub fn name(&self) -> &str {
        &self.name
    }

    pub fn op(&self) -> Op {
        self.op
    }

    pub fn value(&self) -> &str {
        &self.value
    }

    /// A missing label has the empty value.
    pub fn matches(&self, labels: &(impl LabelSet + ?Sized)) -> bool {
        self.matches_value(labels.value(&self.name))
    }

    pub fn matches_value(&self, value: &str) -> bool {
        let same = self.regex.as_ref().map_or_else(|| self.value == value, |regex| regex.is_match(value));
        same == self.op.is_equal()
    }
}

/// PromQL's selector syntax, quoted and escaped so that it can be read back.
impl fmt::Display for Matcher {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.name.contains(utf8::is_reserved) {
            write!(f, "\"{}\"", escaped(&self.name))?;
        } else {
            f.write_str(&self.name)?;
        }
        write!(f, "{}\"{}\"", self.op.sign(), escaped(&self.value))
    }
}

fn escaped(text: &str) -> String {
    text.replace('\\', r"\\").replace('"', "\\\"").replace('\n', r"\n")
}

impl PartialEq for Matcher {
    fn eq(&self, other: &Self) -> bool {
        (&self.name, self.op, &self.value) == (&other.name, other.op, &other.value)
    }
}

/// Longest pattern, in bytes; the compiled form is limited apart, as `(a{99}){99}` is short.
const LONGEST: usize = 4_096;
const LARGEST: usize = 1 << 20;
/// In one list: each may hold a pattern of that size.
const MOST: usize = 100;

fn whole(pattern: &str) -> Outcome<Regex> {
    if pattern.len() > LONGEST {
        return Err(refused("matcher-regex-large", pattern));
    }
    // Alone first: `a)(b` is only wrong without the group that anchors it.
    let build =
        |pattern: &str| RegexBuilder::new(pattern).size_limit(LARGEST).dfa_size_limit(LARGEST).nest_limit(64).build();
    build(pattern).and_then(|_| build(&format!("^(?:{pattern})$"))).map_err(|error| match error {
        regex::Error::CompiledTooBig(_) => refused("matcher-regex-large", pattern),
        _ => refused("matcher-regex", pattern),
    })
}

fn too_many() -> Failure {
    Failure::invalid_msg("filter", Msg::new("matcher-too-many").with("limit", MOST))
}

fn refused(key: &'static str, text: &str) -> Failure {
    Failure::invalid_msg("filter", Msg::new(key).with("text", shown(text)))
}

#[cfg(test)]
mod tests;

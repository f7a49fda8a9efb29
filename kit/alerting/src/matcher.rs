//! Matchers as Alertmanager's `filter` parameter and PromQL write them: `severity="critical"`, `service=~"pay.*"`.
//!
//! A regular expression must match the whole value. It is refused if it would grow too large.

use std::fmt;
use std::sync::LazyLock;

use regex::{Regex, RegexBuilder};
use ryugaku_kernel::{Failure, Msg, Outcome};

use crate::LabelSet;
use crate::limits::shown;

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
        if !NAME.is_match(name) {
            return Err(refused("matcher-name", name));
        }
        let regex = if op.is_regex() { Some(whole(value)?) } else { None };
        Ok(Self { name: name.into(), op, value: value.into(), regex })
    }

    /// One matcher; the value with or without double quotes, in which `\"`, `\\` and `\n` are escaped.
    pub fn parse(text: &str) -> Outcome<Self> {
        let parts = SHAPE.captures(text).ok_or_else(|| refused("matcher-shape", text))?;
        let op = match &parts[2] {
            "=" => Op::Equal,
            "!=" => Op::NotEqual,
            "=~" => Op::Match,
            _ => Op::NotMatch,
        };
        Self::new(&parts[1], op, &unquoted(&parts[3])?)
    }

    /// Any number of them, with or without braces: `{severity="critical", team!="sre"}`.
    pub fn parse_list(text: &str) -> Outcome<Vec<Self>> {
        let text = text.trim();
        let text = text.strip_prefix('{').unwrap_or(text);
        let text = text.strip_suffix('}').unwrap_or(text);
        let mut parts = split(text);
        if parts.last().is_some_and(|part| part.trim().is_empty()) {
            parts.pop();
        }
        parts.into_iter().map(Self::parse).collect()
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
        let value = self.value.replace('\\', r"\\").replace('"', "\\\"").replace('\n', r"\n");
        write!(f, "{}{}\"{value}\"", self.name, self.op.sign())
    }
}

impl PartialEq for Matcher {
    fn eq(&self, other: &Self) -> bool {
        (&self.name, self.op, &self.value) == (&other.name, other.op, &other.value)
    }
}

static NAME: LazyLock<Regex> = LazyLock::new(|| fixed("^[a-zA-Z_:][a-zA-Z0-9_:]*$"));
// The longer signs come first, else the tilde would begin the value.
static SHAPE: LazyLock<Regex> =
    LazyLock::new(|| fixed(r"^\s*([a-zA-Z_:][a-zA-Z0-9_:]*)\s*(=~|!~|!=|=)\s*((?s:.*?))\s*$"));

fn fixed(pattern: &str) -> Regex {
    Regex::new(pattern).expect("the pattern is a constant")
}

/// Longest pattern, in bytes; the compiled form is limited apart, as `(a{99}){99}` is short.
const LONGEST: usize = 4_096;
const LARGEST: usize = 1 << 20;

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

fn refused(key: &'static str, text: &str) -> Failure {
    Failure::invalid_msg("filter", Msg::new(key).with("text", shown(text)))
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Labels;

    #[test]
    fn matchers_as_they_are_written() {
        for (text, expected) in [
            ("foo=bar", r#"foo="bar""#),
            (r#" foo != "bar" "#, r#"foo!="bar""#),
            ("statuscode=~5..", r#"statuscode=~"5..""#),
            (r#"a!~"x|y""#, r#"a!~"x|y""#),
            ("foo=", r#"foo="""#),
            (r#"foo="""#, r#"foo="""#),
            ("foo==bar", r#"foo="=bar""#),
            (r#"q="She said: \"Hi, ladies!\"""#, r#"q="She said: \"Hi, ladies!\"""#),
            (r#"p="C:\dir\\n\n""#, r#"p="C:\\dir\\n\n""#),
            ("サ=x", ""),
            ("foo", ""),
            ("9a=b", ""),
            (r#"foo="bar"#, ""),
            (r#"foo=bar""#, ""),
            (r#"foo="a"b""#, ""),
            ("foo=~[", ""),
            ("foo=~a)(b", ""),
            ("foo=~(a{999}){999}", ""),
            ("", ""),
        ] {
            let found = Matcher::parse(text);
            assert_eq!(found.as_ref().map(Matcher::to_string).unwrap_or_default(), expected, "{text} {found:?}");
            if let Ok(matcher) = found {
                assert_eq!(Matcher::parse(&matcher.to_string()).unwrap(), matcher, "{text}");
            }
        }
    }

    #[test]
    fn lists_with_and_without_braces() {
        for (text, count) in [
            ("{foo = \"bar\", dings != \"bums\", }", 2),
            ("foo=bar,dings!=bums", 2),
            (r#"{quote="She said: \"Hi, ladies! That's neutral\""}"#, 1),
            (r#"a="x,y",b="\\",c=z"#, 3),
            ("{}", 0),
            ("", 0),
        ] {
            assert_eq!(Matcher::parse_list(text).unwrap().len(), count, "{text}");
        }
        assert!(Matcher::parse_list("a=b,,c=d").is_err());
    }

    #[test]
    fn whole_values_and_missing_labels() {
        let labels = Labels::new([("service", "payment"), ("multi", "a\nb")]);
        for (text, expected) in [
            ("service=payment", true),
            ("service=~pay", false),
            ("service=~pay.*", true),
            ("service=~pay|payment", true),
            ("service!~pay", true),
            ("service!=payment", false),
            ("team=", true),
            ("team!=", false),
            ("team!=sre", true),
            ("team=~.*", true),
            ("team=~.+", false),
            ("team!~.+", true),
            ("multi=~a.b", false),
            ("multi=~(?s)a.b", true),
        ] {
            assert_eq!(Matcher::parse(text).unwrap().matches(&labels), expected, "{text}");
        }
    }

    #[test]
    fn a_pattern_that_grows_is_refused() {
        for text in ["a=~(((a{99}){99}){99}){99}".to_owned(), format!("a=~{}", "x".repeat(5_000))] {
            assert_eq!(Matcher::parse(&text).unwrap_err().to_string(), "invalid: filter (matcher-regex-large)");
        }
    }
}

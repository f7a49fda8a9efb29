//! Matchers as people write them, and what each matches.

use proptest::prelude::*;

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
        ("サ=x", r#"サ="x""#),
        (r#""service.name"="決済""#, r#"service.name="決済""#),
        (r#"{"a b"!="c"}"#, ""),
        (r#""a b"!=c"#, r#""a b"!="c""#),
        (r#""a\"{"=~"\x61\u00e9\U0001f642\141\t""#, "\"a\\\"{\"=~\"aé🙂a\t\""),
        (r#"サ="\xe6\xb1\xba""#, r#"サ="決""#),
        (r#"サ="\xe6\xb1""#, ""),
        (r#"サ="\w""#, ""),
        (r#"サ="\ud800""#, ""),
        (r#"サ="\777""#, ""),
        ("サ=\"a\nb\"", ""),
        (r#"サ="a"#, ""),
        ("サ=a\\n", ""),
        ("サ=a b", ""),
        ("サ=", ""),
        ("サ!a", ""),
        ("サ~a", ""),
        (r#"""=a"#, ""),
        ("\"a\0\"=b", ""),
        ("サ=x, シ=y", ""),
        ("foo", ""),
        ("9a=b", r#"9a="b""#),
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
    for text in ["a=b,,c=d", "{サ=x", "サ=x}", "{サ=x}}", "{サ=x} y", "サ=x,,シ=y", ",サ=x", "{サ=x シ=y}"] {
        assert!(Matcher::parse_list(text).is_err(), "{text}");
    }
}

#[test]
fn a_list_has_an_end() {
    for (name, count, fits) in [("a", 100, true), ("a", 101, false), ("サ", 100, true), ("サ", 101, false)] {
        let list = format!("{name}=b,").repeat(count);
        assert_eq!(Matcher::parse_list(&list).map(|list| list.len()).ok(), fits.then_some(count), "{name} {count}");
    }
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

proptest! {
    #[test]
    fn what_is_written_is_read_back(name in "[^\0]{1,8}", value in "(?s:.{0,8})", regex in any::<bool>(), equal in any::<bool>()) {
        let op = Op::of(regex, equal);
        let value = if regex { regex::escape(&value) } else { value };
        let matcher = Matcher::new(&name, op, &value).unwrap();
        let text = matcher.to_string();
        prop_assert_eq!(&Matcher::parse(&text).unwrap(), &matcher);
        let other = Matcher::new("b", Op::Equal, "{c,\"d\"}").unwrap();
        let list = format!("{{{text}, {other}}}");
        prop_assert_eq!(Matcher::parse_list(&list).unwrap(), [matcher, other]);
    }

    #[test]
    fn no_text_breaks_the_reader(text in r#"[a{}!=~,\"'` nx0-9サ]{0,20}"#) {
        if let Ok(matchers) = Matcher::parse_list(&text) {
            let list = matchers.iter().map(Matcher::to_string).collect::<Vec<_>>().join(",");
            prop_assert_eq!(Matcher::parse_list(&list).unwrap(), matchers);
        }
    }
}

//! Matchers as silences have them: how they are stored, written and compared, and which of them make no sense together.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ryugaku_alerting::{Matcher, Op};
use ryugaku_kernel::{Failure, FieldError, Msg, Outcome};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

pub const MOST: usize = 50;
/// Names and values together, in bytes.
pub const LARGEST: usize = 64 << 10;

/// As they stand in a row.
pub fn to_json(matchers: &[Matcher]) -> Value {
    let one = |matcher: &Matcher| json!({"name": matcher.name(), "op": matcher.op().sign(), "value": matcher.value()});
    matchers.iter().map(one).collect()
}

pub fn from_json(json: &Value) -> Outcome<Vec<Matcher>> {
    let text = |matcher: &Value, member: &str| matcher[member].as_str().unwrap_or_default().to_owned();
    let one = |matcher: &Value| of_parts(&text(matcher, "name"), &text(matcher, "op"), &text(matcher, "value"));
    json.as_array().into_iter().flatten().map(one).collect()
}

pub fn of_parts(name: &str, op: &str, value: &str) -> Outcome<Matcher> {
    let ops = [Op::Equal, Op::NotEqual, Op::Match, Op::NotMatch];
    let op = ops.into_iter().find(|known| known.sign() == op);
    Matcher::new(name, op.ok_or_else(|| Failure::invalid("matchers", "failure-choose-one"))?, value)
}

/// One a line; empty lines are passed over. Refuses more than [`MOST`].
pub fn of_lines(text: &str) -> Outcome<Vec<Matcher>> {
    let mut all = Vec::new();
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
        all.extend(Matcher::parse_list(line).map_err(about_matchers)?);
        not_too_many(all.len())?;
    }
    Ok(all)
}

/// Before they are read: each may hold a pattern that takes a while to build.
pub fn not_too_many(count: usize) -> Outcome<()> {
    if count > MOST { Err(Failure::Invalid(vec![too_many()])) } else { Ok(()) }
}

fn too_many() -> FieldError {
    FieldError::new("matchers", Msg::new("silence-matchers-many").with("most", MOST))
}

/// What is wrong with one matcher, said of the field it was written in.
pub fn about_matchers(failure: Failure) -> Failure {
    match failure {
        Failure::Invalid(errors) => {
            Failure::Invalid(errors.into_iter().map(|error| FieldError::new("matchers", error.msg)).collect())
        }
        other => other,
    }
}

pub fn lines(matchers: &[Matcher]) -> String {
    matchers.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
}

/// `alertname="NodeDown", cluster="tokyo-3"`, cut where it grows too long for a line.
pub fn words(matchers: &[Matcher]) -> String {
    const MOST_LETTERS: usize = 120;
    let text = matchers.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
    match text.char_indices().nth(MOST_LETTERS) {
        Some((at, _)) => format!("{}…", &text[..at]),
        None => text,
    }
}

/// The same for the same matchers in whatever order.
pub fn key(matchers: &[Matcher]) -> String {
    let mut texts: Vec<String> = matchers.iter().map(ToString::to_string).collect();
    texts.sort();
    texts.dedup();
    let mut hash = Sha256::new();
    for text in texts {
        hash.update(text.len().to_be_bytes());
        hash.update(text);
    }
    URL_SAFE_NO_PAD.encode(&hash.finalize()[..18])
}

pub fn same(a: &[Matcher], b: &[Matcher]) -> bool {
    let holds = |all: &[Matcher], one: &Matcher| all.contains(one);
    a.iter().all(|one| holds(b, one)) && b.iter().all(|one| holds(a, one))
}

/// Everything that is wrong with them.
pub fn check(matchers: &[Matcher]) -> Vec<FieldError> {
    let wrong = |msg: Msg| vec![FieldError::new("matchers", msg)];
    let bytes: usize = matchers.iter().map(|matcher| matcher.name().len() + matcher.value().len()).sum();
    if matchers.is_empty() {
        return wrong(Msg::new("silence-matchers-none"));
    }
    if matchers.len() > MOST {
        return vec![too_many()];
    }
    if bytes > LARGEST {
        return wrong(Msg::new("silence-matchers-large").with("most", LARGEST));
    }
    if matchers.iter().all(|matcher| matcher.matches_value("")) {
        return wrong(Msg::new("silence-matchers-empty"));
    }
    match contradiction(matchers) {
        Some((one, other)) => {
            wrong(Msg::new("silence-matchers-contradict").with("one", one.to_string()).with("other", other.to_string()))
        }
        None => Vec::new(),
    }
}

/// Two that no alert can match both: one says which value it is, and the other does not match that.
fn contradiction(matchers: &[Matcher]) -> Option<(&Matcher, &Matcher)> {
    matchers.iter().filter(|one| one.op() == Op::Equal).find_map(|one| {
        let refuses = |other: &&Matcher| other.name() == one.name() && !other.matches_value(one.value());
        matchers.iter().find(refuses).map(|other| (one, other))
    })
}

/// Whether each matches whatever a label may hold, as `=~".+"` does and `!="x"` nearly does.
pub fn match_any_value(matchers: &[Matcher]) -> bool {
    // Nobody names all of these, and a pattern that fits them all leaves nothing out that counts.
    const UNLIKELY: [&str; 4] = ["q", "7", "Zq-_ 7/\u{1F9EA}", "決済\u{E000}"];
    matchers.iter().all(|matcher| UNLIKELY.iter().all(|value| matcher.matches_value(value)))
}

/// Whether a silence is among those that `filter` asks for: it has each of these matchers, as Alertmanager has it
/// (api/v2 `CheckSilenceMatchesFilterLabels`).
pub fn filtered(matchers: &[Matcher], filter: &[Matcher]) -> bool {
    filter.iter().all(|wanted| matchers.contains(wanted))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list(text: &str) -> Vec<Matcher> {
        Matcher::parse_list(text).unwrap()
    }

    #[test]
    fn what_is_stored_and_written_comes_back() {
        let all = list(r#"a="b", c!="d", e=~"f.*", g!~"h|i", quoted="x\"y\\z""#);
        assert_eq!(from_json(&to_json(&all)).unwrap(), all);
        assert_eq!(of_lines(&lines(&all)).unwrap(), all);
        assert_eq!(of_lines(" a=b \n\n{c=\"d\", e=\"f\"}\n").unwrap(), list("a=b,c=d,e=f"));
        let Err(Failure::Invalid(errors)) = of_lines("a=b\nno matcher") else { panic!("it passed") };
        assert_eq!(errors[0].field, "matchers");
        assert!(of_parts("a", "==", "b").is_err());
    }

    /// The last pattern is broken: nobody has looked at it.
    #[test]
    fn too_many_are_refused_before_they_are_read() {
        let text = format!("{}b=~[", "a=~x.*\n".repeat(MOST + 1));
        let Err(Failure::Invalid(errors)) = of_lines(&text) else { panic!("it passed") };
        assert_eq!((errors[0].field.as_str(), &*errors[0].msg.key), ("matchers", "silence-matchers-many"));
        assert_eq!(of_lines(&"a=~x.*\n".repeat(MOST)).unwrap().len(), MOST);
    }

    #[test]
    fn order_makes_no_difference() {
        let (a, b) = (list("a=b,c=~d"), list("c=~d,a=b"));
        assert!(same(&a, &b) && key(&a) == key(&b));
        for other in ["a=b", "a=b,c=d", "a=b,c=~d,e=f"] {
            assert!(!same(&a, &list(other)) && key(&a) != key(&list(other)), "{other}");
        }
    }

    #[test]
    fn what_makes_no_sense_is_refused() {
        for (text, wrong) in [
            ("", Some("silence-matchers-none")),
            ("a=~\".*\"", Some("silence-matchers-empty")),
            ("a!=b", Some("silence-matchers-empty")),
            ("a=\"\",b=~\"x?\"", Some("silence-matchers-empty")),
            ("a!=b,c=d", None),
            ("a=x,a=y", Some("silence-matchers-contradict")),
            ("a=x,a!~\"x|y\"", Some("silence-matchers-contradict")),
            ("b=c,a=x,a=~\"y.*\"", Some("silence-matchers-contradict")),
            ("a=x,a=~\"x|y\"", None),
            ("a=x,b=y", None),
        ] {
            let found = check(&list(text));
            assert_eq!(found.first().map(|error| error.msg.key.as_ref()), wrong, "{text}");
        }
        let many: Vec<Matcher> = (0..=MOST).map(|n| of_parts(&format!("l{n}"), "=", "x").unwrap()).collect();
        assert!(!check(&many).is_empty() && check(&many[1..]).is_empty());
        assert!(!check(&[of_parts("a", "=", &"x".repeat(LARGEST)).unwrap()]).is_empty());
    }

    #[test]
    fn patterns_that_leave_nothing_out() {
        for (text, any) in [
            ("alertname=~\".+\"", true),
            ("alertname=~\".*\",severity=~\"..*|\"", true),
            ("alertname=~\"(.|\\\\n)+\"", true),
            ("alertname!=\"\"", true),
            ("alertname!=\"Watchdog\"", true),
            ("alertname=~\"[A-Z].*\"", false),
            ("alertname=~\".+\",cluster=\"tokyo-3\"", false),
        ] {
            assert_eq!(match_any_value(&list(text)), any, "{text}");
        }
    }

    /// As Alertmanager 0.25 answers.
    #[test]
    fn filters_ask_for_matchers_as_they_are_written() {
        let silence = list("alertname=~\"Node.*\",cluster!=tokyo");
        for (filter, found) in [
            ("", true),
            ("cluster!=tokyo", true),
            ("cluster!=\"tokyo\",alertname=~\"Node.*\"", true),
            ("cluster=tokyo", false),
            ("cluster!=osaka", false),
            ("alertname=\"Node.*\"", false),
            ("alertname=NodeDown", false),
            ("team=\"\"", false),
        ] {
            assert_eq!(filtered(&silence, &list(filter)), found, "{filter}");
        }
    }

    #[test]
    fn long_ones_are_cut_between_letters() {
        let long = of_parts("名前", "=", &"値".repeat(200)).unwrap();
        assert!(words(&[long]).ends_with('…'));
        assert_eq!(words(&list("a=b,c!=d")), "a=\"b\", c!=\"d\"");
    }
}

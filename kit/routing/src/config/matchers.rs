//! Matchers in a document, read as Alertmanager reads them.

use ryugaku_alerting::Matcher;
use ryugaku_document::{At, Fields, Problems, shown};
use ryugaku_kernel::{Failure, Msg};

/// All in a list under this name; left out, there are none.
pub fn take(fields: &mut Fields<'_>, name: &str, problems: &mut Problems) -> Vec<Matcher> {
    fields.list(name, problems).iter().flat_map(|at| read(at, problems)).collect()
}

fn read(at: &At<'_>, problems: &mut Problems) -> Vec<Matcher> {
    let Some(text) = at.text(problems) else { return Vec::new() };
    // Where there are too many, nothing is read any more.
    if !problems.allow_patterns(0, at) {
        return Vec::new();
    }
    let read = Matcher::parse_list(text).map_err(|failure| refuse(at, text, &failure, problems));
    let matchers = read.unwrap_or_default();
    problems.allow_patterns(matchers.iter().filter(|matcher| matcher.op().is_regex()).count(), at);
    matchers
}

pub fn refuse(at: &At<'_>, text: &str, failure: &Failure, problems: &mut Problems) {
    let key = match failure {
        Failure::Invalid(fields) => fields.first().map(|field| &*field.msg.key),
        _ => None,
    };
    let msg = match key {
        Some("matcher-too-many") => Msg::new("routing-many-matchers").with("limit", 100_usize),
        Some("matcher-regex") => Msg::new("routing-regex"),
        Some("matcher-regex-large") => Msg::new("routing-regex-large"),
        _ => Msg::new("routing-matcher"),
    };
    problems.refuse(at, msg.with("text", shown(text)));
}

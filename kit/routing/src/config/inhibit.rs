//! Rules of inhibition as they are written.

use ryugaku_alerting::{Matcher, Op};
use ryugaku_document::{At, Fields, Problems, shown};
use ryugaku_kernel::Msg;

use super::{matchers, route};
use crate::InhibitRule;

pub fn read(list: &[At<'_>], problems: &mut Problems) -> Vec<InhibitRule> {
    list.iter().filter_map(|at| rule(at, problems)).collect()
}

fn rule(at: &At<'_>, problems: &mut Problems) -> Option<InhibitRule> {
    let mut fields = at.fields(problems)?;
    let name = fields.text("name", problems).filter(|name| !name.is_empty()).map(str::to_owned);
    let source = side(&mut fields, ["source_match", "source_match_re", "source_matchers"], problems);
    let target = side(&mut fields, ["target_match", "target_match_re", "target_matchers"], problems);
    let mut equal = Vec::new();
    for at in fields.list("equal", problems) {
        let Some(label) = at.text(problems) else { continue };
        if label.is_empty() || label.contains('\0') {
            problems.refuse(&at, Msg::new("routing-label-name").with("text", shown(label)));
        }
        equal.push(label.to_owned());
    }
    fields.finish(problems);
    Some(InhibitRule { name, source, target, equal })
}

fn side(fields: &mut Fields<'_>, [equal, regex, list]: [&str; 3], problems: &mut Problems) -> Vec<Matcher> {
    let mut matchers = route::pairs(fields, equal, Op::Equal, problems);
    matchers.extend(route::pairs(fields, regex, Op::Match, problems));
    matchers.extend(matchers::take(fields, list, problems));
    route::sort(&mut matchers);
    matchers
}

//! The policy as fields of a form, and what was filled in as a policy.

use std::collections::BTreeMap;

use jiff::SignedDuration;
use ryugaku_document::{duration_text, read_duration};
use ryugaku_kernel::{FieldError, Msg};

use super::super::level::{Closing, Escalation, Level};
use super::super::policy::Policy;
use super::super::reach::{Reach, Reaches, WORDS};
use crate::door::Fields;
use crate::incidents::circle::Circle;
use crate::incidents::role::Role;
use crate::incidents::severity::Severity;

/// Rows for names beyond those that there are.
const MORE_NAMES: usize = 2;
/// What is longer is no length of time, and is not repeated.
const LONGEST: SignedDuration = SignedDuration::from_hours(24 * 30);
/// Between those who are reached the same way.
const SEPARATORS: [char; 3] = [',', '、', '\n'];

/// The values of all fields, for one product or in general.
pub fn fields_of(policy: &Policy, product: Option<&str>) -> Vec<(String, String)> {
    let mut values = Vec::new();
    for severity in Severity::ALL {
        let at = |part: &str| format!("{}.{part}", severity.name());
        let level = product.map_or(policy.general(severity), |product| policy.of_product(product, severity));
        if product.is_some_and(|product| policy.says(product, severity)) {
            values.push((at("own"), "yes".into()));
        }
        values.extend(level.roles.iter().map(|(role, within)| (at(role.name()), duration_text(*within))));
        values.extend(level.updates.iter().map(|(circle, every)| (at(circle.name()), duration_text(*every))));
        values.extend(level.close.iter().map(|(closing, within)| (at(closing.name()), duration_text(*within))));
        for (row, (name, within)) in level.tell.iter().enumerate() {
            values.push((at(&format!("tell.{row}.name")), name.clone()));
            values.push((at(&format!("tell.{row}.within")), duration_text(*within)));
        }
        if let Some(escalation) = &level.escalation {
            values.push((at("after"), duration_text(escalation.after)));
            values.extend(escalation.teams.iter().map(|team| (at("team"), team.clone())));
        }
    }
    for (row, name) in reached(policy).into_iter().enumerate() {
        values.push((format!("reach.{row}.name"), name.clone()));
        for way in policy.reaches().get(&name).into_iter().flatten() {
            let field = format!("reach.{row}.{}", way.kind());
            match values.iter_mut().find(|(known, _)| *known == field) {
                Some((_, all)) => *all += &format!(", {}", one_of_several(way.address())),
                None => values.push((field, one_of_several(way.address()))),
            }
        }
    }
    values
}

/// How many rows for names a severity needs.
pub fn rows(value: impl Fn(&str) -> bool, severity: Severity) -> usize {
    let filled = (0..).take_while(|row| value(&format!("{}.tell.{row}.name", severity.name()))).count();
    filled + MORE_NAMES
}

/// Who can be reached somehow: the circles of status updates, then everybody who must know.
fn reached(policy: &Policy) -> Vec<String> {
    let mut names: Vec<String> = Circle::ALL.iter().rev().map(|circle| circle.name().to_owned()).collect();
    for name in policy.told() {
        if !names.iter().any(|known| known == name) {
            names.push(name.to_owned());
        }
    }
    names
}

/// The policy with what was filled in, or what is wrong in which field. What the form does not show stays as it was, unless
/// nobody is told by that name any more.
pub fn policy_of(before: &Policy, product: Option<&str>, fields: &Fields) -> Result<Policy, Vec<FieldError>> {
    let mut errors = Vec::new();
    let mut general = Severity::ALL.map(|severity| before.general(severity).clone());
    let mut products: BTreeMap<String, BTreeMap<Severity, Level>> =
        before.products().map(|(slug, levels)| (slug.clone(), levels.clone())).collect();
    let mut reach = before.reaches().clone();
    match product {
        None => {
            for severity in Severity::ALL {
                general[severity as usize] = level(fields, severity, &mut errors);
            }
            // Where a product says nothing of a part, it goes along with what holds in general.
            for (severity, level) in products.values_mut().flat_map(|levels| levels.iter_mut()) {
                follow(level, before.general(*severity), &general[*severity as usize]);
            }
            reach = reaches(fields);
        }
        Some(product) => {
            let own = Severity::ALL.into_iter().filter(|severity| fields.checked(&format!("{}.own", severity.name())));
            let mut levels: BTreeMap<Severity, Level> =
                own.map(|severity| (severity, level(fields, severity, &mut errors))).collect();
            for (severity, level) in &mut levels {
                // A document cannot say that a product has none.
                level.escalation = level.escalation.take().or_else(|| before.general(*severity).escalation.clone());
            }
            levels.retain(|severity, level| level != before.general(*severity));
            products.remove(product);
            if !levels.is_empty() {
                products.insert(product.to_owned(), levels);
            }
        }
    }
    if !errors.is_empty() {
        return Err(errors);
    }
    let policy = Policy::new(general, products);
    let told: Vec<String> = reached(&policy);
    let kept = |reaches: &Reaches| -> Reaches {
        let known = reaches.iter().filter(|(name, ways)| told.contains(name) && !ways.is_empty());
        known.map(|(name, ways)| (name.clone(), ways.clone())).collect()
    };
    let own: BTreeMap<String, Reaches> =
        before.own_reaches().iter().map(|(slug, reaches)| (slug.clone(), kept(reaches))).collect();
    let own = own.into_iter().filter(|(_, reaches)| !reaches.is_empty()).collect();
    Ok(policy.reached(kept(&reach), own))
}

fn follow(level: &mut Level, before: &Level, after: &Level) {
    if level.roles == before.roles {
        level.roles = after.roles.clone();
    }
    if level.updates == before.updates {
        level.updates = after.updates.clone();
    }
    if level.tell == before.tell {
        level.tell = after.tell.clone();
    }
    if level.close == before.close {
        level.close = after.close.clone();
    }
    if level.escalation == before.escalation {
        level.escalation = after.escalation.clone();
    }
}

fn level(fields: &Fields, severity: Severity, errors: &mut Vec<FieldError>) -> Level {
    let at = |part: &str| format!("{}.{part}", severity.name());
    let mut level = Level::default();
    for role in Role::ALL {
        level.roles.extend(length(fields, &at(role.name()), errors).map(|within| (role, within)));
    }
    for circle in Circle::ALL {
        level.updates.extend(length(fields, &at(circle.name()), errors).map(|every| (circle, every)));
    }
    for closing in Closing::ALL {
        level.close.extend(length(fields, &at(closing.name()), errors).map(|within| (closing, within)));
    }
    for row in 0.. {
        let (name, within) = (at(&format!("tell.{row}.name")), at(&format!("tell.{row}.within")));
        if !fields.has(&name) {
            break;
        }
        let length = length(fields, &within, errors);
        match (fields.some(&name), length, fields.some(&within)) {
            (Some(name), Some(length), _) => drop(level.tell.insert(name.to_owned(), length)),
            (Some(_), None, None) => errors.push(FieldError { field: within, msg: Msg::new("failure-required") }),
            (None, Some(_), _) => errors.push(FieldError { field: name, msg: Msg::new("failure-required") }),
            _ => {}
        }
    }
    let teams: Vec<String> = fields.all(&at("team")).map(str::to_owned).collect();
    match length(fields, &at("after"), errors) {
        Some(after) => level.escalation = Some(Escalation { after, owners: teams.is_empty(), teams }),
        None if !teams.is_empty() && fields.some(&at("after")).is_none() => {
            errors.push(FieldError { field: at("after"), msg: Msg::new("failure-required") });
        }
        None => {}
    }
    level
}

/// Nothing where the field is empty, or wrong, which is then among the errors.
fn length(fields: &Fields, name: &str, errors: &mut Vec<FieldError>) -> Option<SignedDuration> {
    let text = fields.some(name)?;
    match read_duration(text).filter(|length| !length.is_zero() && *length <= LONGEST) {
        None => {
            errors.push(FieldError { field: name.to_owned(), msg: Msg::new("severity-policy-form-length") });
            None
        }
        length => length,
    }
}

fn reaches(fields: &Fields) -> Reaches {
    let mut reaches = Reaches::new();
    for row in 0.. {
        let Some(name) = fields.some(&format!("reach.{row}.name")) else { break };
        let mut ways = Reach::new();
        for (kind, way) in WORDS {
            ways.extend(several(fields.get(&format!("reach.{row}.{kind}"))).into_iter().map(way));
        }
        reaches.insert(name.to_owned(), ways);
    }
    reaches
}

/// What has a separator in itself, or begins with a quote, stands in quotes; a quote in it is doubled there.
fn one_of_several(address: &str) -> String {
    let is_apart = address.contains(SEPARATORS) || address.starts_with('"');
    if is_apart { format!("\"{}\"", address.replace('"', "\"\"")) } else { address.to_owned() }
}

fn several(text: &str) -> Vec<String> {
    let is_between = |c: char| c.is_whitespace() || SEPARATORS.contains(&c);
    let mut all = Vec::new();
    let mut rest = text.trim_start_matches(is_between);
    while !rest.is_empty() {
        let (one, after) = quoted(rest).unwrap_or_else(|| {
            let (one, after) = rest.split_once(SEPARATORS).unwrap_or((rest, ""));
            (one.to_owned(), after)
        });
        all.push(one.trim().to_owned());
        rest = after.trim_start_matches(is_between);
    }
    all.retain(|one| !one.is_empty());
    all
}

/// What stands in quotes at the beginning, and what comes after it; nothing where they are not closed.
fn quoted(text: &str) -> Option<(String, &str)> {
    let mut rest = text.strip_prefix('"')?;
    let mut one = String::new();
    loop {
        let (before, after) = rest.split_once('"')?;
        one.push_str(before);
        match after.strip_prefix('"') {
            None => return Some((one, after)),
            Some(doubled) => {
                one.push('"');
                rest = doubled;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::{document, written};
    use super::*;

    const TEXT: &str = "levels:\n  sev1: {roles: {commander: 5m}, updates: {inside: 15m}, tell: {経営層: 30m}, escalation: {after: 10m, teams: [sre]}, close: {postmortem: 5d}}\n  \
                        sev2: {updates: {inside: 30m}}\n  sev3: {}\n  sev4: {}\n\
                        reach: {経営層: {mail: [a@example.com, b@example.com], teams: [sre]}}\n\
                        products: {pay: {sev1: {updates: {inside: 5m}}}}\n";

    fn policy() -> Policy {
        document::read(TEXT).unwrap()
    }

    fn filled(product: Option<&str>, more: &[(&str, &str)]) -> Fields {
        let mut values = fields_of(&policy(), product);
        values.retain(|(name, _)| more.iter().all(|(other, _)| name != other));
        let pairs: Vec<(&str, &str)> = values.iter().map(|(name, value)| (&**name, &**value)).collect();
        Fields::of(&[pairs.as_slice(), more].concat())
    }

    #[test]
    fn what_is_shown_is_what_holds() {
        assert_eq!(policy_of(&policy(), None, &filled(None, &[])).unwrap(), policy());
        assert_eq!(policy_of(&policy(), Some("pay"), &filled(Some("pay"), &[])).unwrap(), policy());
        assert_eq!(policy_of(&policy(), Some("new"), &filled(Some("new"), &[])).unwrap(), policy());
    }

    #[test]
    fn a_name_with_a_comma_is_one() {
        let receivers =
            "[a@example.com], receivers: ['pager, night', '当番、夜', 'the \"big\", loud', '\"b\" side', pager]";
        let policy = document::read(&TEXT.replace("[a@example.com, b@example.com]", receivers)).unwrap();
        let values = fields_of(&policy, None);
        let pairs: Vec<(&str, &str)> = values.iter().map(|(name, value)| (&**name, &**value)).collect();
        let shown = pairs.iter().find(|(name, _)| name.ends_with(".receivers")).unwrap().1;
        assert_eq!(several(shown).len(), 5, "{shown}");
        assert_eq!(policy_of(&policy, None, &Fields::of(&pairs)).unwrap(), policy);
        let typed: [(&str, &[&str]); 6] = [
            ("a, b、c\nd", &["a", "b", "c", "d"]),
            ("\"a, b\",c d , ", &["a, b", "c d"]),
            ("\"a, b", &["\"a", "b"]),
            (" ,\"\"", &[]),
            ("\"a \"\"b\"\", c\", d", &["a \"b\", c", "d"]),
            ("a \"b\" c, d", &["a \"b\" c", "d"]),
        ];
        for (text, all) in typed {
            assert_eq!(several(text), all, "{text}");
        }
    }

    #[test]
    fn a_product_that_only_reaches_somebody_stays() {
        let own = "{pay: {reach: {経営層: {teams: [sre]}}}, shop: {}}";
        let text = TEXT.replace("{pay: {sev1: {updates: {inside: 5m}}}}", own);
        let policy = document::read(&text).unwrap();
        assert_eq!(policy.own_reaches().len(), 1);
        for product in [None, Some("pay"), Some("shop")] {
            let values = fields_of(&policy, product);
            let pairs: Vec<(&str, &str)> = values.iter().map(|(name, value)| (&**name, &**value)).collect();
            let after = policy_of(&policy, product, &Fields::of(&pairs)).unwrap();
            assert_eq!(after, policy, "{product:?}");
            assert_eq!(document::read(&written::text(&after, &text)).unwrap(), policy, "{product:?}");
        }
    }

    #[test]
    fn a_product_goes_along_where_it_says_nothing() {
        let changed = policy_of(&policy(), None, &filled(None, &[("sev1.scribe", "20m")])).unwrap();
        let pay = changed.of_product("pay", Severity::Sev1);
        assert!(pay.roles.contains_key(&Role::Scribe), "{pay:?}");
        assert_eq!(pay.updates[&Circle::Inside], SignedDuration::from_mins(5));
    }

    #[test]
    fn who_is_told_no_more_is_reached_no_more() {
        let gone = filled(None, &[("sev1.tell.0.name", ""), ("sev1.tell.0.within", "")]);
        let changed = policy_of(&policy(), None, &gone).unwrap();
        assert!(changed.reaches().is_empty() && changed.general(Severity::Sev1).tell.is_empty());
    }

    #[test]
    fn what_is_wrong_is_said_at_its_field() {
        let wrong = [
            ("sev1.commander", "soon"),
            ("sev2.inside", "0s"),
            ("sev1.tell.1.name", "広報"),
            ("sev1.tell.1.within", ""),
            ("sev3.team", "sre"),
            ("sev3.scribe", "99d"),
        ];
        let errors = policy_of(&policy(), None, &filled(None, &wrong)).unwrap_err();
        let fields: Vec<&str> = errors.iter().map(|error| &*error.field).collect();
        assert_eq!(fields, ["sev1.commander", "sev1.tell.1.within", "sev2.inside", "sev3.scribe", "sev3.after"]);
    }
}

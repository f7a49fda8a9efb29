//! The policy as it is written. Everything wrong is said at once, each with its line.

use std::collections::BTreeMap;

use jiff::SignedDuration;
use ryugaku_document::{At, Fields, Problems, parse, read_duration, shown};
use ryugaku_kernel::{Arg, Failure, FieldError, Msg, Outcome};

use super::level::{Closing, Escalation, Level};
use super::policy::Policy;
use super::reach::{self, Reaches};
use crate::incidents::circle::Circle;
use crate::incidents::role::Role;
use crate::incidents::severity::Severity;

/// Of the name of somebody who must know.
const LONGEST_NAME: usize = 100;
/// Names at one severity.
const MOST_NAMES: usize = 50;
const MOST_PRODUCTS: usize = 500;
const LONGEST: SignedDuration = SignedDuration::from_hours(24 * 30);

/// Product and team names are not looked up.
pub fn read(text: &str) -> Outcome<Policy> {
    let read = read_all(text)?;
    read.policy.filter(|_| read.problems.errors.is_empty()).ok_or(Failure::Invalid(read.problems.errors))
}

/// A text as far as it can be read.
pub struct Read {
    pub policy: Option<Policy>,
    /// The caller knows which there are, and refuses others by [`unknown`].
    pub names: Names,
    pub problems: Problems,
}

/// Names are there however much else is wrong, so that all of it can be said at once. Refuses only what is no YAML.
pub fn read_all(text: &str) -> Outcome<Read> {
    let value = parse(text)?;
    let mut problems = Problems::default();
    let mut names = Names::default();
    let policy = whole(&At::whole(&value), &mut names, &mut problems);
    Ok(Read { policy, names, problems })
}

/// Where it stands in the text; 0 of what stands in none.
pub fn line(error: &FieldError) -> usize {
    match error.msg.args.get("line") {
        Some(Arg::Number(line)) => usize::try_from(*line).unwrap_or_default(),
        _ => 0,
    }
}

/// What the document names that stands elsewhere, each with its place.
#[derive(Default, Debug)]
pub struct Names {
    pub products: Vec<Named>,
    pub teams: Vec<Named>,
    pub people: Vec<Named>,
    pub receivers: Vec<Named>,
    /// Who is reached somehow: these stand in the document itself.
    pub reached: Vec<Named>,
}

#[derive(Debug)]
pub struct Named {
    pub name: String,
    pub path: String,
    pub line: usize,
}

impl Named {
    pub(super) fn at(at: &At<'_>, name: &str) -> Self {
        Self { name: name.to_owned(), path: at.path.clone(), line: at.line }
    }
}

/// Refuses each name that is not among those there are.
pub fn unknown(key: &'static str, names: &[Named], there: impl Fn(&str) -> bool, problems: &mut Problems) {
    for named in names.iter().filter(|named| !there(&named.name)) {
        problems.refuse_there(&named.path, named.line, Msg::new(key).with("name", shown(&named.name)));
    }
}

fn whole(at: &At<'_>, names: &mut Names, problems: &mut Problems) -> Option<Policy> {
    let mut fields = at.fields(problems)?;
    let levels = fields.take("levels");
    let mut own = BTreeMap::new();
    if let Some(levels) = &levels {
        own = levels.fields(problems).map(|fields| by_severity(fields, None, names, problems)).unwrap_or_default();
        for severity in Severity::ALL.into_iter().filter(|severity| !own.contains_key(severity)) {
            let msg = Msg::new("severity-policy-level-missing").with("severity", severity.name());
            problems.refuse_there(&format!("levels.{}", severity.name()), levels.line, msg);
        }
    } else {
        fields.refuse("levels", Msg::new("severity-policy-no-levels"), problems);
    }
    let general = Severity::ALL.map(|severity| own.remove(&severity).unwrap_or_default());
    let reach = fields.take("reach").map(|at| reach::read(&at, names, problems)).unwrap_or_default();
    let (mut products, mut own_reach) = (BTreeMap::new(), BTreeMap::new());
    if let Some(mut map) = fields.take("products").and_then(|at| at.fields(problems)) {
        for (place, (slug, at)) in map.take_all().into_iter().enumerate() {
            if place == MOST_PRODUCTS {
                problems.refuse(&at, Msg::new("severity-policy-many").with("most", MOST_PRODUCTS));
                break;
            }
            names.products.push(Named::at(&at, slug));
            let (levels, reach) = product(&at, &general, names, problems);
            products.insert(slug.to_owned(), levels);
            if !reach.is_empty() {
                own_reach.insert(slug.to_owned(), reach);
            }
        }
    }
    fields.finish(problems);
    let policy = Policy::new(general, products).reached(reach, own_reach);
    // Without any levels nobody is told of anything, and only that is to be said.
    if levels.is_some() {
        reach::refuse_unused(&policy, &names.reached, problems);
    }
    Some(policy)
}

/// What differs for a product, and how somebody is reached there.
fn product(
    at: &At<'_>,
    general: &[Level; 4],
    names: &mut Names,
    problems: &mut Problems,
) -> (BTreeMap<Severity, Level>, Reaches) {
    let Some(mut fields) = at.fields(problems) else { return (BTreeMap::new(), Reaches::new()) };
    let reach = fields.take("reach").map(|at| reach::read(&at, names, problems)).unwrap_or_default();
    (by_severity(fields, Some(general), names, problems), reach)
}

/// With `general`, what a level says nothing of is taken from there.
fn by_severity(
    mut fields: Fields<'_>,
    general: Option<&[Level; 4]>,
    names: &mut Names,
    problems: &mut Problems,
) -> BTreeMap<Severity, Level> {
    let mut levels = BTreeMap::new();
    for severity in Severity::ALL {
        let Some(at) = fields.take(severity.name()) else { continue };
        let base = general.map(|general| general[severity as usize].clone()).unwrap_or_default();
        levels.insert(severity, level(&at, base, names, problems));
    }
    fields.finish(problems);
    levels
}

fn level(at: &At<'_>, base: Level, names: &mut Names, problems: &mut Problems) -> Level {
    let Some(mut fields) = at.fields(problems) else { return base };
    let level = Level {
        roles: lengths(&mut fields, "roles", Role::named, problems).unwrap_or(base.roles),
        updates: lengths(&mut fields, "updates", Circle::named, problems).unwrap_or(base.updates),
        tell: tell(&mut fields, problems).unwrap_or(base.tell),
        close: lengths(&mut fields, "close", Closing::named, problems).unwrap_or(base.close),
        escalation: fields.take("escalation").map_or(base.escalation, |at| escalation(&at, names, problems)),
    };
    fields.finish(problems);
    level
}

/// A map from known words to lengths; `None` if it is left out.
fn lengths<K: Ord>(
    fields: &mut Fields<'_>,
    name: &str,
    named: impl Fn(&str) -> Option<K>,
    problems: &mut Problems,
) -> Option<BTreeMap<K, SignedDuration>> {
    let mut map = fields.take(name)?.fields(problems)?;
    let mut read = BTreeMap::new();
    for (word, at) in map.take_all() {
        let length = length(&at, problems);
        match named(word) {
            Some(key) => {
                read.insert(key, length.unwrap_or_default());
            }
            None => problems.refuse(&at, Msg::new("document-field-unknown").with("name", shown(word))),
        }
    }
    Some(read)
}

fn tell(fields: &mut Fields<'_>, problems: &mut Problems) -> Option<BTreeMap<String, SignedDuration>> {
    let at = fields.take("tell")?;
    let mut map = at.fields(problems)?;
    let mut tell = BTreeMap::new();
    for (name, at) in map.take_all() {
        let name = name.trim();
        if name.is_empty() || name.chars().count() > LONGEST_NAME {
            problems.refuse(&at, Msg::new("severity-policy-name").with("most", LONGEST_NAME));
        }
        tell.insert(name.to_owned(), length(&at, problems).unwrap_or_default());
    }
    if tell.len() > MOST_NAMES {
        problems.refuse(&at, Msg::new("severity-policy-many").with("most", MOST_NAMES));
    }
    Some(tell)
}

fn escalation(at: &At<'_>, names: &mut Names, problems: &mut Problems) -> Option<Escalation> {
    let mut fields = at.fields(problems)?;
    let after = fields.take("after");
    if after.is_none() {
        fields.refuse("after", Msg::new("severity-policy-no-after"), problems);
    }
    let after = after.and_then(|at| length(&at, problems));
    let mut teams = Vec::new();
    for at in fields.list("teams", problems) {
        let Some(slug) = at.text(problems) else { continue };
        names.teams.push(Named::at(&at, slug));
        teams.push(slug.to_owned());
    }
    fields.finish(problems);
    teams.sort();
    teams.dedup();
    Some(Escalation { after: after?, owners: teams.is_empty(), teams })
}

/// Longer than zero, and up to thirty days.
fn length(at: &At<'_>, problems: &mut Problems) -> Option<SignedDuration> {
    let text = at.text(problems)?;
    match read_duration(text) {
        None => problems.refuse(at, Msg::new("document-duration").with("text", shown(text))),
        Some(length) if length.is_zero() => problems.refuse(at, Msg::new("document-zero")),
        Some(length) if length > LONGEST => {
            problems.refuse(at, Msg::new("severity-policy-long").with("days", 30_usize))
        }
        Some(length) => return Some(length),
    }
    None
}

#[cfg(test)]
mod tests {
    use ryugaku_kernel::Lang;

    use super::super::built_in;
    use super::*;

    fn refused(text: &str) -> Vec<String> {
        let Err(Failure::Invalid(errors)) = read(text) else { panic!("{text}") };
        errors.iter().map(|error| format!("{} {} {}", line(error), error.field, error.msg.key)).collect()
    }

    #[test]
    fn the_built_in_ones_ask_for_the_same_in_both_languages() {
        let [ja, en] = [Lang::Ja, Lang::En].map(|lang| read(built_in::text(lang)).unwrap());
        for severity in Severity::ALL {
            let (ja, en) = (ja.general(severity), en.general(severity));
            assert_eq!(
                (&ja.roles, &ja.updates, &ja.escalation, &ja.close),
                (&en.roles, &en.updates, &en.escalation, &en.close)
            );
            let lengths = |level: &Level| {
                let mut lengths: Vec<_> = level.tell.values().copied().collect();
                lengths.sort();
                lengths
            };
            assert_eq!(lengths(ja), lengths(en));
        }
        assert!(en.general(Severity::Sev4).is_empty());
    }

    #[test]
    fn a_product_says_what_is_different() {
        let text = "levels:\n  sev1: {roles: {commander: 5m}, updates: {inside: 15m}}\n  sev2: {}\n  sev3: {}\n  sev4: {}\n\
                    products:\n  pay:\n    sev1: {updates: {stakeholders: 10m}, escalation: {after: 5m, teams: [sre, pay, sre]}}\n";
        let Read { policy, names, .. } = read_all(text).unwrap();
        let policy = policy.unwrap();
        let pay = policy.of_product("pay", Severity::Sev1);
        assert_eq!(pay.roles, policy.general(Severity::Sev1).roles);
        assert_eq!(pay.updates.keys().copied().collect::<Vec<_>>(), [Circle::Stakeholders]);
        assert_eq!(pay.escalation.as_ref().unwrap().teams, ["pay", "sre"]);
        assert!(policy.of_product("pay", Severity::Sev2).is_empty());
        assert_eq!(policy.of(Severity::Sev1, &["pay".into(), "search".into()]).updates.len(), 2);
        assert_eq!(policy.teams().into_iter().collect::<Vec<_>>(), ["pay", "sre"]);
        assert_eq!((names.products.len(), names.teams.len()), (1, 3));
        assert_eq!((&*names.products[0].path, names.products[0].line), ("products.pay", 7));
    }

    #[test]
    fn everything_wrong_is_said_with_its_line() {
        let text = "levels:\n  sev1:\n    roles: {captain: 5m, commander: soon}\n    updates: {inside: 0s}\n    close: {party: 5d}\n    tell: {\"\": 5m, x: 40d}\n  sev2: {escalation: {teams: x}}\n  sev3: []\n  sev9: {}\nproduct: {}\n";
        assert_eq!(
            refused(text),
            [
                "3 levels.sev1.roles.captain document-field-unknown",
                "3 levels.sev1.roles.commander document-duration",
                "4 levels.sev1.updates.inside document-zero",
                "6 levels.sev1.tell. severity-policy-name",
                "6 levels.sev1.tell.x severity-policy-long",
                "5 levels.sev1.close.party document-field-unknown",
                "7 levels.sev2.escalation.after severity-policy-no-after",
                "7 levels.sev2.escalation.teams document-not-list",
                "8 levels.sev3 document-not-map",
                "9 levels.sev9 document-field-unknown",
                "1 levels.sev4 severity-policy-level-missing",
                "10 product document-field-unknown",
            ]
        );
        let reach = "levels: {sev1: {tell: {X: 5m}}, sev2: {}, sev3: {}, sev4: {}}\nreach:\n  X: {mail: [a], channels: [Exec, '#exec'], phone: [1]}\n  Y: {}\n  stakeholders: {people: [佐伯]}\n";
        assert_eq!(
            refused(reach),
            [
                "3 reach.X.mail[0] severity-policy-address",
                "3 reach.X.channels[0] severity-policy-channel",
                "3 reach.X.phone document-field-unknown",
                "4 reach.Y severity-policy-reach-unused",
            ]
        );
        assert_eq!(refused("{}"), ["1 levels severity-policy-no-levels"]);
        assert_eq!(refused("- a"), ["1  document-not-map"]);
        // What else is wrong is said even so.
        assert_eq!(
            refused("level: {}\nreach:\n  X: {phone: [1]}\nproducts:\n  pay: {sev9: {}}\n"),
            [
                "1 levels severity-policy-no-levels",
                "3 reach.X.phone document-field-unknown",
                "5 products.pay.sev9 document-field-unknown",
                "1 level document-field-unknown",
            ]
        );
        assert_eq!(
            refused("levels: {sev1: {escalation: {teams: [a]}}, sev2: {}, sev3: {}, sev4: {}}"),
            ["1 levels.sev1.escalation.after severity-policy-no-after"]
        );
    }
}

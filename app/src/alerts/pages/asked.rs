//! What the address of the list asks for, and the addresses that the list leads to.

use ryugaku_alerting::{Matcher, Op};
use ryugaku_kernel::{Failure, Msg};

use crate::alerts::find::MOST;
use crate::alerts::group::{GroupBy, GroupKey};
use crate::alerts::{AlertState, Cursor, Find};
use crate::door;

/// `?state=`, `?q=` any number of times, `?service=`, `?by=`, `?group=`, `?after=`. What makes no sense is passed over.
#[derive(Clone, Debug)]
pub struct Asked {
    pub find: Find,
    pub by: GroupBy,
    pub group: Option<GroupKey>,
    pub after: Option<Cursor>,
    /// A condition that cannot be read, and why.
    pub wrong: Option<(String, Msg)>,
}

/// How another address differs from the one that was asked.
#[derive(Clone, Copy)]
pub enum But<'a> {
    State(AlertState),
    /// Without this one of [`Asked::conditions`].
    Without(usize),
    /// With one more condition.
    And(&'a str),
    Group(&'a GroupKey),
    NoGroup,
    Flat,
    Beginning,
    After(&'a str),
    /// Without any condition.
    All,
}

impl Asked {
    pub fn of(query: &str) -> Self {
        let mut asked =
            Self { find: Find::all(AlertState::Active), by: GroupBy::default(), group: None, after: None, wrong: None };
        let mut conditions = 0;
        for (name, value) in url::form_urlencoded::parse(query.as_bytes()) {
            let value = value.trim();
            match &*name {
                _ if value.is_empty() => {}
                "state" => asked.find.state = AlertState::named(value).unwrap_or(asked.find.state),
                "q" => {
                    conditions += 1;
                    // One too many is said; those after it are not even read, whose patterns take a while to build.
                    if conditions <= MOST + 1 {
                        asked.narrow(value);
                    }
                }
                "service" => asked.find.service = Some(value.to_owned()),
                "by" => asked.by = GroupBy::named(value).unwrap_or_default(),
                "group" => asked.group = value.parse().ok(),
                "after" => asked.after = value.parse().ok(),
                _ => {}
            }
        }
        if asked.find.state == AlertState::Resolved {
            asked.group = None;
            if asked.by == GroupBy::Cause {
                asked.by = GroupBy::Rule;
            }
        }
        asked
    }

    fn narrow(&mut self, text: &str) {
        match self.find.clone().text(text) {
            Ok(find) => self.find = find,
            Err(Failure::Invalid(errors)) => {
                self.wrong = errors.into_iter().next().map(|error| (text.to_owned(), error.msg));
            }
            Err(_) => {}
        }
    }

    /// As they are written: matchers, words, the service.
    pub fn conditions(&self) -> Vec<String> {
        let mut conditions: Vec<String> = self.find.matchers.iter().map(ToString::to_string).collect();
        conditions.extend(self.find.words.iter().cloned());
        conditions.extend(self.find.service.iter().map(|service| condition("service", service)));
        conditions
    }

    pub fn has(&self, name: &str, value: &str) -> bool {
        let equal = |matcher: &Matcher| (matcher.name(), matcher.op(), matcher.value()) == (name, Op::Equal, value);
        self.find.matchers.iter().any(equal) || (name == "service" && self.find.service.as_deref() == Some(value))
    }

    pub fn address(&self, but: But<'_>) -> String {
        let find = &self.find;
        let state = if let But::State(state) = but { state } else { find.state };
        let dropped = if let But::Without(at) = but { Some(at) } else { None };
        let mut conditions: Vec<String> = find.matchers.iter().map(ToString::to_string).collect();
        conditions.extend(find.words.iter().cloned());
        let mut service = find.service.as_deref().unwrap_or_default();
        match dropped {
            Some(at) if at < conditions.len() => drop(conditions.remove(at)),
            Some(_) => service = "",
            None => {}
        }
        if let But::And(condition) = but {
            conditions.push(condition.to_owned());
        }
        if matches!(but, But::All) {
            (conditions, service) = (Vec::new(), "");
        }
        let by = if matches!(but, But::Flat) { GroupBy::Flat } else { self.by };
        let group = match but {
            But::Group(key) => key.to_string(),
            But::NoGroup | But::Flat | But::State(_) | But::All => String::new(),
            _ => self.group.as_ref().map(ToString::to_string).unwrap_or_default(),
        };
        let after = if let But::After(after) = but { after } else { "" };
        let by = if by == GroupBy::default() { "" } else { by.name() };
        let fields = [("state", state.name())].into_iter().chain(conditions.iter().map(|one| ("q", one.as_str())));
        let fields = fields.chain([("service", service), ("by", by), ("group", &group), ("after", after)]);
        format!("/alerts?{}", door::query(fields))
    }
}

/// `name="value"`.
pub fn condition(name: &str, value: &str) -> String {
    Matcher::new(name, Op::Equal, value).map(|matcher| matcher.to_string()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_come_back_as_they_went() {
        let asked = Asked::of("state=silenced&q=env%3D%22prod%22%2C+severity!%3Dinfo&q=Tokyo+3&service=api&by=rule");
        assert_eq!(asked.conditions(), ["env=\"prod\"", "severity!=\"info\"", "tokyo", "3", "service=\"api\""]);
        let again = Asked::of(asked.address(But::Beginning).split_once('?').unwrap().1);
        assert_eq!(again.conditions(), asked.conditions());
        assert_eq!((again.find.state, again.by), (AlertState::Silenced, GroupBy::Rule));
        for (but, conditions) in [
            (But::Without(0), "severity!=\"info\" tokyo 3 service=\"api\""),
            (But::Without(2), "env=\"prod\" severity!=\"info\" 3 service=\"api\""),
            (But::Without(4), "env=\"prod\" severity!=\"info\" tokyo 3"),
            (But::And("a=\"b\""), "env=\"prod\" severity!=\"info\" a=\"b\" tokyo 3 service=\"api\""),
            (But::All, ""),
        ] {
            let found = Asked::of(asked.address(but).split_once('?').unwrap().1);
            assert_eq!(found.conditions().join(" "), conditions);
        }
        assert!(asked.has("service", "api") && asked.has("env", "prod") && !asked.has("severity", "info"));
    }

    #[test]
    fn what_makes_no_sense_is_passed_over() {
        let asked = Asked::of("state=x&by=y&group=z&after=1&q=a%3D~%5B&q=b%3Dc&q=&other=1");
        assert_eq!((asked.find.state, asked.by, asked.group.is_none()), (AlertState::Active, GroupBy::Cause, true));
        assert_eq!(asked.conditions(), ["b=\"c\""]);
        assert_eq!(asked.wrong.unwrap().0, "a=~[");
    }

    #[test]
    fn too_many_conditions_are_not_read() {
        let asked = Asked::of(&format!("{}q=b%3Dc", "q=a%3D~x&".repeat(MOST + 1)));
        assert_eq!(asked.conditions(), ["a=~\"x\""]);
        let distinct: String = (0..=MOST).map(|n| format!("q=a%3D{n}&")).collect();
        assert_eq!(Asked::of(&distinct).wrong.unwrap().1.key, "matcher-too-many");
    }

    #[test]
    fn resolved_alerts_have_no_cause() {
        let asked = Asked::of("state=resolved&by=cause&group=rule%3Aa");
        assert_eq!((asked.by, asked.group), (GroupBy::Rule, None));
        assert_eq!(Asked::of("by=flat").address(But::State(AlertState::Resolved)), "/alerts?state=resolved&by=flat");
    }
}

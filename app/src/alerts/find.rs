//! What somebody looks for among alerts: matchers as Alertmanager writes them, or plain words; and where a list goes on.

use std::fmt;
use std::str::FromStr;

use ryugaku_alerting::{Labels, Matcher, Op, RunId};
use ryugaku_kernel::{Failure, Msg, Outcome, Time};

use super::AlertState;

#[derive(Clone, Debug)]
pub struct Find {
    pub state: AlertState,
    pub service: Option<String>,
    pub matchers: Vec<Matcher>,
    /// Lower case; each must be in the value of some label.
    pub words: Vec<String>,
}

/// Matchers and words together.
pub(super) const MOST: usize = 100;

impl Find {
    pub fn all(state: AlertState) -> Self {
        Self { state, service: None, matchers: Vec::new(), words: Vec::new() }
    }

    /// Adds `severity="critical", service=~"pay.*"`, or words that labels hold: `payment tokyo`.
    pub fn text(mut self, text: &str) -> Outcome<Self> {
        if text.contains(['=', '~', '{']) {
            let matchers = Matcher::parse_list(text)?.into_iter();
            matchers.for_each(|matcher| {
                if !self.matchers.contains(&matcher) {
                    self.matchers.push(matcher);
                }
            });
        } else {
            self.words.extend(text.split_whitespace().map(str::to_lowercase));
        }
        if self.matchers.len() + self.words.len() > MOST {
            return Err(Failure::invalid_msg("filter", Msg::new("matcher-too-many").with("limit", MOST)));
        }
        Ok(self)
    }

    pub fn is_narrowed(&self) -> bool {
        self.service.is_some() || !self.matchers.is_empty() || !self.words.is_empty()
    }

    /// The conditions as the list's address has them, whatever the state; empty without any.
    pub fn query(&self) -> String {
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        query.extend_pairs(self.matchers.iter().map(|matcher| ("q", matcher.to_string())));
        query.extend_pairs(self.words.iter().map(|word| ("q", word)));
        query.extend_pairs(self.service.iter().map(|service| ("service", service)));
        query.finish()
    }

    /// The matchers, and the service as one.
    pub(super) fn conditions(&self) -> Vec<Matcher> {
        let service = self.service.iter().filter_map(|service| Matcher::new("service", Op::Equal, service).ok());
        self.matchers.iter().cloned().chain(service).collect()
    }

    pub fn fits(&self, labels: &Labels) -> bool {
        self.matchers.iter().all(|matcher| matcher.matches(labels)) && self.words_fit(|| labels.iter())
    }

    pub(super) fn words_fit<'a, I: Iterator<Item = (&'a str, &'a str)>>(&self, labels: impl Fn() -> I) -> bool {
        self.words.iter().all(|word| labels().any(|(_, value)| value.to_lowercase().contains(word)))
    }
}

/// The last row shown: which run it was, and when that ended, if it did.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Cursor {
    pub ended_at: Time,
    pub run: RunId,
}

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}_{}", self.ended_at.0, self.run)
    }
}

#[derive(Debug)]
pub struct CursorError;

impl FromStr for Cursor {
    type Err = CursorError;

    fn from_str(text: &str) -> Result<Self, CursorError> {
        let (ended_at, run) = text.split_once('_').ok_or(CursorError)?;
        let number = |text: &str| text.parse().map_err(|_| CursorError);
        Ok(Self { ended_at: Time(number(ended_at)?), run: RunId(number(run)?) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_and_matchers() {
        let labels = Labels::new([("alertname", "HighErrorRate"), ("service", "決済 API"), ("severity", "page")]);
        for (text, fits) in [
            ("", true),
            ("higherror", true),
            ("error 決済", true),
            ("error search", false),
            ("severity=page", true),
            (r#"{severity="page", service=~"決済.*"}"#, true),
            ("severity!=page", false),
        ] {
            assert_eq!(Find::all(AlertState::Firing).text(text).unwrap().fits(&labels), fits, "{text}");
        }
        assert!(Find::all(AlertState::Firing).text("severity=~[").is_err());
        let both = Find::all(AlertState::Firing).text("severity=page").and_then(|find| find.text("決済")).unwrap();
        assert!(both.fits(&labels) && !both.clone().text("search").unwrap().fits(&labels));
        let twice = both.clone().text("severity=page").unwrap();
        assert_eq!(twice.matchers.len(), 1);
        assert!(both.text(&"word ".repeat(MOST)).is_err());
    }

    #[test]
    fn a_cursor_comes_back_as_it_went() {
        let cursor = Cursor { ended_at: Time(-5), run: RunId(i64::MAX) };
        assert_eq!(cursor.to_string().parse::<Cursor>().unwrap(), cursor);
        for text in ["", "1", "_", "1_zz", "x_0"] {
            assert!(text.parse::<Cursor>().is_err(), "{text}");
        }
    }
}

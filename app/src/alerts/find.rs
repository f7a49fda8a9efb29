//! What somebody looks for among alerts: matchers as Alertmanager writes them, or plain words; and where a list goes on.

use std::fmt;
use std::str::FromStr;

use ryugaku_alerting::{Fingerprint, Labels, Matcher};
use ryugaku_kernel::{Outcome, Time};

use super::AlertState;

#[derive(Clone, Debug)]
pub struct Find {
    pub state: AlertState,
    pub service: Option<String>,
    pub matchers: Vec<Matcher>,
    /// Lower case; each must be in the value of some label.
    pub words: Vec<String>,
}

impl Find {
    pub fn all(state: AlertState) -> Self {
        Self { state, service: None, matchers: Vec::new(), words: Vec::new() }
    }

    /// `severity="critical", service=~"pay.*"`, or words that labels hold: `payment tokyo`.
    pub fn text(mut self, text: &str) -> Outcome<Self> {
        if text.contains(['=', '~', '{']) {
            self.matchers = Matcher::parse_list(text)?;
        } else {
            self.words = text.split_whitespace().map(str::to_lowercase).collect();
        }
        Ok(self)
    }

    pub fn is_narrowed(&self) -> bool {
        self.service.is_some() || !self.matchers.is_empty() || !self.words.is_empty()
    }

    pub(super) fn needs_labels(&self) -> bool {
        !self.matchers.is_empty() || !self.words.is_empty()
    }

    pub fn fits(&self, labels: &Labels) -> bool {
        self.matchers.iter().all(|matcher| matcher.matches(labels))
            && self.words.iter().all(|word| labels.iter().any(|(_, value)| value.to_lowercase().contains(word)))
    }
}

/// The last row shown: when it began (or ended), and which it was.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Cursor {
    pub time: Time,
    pub fingerprint: Fingerprint,
}

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}_{}", self.time.0, self.fingerprint)
    }
}

#[derive(Debug)]
pub struct CursorError;

impl FromStr for Cursor {
    type Err = CursorError;

    fn from_str(text: &str) -> Result<Self, CursorError> {
        let (time, fingerprint) = text.split_once('_').ok_or(CursorError)?;
        Ok(Self {
            time: Time(time.parse().map_err(|_| CursorError)?),
            fingerprint: fingerprint.parse().map_err(|_| CursorError)?,
        })
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
    }

    #[test]
    fn a_cursor_comes_back_as_it_went() {
        let cursor = Cursor { time: Time(-5), fingerprint: Fingerprint(u64::MAX) };
        assert_eq!(cursor.to_string().parse::<Cursor>().unwrap(), cursor);
        for text in ["", "1", "_", "1_zz", "x_0000000000000000"] {
            assert!(text.parse::<Cursor>().is_err(), "{text}");
        }
    }
}

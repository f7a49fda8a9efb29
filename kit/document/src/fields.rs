//! A map as it should be: each field once, none unknown, each of the right kind. What is null counts as left out.

use std::collections::HashSet;

use jiff::SignedDuration;
use ryugaku_kernel::Msg;

use super::duration;
use super::problems::Problems;
use super::yaml::{Data, Key, Value};

/// A value and where it stands.
#[derive(Clone)]
pub struct At<'a> {
    pub value: &'a Value,
    /// Of its name, if it has one.
    pub line: usize,
    pub path: String,
}

pub struct Fields<'a> {
    pub path: String,
    pub line: usize,
    /// Those not yet read.
    rest: Vec<&'a (Key, Value)>,
}

impl<'a> At<'a> {
    pub fn whole(value: &'a Value) -> Self {
        Self { value, line: value.line, path: String::new() }
    }

    pub fn fields(&self, problems: &mut Problems) -> Option<Fields<'a>> {
        let Data::Map(map) = &self.value.data else {
            problems.refuse(self, Msg::new("document-not-map"));
            return None;
        };
        let mut fields = Fields { path: self.path.clone(), line: self.line, rest: Vec::with_capacity(map.len()) };
        let mut names = HashSet::with_capacity(map.len());
        for entry in map {
            if names.insert(entry.0.text.as_str()) {
                fields.rest.push(entry);
            } else {
                problems.refuse_there(&fields.path_of(&entry.0.text), entry.0.line, Msg::new("document-field-twice"));
            }
        }
        Some(fields)
    }

    pub fn list(&self, problems: &mut Problems) -> Vec<At<'a>> {
        let Data::List(list) = &self.value.data else {
            problems.refuse(self, Msg::new("document-not-list"));
            return Vec::new();
        };
        let at = |(place, value)| At { value, line: value.line, path: format!("{}[{place}]", self.path) };
        list.iter().enumerate().map(at).collect()
    }

    /// Numbers and flags are texts too, as they are written.
    pub fn text(&self, problems: &mut Problems) -> Option<&'a str> {
        match &self.value.data {
            Data::Text { text, .. } => Some(text),
            Data::Null => Some(""),
            Data::List(_) | Data::Map(_) => {
                problems.refuse(self, Msg::new("document-not-text"));
                None
            }
        }
    }
}

/// So much of a text as a message should repeat.
pub fn shown(text: &str) -> String {
    let short: String = text.chars().take(60).collect();
    if short.len() < text.len() { short + "…" } else { short }
}

impl<'a> Fields<'a> {
    pub fn path_of(&self, name: &str) -> String {
        if self.path.is_empty() { shown(name) } else { format!("{}.{}", self.path, shown(name)) }
    }

    pub fn take(&mut self, name: &str) -> Option<At<'a>> {
        let place = self.rest.iter().position(|(key, _)| key.text == name)?;
        let (key, value) = self.rest.remove(place);
        let at = At { value, line: key.line, path: self.path_of(name) };
        (!matches!(value.data, Data::Null)).then_some(at)
    }

    /// Whether it is there and not empty; it can still be taken.
    pub fn is_set(&self, name: &str) -> bool {
        self.rest.iter().any(|(key, value)| {
            key.text == name
                && match &value.data {
                    Data::Null => false,
                    Data::Text { text, .. } => !text.is_empty(),
                    Data::List(_) | Data::Map(_) => true,
                }
        })
    }

    /// All that is left, for maps whose keys are anybody's.
    pub fn take_all(&mut self) -> Vec<(&'a str, At<'a>)> {
        let rest = std::mem::take(&mut self.rest);
        rest.into_iter()
            .map(|(key, value)| (key.text.as_str(), At { value, line: key.line, path: self.path_of(&key.text) }))
            .collect()
    }

    pub fn text(&mut self, name: &str, problems: &mut Problems) -> Option<&'a str> {
        self.take(name)?.text(problems)
    }

    pub fn flag(&mut self, name: &str, problems: &mut Problems) -> Option<bool> {
        let at = self.take(name)?;
        let flag = match &at.value.data {
            Data::Text { text, plain: true } => match text.as_str() {
                "true" | "True" | "TRUE" | "yes" | "Yes" | "YES" | "on" | "On" | "ON" | "y" | "Y" => Some(true),
                "false" | "False" | "FALSE" | "no" | "No" | "NO" | "off" | "Off" | "OFF" | "n" | "N" => Some(false),
                _ => None,
            },
            _ => None,
        };
        if flag.is_none() {
            problems.refuse(&at, Msg::new("document-not-flag"));
        }
        flag
    }

    pub fn number(&mut self, name: &str, problems: &mut Problems) -> Option<u32> {
        let at = self.take(name)?;
        let number = match &at.value.data {
            Data::Text { text, plain: true } => text.parse().ok(),
            _ => None,
        };
        if number.is_none() {
            problems.refuse(&at, Msg::new("document-not-number"));
        }
        number
    }

    pub fn list(&mut self, name: &str, problems: &mut Problems) -> Vec<At<'a>> {
        self.take(name).map(|at| at.list(problems)).unwrap_or_default()
    }

    pub fn duration(&mut self, name: &str, problems: &mut Problems) -> Option<SignedDuration> {
        let at = self.take(name)?;
        let text = at.text(problems)?;
        let duration = duration::read(text);
        if duration.is_none() {
            problems.refuse(&at, Msg::new("document-duration").with("text", shown(text)));
        }
        duration
    }

    /// As [`Self::duration`], and not zero.
    pub fn period(&mut self, name: &str, problems: &mut Problems) -> Option<SignedDuration> {
        let line = self.rest.iter().find(|(key, _)| key.text == name).map_or(self.line, |(key, _)| key.line);
        let duration = self.duration(name, problems)?;
        if duration.is_zero() {
            problems.refuse_there(&self.path_of(name), line, Msg::new("document-zero"));
        }
        Some(duration)
    }

    pub fn refuse(&self, name: &str, msg: Msg, problems: &mut Problems) {
        problems.refuse_there(&self.path_of(name), self.line, msg);
    }

    /// What has not been read is unknown.
    pub fn finish(self, problems: &mut Problems) {
        for (key, _) in &self.rest {
            let msg = Msg::new("document-field-unknown").with("name", shown(&key.text));
            problems.refuse_there(&self.path_of(&key.text), key.line, msg);
        }
    }
}

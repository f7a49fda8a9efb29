//! The fields of a posted form, and a form as it is shown again when something in it was refused.

use std::collections::HashMap;

use axum::body::Bytes;
use axum::extract::{FromRequest, Request};
use ryugaku_kernel::{Failure, FieldError, Lang, Outcome};

use super::failed::Seen;
use super::{CSRF_FIELD, Failed};
use crate::words;

/// Less than that is typed again at once.
const SHORTEST_TEXT: usize = 12;

/// What was typed, in order. Spaces around a value are dropped.
#[derive(Clone, Debug, Default)]
pub struct Fields(Vec<(String, String)>);

impl Fields {
    pub fn of(pairs: &[(&str, &str)]) -> Self {
        Self(pairs.iter().map(|(name, value)| ((*name).into(), (*value).into())).collect())
    }

    /// The value of a field; empty if it is not there.
    pub fn get(&self, name: &str) -> &str {
        self.0.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value.trim())
    }

    /// The value, unless it is empty.
    pub fn some(&self, name: &str) -> Option<&str> {
        Some(self.get(name)).filter(|value| !value.is_empty())
    }

    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.0
            .iter()
            .filter(move |(key, _)| key == name)
            .map(|(_, value)| value.trim())
            .filter(|value| !value.is_empty())
    }

    /// What somebody has written, as against chosen or been given: sentences, in order.
    fn texts(&self) -> Vec<String> {
        let written = |(name, value): &&(String, String)| {
            let sentence = value.contains(char::is_whitespace) || !value.is_ascii();
            // A letter of Japanese says as much as several of English.
            let weight = |letter: char| if letter.is_ascii() { 1 } else { 3 };
            name != CSRF_FIELD && sentence && value.trim().chars().map(weight).sum::<usize>() >= SHORTEST_TEXT
        };
        self.0.iter().filter(written).map(|(_, value)| value.trim().to_owned()).collect()
    }

    /// Whether there is such a field, empty or not.
    pub fn has(&self, name: &str) -> bool {
        self.0.iter().any(|(key, _)| key == name)
    }

    pub fn checked(&self, name: &str) -> bool {
        self.some(name).is_some()
    }

    /// A choice out of a few words.
    pub fn word<T>(&self, name: &str, named: impl Fn(&str) -> Option<T>) -> Outcome<T> {
        named(self.get(name)).ok_or_else(|| Failure::invalid(name, "failure-choose-one"))
    }

    /// A choice that may be left open.
    pub fn maybe_word<T>(&self, name: &str, named: impl Fn(&str) -> Option<T>) -> Outcome<Option<T>> {
        if self.some(name).is_none() { Ok(None) } else { self.word(name, named).map(Some) }
    }

    /// Something with an own way of being written: an id, a date.
    pub fn maybe_parse<T: std::str::FromStr>(&self, name: &str) -> Outcome<Option<T>> {
        let Some(text) = self.some(name) else { return Ok(None) };
        text.parse().map(Some).map_err(|_| Failure::invalid(name, "failure-not-understood"))
    }
}

impl<S: Send + Sync> FromRequest<S> for Fields {
    type Rejection = Failed;

    async fn from_request(request: Request, state: &S) -> Result<Self, Failed> {
        let seen = request.extensions().get::<Seen>().cloned();
        let body = Bytes::from_request(request, state).await;
        let body = body.map_err(|_| Failure::TooLarge { limit: 2 << 20 })?;
        let fields = Self(url::form_urlencoded::parse(&body).into_owned().collect());
        if let Some(seen) = seen {
            seen.keep_typed(fields.texts());
        }
        Ok(fields)
    }
}

/// A form on a page: what stands in it, and what is wrong with it. `form.value("title")`, `form.why("title")`.
#[derive(Clone, Debug, Default)]
pub struct Form {
    values: Vec<(String, String)>,
    why: HashMap<String, String>,
}

impl Form {
    /// An empty form, with some fields filled in.
    pub fn filled(pairs: &[(&str, &str)]) -> Self {
        Self { values: Fields::of(pairs).0, why: HashMap::new() }
    }

    /// The form again, with what was typed and the reasons under the fields.
    pub fn refused(fields: &Fields, errors: &[FieldError], lang: Lang) -> Self {
        let why = errors.iter().map(|error| (error.field.clone(), words::say(lang, &error.msg))).collect();
        Self { values: fields.0.clone(), why }
    }

    /// The form again, after somebody else has changed what it is about: of the version that stands now, and `version` says
    /// what sending it once more would do.
    pub fn overtaken(fields: &Fields, version: i64, lang: Lang) -> Self {
        let mut values = fields.0.clone();
        values.retain(|(name, _)| name != "version");
        values.push(("version".to_owned(), version.to_string()));
        let why = HashMap::from([("version".to_owned(), words::text(lang, "failure-overtaken"))]);
        Self { values, why }
    }

    pub fn value(&self, name: &str) -> &str {
        self.values.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value)
    }

    /// Everything that is chosen in the field `name`.
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.values.iter().filter(move |(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// Whether `value` is chosen in the field `name`.
    pub fn has(&self, name: &str, value: &str) -> bool {
        self.values.iter().any(|(key, chosen)| key == name && chosen == value)
    }

    /// The reason under a field; empty when there is none.
    pub fn why(&self, name: &str) -> &str {
        self.why.get(name).map_or("", String::as_str)
    }

    pub fn is_refused(&self) -> bool {
        !self.why.is_empty()
    }
}

//! Alerts as they stand in a sender's JSON, borrowed from it, before anything is known to be fit.
//!
//! Two ways: the quick one reads straight into borrowed texts; when that fails, the body is read again slowly, to say
//! which part of which alert is at fault and to keep the others.

use std::borrow::Cow;
use std::fmt;

use ryugaku_kernel::{Failure, FieldError, Msg, Outcome, Time};
use serde::Deserialize;
use serde::de::{Deserializer, MapAccess, Visitor};
use serde_json::{Map, Value};

use crate::instant::instant;
use crate::limits::{Pair, shown};
use crate::{Annotations, Delivered, Labels, Receipt};

#[derive(Deserialize, Default)]
pub struct Raw<'a> {
    #[serde(borrow, default)]
    pub labels: Option<Pairs<'a>>,
    #[serde(borrow, default)]
    pub annotations: Option<Pairs<'a>>,
    #[serde(borrow, default, rename = "startsAt")]
    pub starts_at: Option<Text<'a>>,
    #[serde(borrow, default, rename = "endsAt")]
    pub ends_at: Option<Text<'a>>,
    #[serde(borrow, default, rename = "generatorURL")]
    pub generator_url: Option<Text<'a>>,
    /// Alertmanager's webhook alone has it.
    #[serde(borrow, default)]
    pub status: Option<Text<'a>>,
}

#[derive(Deserialize)]
#[serde(transparent)]
pub struct Text<'a>(#[serde(borrow)] pub Cow<'a, str>);

pub struct Pairs<'a>(pub Vec<Pair<'a>>);

/// The body as text, or what is wrong with all of it.
pub fn text(body: &[u8]) -> Outcome<&str> {
    std::str::from_utf8(body).map_err(|error| {
        Failure::invalid_msg("body", Msg::new("alert-body-not-utf8").with("byte", error.valid_up_to()))
    })
}

/// What is wrong with a body that is no JSON.
pub fn broken(error: &serde_json::Error) -> Failure {
    let key = if error.is_eof() { "alert-body-cut-off" } else { "alert-body-not-json" };
    Failure::invalid_msg("body", Msg::new(key).with("line", error.line()).with("column", error.column()))
}

/// The slow way for one entry.
pub fn entry(value: &Value) -> Result<Raw<'_>, FieldError> {
    let Value::Object(object) = value else {
        return Err(FieldError::new("", Msg::new("alert-not-object")));
    };
    Ok(Raw {
        labels: pairs_in(object, "labels")?,
        annotations: pairs_in(object, "annotations")?,
        starts_at: text_in(object, "startsAt")?,
        ends_at: text_in(object, "endsAt")?,
        generator_url: text_in(object, "generatorURL")?,
        // In API v2 it has no meaning, and may be what it likes.
        status: object.get("status").and_then(Value::as_str).map(|text| Text(text.into())),
    })
}

/// What is read the same way from every sender; times are theirs to judge.
pub struct Read {
    pub labels: Labels,
    pub annotations: Annotations,
    pub starts_at: Option<Time>,
    pub ends_at: Option<Time>,
    generator_url: Option<Box<str>>,
}

impl Raw<'_> {
    pub fn read(self, receipt: &Receipt) -> Result<Read, FieldError> {
        let limits = &receipt.limits;
        Ok(Read {
            labels: limits.labels(self.labels.map(|pairs| pairs.0).unwrap_or_default())?,
            annotations: limits.annotations(self.annotations.map(|pairs| pairs.0).unwrap_or_default())?,
            starts_at: time("startsAt", self.starts_at)?,
            ends_at: time("endsAt", self.ends_at)?,
            generator_url: self.generator_url.and_then(|url| link(&url.0, limits.url)),
        })
    }
}

impl Read {
    pub fn delivered(self, starts_at: Time, ends_at: Time, times_out: bool) -> Result<Delivered, FieldError> {
        if ends_at < starts_at {
            let key = if times_out { "alert-starts-in-future" } else { "alert-ends-before-starts" };
            let field = if times_out { "startsAt" } else { "endsAt" };
            return Err(FieldError::new(field, Msg::new(key)));
        }
        Ok(Delivered {
            labels: self.labels,
            annotations: self.annotations,
            starts_at,
            ends_at,
            times_out,
            generator_url: self.generator_url,
        })
    }
}

fn time(field: &str, text: Option<Text<'_>>) -> Result<Option<Time>, FieldError> {
    let Some(text) = text else { return Ok(None) };
    instant(&text.0).ok_or_else(|| FieldError::new(field, Msg::new("alert-time").with("text", shown(&text.0))))
}

/// Only what a page may link to: a `javascript:` address must not reach one.
pub fn link(url: &str, longest: usize) -> Option<Box<str>> {
    let web = url.starts_with("http://") || url.starts_with("https://");
    let plain = !url.chars().any(|char| char.is_control() || char.is_whitespace());
    (web && plain && url.len() <= longest).then(|| url.into())
}

fn text_in<'a>(object: &'a Map<String, Value>, field: &str) -> Result<Option<Text<'a>>, FieldError> {
    match object.get(field) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) => Ok(Some(Text(text.as_str().into()))),
        Some(other) => Err(not_text(field.to_owned(), other)),
    }
}

fn pairs_in<'a>(object: &'a Map<String, Value>, field: &str) -> Result<Option<Pairs<'a>>, FieldError> {
    let map = match object.get(field) {
        None | Some(Value::Null) => return Ok(None),
        Some(Value::Object(map)) => map,
        Some(_) => return Err(FieldError::new(field, Msg::new("alert-not-object"))),
    };
    let pairs = map.iter().map(|(name, value)| match value {
        Value::Null => Ok((name.as_str().into(), "".into())),
        Value::String(text) => Ok((name.as_str().into(), text.as_str().into())),
        other => Err(not_text(format!("{field}.{}", shown(name)), other)),
    });
    pairs.collect::<Result<_, _>>().map(|pairs| Some(Pairs(pairs)))
}

fn not_text(field: String, found: &Value) -> FieldError {
    let kind = match found {
        Value::Number(_) => "number",
        Value::Bool(_) => "boolean",
        Value::Array(_) => "array",
        _ => "object",
    };
    FieldError::new(field, Msg::new("alert-not-text").with("found", kind))
}

impl<'de: 'a, 'a> Deserialize<'de> for Pairs<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Map;
        impl<'de> Visitor<'de> for Map {
            type Value = Vec<Pair<'de>>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a map of texts")
            }

            fn visit_map<M: MapAccess<'de>>(self, mut map: M) -> Result<Self::Value, M::Error> {
                let mut pairs = Vec::with_capacity(8);
                while let Some((name, value)) = map.next_entry::<Text<'de>, Option<Text<'de>>>()? {
                    pairs.push((name.0, value.map_or("".into(), |value| value.0)));
                }
                Ok(pairs)
            }
        }
        deserializer.deserialize_map(Map).map(Pairs)
    }
}

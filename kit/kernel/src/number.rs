//! The short numbers people say aloud: INC-214, EX-12, RT-417.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// A prefix of capital letters and a count that starts at 1 and never comes back.
#[derive(Clone, PartialEq, Eq, Debug, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Number {
    pub prefix: String,
    pub count: i64,
}

#[derive(Debug, PartialEq, thiserror::Error)]
#[error("a number looks like INC-214: capital letters, a hyphen, a count from 1")]
pub struct NumberError;

impl Number {
    pub fn new(prefix: &str, count: i64) -> Self {
        Self { prefix: prefix.into(), count }
    }

    /// The count, if `text` is a number of this kind or the bare count: `INC-214`, `inc-214`, `214`.
    pub fn count_of(prefix: &str, text: &str) -> Option<i64> {
        if let Ok(count) = text.parse::<i64>() {
            return (count > 0).then_some(count);
        }
        let number = text.to_ascii_uppercase().parse::<Self>().ok()?;
        (number.prefix == prefix).then_some(number.count)
    }
}

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", self.prefix, self.count)
    }
}

impl FromStr for Number {
    type Err = NumberError;

    fn from_str(text: &str) -> Result<Self, NumberError> {
        let (prefix, count) = text.rsplit_once('-').ok_or(NumberError)?;
        let count_is_plain = count.bytes().all(|b| b.is_ascii_digit());
        let count = count.parse::<i64>().ok().filter(|count| count_is_plain && *count > 0).ok_or(NumberError)?;
        let prefix_is_letters = !prefix.is_empty() && prefix.bytes().all(|b| b.is_ascii_uppercase());
        if prefix_is_letters { Ok(Self::new(prefix, count)) } else { Err(NumberError) }
    }
}

impl TryFrom<String> for Number {
    type Error = NumberError;
    fn try_from(text: String) -> Result<Self, NumberError> {
        text.parse()
    }
}

impl From<Number> for String {
    fn from(number: Number) -> Self {
        number.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_people_write() {
        for (text, count) in [
            ("INC-214", Some(214)),
            ("inc-214", Some(214)),
            ("214", Some(214)),
            ("RT-214", None),
            ("INC-0", None),
            ("0", None),
            ("INC--1", None),
            ("INC-+1", None),
            ("INC-", None),
            ("", None),
            ("INC-99999999999999999999", None),
        ] {
            assert_eq!(Number::count_of("INC", text), count, "{text}");
        }
    }
}

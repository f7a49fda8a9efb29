//! Label sets and their fingerprints, exactly as Prometheus has them: sorted, no empty values, one hash for all senders.
//!
//! What a sender may write is judged in `limits`; what is built here is taken to be fit.

use std::fmt;
use std::str::FromStr;

use serde::de::{Deserialize, Deserializer};
use serde::ser::{Serialize, Serializer};

use crate::pairs::Pairs;

/// Labels one can ask for a value by name, however they are held.
pub trait LabelSet {
    /// A label that is not there has the empty value.
    fn value(&self, name: &str) -> &str;
}

impl LabelSet for Labels {
    fn value(&self, name: &str) -> &str {
        self.get(name)
    }
}

/// What identifies an alert. Sorted by name; an empty value is the same as no label.
#[derive(Clone, PartialEq, Eq, Hash, Default)]
pub struct Labels(Pairs);

/// What describes an alert and does not identify it. Sorted by name; empty values stay.
#[derive(Clone, PartialEq, Eq, Hash, Default)]
pub struct Annotations(Pairs);

/// Of a label set; 16 hexadecimal digits on the wire.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Fingerprint(pub u64);

impl Labels {
    /// Of two values for one name the last stands, as in JSON.
    pub fn new<N: AsRef<str>, V: AsRef<str>>(pairs: impl IntoIterator<Item = (N, V)>) -> Self {
        Self(Pairs::sorted(pairs, |value| !value.is_empty()))
    }

    /// A label that is not there has the empty value.
    pub fn get(&self, name: &str) -> &str {
        self.0.get(name).unwrap_or_default()
    }

    /// By name.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter()
    }

    pub fn len(&self) -> usize {
        self.0.iter().count()
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// FNV-1a (64 bit) over each name, 0xff, value, 0xff in the order of names: as in github.com/prometheus/common.
    pub fn fingerprint(&self) -> Fingerprint {
        let byte = |hash: u64, byte: &u8| (hash ^ u64::from(*byte)).wrapping_mul(FNV_PRIME);
        let part = |hash: u64, text: &[u8]| byte(text.iter().fold(hash, byte), &0xff);
        let hash = self.0.raw().fold(FNV_OFFSET, |hash, (name, value)| part(part(hash, name), value));
        Fingerprint(hash)
    }
}

// http://www.isthe.com/chongo/tech/comp/fnv/
const FNV_OFFSET: u64 = 0xcbf2_9ce4_8422_2325;
const FNV_PRIME: u64 = 0x0000_0100_0000_01b3;

impl Annotations {
    pub fn new<N: AsRef<str>, V: AsRef<str>>(pairs: impl IntoIterator<Item = (N, V)>) -> Self {
        Self(Pairs::sorted(pairs, |_| true))
    }

    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name)
    }

    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter()
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(crate) fn as_bytes(&self) -> &[u8] {
        self.0.as_bytes()
    }
}

impl Fingerprint {
    /// The same 64 bits as a database's signed integer.
    pub fn to_i64(self) -> i64 {
        self.0.cast_signed()
    }

    pub fn from_i64(bits: i64) -> Self {
        Self(bits.cast_unsigned())
    }
}

impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:016x}", self.0)
    }
}

impl fmt::Debug for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[derive(Debug, PartialEq, thiserror::Error)]
#[error("a fingerprint is 16 hexadecimal digits")]
pub struct FingerprintError;

impl FromStr for Fingerprint {
    type Err = FingerprintError;
    fn from_str(text: &str) -> Result<Self, FingerprintError> {
        let digits = text.len() == 16 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
        let bits = u64::from_str_radix(text, 16).ok().filter(|_| digits);
        bits.map(Self).ok_or(FingerprintError)
    }
}

impl Serialize for Fingerprint {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if serializer.is_human_readable() { serializer.collect_str(self) } else { serializer.serialize_u64(self.0) }
    }
}

impl<'de> Deserialize<'de> for Fingerprint {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        if !deserializer.is_human_readable() {
            return u64::deserialize(deserializer).map(Self);
        }
        let text = std::borrow::Cow::<str>::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

/// `{alertname="DiskFull", instance="db-1"}`.
impl fmt::Display for Labels {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("{")?;
        for (at, (name, value)) in self.iter().enumerate() {
            write!(f, "{}{name}={value:?}", if at == 0 { "" } else { ", " })?;
        }
        f.write_str("}")
    }
}

impl fmt::Debug for Labels {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl fmt::Debug for Annotations {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self.iter()).finish()
    }
}

/// A map for people; for the journal and the database the pairs as they lie in memory.
impl Serialize for Labels {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

impl Serialize for Annotations {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Labels {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Pairs::deserialize(deserializer, |value| !value.is_empty()).map(Self)
    }
}

impl<'de> Deserialize<'de> for Annotations {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Pairs::deserialize(deserializer, |_| true).map(Self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fingerprints_are_alertmanagers() {
        // Read from Alertmanager 0.25, to which these sets were posted.
        for (pairs, fingerprint) in [
            (&[("alertname", "DiskFull"), ("instance", "db-1:9100"), ("job", "node")][..], "93e13e09ddbf35e6"),
            (&[("service", "決済"), ("alertname", "日本語"), ("empty", "")], "ba99a995fabab854"),
            (
                &[
                    ("severity", "critical"),
                    ("alertname", "HighErrorRate"),
                    ("service", "決済 API"),
                    ("_x", "a\"b\\c\nd"),
                ],
                "d665dc7466938d43",
            ),
            (&[("a", "case")], "67d990ffd4f94296"),
        ] {
            let labels = Labels::new(pairs.iter().copied());
            assert_eq!(labels.fingerprint().to_string(), fingerprint, "{labels}");
        }
    }

    #[test]
    fn sets_are_sorted_without_empty_values_and_the_last_of_two_stands() {
        let labels = Labels::new([("b", "1"), ("a", "x"), ("c", ""), ("b", "2")]);
        assert_eq!(labels.to_string(), r#"{a="x", b="2"}"#);
        assert_eq!((labels.get("a"), labels.get("c"), labels.len()), ("x", "", 2));
        assert!(Labels::new([("b", "1"), ("b", "")]).is_empty());
        assert_eq!(Annotations::new([("b", ""), ("a", "1")]).get("b"), Some(""));
    }

    #[test]
    fn a_fingerprint_survives_database_and_wire() {
        for bits in [0, 1, u64::MAX, 0x8000_0000_0000_0000] {
            let fingerprint = Fingerprint(bits);
            assert_eq!(Fingerprint::from_i64(fingerprint.to_i64()), fingerprint);
            assert_eq!(fingerprint.to_string().parse(), Ok(fingerprint));
        }
        for text in ["", "1", "+7d990ffd4f94296", "67d990ffd4f9429g", "067d990ffd4f94296", "６７d990ffd4f9"] {
            assert_eq!(text.parse::<Fingerprint>(), Err(FingerprintError), "{text}");
        }
    }
}

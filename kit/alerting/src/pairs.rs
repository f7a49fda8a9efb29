//! Named texts in one piece of memory: the form of labels and annotations in memory, in the journal and in the database.
//!
//! Sorted by name, each name once. For each pair: length of the name, the name, length of the value, the value; lengths as
//! LEB128. It judges nothing; what comes from bytes is checked once, and taken to be whole from then on.

use serde::de::{Deserialize as _, Deserializer, Error as _, MapAccess, Visitor};
use serde::ser::Serializer;
use std::borrow::Cow;
use std::fmt;

#[derive(Clone, PartialEq, Eq, Hash, Default, Debug)]
pub struct Pairs(Box<[u8]>);

impl Pairs {
    /// Those whose value is kept; of two values for one name the last stands.
    pub fn sorted<N: AsRef<str>, V: AsRef<str>>(
        pairs: impl IntoIterator<Item = (N, V)>,
        keep: impl Fn(&str) -> bool,
    ) -> Self {
        let pairs: Vec<(N, V)> = pairs.into_iter().collect();
        let mut order: Vec<(&str, &str)> = pairs.iter().map(|(name, value)| (name.as_ref(), value.as_ref())).collect();
        // The sort is stable: reversed first, so that the last of equal names comes first and is the one kept.
        if !order.is_sorted_by(|(a, _), (b, _)| a < b) {
            order.reverse();
            order.sort_by_key(|(name, _)| *name);
            order.dedup_by_key(|(name, _)| *name);
        }
        order.retain(|(_, value)| keep(value));
        let texts: usize = order.iter().map(|(name, value)| name.len() + value.len()).sum();
        let mut bytes = Vec::with_capacity(texts + order.len() * 3);
        for (name, value) in order {
            for text in [name, value] {
                write_length(&mut bytes, text.len());
                bytes.extend_from_slice(text.as_bytes());
            }
        }
        Self(bytes.into())
    }

    pub fn get(&self, name: &str) -> Option<&str> {
        self.iter().find(|(other, _)| *other == name).map(|(_, value)| value)
    }

    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.raw().map(|(name, value)| (text(name), text(value)))
    }

    /// The same as bytes.
    pub fn raw(&self) -> impl Iterator<Item = (&[u8], &[u8])> {
        let mut rest = &*self.0;
        std::iter::from_fn(move || {
            if rest.is_empty() {
                return None;
            }
            Some((part(&mut rest)?, part(&mut rest)?))
        })
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    /// `None`: these bytes were not written by [`Self::as_bytes`].
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let (mut rest, mut last) = (bytes, None);
        while !rest.is_empty() {
            let name = std::str::from_utf8(part(&mut rest)?).ok()?;
            std::str::from_utf8(part(&mut rest)?).ok()?;
            if last.is_some_and(|last| last >= name) {
                return None;
            }
            last = Some(name);
        }
        Some(Self(bytes.into()))
    }

    pub fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if serializer.is_human_readable() {
            serializer.collect_map(self.iter())
        } else {
            serializer.serialize_bytes(&self.0)
        }
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
        keep: impl Fn(&str) -> bool,
    ) -> Result<Self, D::Error> {
        if deserializer.is_human_readable() {
            return deserializer.deserialize_map(TextMap).map(|pairs| Self::sorted(pairs, keep));
        }
        let bytes = <&[u8]>::deserialize(deserializer)?;
        Self::from_bytes(bytes).ok_or_else(|| D::Error::custom("pairs that are none"))
    }
}

fn write_length(bytes: &mut Vec<u8>, mut length: usize) {
    while length >= 0x80 {
        bytes.push((length & 0x7f) as u8 | 0x80);
        length >>= 7;
    }
    bytes.push(length as u8);
}

/// The next text; `None` if the bytes end before it does.
fn part<'a>(rest: &mut &'a [u8]) -> Option<&'a [u8]> {
    let (mut length, mut shift) = (0_usize, 0);
    loop {
        let (byte, after) = rest.split_first()?;
        *rest = after;
        length |= usize::from(byte & 0x7f).checked_shl(shift)?;
        shift += 7;
        if byte & 0x80 == 0 {
            break;
        }
        if shift > 35 {
            return None;
        }
    }
    let (text, after) = rest.split_at_checked(length)?;
    *rest = after;
    Some(text)
}

fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).expect("pairs are made of texts")
}

struct TextMap;

impl<'de> Visitor<'de> for TextMap {
    type Value = Vec<(Cow<'de, str>, Cow<'de, str>)>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a map of texts")
    }

    fn visit_map<M: MapAccess<'de>>(self, mut map: M) -> Result<Self::Value, M::Error> {
        let mut pairs = Vec::with_capacity(map.size_hint().unwrap_or(8));
        while let Some(pair) = map.next_entry()? {
            pairs.push(pair);
        }
        Ok(pairs)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_texts_and_short_ones_come_back() {
        let long = "長".repeat(50_000);
        for value in ["", "x", &"y".repeat(127), &"z".repeat(128), &long] {
            let pairs = Pairs::sorted([("b", value), ("a", "1"), ("b", value)], |_| true);
            assert_eq!(pairs.iter().collect::<Vec<_>>(), [("a", "1"), ("b", value)]);
            assert_eq!(Pairs::from_bytes(pairs.as_bytes()), Some(pairs));
        }
    }

    #[test]
    fn other_bytes_are_no_pairs() {
        let pairs = Pairs::sorted([("a", "1"), ("b", "2")], |_| true);
        let bytes = pairs.as_bytes();
        for wrong in [&bytes[..bytes.len() - 1], b"\x01", b"\x01a\x01\xff", b"\x01b\x011\x01a\x012", &[0xff; 9]] {
            assert_eq!(Pairs::from_bytes(wrong), None, "{wrong:?}");
        }
    }
}

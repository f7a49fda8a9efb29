//! The texts of a run as its row keeps them, in bytes that say their version.

use serde::{Deserialize, Serialize};

use crate::{Annotations, Delivered, EntryError, Labels, texts_hash};

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Body {
    pub labels: Labels,
    pub annotations: Annotations,
    pub generator_url: Option<Box<str>>,
}

/// The first byte; postcard follows.
const VERSION: u8 = 2;

impl Body {
    pub fn of(delivered: Delivered) -> Self {
        let Delivered { labels, annotations, generator_url, .. } = delivered;
        Self { labels, annotations, generator_url }
    }

    pub fn texts(&self) -> u64 {
        texts_hash(&self.annotations, self.generator_url.as_deref())
    }

    pub fn to_bytes(&self) -> Vec<u8> {
        postcard::to_extend(self, vec![VERSION]).expect("texts in memory can be written")
    }

    /// Rows of earlier programs hold JSON with the members `l`, `a` and `g`.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, EntryError> {
        match bytes.split_first() {
            None => Err(EntryError::Empty),
            Some((&VERSION, rest)) => Ok(postcard::from_bytes(rest)?),
            Some((&b'{', _)) => Ok(serde_json::from_slice::<Json>(bytes)?.into()),
            Some((&version, _)) => Err(EntryError::Other(version)),
        }
    }
}

#[derive(Deserialize)]
struct Json {
    l: Labels,
    #[serde(default)]
    a: Annotations,
    #[serde(default)]
    g: Option<Box<str>>,
}

impl From<Json> for Body {
    fn from(Json { l, a, g }: Json) -> Self {
        Self { labels: l, annotations: a, generator_url: g }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_body_survives_its_row() {
        let body = Body {
            labels: Labels::new([("alertname", "残量"), ("z", "\0")]),
            annotations: Annotations::new([("summary", "a\"b"), ("empty", "")]),
            generator_url: Some("http://p/g".into()),
        };
        assert_eq!(Body::from_bytes(&body.to_bytes()).unwrap(), body);
        let json = r#"{"l":{"alertname":"残量","z":"\u0000"},"a":{"empty":"","summary":"a\"b"},"g":"http://p/g"}"#;
        assert_eq!(Body::from_bytes(json.as_bytes()).unwrap(), body);
        assert!(
            Body::from_bytes(b"").is_err() && Body::from_bytes(b"\x09x").is_err() && Body::from_bytes(b"{").is_err()
        );
    }
}

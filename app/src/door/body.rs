//! What API requests bring: a JSON body, a version to compare, a place in a list.

use axum::body::Bytes;
use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::header;
use axum::http::request::Parts;
use ryugaku_kernel::{Failure, Limit, Msg, Outcome};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer};
use utoipa::IntoParams;

use super::Failed;
use crate::words;

/// Of any JSON body but alerts, which have their own limit.
const LARGEST: usize = 1 << 20;

/// A JSON body as its type; what is wrong names the path, as in `services[1]`.
pub struct Body<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Body<T> {
    type Rejection = Failed;

    async fn from_request(request: Request, state: &S) -> Result<Self, Failed> {
        let bytes = Bytes::from_request(request, state).await;
        let bytes = bytes.map_err(|_| Failure::TooLarge { limit: LARGEST as u64 })?;
        if bytes.len() > LARGEST {
            return Err(Failure::TooLarge { limit: LARGEST as u64 }.into());
        }
        Ok(Self(parse(&bytes)?))
    }
}

fn parse<T: DeserializeOwned>(bytes: &[u8]) -> Outcome<T> {
    let empty = bytes.iter().all(u8::is_ascii_whitespace);
    let mut json = serde_json::Deserializer::from_slice(if empty { b"{}" } else { bytes });
    serde_path_to_error::deserialize(&mut json).map_err(|error| {
        let path = error.path().to_string();
        let path = if path == "." { "" } else { &path };
        let (field, msg) = refused(path, &error.into_inner().to_string());
        Failure::invalid_msg(field, msg)
    })
}

/// What serde says in its own words, in ours as far as it is about what a field may hold. Of the whole the path is empty.
fn refused(path: &str, why: &str) -> (String, Msg) {
    let missing = why.strip_prefix("missing field `").and_then(|rest| rest.split_once('`'));
    if let Some((name, _)) = missing {
        let field = if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") };
        return (field, Msg::new("failure-required"));
    }
    let field = if path.is_empty() { "body" } else { path }.to_owned();
    let unknown = why.strip_prefix("unknown variant `").and_then(|rest| rest.rsplit_once("`, expected "));
    match unknown {
        // One is named as `a`, two as `a` or `b`, more as one of `a`, `b`, `c`.
        Some((given, names)) => (field, words::none_of(given, names.split('`').skip(1).step_by(2))),
        None => (field, Msg::new("failure-json").with("why", why)),
    }
}

/// Tells what is absent from what is null: `#[serde(default, deserialize_with = "given")]`.
pub fn given<'de, D: Deserializer<'de>, T: Deserialize<'de>>(deserializer: D) -> Result<Option<Option<T>>, D::Error> {
    Option::<T>::deserialize(deserializer).map(Some)
}

/// The version in `If-Match`, when the caller wants to be told that the thing has changed meanwhile.
pub struct IfMatch(pub Option<i64>);

impl<S: Sync> FromRequestParts<S> for IfMatch {
    type Rejection = Failed;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Failed> {
        let Some(value) = parts.headers.get(header::IF_MATCH) else { return Ok(Self(None)) };
        if value == "*" {
            return Ok(Self(None));
        }
        let text = value.to_str().unwrap_or_default().trim();
        let version = text.trim_start_matches("W/").trim_matches('"').parse();
        // A tag that we never gave matches nothing.
        Ok(Self(Some(version.map_err(|_| Failure::Stale)?)))
    }
}

/// `?after=…&limit=…`
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Paging {
    /// `next` of the page before.
    #[serde(default)]
    pub after: Option<String>,
    /// Rows on a page, 1 to 200; 50 if absent.
    #[serde(default)]
    pub limit: Option<i64>,
}

impl Paging {
    pub fn limit(&self) -> Limit {
        self.limit.map_or(Limit::USUAL, Limit::of)
    }

    /// The cursor as its type; one that we never gave is refused.
    pub fn after<T: std::str::FromStr>(&self) -> Outcome<Option<T>> {
        let Some(text) = self.after.as_deref().filter(|text| !text.is_empty()) else { return Ok(None) };
        text.parse().map(Some).map_err(|_| Failure::invalid("after", "failure-cursor-wrong"))
    }
}

#[cfg(test)]
mod tests {
    use ryugaku_kernel::Lang;

    use super::*;

    #[derive(Deserialize)]
    #[serde(rename_all = "lowercase")]
    enum Two {
        One,
        Other,
    }

    #[derive(Deserialize)]
    #[expect(dead_code, reason = "only what is refused is looked at")]
    struct Asked {
        roles: Vec<crate::incidents::role::Role>,
        two: Option<Two>,
    }

    #[test]
    fn what_is_refused_says_what_may_stand_there() {
        let said = |body: &str| {
            let Err(Failure::Invalid(errors)) = parse::<Asked>(body.as_bytes()) else { panic!("{body}") };
            let said: Vec<String> =
                errors.iter().map(|error| format!("{}: {}", error.field, words::say(Lang::En, &error.msg))).collect();
            said.join("\n")
        };
        assert_eq!(
            said(r#"{"roles": ["scribe", "boss"]}"#),
            "roles[1]: “boss” is none of these: commander, communications, scribe, responder"
        );
        assert_eq!(
            said(r#"{"roles": [], "two": "`, expected `x"}"#),
            "two: “`, expected `x” is none of these: one, other"
        );
        assert_eq!(said("{}"), "roles: Enter something");
        assert!(said(r#"{"roles": 5}"#).starts_with("roles: The JSON cannot be read: "));
        assert!(said("5").starts_with("body: The JSON cannot be read: "));
    }
}

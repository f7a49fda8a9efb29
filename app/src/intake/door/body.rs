//! The body of a delivery: as it was sent, or unpacked. Refuses what is too large, broken off, or packed in another way
//! than gzip.

use std::io::Read;

use axum::body::{Body, Bytes, to_bytes};
use axum::http::{HeaderMap, header};
use flate2::read::MultiGzDecoder;
use ryugaku_kernel::{Failure, Outcome};

/// Of one delivery, in bytes: as it comes, and unpacked.
const LARGEST: usize = 10 << 20;

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Coding {
    Plain,
    Gzip,
}

pub async fn read(headers: &HeaderMap, body: Body) -> Outcome<Bytes> {
    let coding = coding(headers)?;
    let length = headers.get(header::CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse::<usize>().ok());
    if length.is_some_and(|length| length > LARGEST) {
        return Err(too_large());
    }
    let bytes = to_bytes(body, LARGEST).await.map_err(|error| {
        let broken =
            std::error::Error::source(&error).is_none_or(|source| !source.is::<http_body_util::LengthLimitError>());
        if broken { Failure::invalid("body", "intake-broken-off") } else { too_large() }
    })?;
    match coding {
        Coding::Plain => Ok(bytes),
        Coding::Gzip => unpacked(&bytes).map(Bytes::from),
    }
}

fn coding(headers: &HeaderMap) -> Outcome<Coding> {
    let mut named = headers.get_all(header::CONTENT_ENCODING).iter();
    let first = named.next().map(|name| name.to_str().unwrap_or("?").trim().to_ascii_lowercase());
    match (first.as_deref(), named.next()) {
        (None | Some("" | "identity"), None) => Ok(Coding::Plain),
        (Some("gzip" | "x-gzip"), None) => Ok(Coding::Gzip),
        _ => Err(Failure::invalid("Content-Encoding", "intake-encoding")),
    }
}

/// No more than one byte beyond the limit is ever unpacked.
fn unpacked(bytes: &[u8]) -> Outcome<Vec<u8>> {
    let mut plain = Vec::new();
    let read = MultiGzDecoder::new(bytes).take(LARGEST as u64 + 1).read_to_end(&mut plain);
    read.map_err(|_| Failure::invalid("body", "intake-gzip-broken"))?;
    if plain.len() > LARGEST { Err(too_large()) } else { Ok(plain) }
}

fn too_large() -> Failure {
    Failure::TooLarge { limit: LARGEST as u64 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_coding_is_taken() {
        let of = |values: &[&str]| {
            let mut headers = HeaderMap::new();
            for value in values {
                headers.append(header::CONTENT_ENCODING, value.parse().unwrap());
            }
            coding(&headers).ok()
        };
        for plain in [&[][..], &["identity"]] {
            assert_eq!(of(plain), Some(Coding::Plain), "{plain:?}");
        }
        for gzip in ["gzip", " GZip ", "x-gzip"] {
            assert_eq!(of(&[gzip]), Some(Coding::Gzip), "{gzip}");
        }
        for other in [&["br"][..], &["gzip, gzip"], &["gzip", "gzip"], &["identity", "br"], &["zstd"]] {
            assert_eq!(of(other), None, "{other:?}");
        }
    }
}

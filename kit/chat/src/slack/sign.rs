//! Slack's request signatures, version 0: HMAC-SHA256 over `v0:{timestamp}:{body}`, as hex
//! (<https://docs.slack.dev/authentication/verifying-requests-from-slack>).

use hmac::{Hmac, KeyInit, Mac};
use ryugaku_kernel::Time;
use sha2::Sha256;
use subtle::ConstantTimeEq;

/// How old or how far ahead a request may be.
const WINDOW: i64 = 5 * 60;

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Forged {
    Missing,
    /// Signed too long ago, or in the future.
    Stale,
    Wrong,
}

/// `timestamp` and `signature` are the headers `X-Slack-Request-Timestamp` and `X-Slack-Signature`.
pub fn verify(
    secret: &str,
    timestamp: Option<&str>,
    signature: Option<&str>,
    body: &[u8],
    now: Time,
) -> Result<(), Forged> {
    let (Some(timestamp), Some(signature)) = (timestamp, signature) else { return Err(Forged::Missing) };
    let at: i64 = timestamp.parse().map_err(|_| Forged::Stale)?;
    if now.timestamp().as_second().saturating_sub(at).saturating_abs() > WINDOW {
        return Err(Forged::Stale);
    }
    let expected = sign(secret, timestamp, body);
    if bool::from(expected.as_bytes().ct_eq(signature.as_bytes())) { Ok(()) } else { Err(Forged::Wrong) }
}

pub fn sign(secret: &str, timestamp: &str, body: &[u8]) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).expect("HMAC takes keys of any length");
    for part in [b"v0:", timestamp.as_bytes(), b":", body] {
        mac.update(part);
    }
    let hex = mac.finalize().into_bytes().iter().map(|byte| format!("{byte:02x}")).collect::<String>();
    format!("v0={hex}")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example on Slack's page about verifying requests.
    const SECRET: &str = "8f742231b10e8888abcd99yyyzzz85a5";
    const AT: &str = "1531420618";
    const BODY: &str = "token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V\
                        &channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text=\
                        &response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN\
                        &trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c";
    const SIGNATURE: &str = "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503";

    fn at(seconds: i64) -> Time {
        Time(seconds * 1_000_000)
    }

    #[test]
    fn the_official_vector() {
        let verify = |signature, body: &str, now| verify(SECRET, Some(AT), signature, body.as_bytes(), at(now));
        assert_eq!(verify(Some(SIGNATURE), BODY, 1_531_420_618), Ok(()));
        assert_eq!(verify(Some(SIGNATURE), BODY, 1_531_420_618 + 300), Ok(()));
        assert_eq!(verify(Some(SIGNATURE), BODY, 1_531_420_618 + 301), Err(Forged::Stale));
        assert_eq!(verify(Some(SIGNATURE), BODY, 1_531_420_618 - 301), Err(Forged::Stale));
        assert_eq!(verify(Some(SIGNATURE), &BODY.replace("roadrunner", "coyote"), 1_531_420_618), Err(Forged::Wrong));
        assert_eq!(verify(None, BODY, 1_531_420_618), Err(Forged::Missing));
    }

    #[test]
    fn a_timestamp_that_is_no_number_is_stale() {
        for stamp in ["", "yesterday", "-9223372036854775808", "99999999999999999999"] {
            assert_eq!(super::verify(SECRET, Some(stamp), Some(SIGNATURE), b"", at(0)), Err(Forged::Stale), "{stamp}");
        }
    }
}

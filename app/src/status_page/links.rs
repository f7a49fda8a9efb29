//! The links in mails to subscribers: signed, so that nothing of them is stored.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::SignedDuration;
use ryugaku_kernel::{Failure, Msg, Outcome, Time, Uuid};
use ryugaku_web::Keys;

use super::subscriber::SubscriberId;

/// So long after it was asked for, a subscription can be confirmed.
pub const LASTS: SignedDuration = SignedDuration::from_hours(24);

const CONFIRM: &str = "status-confirm";
const LEAVE: &str = "status-leave";

pub fn confirm(keys: &Keys, id: SubscriberId, asked_at: Time) -> String {
    signed(keys, CONFIRM, &[id.0.as_bytes().as_slice(), &asked_at.0.to_be_bytes()].concat())
}

/// Whom it is for, and which of their questions it answers. Wrong and expired ones are told alike.
pub fn read_confirm(keys: &Keys, token: &str, now: Time) -> Outcome<(SubscriberId, Time)> {
    let bytes = read(keys, CONFIRM, token).ok_or_else(gone)?;
    let (id, at) = bytes.split_at_checked(16).ok_or_else(gone)?;
    let id = Uuid::from_slice(id).map_err(|_| gone())?;
    let at = Time(i64::from_be_bytes(at.try_into().map_err(|_| gone())?));
    if at.plus(LASTS) <= now { Err(gone()) } else { Ok((SubscriberId(id), at)) }
}

/// It does not expire: a mail of last year must still lead out.
pub fn leave(keys: &Keys, id: SubscriberId) -> String {
    signed(keys, LEAVE, id.0.as_bytes())
}

pub fn read_leave(keys: &Keys, token: &str) -> Outcome<SubscriberId> {
    let bytes = read(keys, LEAVE, token).ok_or_else(gone)?;
    Uuid::from_slice(&bytes).map(SubscriberId).map_err(|_| gone())
}

fn signed(keys: &Keys, purpose: &str, bytes: &[u8]) -> String {
    format!("{}.{}", URL_SAFE_NO_PAD.encode(bytes), keys.sign(purpose, bytes))
}

fn read(keys: &Keys, purpose: &str, token: &str) -> Option<Vec<u8>> {
    let (bytes, signature) = token.split_once('.')?;
    let bytes = URL_SAFE_NO_PAD.decode(bytes).ok()?;
    keys.verify(purpose, &bytes, signature).then_some(bytes)
}

fn gone() -> Failure {
    Failure::Gone(Msg::new("status-link-gone"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_say_whom_they_are_for_until_they_expire() {
        let keys = Keys::from_setting("0123456789abcdef0123456789abcdef").unwrap();
        let (id, at) = (SubscriberId(Uuid::from_u128(7)), Time(1_000_000));
        let token = confirm(&keys, id, at);
        assert_eq!(read_confirm(&keys, &token, at).unwrap(), (id, at));
        assert!(read_confirm(&keys, &token, at.plus(LASTS)).is_err());
        assert_eq!(read_leave(&keys, &leave(&keys, id)).unwrap(), id);
        assert!(read_leave(&keys, &token).is_err(), "one purpose does not serve the other");
        for wrong in ["", ".", "a.b", &token[1..], &format!("{token}x")] {
            assert!(read_confirm(&keys, wrong, at).is_err(), "{wrong}");
        }
    }
}

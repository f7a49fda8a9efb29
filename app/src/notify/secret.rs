//! An endpoint's secret (`whsec_…`), and the signatures made with it, as Standard Webhooks say.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use ryugaku_kernel::{Chance, Outcome};
use ryugaku_web::Keys;
use sha2::Sha256;

const PREFIX: &str = "whsec_";
const PURPOSE: &str = "webhook";

/// A new one: as it is shown once, and sealed as it is kept.
pub fn make(keys: &Keys, chance: &Chance) -> Outcome<(String, Vec<u8>)> {
    let key = chance.bytes::<32>();
    Ok((format!("{PREFIX}{}", STANDARD.encode(key)), keys.seal(PURPOSE, &key, chance)?))
}

/// `v1,…` for a message: HMAC-SHA256 over `id.timestamp.body`.
pub fn sign(keys: &Keys, sealed: &[u8], id: &str, timestamp: i64, body: &[u8]) -> Outcome<String> {
    Ok(sign_with(&keys.open(PURPOSE, sealed)?, id, timestamp, body))
}

/// The same with the key itself.
pub fn sign_with(key: &[u8], id: &str, timestamp: i64, body: &[u8]) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("HMAC takes keys of any length");
    mac.update(format!("{id}.{timestamp}.").as_bytes());
    mac.update(body);
    format!("v1,{}", STANDARD.encode(mac.finalize().into_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example of the specification's reference libraries.
    #[test]
    fn signs_as_the_specification_does() {
        let keys = Keys::from_setting("a key for tests, of no use elsewhere").unwrap();
        let key = STANDARD.decode("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").unwrap();
        let sealed = keys.seal(PURPOSE, &key, &Chance::seeded(1)).unwrap();
        let body = br#"{"test": 2432232314}"#;
        let signature = sign(&keys, &sealed, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1_614_265_330, body).unwrap();
        assert_eq!(signature, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }

    #[test]
    fn a_new_secret_is_long_and_sealed() {
        let keys = Keys::from_setting("a key for tests, of no use elsewhere").unwrap();
        let (shown, sealed) = make(&keys, &Chance::seeded(1)).unwrap();
        let key = STANDARD.decode(shown.strip_prefix("whsec_").unwrap()).unwrap();
        assert_eq!(key.len(), 32);
        assert!(!sealed.windows(8).any(|part| key.windows(8).any(|other| part == other)));
    }
}

//! One secret key, and what is derived from it for each purpose: signing, sealing at rest, hashing of tokens.

use std::fs::{self, OpenOptions};
use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chacha20poly1305::aead::Aead;
use chacha20poly1305::{KeyInit, XChaCha20Poly1305};
use hmac::{Hmac, Mac};
use ryugaku_kernel::{Chance, Failure, Msg, Outcome};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

#[derive(Clone)]
pub struct Keys {
    secret: [u8; 32],
}

const NONCE: usize = 24;

impl Keys {
    /// From a setting: 64 hexadecimal digits, or any text of at least 32 characters.
    pub fn from_setting(text: &str) -> Outcome<Self> {
        if text.len() < 32 {
            return Err(Failure::invalid_msg("secret_key", Msg::new("failure-secret-key-short")));
        }
        Ok(Self { secret: Sha256::digest(text.as_bytes()).into() })
    }

    /// From the file, which is made with mode 0600 if it is not there.
    pub fn from_file(file: &Path, chance: &Chance) -> Outcome<Self> {
        if !file.exists() {
            let text = URL_SAFE_NO_PAD.encode(chance.bytes::<32>());
            let made = OpenOptions::new().write(true).create_new(true).mode(0o600).open(file);
            made.and_then(|mut made| made.write_all(text.as_bytes())).map_err(Failure::internal)?;
        }
        let text = fs::read_to_string(file).map_err(Failure::internal)?;
        Self::from_setting(text.trim())
    }

    /// HMAC-SHA-256 of `message` under the key for `purpose`, URL-safe.
    pub fn sign(&self, purpose: &str, message: &[u8]) -> String {
        URL_SAFE_NO_PAD.encode(self.mac(purpose, message))
    }

    pub fn verify(&self, purpose: &str, message: &[u8], signature: &str) -> bool {
        self.sign(purpose, message).as_bytes().ct_eq(signature.as_bytes()).into()
    }

    /// What is stored of a token: enough to find it, useless to whoever reads the database.
    pub fn hash(&self, token: &str) -> Vec<u8> {
        self.mac("token", token.as_bytes()).to_vec()
    }

    /// Encrypts for keeping (XChaCha20-Poly1305, random nonce in front).
    pub fn seal(&self, purpose: &str, plain: &[u8], chance: &Chance) -> Outcome<Vec<u8>> {
        let nonce: [u8; NONCE] = chance.bytes();
        let sealed = self.cipher(purpose).encrypt(&nonce.into(), plain);
        let sealed = sealed.map_err(|_| Failure::internal("sealing failed"))?;
        Ok([nonce.as_slice(), &sealed].concat())
    }

    pub fn open(&self, purpose: &str, sealed: &[u8]) -> Outcome<Vec<u8>> {
        let wrong = || Failure::Unavailable { msg: Msg::new("failure-secret-key-wrong"), source: None };
        let (nonce, body) = sealed.split_at_checked(NONCE).ok_or_else(wrong)?;
        let nonce: [u8; NONCE] = nonce.try_into().map_err(|_| wrong())?;
        self.cipher(purpose).decrypt(&nonce.into(), body).map_err(|_| wrong())
    }

    fn cipher(&self, purpose: &str) -> XChaCha20Poly1305 {
        XChaCha20Poly1305::new(&self.mac("seal", purpose.as_bytes()).into())
    }

    fn mac(&self, purpose: &str, message: &[u8]) -> [u8; 32] {
        let mut mac = Hmac::<Sha256>::new_from_slice(&self.secret).expect("HMAC takes keys of any length");
        mac.update(purpose.as_bytes());
        mac.update(&[0]);
        mac.update(message);
        mac.finalize().into_bytes().into()
    }
}

/// Never printed.
impl std::fmt::Debug for Keys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Keys")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys() -> Keys {
        Keys::from_setting("0123456789abcdef0123456789abcdef").unwrap()
    }

    #[test]
    fn purposes_do_not_mix() {
        let keys = keys();
        let signature = keys.sign("csrf", b"x");
        assert!(keys.verify("csrf", b"x", &signature));
        assert!(!keys.verify("link", b"x", &signature));
        assert!(!keys.verify("csrf", b"y", &signature));
    }

    #[test]
    fn what_is_sealed_opens_with_the_same_key_and_purpose_alone() {
        let (keys, chance) = (keys(), Chance::seeded(1));
        let sealed = keys.seal("webhook", b"secret", &chance).unwrap();
        assert_eq!(keys.open("webhook", &sealed).unwrap(), b"secret");
        assert!(keys.open("other", &sealed).is_err());
        assert!(keys.open("webhook", &sealed[..10]).is_err());
    }

    #[test]
    fn the_file_is_for_its_owner_alone() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("secret_key");
        let first = Keys::from_file(&file, &Chance::system()).unwrap();
        let again = Keys::from_file(&file, &Chance::system()).unwrap();
        assert_eq!(first.sign("a", b"b"), again.sign("a", b"b"));
        assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
    }
}

//! Where a webhook goes and what it is let in by: sealed at rest, opened to send.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ryugaku_kernel::{Chance, Failure, Outcome};
use ryugaku_web::Keys;
use serde::{Deserialize, Serialize};

use super::channel::Way;

#[derive(Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Authorization {
    #[default]
    None,
    Bearer {
        token: String,
    },
    Basic {
        username: String,
        password: String,
    },
}

/// Never printed.
impl std::fmt::Debug for Authorization {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Authorization")
    }
}

#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Target {
    pub url: String,
    #[serde(default)]
    pub authorization: Authorization,
    /// What signs, of signed webhooks alone: 32 bytes in base64, `whsec_…` without its head.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signing_key: Option<String>,
}

/// Never printed.
impl std::fmt::Debug for Target {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Target")
    }
}

const PURPOSE: &str = "receiver";
const PREFIX: &str = "whsec_";

pub fn open(keys: &Keys, sealed: &[u8]) -> Outcome<Target> {
    serde_json::from_slice(&keys.open(PURPOSE, sealed)?).map_err(Failure::internal)
}

pub(super) fn seal(keys: &Keys, chance: &Chance, target: &Target) -> Outcome<Vec<u8>> {
    keys.seal(PURPOSE, &serde_json::to_vec(target).map_err(Failure::internal)?, chance)
}

/// The target of a way, if it has one; a signing key is kept from `before` or made, and then shown once.
pub(super) fn target(way: &Way, chance: &Chance, before: Option<&Target>) -> (Option<Target>, Option<String>) {
    match way {
        Way::Webhook { url, authorization } => {
            let target = Target { url: url.clone(), authorization: authorization.clone(), signing_key: None };
            (Some(target), None)
        }
        Way::SignedWebhook { url } => {
            let kept = before.and_then(|target| target.signing_key.clone());
            let shown = kept.is_none().then(|| STANDARD.encode(chance.bytes::<32>()));
            let signing_key = kept.or_else(|| shown.clone());
            let target = Target { url: url.clone(), authorization: Authorization::None, signing_key };
            (Some(target), shown.map(|key| format!("{PREFIX}{key}")))
        }
        Way::Email { .. } => (None, None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_target_is_sealed_and_never_printed() {
        let keys = Keys::from_setting("a key for tests, of no use elsewhere").unwrap();
        let chance = Chance::seeded(1);
        let way = Way::SignedWebhook { url: "https://example.com/secret".into() };
        let (target, shown) = target(&way, &chance, None);
        let target = target.unwrap();
        assert!(shown.unwrap().starts_with("whsec_"));
        let sealed = seal(&keys, &chance, &target).unwrap();
        assert!(!sealed.windows(6).any(|part| part == b"secret"));
        assert_eq!(open(&keys, &sealed).unwrap(), target);
        assert!(!format!("{target:?}").contains("secret"));
        let (again, shown) = super::target(&way, &chance, Some(&target));
        assert_eq!((again.as_ref(), shown), (Some(&target), None));
    }
}

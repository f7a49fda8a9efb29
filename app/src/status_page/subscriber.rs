//! Somebody who asked to be told by e-mail. The address is kept sealed.

use ryugaku_kernel::{Failure, Lang, Outcome, Time, Uuid, id_type};

id_type!(
    /// A subscriber's key.
    SubscriberId
);

const LONGEST_ADDRESS: usize = 254;

#[derive(Clone, Debug)]
pub struct Subscriber {
    pub id: SubscriberId,
    /// Sealed.
    pub address: Vec<u8>,
    pub language: Lang,
    /// Of components; empty for all.
    pub components: Vec<Uuid>,
    pub asked_at: Time,
    pub confirmed_at: Option<Time>,
    /// What the mail server last answered, when it would not take a mail.
    pub last_error: Option<String>,
    pub failed_at: Option<Time>,
    /// Mails that were given up, since one last arrived.
    pub failures: i64,
}

/// What was asked for at an address, by whomever; it holds once the link in its mail is confirmed.
#[derive(Clone, Debug)]
pub struct Ask {
    pub subscriber: SubscriberId,
    pub asked_at: Time,
    pub language: Lang,
    /// Of components; empty for all.
    pub components: Vec<Uuid>,
}

impl Subscriber {
    /// Whether they are told of a notice that concerns these components; what concerns none concerns all.
    pub fn hears_of(&self, hit: &[Uuid]) -> bool {
        self.components.is_empty() || hit.is_empty() || hit.iter().any(|one| self.components.contains(one))
    }
}

/// As it is written to; refuses what no mail could be sent to.
pub fn address(text: &str) -> Outcome<String> {
    let wrong = || Failure::invalid("address", "status-address-wrong");
    let text = text.trim();
    if text.chars().count() > LONGEST_ADDRESS {
        return Err(wrong());
    }
    let parsed: lettre::Address = text.parse().map_err(|_| wrong())?;
    if !parsed.domain().contains('.') {
        return Err(wrong());
    }
    Ok(parsed.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_addresses_are_taken() {
        for (text, taken) in [
            (" haruka@example.com ", true),
            ("haruka@例え.jp", true),
            ("haruka", false),
            ("a@b", false),
            ("a@example.com\r\nBcc: b@example.com", false),
            ("", false),
        ] {
            assert_eq!(address(text).is_ok(), taken, "{text}");
        }
    }
}

//! How many of the users were hit, and how that is known. Nobody guesses: what is not known is not said.

use ryugaku_kernel::{Failure, FieldError, Msg, Outcome};

/// In hundredths of a percent.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Share(pub i64);

/// A longer explanation belongs into the post-mortem.
pub const LONGEST_SOURCE: usize = 200;
const WHOLE: i64 = 10_000;

#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Users {
    pub share: Option<Share>,
    /// Empty while nobody has said.
    pub source: String,
}

impl Share {
    /// As people write it: `12.5`, `12,5 %`, `１２．５％`; at most two places.
    pub fn parse(text: &str) -> Option<Self> {
        let narrow: String = text.chars().map(narrow).collect();
        let text = narrow.trim().trim_end_matches('%').trim_end();
        let (whole, part) = text.split_once(['.', ',']).unwrap_or((text, ""));
        let digits = |text: &str| text.chars().all(|letter| letter.is_ascii_digit());
        if whole.is_empty() || whole.len() > 3 || part.len() > 2 || !digits(whole) || !digits(part) {
            return None;
        }
        let hundredths: i64 = format!("{part:0<2}").parse().ok()?;
        Some(Self(whole.parse::<i64>().ok()? * 100 + hundredths)).filter(|share| share.0 <= WHOLE)
    }

    /// Of a number that is no share of anything, or has more than two places: nothing. It comes out as it was given.
    pub fn of(percent: f64) -> Option<Self> {
        let share = percent * 100.0;
        // 0.07 is not quite 0.07 there.
        let is_exact = (share - share.round()).abs() < 0.000_001;
        #[expect(clippy::cast_possible_truncation, reason = "it is checked against the whole first")]
        ((0.0..=10_000.0).contains(&share) && is_exact).then(|| Self(share.round() as i64))
    }

    pub fn percent(self) -> f64 {
        #[expect(clippy::cast_precision_loss, reason = "at most ten thousand")]
        let hundredths = self.0 as f64;
        hundredths / 100.0
    }
}

/// What an input method for Japanese gives for these, at half the width.
fn narrow(letter: char) -> char {
    match letter {
        '０'..='９' => char::from_digit(u32::from(letter) - u32::from('０'), 10).unwrap_or(letter),
        '．' | '。' | '｡' => '.',
        '，' | '、' | '､' => ',',
        '％' => '%',
        _ => letter,
    }
}

/// Without the sign: `12.5`.
impl std::fmt::Display for Share {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let text = format!("{}.{:02}", self.0 / 100, self.0 % 100);
        f.write_str(text.trim_end_matches('0').trim_end_matches('.'))
    }
}

/// A field that may be empty.
pub fn share(field: &'static str, text: &str) -> Outcome<Option<Share>> {
    if text.trim().is_empty() {
        return Ok(None);
    }
    Share::parse(text).map(Some).ok_or_else(|| Failure::invalid(field, "incident-users-wrong"))
}

/// A share needs to be known from somewhere, and from somewhere a share is known.
pub(super) fn wrong(users: &Users) -> Option<FieldError> {
    let wrong = |msg: Msg| Some(FieldError::new("users_source", msg));
    match users.share {
        _ if users.source.chars().count() > LONGEST_SOURCE => {
            wrong(Msg::new("failure-too-long").with("most", LONGEST_SOURCE))
        }
        Some(_) if users.source.trim().is_empty() => wrong(Msg::new("incident-users-source-missing")),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_as_people_write_them() {
        for (text, hundredths, said) in [
            ("0", 0, "0"),
            ("12.5", 1250, "12.5"),
            ("12,5 %", 1250, "12.5"),
            (" 0.03％", 3, "0.03"),
            ("7.", 700, "7"),
            ("１２．５％", 1250, "12.5"),
            ("１２。５　％", 1250, "12.5"),
            ("０，０３", 3, "0.03"),
            ("100", 10_000, "100"),
        ] {
            assert_eq!(Share::parse(text), Some(Share(hundredths)), "{text}");
            assert_eq!(Share(hundredths).to_string(), said);
            assert_eq!(Share::of(Share(hundredths).percent()), Some(Share(hundredths)));
        }
        for text in ["", "%", "-1", "100.01", "101", "1.234", "half", "1e2", "１２．３４５", "一", "١"] {
            assert_eq!(Share::parse(text), None, "{text}");
        }
        for hundredths in 0..=WHOLE {
            assert_eq!(Share::of(Share(hundredths).percent()), Some(Share(hundredths)));
        }
        for percent in [-0.1, 100.1, 12.345, 0.001, f64::NAN, f64::INFINITY] {
            assert_eq!(Share::of(percent), None, "{percent}");
        }
    }

    #[test]
    fn a_share_says_how_it_is_known() {
        let users = |share: Option<i64>, source: &str| Users { share: share.map(Share), source: source.into() };
        assert!(wrong(&users(None, "")).is_none());
        assert!(wrong(&users(Some(1), "Access log")).is_none());
        assert!(wrong(&users(None, "Nobody has counted yet")).is_none());
        assert!(wrong(&users(Some(1), " ")).is_some());
        assert!(wrong(&users(Some(1), &"x".repeat(201))).is_some());
    }
}

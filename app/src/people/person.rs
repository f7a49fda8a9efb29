//! A person, and what they chose for themselves.

use jiff::tz::TimeZone;
use ryugaku_kernel::{Failure, FieldError, Lang, Msg, Outcome, Role, Time, id_type};

id_type!(
    /// A person's key.
    PersonId
);

#[derive(Clone, Debug)]
pub struct Person {
    pub id: PersonId,
    pub name: String,
    /// Lower case; what they sign in with.
    pub email: String,
    pub role: Role,
    pub choices: Choices,
    pub deactivated_at: Option<Time>,
    pub version: i64,
}

/// What is unset follows the organisation, the browser or the system.
#[derive(Clone, Debug, Default)]
pub struct Choices {
    pub language: Option<Lang>,
    /// IANA name, checked when it is set.
    pub time_zone: Option<String>,
    /// `light` or `dark`.
    pub theme: Option<String>,
    /// Whether single keys do something.
    pub single_keys: bool,
}

impl Choices {
    pub fn zone(&self) -> Option<TimeZone> {
        TimeZone::get(self.time_zone.as_deref()?).ok()
    }
}

/// The roles that a person may have; [`Role::Intake`] is for programs.
pub const ROLES: [Role; 3] = [Role::Admin, Role::Member, Role::Read];

/// The key of a role's word.
pub fn role_key(role: &Role) -> &'static str {
    match role {
        Role::Admin => "role-admin",
        Role::Member => "role-member",
        Role::Read => "role-read",
        Role::Intake => "role-intake",
    }
}

/// A role that a person may have, by its word.
pub fn role_named(word: &str) -> Option<Role> {
    ROLES.into_iter().find(|role| role.name() == word)
}

const LONGEST_NAME: usize = 120;
/// RFC 5321, 4.5.3.1.3, less the angle brackets.
const LONGEST_EMAIL: usize = 254;

/// As it is stored and compared: without spaces around it, in lower case.
pub fn email_of(text: &str) -> String {
    text.trim().to_lowercase()
}

/// Everything that is wrong with what somebody is called and given, at once.
pub fn check(name: &str, email: &str, role: Role) -> Outcome<()> {
    let mut errors = Vec::new();
    if name.is_empty() {
        errors.push(FieldError::new("name", Msg::new("failure-required")));
    } else if name.chars().count() > LONGEST_NAME {
        errors.push(FieldError::new("name", Msg::new("failure-too-long").with("most", LONGEST_NAME)));
    } else if name.chars().any(char::is_control) {
        errors.push(FieldError::new("name", Msg::new("person-name-one-line")));
    }
    if email.is_empty() {
        errors.push(FieldError::new("email", Msg::new("failure-required")));
    } else if !looks_like_email(email) {
        errors.push(FieldError::new("email", Msg::new("person-email-wrong")));
    }
    if role == Role::Intake {
        errors.push(FieldError::new("role", Msg::new("failure-choose-one")));
    }
    if errors.is_empty() { Ok(()) } else { Err(Failure::Invalid(errors)) }
}

/// Something before and after one @, no spaces. Whether mail arrives there only a mail can tell.
fn looks_like_email(email: &str) -> bool {
    let plain = !email.chars().any(|c| c.is_whitespace() || c.is_control() || matches!(c, '<' | '>' | ',' | ';' | '"'));
    let parts = email.split_once('@');
    let whole = parts.is_some_and(|(local, domain)| !local.is_empty() && !domain.is_empty() && !domain.contains('@'));
    plain && whole && email.len() <= LONGEST_EMAIL
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_have_two_sides() {
        for (email, passes) in [
            ("haruka@example.com", true),
            ("水野@例え.jp", true),
            ("", false),
            ("haruka", false),
            ("@example.com", false),
            ("a@b@c", false),
            ("a b@example.com", false),
            ("Haruka <haruka@example.com>", false),
            (&format!("{}@example.com", "a".repeat(250)), false),
        ] {
            assert_eq!(check("x", email, Role::Member).is_ok(), passes, "{email}");
        }
        assert_eq!(email_of("  Haruka@Example.COM "), "haruka@example.com");
    }

    #[test]
    fn all_that_is_wrong_is_said_at_once() {
        let Err(Failure::Invalid(errors)) = check("", "x", Role::Intake) else { panic!("it passed") };
        let fields: Vec<_> = errors.iter().map(|error| error.field.as_str()).collect();
        assert_eq!(fields, ["name", "email", "role"]);
        assert!(check("two\nlines", "a@example.com", Role::Read).is_err());
    }
}

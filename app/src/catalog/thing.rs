//! What products and services have in common: how they are called, and where else something about them stands.

use ryugaku_kernel::{Failure, FieldError, Msg, Outcome};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Addresses outside, shown as links and never fetched.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize, ToSchema)]
pub struct Links {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub repository: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub runbook: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dashboard: Option<String>,
}

impl Links {
    /// Each with its name, as in the key of its word.
    pub fn named(&self) -> [(&'static str, Option<&str>); 3] {
        [
            ("repository", self.repository.as_deref()),
            ("runbook", self.runbook.as_deref()),
            ("dashboard", self.dashboard.as_deref()),
        ]
    }

    /// The word's key and the address of those that are there.
    pub fn shown(&self) -> impl Iterator<Item = (&'static str, &str)> {
        let keys = ["link-repository", "link-runbook", "link-dashboard"];
        keys.into_iter().zip(self.named()).filter_map(|(key, (_, address))| Some((key, address?)))
    }

    /// Empty ones are none.
    #[must_use]
    pub fn tidied(self) -> Self {
        let tidy = |link: Option<String>| link.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty());
        Self { repository: tidy(self.repository), runbook: tidy(self.runbook), dashboard: tidy(self.dashboard) }
    }
}

/// How the short name is written.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Slug {
    /// Lower-case letters, digits and hyphens.
    Product,
    /// What the label `service` of alerts holds: letters, digits, hyphens, dots and underscores.
    Service,
}

const LONGEST_SLUG: usize = 63;
const LONGEST_NAME: usize = 120;
const LONGEST_ABOUT: usize = 4000;
const LONGEST_LINK: usize = 2000;
/// Words that stand in addresses where a short name does.
const RESERVED: [&str; 1] = ["new"];

/// Everything that is wrong, at once.
pub fn check(kind: Slug, slug: &str, name: &str, about: &str, links: &Links) -> Outcome<()> {
    let mut errors = Vec::new();
    if let Some(key) = slug_wrong(kind, slug) {
        errors.push(FieldError::new("slug", Msg::new(key).with("most", LONGEST_SLUG)));
    }
    if name.is_empty() {
        errors.push(FieldError::new("name", Msg::new("failure-required")));
    }
    for (field, text, most) in [("name", name, LONGEST_NAME), ("about", about, LONGEST_ABOUT)] {
        if text.chars().count() > most {
            errors.push(FieldError::new(field, Msg::new("failure-too-long").with("most", most)));
        }
    }
    for (field, address) in links.named() {
        if address.is_some_and(|address| !is_web_address(address)) {
            errors.push(FieldError::new(field, Msg::new("failure-url-not-http")));
        }
    }
    if errors.is_empty() { Ok(()) } else { Err(Failure::Invalid(errors)) }
}

fn slug_wrong(kind: Slug, slug: &str) -> Option<&'static str> {
    let (plain, key): (fn(u8) -> bool, _) = match kind {
        Slug::Product => (|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-', "product-slug-wrong"),
        Slug::Service => (|b| b.is_ascii_alphanumeric() || b"-._".contains(&b), "service-slug-wrong"),
    };
    let ends = |b: Option<u8>| b.is_some_and(|b| b.is_ascii_alphanumeric());
    let fits = ends(slug.bytes().next()) && ends(slug.bytes().last()) && slug.len() <= LONGEST_SLUG;
    if !fits || !slug.bytes().all(plain) {
        return Some(key);
    }
    RESERVED.contains(&slug).then_some("slug-reserved")
}

/// Of http or https, no longer than a link may be.
pub fn is_web_address(address: &str) -> bool {
    let url = url::Url::parse(address).ok().filter(|_| address.len() <= LONGEST_LINK);
    url.is_some_and(|url| matches!(url.scheme(), "http" | "https") && url.has_host())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fields(outcome: Outcome<()>) -> Vec<String> {
        match outcome {
            Ok(()) => Vec::new(),
            Err(Failure::Invalid(errors)) => errors.into_iter().map(|error| error.field).collect(),
            Err(other) => panic!("{other}"),
        }
    }

    #[test]
    fn services_are_called_as_alerts_call_them() {
        let none = Links::default();
        for (slug, product, service) in [
            ("checkout-api", true, true),
            ("kube_dns.v2", false, true),
            ("CheckoutAPI", false, true),
            ("new", false, false),
            ("-a", false, false),
            ("a.", false, false),
            ("決済", false, false),
            ("a b", false, false),
            ("", false, false),
            (&"a".repeat(64), false, false),
        ] {
            assert_eq!(check(Slug::Product, slug, "x", "", &none).is_ok(), product, "{slug}");
            assert_eq!(check(Slug::Service, slug, "x", "", &none).is_ok(), service, "{slug}");
        }
    }

    #[test]
    fn links_lead_to_the_web_alone() {
        let link = |text: &str| Links { runbook: Some(text.to_owned()), ..Links::default() };
        for address in ["https://wiki.example.com/決済", "http://127.0.0.1:3000/d/1"] {
            assert!(check(Slug::Product, "a", "x", "", &link(address)).is_ok(), "{address}");
        }
        for address in ["javascript:alert(1)", "wiki/page", "ftp://example.com/", "data:text/html,x", "https://"] {
            assert_eq!(fields(check(Slug::Product, "a", "x", "", &link(address))), ["runbook"], "{address}");
        }
        assert_eq!(link("  ").tidied(), Links::default());
        assert_eq!(fields(check(Slug::Product, "", "", &"x".repeat(4001), &link("x"))).len(), 4);
    }
}

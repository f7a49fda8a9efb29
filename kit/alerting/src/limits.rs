//! What a sender's labels and annotations may be: names as Prometheus allows them, and so much and no more.

use std::borrow::Cow;

use ryugaku_kernel::{FieldError, Msg};

use crate::{Annotations, Labels};

/// Sizes in bytes of UTF-8.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Limits {
    /// Alerts in one delivery.
    pub alerts: usize,
    /// Labels of one alert; and annotations, counted apart.
    pub pairs: usize,
    pub name: usize,
    pub label_value: usize,
    pub annotation_value: usize,
    pub url: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { alerts: 20_000, pairs: 128, name: 256, label_value: 4_096, annotation_value: 32_768, url: 8_192 }
    }
}

pub type Pair<'a> = (Cow<'a, str>, Cow<'a, str>);

impl Limits {
    pub(crate) fn labels(&self, mut pairs: Vec<Pair<'_>>) -> Result<Labels, FieldError> {
        // As Alertmanager: a name with an empty value is gone before anybody looks at it.
        pairs.retain(|(_, value)| !value.is_empty());
        self.check("labels", &pairs, self.label_value)?;
        let labels = Labels::new(pairs);
        if labels.is_empty() { Err(FieldError::new("labels", Msg::new("alert-labels-missing"))) } else { Ok(labels) }
    }

    pub(crate) fn annotations(&self, pairs: Vec<Pair<'_>>) -> Result<Annotations, FieldError> {
        self.check("annotations", &pairs, self.annotation_value)?;
        Ok(Annotations::new(pairs))
    }

    fn check(&self, part: &str, pairs: &[Pair<'_>], longest: usize) -> Result<(), FieldError> {
        if pairs.len() > self.pairs {
            let msg = Msg::new("alert-too-many-labels").with("count", pairs.len()).with("limit", self.pairs);
            return Err(FieldError::new(part, msg));
        }
        for (name, value) in pairs {
            let wrong = |msg| Err(FieldError::new(format!("{part}.{}", shown(name)), msg));
            if name.len() > self.name {
                return wrong(Msg::new("alert-label-name-long").with("limit", self.name));
            }
            if !is_label_name(name) {
                return wrong(Msg::new("alert-label-name").with("name", shown(name)));
            }
            if value.len() > longest {
                return wrong(Msg::new("alert-label-value-long").with("name", shown(name)).with("limit", longest));
            }
        }
        Ok(())
    }
}

/// Any text but the empty one, as Prometheus 3 and Alertmanager 0.27 allow; not NUL, which PostgreSQL cannot store.
pub fn is_label_name(name: &str) -> bool {
    !name.is_empty() && !name.contains('\0')
}

/// So much of a sender's text as a message should repeat.
pub fn shown(text: &str) -> String {
    const MOST: usize = 60;
    match text.char_indices().nth(MOST) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn label_names_are_prometheus_names() {
        for name in ["a", "_", "__name__", "A9_z", "9a", "a-b", "a.b", "a:b", "サービス", "a ", "{"] {
            assert!(is_label_name(name), "{name}");
        }
        for name in ["", "a\0"] {
            assert!(!is_label_name(name), "{name}");
        }
    }

    #[test]
    fn what_is_too_much_is_named() {
        let limits = Limits { pairs: 2, name: 4, label_value: 3, ..Limits::default() };
        let refused = |pairs: &[(&'static str, &'static str)]| {
            let pairs = pairs.iter().map(|(name, value)| ((*name).into(), (*value).into())).collect();
            limits.labels(pairs).map_err(|error| (error.field, error.msg.key.into_owned()))
        };
        let wrong = |field: &str, key: &str| Err((field.to_owned(), key.to_owned()));
        assert_eq!(refused(&[("a", "1"), ("b", "2"), ("c", "3")]), wrong("labels", "alert-too-many-labels"));
        assert_eq!(refused(&[("abcde", "1")]), wrong("labels.abcde", "alert-label-name-long"));
        assert_eq!(refused(&[("a\0", "1")]), wrong("labels.a\0", "alert-label-name"));
        assert_eq!(refused(&[("", "1")]), wrong("labels.", "alert-label-name"));
        assert_eq!(refused(&[("a", "1234")]), wrong("labels.a", "alert-label-value-long"));
        assert_eq!(refused(&[]), wrong("labels", "alert-labels-missing"));
        assert_eq!(refused(&[("a\0", "")]), wrong("labels", "alert-labels-missing"));
        assert!(refused(&[("abcd", "123"), ("b", "")]).is_ok());
        assert_eq!(shown(&"長".repeat(61)), format!("{}…", "長".repeat(60)));
    }
}

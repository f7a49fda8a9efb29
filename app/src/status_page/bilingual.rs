//! A text in both languages, of which one may be missing.

use ryugaku_kernel::{FieldError, Lang, Msg};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize, ToSchema)]
pub struct Bilingual {
    #[serde(default)]
    pub ja: String,
    #[serde(default)]
    pub en: String,
}

impl Bilingual {
    pub fn new(ja: impl Into<String>, en: impl Into<String>) -> Self {
        Self { ja: ja.into(), en: en.into() }
    }

    /// A text of unknown language: what holds Japanese letters is Japanese.
    pub fn guess(text: &str) -> Self {
        let is_japanese =
            text.chars().any(|letter| matches!(letter, '\u{3040}'..='\u{30FF}' | '\u{4E00}'..='\u{9FFF}'));
        if is_japanese { Self::new(text, "") } else { Self::new("", text) }
    }

    pub fn of(&self, lang: Lang) -> &str {
        match lang {
            Lang::Ja => &self.ja,
            Lang::En => &self.en,
        }
    }

    /// The same for templates, which hand on references.
    pub fn shown(&self, lang: &Lang) -> &str {
        self.of(*lang)
    }

    /// In the reader's language, else in the other, which is then named.
    pub fn read(&self, lang: Lang) -> (&str, Option<Lang>) {
        match self.of(lang) {
            "" => (self.of(lang.other()), Some(lang.other()).filter(|_| !self.is_empty())),
            text => (text, None),
        }
    }

    pub fn is_empty(&self) -> bool {
        self.ja.is_empty() && self.en.is_empty()
    }

    #[must_use]
    pub fn tidied(&self) -> Self {
        let tidy = |text: &str| text.replace("\r\n", "\n").trim().to_owned();
        Self { ja: tidy(&self.ja), en: tidy(&self.en) }
    }

    /// What is too long, under `field_ja` and `field_en`.
    pub fn too_long(&self, field: &str, most: usize) -> Vec<FieldError> {
        let wrong = Lang::ALL.into_iter().filter(|lang| self.of(*lang).chars().count() > most);
        let error = |lang: Lang| {
            FieldError::new(format!("{field}_{}", lang.tag()), Msg::new("failure-too-long").with("most", most))
        };
        wrong.map(error).collect()
    }
}

/// A change of such a text: a language that is not given stays as it is.
#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
pub struct BilingualChange {
    pub ja: Option<String>,
    pub en: Option<String>,
}

impl BilingualChange {
    #[must_use]
    pub fn of(self, before: &Bilingual) -> Bilingual {
        let Bilingual { ja, en } = before.clone();
        Bilingual { ja: self.ja.unwrap_or(ja), en: self.en.unwrap_or(en) }
    }
}

impl From<Bilingual> for BilingualChange {
    fn from(whole: Bilingual) -> Self {
        Self { ja: Some(whole.ja), en: Some(whole.en) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_other_language_stands_in_and_is_named() {
        let both = Bilingual::new("障害", "Outage");
        assert_eq!(both.read(Lang::En), ("Outage", None));
        let one = Bilingual::new("障害", "");
        assert_eq!((one.read(Lang::Ja), one.read(Lang::En)), (("障害", None), ("障害", Some(Lang::Ja))));
        assert_eq!(Bilingual::default().read(Lang::En), ("", None));
    }

    #[test]
    fn a_language_is_known_by_its_letters() {
        assert_eq!(Bilingual::guess("決済APIで5xx").en, "");
        assert_eq!(Bilingual::guess("5xx at checkout").ja, "");
    }
}

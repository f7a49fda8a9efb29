//! The sentences of a report that a person writes, one set a language. Where nobody wrote one, plain facts stand.

use ryugaku_kernel::{Failure, FieldError, Msg, Outcome};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

const LONGEST_TITLE: usize = 60;
const LONGEST_LEDE: usize = 160;
const LONGEST_CLOSING: usize = 100;

#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(default)]
#[schema(as = ReportWording)]
pub struct Wording {
    pub title: String,
    /// One sentence under the title.
    pub lede: String,
    /// What it came to: the headline over learnings and what goes on.
    pub closing: String,
}

/// A wording as it stands.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Written {
    pub wording: Wording,
    /// 0: nothing was written so far.
    pub version: i64,
}

impl Wording {
    /// One line each: breaks and runs of spaces are one space.
    #[must_use]
    pub fn tidied(self) -> Self {
        let tidy = |text: String| text.split_whitespace().collect::<Vec<_>>().join(" ");
        Self { title: tidy(self.title), lede: tidy(self.lede), closing: tidy(self.closing) }
    }

    /// Everything that is wrong, at once.
    pub fn check(&self) -> Outcome<()> {
        let fields = [
            ("title", &self.title, LONGEST_TITLE),
            ("lede", &self.lede, LONGEST_LEDE),
            ("closing", &self.closing, LONGEST_CLOSING),
        ];
        let errors: Vec<_> = fields
            .into_iter()
            .filter(|(_, text, most)| text.chars().count() > *most)
            .map(|(field, _, most)| FieldError::new(field, Msg::new("failure-too-long").with("most", most)))
            .collect();
        if errors.is_empty() { Ok(()) } else { Err(Failure::Invalid(errors)) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_are_one_line_and_short() {
        let wording = Wording { title: " 夜中に\r\n---\n読む ".into(), ..Wording::default() }.tidied();
        assert_eq!(wording.title, "夜中に --- 読む");
        assert!(wording.check().is_ok());
        let long = Wording { title: "あ".repeat(61), lede: "x".repeat(161), closing: "x".repeat(101) };
        let Err(Failure::Invalid(errors)) = long.check() else { panic!("it passed") };
        let fields: Vec<_> = errors.iter().map(|error| error.field.as_str()).collect();
        assert_eq!(fields, ["title", "lede", "closing"]);
    }
}

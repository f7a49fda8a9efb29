//! What the SRE team says of itself in one language: what it does, how far, when to ask, what it does not do.

use ryugaku_kernel::{Failure, FieldError, Lang, Msg, Outcome, Time, Uuid};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Texts as they were written; a part that is empty has not been written yet.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct Parts {
    pub does: String,
    pub how_far: String,
    pub when_to_ask: String,
    pub not_ours: String,
    /// Where they are reached, as `#sre-help`.
    pub channel: String,
    pub hours: String,
}

#[derive(Clone, Debug)]
pub struct SrePage {
    pub id: Uuid,
    pub language: Lang,
    pub parts: Parts,
    pub changed_at: Time,
    pub changed_by: Option<Uuid>,
    pub version: i64,
}

const LONGEST_TEXT: usize = 8000;
const LONGEST_LINE: usize = 200;

impl Parts {
    /// The texts, each with its field, in the order in which one asks for them.
    pub fn texts(&self) -> [(&'static str, &str); 4] {
        [
            ("does", &self.does),
            ("how_far", &self.how_far),
            ("when_to_ask", &self.when_to_ask),
            ("not_ours", &self.not_ours),
        ]
    }

    pub fn is_empty(&self) -> bool {
        self.texts().iter().all(|(_, text)| text.is_empty()) && self.channel.is_empty() && self.hours.is_empty()
    }

    #[must_use]
    pub fn tidied(self) -> Self {
        let tidy = |text: String| text.replace("\r\n", "\n").trim().to_owned();
        Self {
            does: tidy(self.does),
            how_far: tidy(self.how_far),
            when_to_ask: tidy(self.when_to_ask),
            not_ours: tidy(self.not_ours),
            channel: tidy(self.channel),
            hours: tidy(self.hours),
        }
    }

    pub fn check(&self) -> Outcome<()> {
        let lines = [("channel", self.channel.as_str(), LONGEST_LINE), ("hours", &self.hours, LONGEST_LINE)];
        let texts = self.texts().map(|(field, text)| (field, text, LONGEST_TEXT));
        let errors: Vec<_> = texts
            .into_iter()
            .chain(lines)
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
    fn too_long_is_said_for_each_part() {
        let long = Parts { does: "x".repeat(8001), hours: "x".repeat(201), ..Parts::default() };
        let Err(Failure::Invalid(errors)) = long.check() else { panic!("it passed") };
        let fields: Vec<_> = errors.iter().map(|error| error.field.as_str()).collect();
        assert_eq!(fields, ["does", "hours"]);
        assert!(Parts { hours: " \r\n".into(), ..Parts::default() }.tidied().is_empty());
    }
}

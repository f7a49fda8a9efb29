//! A message, whatever the chat: parts of text, fields and buttons.

use ryugaku_kernel::Time;
use serde::{Deserialize, Serialize};

/// What is said to people in one go.
#[derive(Clone, Default, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Message {
    /// In one line, for lists, notifications, and chats that show no parts.
    pub summary: String,
    pub parts: Vec<Part>,
}

#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Part {
    Header(String),
    Text(Text),
    /// Names with what they hold, side by side where there is room.
    Fields(Vec<(String, Text)>),
    /// Small print.
    Context(Text),
    Buttons(Vec<Button>),
    Divider,
}

/// A run of text: what people wrote is never read as markup.
#[derive(Clone, Default, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Text(pub Vec<Span>);

#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Span {
    Plain(String),
    Bold(String),
    Link {
        url: String,
        label: String,
    },
    /// Somebody, by the chat's own id.
    Person(String),
    /// A moment in each reader's own zone; as this text where a chat shows none.
    Moment {
        at: Time,
        fallback: String,
    },
}

#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Button {
    /// What pressing it does, as the program that takes the answer knows it.
    pub action: String,
    pub value: String,
    pub label: String,
    pub style: Style,
    /// It leads there, and does nothing.
    pub url: Option<String>,
}

#[derive(Clone, Copy, Default, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Style {
    #[default]
    Plain,
    Primary,
    Danger,
}

impl Message {
    pub fn of(summary: impl Into<String>) -> Self {
        Self { summary: summary.into(), parts: Vec::new() }
    }

    /// One that consists of its summary alone.
    pub fn line(text: impl Into<String>) -> Self {
        let text = text.into();
        Self { parts: vec![Part::Text(text.as_str().into())], summary: text }
    }

    pub fn with(mut self, part: Part) -> Self {
        self.parts.push(part);
        self
    }
}

impl Text {
    pub fn plain(mut self, text: impl Into<String>) -> Self {
        self.0.push(Span::Plain(text.into()));
        self
    }

    pub fn bold(mut self, text: impl Into<String>) -> Self {
        self.0.push(Span::Bold(text.into()));
        self
    }

    pub fn link(mut self, url: impl Into<String>, label: impl Into<String>) -> Self {
        self.0.push(Span::Link { url: url.into(), label: label.into() });
        self
    }

    pub fn moment(mut self, at: Time, fallback: impl Into<String>) -> Self {
        self.0.push(Span::Moment { at, fallback: fallback.into() });
        self
    }

    pub fn person(mut self, id: impl Into<String>) -> Self {
        self.0.push(Span::Person(id.into()));
        self
    }
}

impl From<&str> for Text {
    fn from(text: &str) -> Self {
        Self::default().plain(text)
    }
}

impl From<String> for Text {
    fn from(text: String) -> Self {
        Self::default().plain(text)
    }
}

impl Button {
    pub fn new(action: impl Into<String>, value: impl Into<String>, label: impl Into<String>) -> Self {
        let (action, value, label) = (action.into(), value.into(), label.into());
        Self { action, value, label, style: Style::Plain, url: None }
    }

    pub fn primary(self) -> Self {
        Self { style: Style::Primary, ..self }
    }

    pub fn danger(self) -> Self {
        Self { style: Style::Danger, ..self }
    }

    pub fn leads_to(self, url: impl Into<String>) -> Self {
        Self { url: Some(url.into()), ..self }
    }
}

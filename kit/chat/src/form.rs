//! A form that a chat shows in a window of its own.

use serde::{Deserialize, Serialize};

#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Form {
    /// By which the answer is known.
    pub id: String,
    /// Comes back with the answer; what the chat has no room for is cut off, and leaves a mark.
    pub context: String,
    pub title: String,
    pub submit: String,
    pub close: String,
    pub inputs: Vec<Input>,
}

#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Input {
    pub id: String,
    pub label: String,
    pub hint: Option<String>,
    pub optional: bool,
    pub entry: Entry,
}

#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Entry {
    Text {
        /// What is longer than `most` is cut off, and leaves a mark.
        initial: String,
        lines: bool,
        most: u16,
    },
    One {
        choices: Vec<Choice>,
        initial: Option<String>,
    },
    Several {
        choices: Vec<Choice>,
    },
    /// A box each, ten at most; `ticked` are values.
    Boxes {
        choices: Vec<Choice>,
        ticked: Vec<String>,
    },
}

#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Choice {
    pub value: String,
    pub label: String,
}

//! What is wrong in a file, all of it, and what in it has no counterpart here.

use ryugaku_kernel::{FieldError, Msg};

use super::fields::At;

/// Something that was read and understood and is not taken over.
#[derive(Clone, PartialEq, Debug)]
pub struct Remark {
    pub line: usize,
    /// Such as `receivers[2].slack_configs[0]`.
    pub path: String,
    pub msg: Msg,
}

#[derive(Default)]
pub struct Problems {
    pub errors: Vec<FieldError>,
    pub remarks: Vec<Remark>,
    patterns: usize,
}

/// Regular expressions of a file: each may take a megabyte.
const MOST_PATTERNS: usize = 1_000;

impl Problems {
    pub fn refuse(&mut self, at: &At<'_>, msg: Msg) {
        self.refuse_there(&at.path, at.line, msg);
    }

    pub fn refuse_there(&mut self, path: &str, line: usize, msg: Msg) {
        self.errors.push(FieldError::new(path, msg.with("line", line)));
    }

    /// Whether so many more regular expressions are not too many.
    pub fn allow_patterns(&mut self, more: usize, at: &At<'_>) -> bool {
        let before = self.patterns;
        self.patterns += more;
        let fits = self.patterns <= MOST_PATTERNS;
        if !fits && before <= MOST_PATTERNS {
            self.refuse(at, Msg::new("document-many-patterns").with("limit", MOST_PATTERNS));
        }
        fits
    }

    pub fn remark(&mut self, at: &At<'_>, msg: Msg) {
        self.remarks.push(Remark { line: at.line, path: at.path.clone(), msg });
    }
}

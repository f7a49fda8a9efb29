//! Why a call to a chat did not do what it should.

use jiff::SignedDuration;
use ryugaku_kernel::Failure;

#[derive(Debug)]
pub enum Fault {
    /// Not before so long.
    Limited(SignedDuration),
    /// No answer, or one that says nothing: it may have been done.
    Uncertain(String),
    /// An answer: it was not done, and asking again cannot help before somebody has changed something.
    Refused {
        /// The vendor's word: `channel_not_found`.
        code: String,
        /// The permission that is missing: `channels:manage`.
        needs: Option<String>,
    },
    /// The settings make no call.
    Unusable(Failure),
}

impl Fault {
    pub fn is(&self, word: &str) -> bool {
        matches!(self, Self::Refused { code, .. } if code == word)
    }
}

//! How a call goes unanswered.

use std::convert::Infallible;
use std::panic::resume_unwind;

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Silence {
    /// Whoever called waits as long as they care to.
    Hang,
    /// The connection is closed.
    Cut,
}

impl Silence {
    pub async fn falls(self) -> Infallible {
        match self {
            Self::Hang => std::future::pending().await,
            // The task that serves the connection ends here, and the connection with it; nothing is printed for it.
            Self::Cut => resume_unwind(Box::new("the connection is cut")),
        }
    }
}

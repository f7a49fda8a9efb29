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

/// The mishaps of a chat after which whoever called cannot know whether it was done.
macro_rules! unheard {
    () => {{
        use $crate::support::silence::Silence::{Cut, Hang};
        [
            Self::LostAnswer,
            Self::Silent { how: Hang, done: true },
            Self::Silent { how: Hang, done: false },
            Self::Silent { how: Cut, done: true },
            Self::Silent { how: Cut, done: false },
        ]
    }};
}

pub(crate) use unheard;

impl Silence {
    pub async fn falls(self) -> Infallible {
        match self {
            Self::Hang => std::future::pending().await,
            // The task that serves the connection ends here, and the connection with it; nothing is printed for it.
            Self::Cut => resume_unwind(Box::new("the connection is cut")),
        }
    }
}

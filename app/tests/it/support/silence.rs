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
    () => {
        [
            Self::LostAnswer,
            Self::Silent { how: Silence::Hang, done: true },
            Self::Silent { how: Silence::Hang, done: false },
            Self::Silent { how: Silence::Cut, done: true },
            Self::Silent { how: Silence::Cut, done: false },
        ]
    };
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

//! What every room may touch: ids, time, chance, who is asking, and the one way to fail.
//!
//! Nothing here knows what an incident is, speaks HTTP or SQL, or waits for anything.

mod actor;
mod chance;
mod clock;
mod cx;
mod failure;
mod id;
mod msg;
mod number;
mod page;

pub use actor::{Actor, ActorKind, Role};
pub use chance::Chance;
pub use clock::{Clock, ManualClock, SystemClock, Time};
pub use cx::Cx;
pub use failure::{Failure, FieldError, Outcome};
pub use msg::{Arg, Lang, Msg};
pub use number::{Number, NumberError};
pub use page::{Limit, Page};
pub use uuid::Uuid;

//! `/api/v1/learnings`

mod json;
mod resource;

pub use resource::routes;
pub(super) use resource::{Asked, filter};

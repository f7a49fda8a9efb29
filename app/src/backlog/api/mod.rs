//! `/api/v1/tasks`

mod json;
mod resource;

pub use json::{NewTaskJson, TaskJson, said, today};
pub use resource::routes;
pub(super) use resource::{Asked, filter};

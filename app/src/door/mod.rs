//! What all doors on HTTP share: who is visiting, forms and bodies, answers, and one translation of every failure.
//!
//! A door parses, begins, calls one verb, commits, answers. It holds no business condition and no SQL.

mod answer;
mod body;
mod caller;
mod csrf;
mod failed;
mod fields;
mod flash;
mod idempotency;
mod idempotency_store;
mod loopback;
mod query;
mod route;
mod tagged;
mod visit;

pub use answer::{Answer, Listed, page, page_with, see_other};
pub use body::{Body, IfMatch, Paging, given};
pub use caller::Caller;
pub use csrf::{CSRF_FIELD, guard};
pub use failed::{Failed, PageResult, problem, translate};
pub use fields::{Fields, Form};
pub use flash::{Flash, kept_by_parts};
pub use idempotency::repeat;
pub use loopback::is_open;
pub use query::query;
pub(crate) use route::routes;
pub use route::{Described, Door, delete, get, post};
pub use tagged::tag;
pub use visit::{LANGUAGE_COOKIE, SESSION_COOKIE, Transport, Visit, identify, known, presented_token};

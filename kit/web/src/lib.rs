//! What every door on HTTP needs and no slice should write again: keys, cookies, problem documents, safe headers,
//! and the one client for calls to the outside. Knows no domain word.

pub mod cookie;
pub mod headers;
mod keys;
mod outside;
mod problem;

pub use keys::Keys;
pub use outside::{Outside, Reach, Reply};
pub use problem::{Problem, ProblemField, status};

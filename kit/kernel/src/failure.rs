//! The one way to fail, with the kinds a caller can tell apart. Each door translates it once.

use std::error::Error;

use crate::Msg;

pub type Outcome<T> = Result<T, Failure>;

/// What is wrong with one part of the input: where, and what to do.
#[derive(Clone, PartialEq, Debug)]
pub struct FieldError {
    /// The field's name on the wire, or a path such as `labels.alertname` or `line 3`.
    pub field: String,
    pub msg: Msg,
}

impl FieldError {
    pub fn new(field: impl Into<String>, msg: Msg) -> Self {
        Self { field: field.into(), msg }
    }
}

#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// There is no such thing, or the one who asks may not know of it.
    #[error("not found: {0}")]
    NotFound(&'static str),
    /// It was there and has been archived or has expired for good.
    #[error("gone: {}", .0.key)]
    Gone(Msg),
    /// The thing is in a state that does not allow this.
    #[error("conflict: {}", .0.key)]
    Conflict(Msg),
    /// The thing has changed since it was read (`If-Match`).
    #[error("changed since it was read")]
    Stale,
    #[error("invalid: {}", fields(.0))]
    Invalid(Vec<FieldError>),
    #[error("forbidden: {}", .0.key)]
    Forbidden(Msg),
    /// The limit, in bytes.
    #[error("too large: limit {limit}")]
    TooLarge { limit: u64 },
    /// Too much at once; try again after so many seconds.
    #[error("busy: {}", msg.key)]
    Busy { msg: Msg, retry_after: u32 },
    /// Something this depends on does not answer: a full disk, a database that is gone.
    #[error("unavailable: {}", msg.key)]
    Unavailable { msg: Msg, source: Option<Box<dyn Error + Send + Sync>> },
    #[error("internal: {0}")]
    Internal(#[source] Box<dyn Error + Send + Sync>),
}

impl Failure {
    pub fn invalid(field: impl Into<String>, key: &'static str) -> Self {
        Self::invalid_msg(field, Msg::new(key))
    }

    pub fn invalid_msg(field: impl Into<String>, msg: Msg) -> Self {
        Self::Invalid(vec![FieldError::new(field, msg)])
    }

    pub fn conflict(key: &'static str) -> Self {
        Self::Conflict(Msg::new(key))
    }

    pub fn internal(source: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self::Internal(source.into())
    }
}

fn fields(errors: &[FieldError]) -> String {
    errors.iter().map(|error| format!("{} ({})", error.field, error.msg.key)).collect::<Vec<_>>().join(", ")
}

//! What the forms of silences and of maintenance windows have in common: how they are filled, read, weighed and refused.

use axum::http::StatusCode;
use jiff::tz::TimeZone;
use ryugaku_alerting::Matcher;
use ryugaku_kernel::{Failure, Outcome, Time};

use crate::app::App;
use crate::door::{Failed, Fields, Form, Visit};
use crate::silences::given;
use crate::silences::reach::{Weighed, reach};

/// What stands in an address: what was typed, when the preview is asked again.
pub fn typed(query: &str) -> Form {
    let asked: Vec<(String, String)> = url::form_urlencoded::parse(query.as_bytes()).into_owned().collect();
    let asked: Vec<(&str, &str)> = asked.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    Form::filled(&asked)
}

/// The form of something that is there: as it was typed, when the preview is asked again, else as it stands.
pub fn again(query: Option<String>, standing: impl FnOnce() -> Form) -> Form {
    query.filter(|query| query.contains("matchers=")).map_or_else(standing, |query| typed(&query))
}

/// A time in a field. It is written to the minute: what was left as it stood keeps its seconds.
pub fn time(fields: &Fields, field: &'static str, old: Option<Time>, zone: &TimeZone) -> Outcome<Option<Time>> {
    let text = fields.get(field);
    match old.filter(|at| given::local(*at, zone) == text) {
        Some(at) => Ok(Some(at)),
        None => given::at(field, text, zone),
    }
}

pub async fn weigh(app: &App, matchers: &[Matcher], fields: &Fields) -> Outcome<Weighed> {
    Ok(Weighed { reach: reach(app, matchers).await?, sure: fields.checked("catches_all") })
}

/// The form again, with what was typed. Where somebody else was faster it is of the version that stands now, so that
/// whoever sends it once more replaces what they have been told of.
pub fn refused(
    visit: &Visit,
    fields: &Fields,
    version: Option<i64>,
    failure: Failure,
) -> Result<(StatusCode, Form), Failed> {
    match (failure, version) {
        (Failure::Invalid(mut errors), _) => {
            // The end of a silence is written as how long it lasts.
            let ends = errors.iter_mut().filter(|error| error.field == "ends_at" && !fields.has("ends_at"));
            ends.for_each(|error| "until".clone_into(&mut error.field));
            Ok((StatusCode::UNPROCESSABLE_ENTITY, Form::refused(fields, &errors, visit.lang())))
        }
        (Failure::Stale, Some(version)) => {
            Ok((StatusCode::PRECONDITION_FAILED, Form::overtaken(fields, version, visit.lang())))
        }
        (other, _) => Err(other.into()),
    }
}

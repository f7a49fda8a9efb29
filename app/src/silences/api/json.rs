//! Silences as the API says them.

use ryugaku_alerting::Matcher;
use ryugaku_db::Query;
use ryugaku_kernel::{Outcome, Time, Uuid};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::silences::matchers::{about_matchers, not_too_many, of_parts};
use crate::silences::shown::Names;
use crate::silences::silence::{Silence, state_name};

#[derive(Serialize, Deserialize, ToSchema)]
#[schema(as = SilenceMatcherJson)]
pub struct MatcherJson {
    name: String,
    /// `=`, `!=`, `=~` or `!~`
    #[serde(default = "equal")]
    op: String,
    value: String,
}

fn equal() -> String {
    "=".to_owned()
}

/// A matcher in parts, or as it is written: `severity=~"page|critical"`.
#[derive(Deserialize, ToSchema)]
#[serde(untagged)]
#[schema(as = SilenceMatcherGiven)]
pub enum MatcherGiven {
    Written(String),
    Parts(MatcherJson),
}

pub fn matchers_of(given: Vec<MatcherGiven>) -> Outcome<Vec<Matcher>> {
    let one = |given: MatcherGiven| match given {
        MatcherGiven::Written(text) => Matcher::parse(&text),
        MatcherGiven::Parts(MatcherJson { name, op, value }) => of_parts(&name, &op, &value),
    };
    not_too_many(given.len())?;
    given.into_iter().map(|given| one(given).map_err(about_matchers)).collect()
}

pub fn matchers_json(matchers: &[Matcher]) -> Vec<MatcherJson> {
    let one = |matcher: &Matcher| MatcherJson {
        name: matcher.name().to_owned(),
        op: matcher.op().sign().to_owned(),
        value: matcher.value().to_owned(),
    };
    matchers.iter().map(one).collect()
}

/// A time that something is hidden.
#[derive(Serialize, ToSchema)]
pub struct ComingTimeJson {
    /// Now, where it has begun
    from: Time,
    until: Time,
}

impl From<(Time, Time)> for ComingTimeJson {
    fn from((from, until): (Time, Time)) -> Self {
        Self { from, until }
    }
}

#[derive(Serialize, ToSchema)]
pub struct SilenceJson {
    pub id: Uuid,
    /// `active`, `pending` or `expired`
    state: String,
    matchers: Vec<MatcherJson>,
    starts_at: Time,
    ends_at: Time,
    comment: String,
    /// As whoever made it is named there
    created_by: String,
    /// Absent for the operator
    #[serde(skip_serializing_if = "Option::is_none")]
    creator: Option<SilenceCreatorJson>,
    created_at: Time,
    updated_at: Time,
    /// Ended by somebody, before its time
    #[serde(skip_serializing_if = "Option::is_none")]
    expired_at: Option<Time>,
    /// The silence that was made in its place
    #[serde(skip_serializing_if = "Option::is_none")]
    replaced_by: Option<Uuid>,
    pub version: i64,
}

#[derive(Serialize, ToSchema)]
pub struct SilenceCreatorJson {
    id: Uuid,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
}

pub fn said(silence: &Silence, names: &Names, now: Time) -> SilenceJson {
    let creator = silence.by.id.map(|id| SilenceCreatorJson { id, name: names.get(&silence.by).map(str::to_owned) });
    SilenceJson {
        id: silence.id.0,
        state: state_name(silence.state(now)).to_owned(),
        matchers: matchers_json(&silence.matchers),
        starts_at: silence.starts_at,
        ends_at: silence.ends_at,
        comment: silence.comment.clone(),
        created_by: silence.created_by.clone(),
        creator,
        created_at: silence.created_at,
        updated_at: silence.updated_at,
        expired_at: silence.expired_at,
        replaced_by: silence.replaced_by,
        version: silence.version,
    }
}

pub async fn said_one(q: &mut dyn Query, silence: &Silence, now: Time) -> Outcome<SilenceJson> {
    let names = Names::of_silences(q, std::slice::from_ref(silence)).await?;
    Ok(said(silence, &names, now))
}

#[cfg(test)]
mod tests {
    use ryugaku_kernel::Failure;

    use super::*;
    use crate::silences::matchers::MOST;

    #[test]
    fn too_many_are_refused_before_they_are_read() {
        let many = |count| (0..count).map(|_| MatcherGiven::Written("a=~[".into())).collect();
        let key = |given| match matchers_of(given) {
            Err(Failure::Invalid(errors)) => errors[0].msg.key.to_string(),
            other => panic!("{other:?}"),
        };
        assert_eq!(key(many(MOST + 1)), "silence-matchers-many");
        assert_eq!(key(many(MOST)), "matcher-regex");
    }
}

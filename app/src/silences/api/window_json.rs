//! Maintenance windows as the API says them.

use ryugaku_db::Query;
use ryugaku_kernel::{Outcome, Time, Uuid};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::json::{ComingTimeJson, MatcherGiven, MatcherJson, matchers_json};
use crate::door::{Visit, given};
use crate::silences::preview::Hours;
use crate::silences::shown::Names;
use crate::silences::weekly::Weekly;
use crate::silences::window::{Window, WindowState};

#[derive(Serialize, ToSchema)]
pub struct MaintenanceJson {
    id: Uuid,
    title: String,
    comment: String,
    state: WindowState,
    /// Whether it holds alerts back now
    open: bool,
    matchers: Vec<MatcherJson>,
    starts_at: Time,
    ends_at: Time,
    /// Between the two only then
    #[serde(skip_serializing_if = "Option::is_none")]
    weekly: Option<Weekly>,
    /// The next times that it is open, at most 4; none of a past one
    coming: Vec<ComingTimeJson>,
    #[serde(skip_serializing_if = "Option::is_none")]
    product: Option<Uuid>,
    #[serde(skip_serializing_if = "Option::is_none")]
    service: Option<Uuid>,
    #[serde(skip_serializing_if = "Option::is_none")]
    planned_by: Option<String>,
    created_at: Time,
    updated_at: Time,
    /// Ended or cancelled by somebody, before its time
    #[serde(skip_serializing_if = "Option::is_none")]
    ended_at: Option<Time>,
    version: i64,
}

#[derive(Deserialize, ToSchema)]
pub struct NewMaintenanceJson {
    pub title: String,
    #[serde(default)]
    pub comment: String,
    /// With none, those of the product or service
    #[serde(default)]
    pub matchers: Vec<MatcherGiven>,
    /// At once if absent
    pub starts_at: Option<Time>,
    pub ends_at: Option<Time>,
    /// In place of `ends_at`: such as `90m` or `2h`
    pub duration: Option<String>,
    pub weekly: Option<Weekly>,
    /// Id or name
    pub product: Option<String>,
    /// Id or slug
    pub service: Option<String>,
    /// Said when everything that fires is hidden, and that is meant
    #[serde(default)]
    pub catches_all: bool,
}

#[derive(Deserialize, ToSchema)]
pub struct MaintenanceChangeJson {
    pub title: Option<String>,
    pub comment: Option<String>,
    pub matchers: Option<Vec<MatcherGiven>>,
    pub starts_at: Option<Time>,
    pub ends_at: Option<Time>,
    /// Null: not weekly any more
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<Weekly>)]
    pub weekly: Option<Option<Weekly>>,
    /// Id or name; null empties
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<String>)]
    pub product: Option<Option<String>>,
    /// Id or slug; null empties
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<String>)]
    pub service: Option<Option<String>>,
    #[serde(default)]
    pub catches_all: bool,
}

pub async fn said(q: &mut dyn Query, visit: &Visit, windows: &[Window]) -> Outcome<Vec<MaintenanceJson>> {
    let names = Names::of_windows(q, windows).await?;
    let (now, zone) = (visit.cx.now(), visit.organisation.zone());
    let one = |window: &Window| {
        let span = (window.starts_at, window.ends_at);
        let hours = Hours { span, weekly: window.weekly.clone(), zone: zone.clone() };
        let coming = if window.state(now) == WindowState::Past { Vec::new() } else { hours.coming(now)? };
        Ok(MaintenanceJson {
            id: window.id.0,
            title: window.title.clone(),
            comment: window.comment.clone(),
            state: window.state(now),
            open: window.is_open(now, &zone)?,
            matchers: matchers_json(&window.matchers),
            starts_at: window.starts_at,
            ends_at: window.ends_at,
            weekly: window.weekly.clone(),
            coming: coming.into_iter().map(Into::into).collect(),
            product: window.product,
            service: window.service,
            planned_by: names.get(&window.by).map(str::to_owned),
            created_at: window.created_at,
            updated_at: window.updated_at,
            ended_at: window.ended_at,
            version: window.version,
        })
    };
    windows.iter().map(one).collect()
}

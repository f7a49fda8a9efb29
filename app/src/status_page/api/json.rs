//! The shapes.

use ryugaku_kernel::{Lang, Time, Uuid};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::status_page::component::{Component, Level};
use crate::status_page::components::Named;
use crate::status_page::draft::Written;
use crate::status_page::notice::{Kind, Levels, Notice, Stage, State, Update};
use crate::status_page::switch::Visibility;
use crate::status_page::{Bilingual, BilingualChange, subscriber::Subscriber};

#[derive(Serialize, ToSchema)]
pub struct StatusPageJson {
    pub visibility: Visibility,
    pub version: i64,
    pub components: Vec<ComponentJson>,
}

#[derive(Deserialize, ToSchema)]
pub struct StatusSwitchJson {
    pub visibility: Visibility,
}

#[derive(Serialize, ToSchema)]
#[schema(as = StatusComponentJson)]
pub struct ComponentJson {
    id: Uuid,
    /// The product or service.
    place: Uuid,
    name: Bilingual,
    group: Bilingual,
    /// Lower ones stand first.
    order: i64,
    /// How badly it is hit; absent: no known problem.
    #[serde(skip_serializing_if = "Option::is_none")]
    level: Option<Level>,
    version: i64,
}

impl ComponentJson {
    pub fn of(component: Component, levels: &Levels) -> Self {
        Self {
            id: component.id.0,
            place: component.place_id,
            name: component.name,
            group: component.group,
            order: component.place,
            level: levels.get(&component.id.0).copied(),
            version: component.version,
        }
    }
}

#[derive(Deserialize, ToSchema)]
pub struct NewStatusComponentJson {
    /// The key of a product or service.
    pub place: Option<Uuid>,
    #[serde(default)]
    pub name: Bilingual,
    #[serde(default)]
    pub group: Bilingual,
    /// Lower ones stand first.
    #[serde(default)]
    pub order: i64,
}

impl NewStatusComponentJson {
    pub fn named(self) -> Named {
        Named { name: self.name, group: self.group, place: self.order }
    }
}

#[derive(Serialize, ToSchema)]
pub struct StatusNoticeJson {
    id: Uuid,
    slug: String,
    kind: Kind,
    state: State,
    stage: Stage,
    #[serde(skip_serializing_if = "Option::is_none")]
    incident: Option<Uuid>,
    title: Bilingual,
    #[serde(skip_serializing_if = "Option::is_none")]
    begins_at: Option<Time>,
    #[serde(skip_serializing_if = "Option::is_none")]
    ends_at: Option<Time>,
    #[serde(skip_serializing_if = "Option::is_none")]
    published_at: Option<Time>,
    #[serde(skip_serializing_if = "Option::is_none")]
    ended_at: Option<Time>,
    /// How badly each component is hit, by its key.
    #[schema(value_type = std::collections::HashMap<Uuid, Level>)]
    components: Levels,
    /// In their order; a draft has the one that it begins with.
    updates: Vec<StatusUpdateJson>,
    version: i64,
}

#[derive(Serialize, ToSchema)]
pub struct StatusUpdateJson {
    id: Uuid,
    number: i64,
    stage: Stage,
    body: Bilingual,
    #[serde(skip_serializing_if = "Option::is_none")]
    said_at: Option<Time>,
    #[serde(skip_serializing_if = "Option::is_none")]
    edited_at: Option<Time>,
    version: i64,
}

impl StatusNoticeJson {
    pub fn of((notice, components, updates): (Notice, Levels, Vec<Update>)) -> Self {
        let update = |update: Update| StatusUpdateJson {
            id: update.id.0,
            number: update.number,
            stage: update.stage,
            body: update.body,
            said_at: update.said_at,
            edited_at: update.edited_at,
            version: update.version,
        };
        Self {
            id: notice.id.0,
            slug: notice.slug,
            kind: notice.kind,
            state: notice.state,
            stage: notice.stage,
            incident: notice.incident,
            title: notice.title,
            begins_at: notice.begins_at,
            ends_at: notice.ends_at,
            published_at: notice.published_at,
            ended_at: notice.ended_at,
            components,
            updates: updates.into_iter().map(update).collect(),
            version: notice.version,
        }
    }

    pub fn version(&self) -> i64 {
        self.version
    }

    pub fn location(&self) -> String {
        format!("/api/v1/status-page/notices/{}", self.id)
    }
}

#[derive(Deserialize, ToSchema)]
pub struct NewStatusNoticeJson {
    /// `incident` or `maintenance`
    pub kind: Kind,
    #[serde(flatten)]
    pub written: Written,
}

#[derive(Deserialize, ToSchema)]
pub struct StatusBodyJson {
    #[serde(default)]
    pub body: BilingualChange,
}

#[derive(Serialize, ToSchema)]
pub struct StatusSubscriberJson {
    id: Uuid,
    address: String,
    #[schema(value_type = String, example = "ja")]
    language: Lang,
    /// Of components; empty for all.
    components: Vec<Uuid>,
    asked_at: Time,
    /// Absent while the question in the mail is not answered.
    #[serde(skip_serializing_if = "Option::is_none")]
    confirmed_at: Option<Time>,
    /// What the mail server last refused with.
    #[serde(skip_serializing_if = "Option::is_none")]
    last_error: Option<String>,
    /// Mails that were given up, since one last arrived.
    failures: i64,
}

impl StatusSubscriberJson {
    pub fn of(subscriber: Subscriber, address: String) -> Self {
        Self {
            id: subscriber.id.0,
            address,
            language: subscriber.language,
            components: subscriber.components,
            asked_at: subscriber.asked_at,
            confirmed_at: subscriber.confirmed_at,
            last_error: subscriber.last_error,
            failures: subscriber.failures,
        }
    }
}

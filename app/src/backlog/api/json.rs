//! Tasks as the API says them.

use jiff::civil::Date;
use ryugaku_kernel::{Outcome, Time, Uuid};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::app::App;
use crate::backlog::add::NewTask;
use crate::backlog::origin::OriginKind;
use crate::backlog::shown::{self, Shown};
use crate::backlog::task::{Effort, Task, TaskState};
use crate::door::Visit;

#[derive(Serialize, ToSchema)]
pub struct TaskJson {
    pub id: Uuid,
    /// `RT-417`
    pub number: String,
    pub title: String,
    pub detail: String,
    pub state: TaskState,
    pub product: Option<NamedJson>,
    pub service: Option<NamedJson>,
    pub origin: OriginJson,
    pub assignee: Option<NamedJson>,
    /// A civil day in the organisation's zone.
    #[schema(value_type = Option<String>, format = Date)]
    pub due: Option<Date>,
    /// Days since the due day, when it is past and the task is not over.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub days_over: Option<i64>,
    pub effort: Option<Effort>,
    pub added_at: Time,
    pub ended_at: Option<Time>,
    pub version: i64,
}

#[derive(Serialize, ToSchema)]
#[schema(as = TaskNamedJson)]
pub struct NamedJson {
    pub id: Uuid,
    pub name: String,
}

#[derive(Serialize, ToSchema)]
pub struct OriginJson {
    pub kind: OriginKind,
    /// Such as `INC-214` or `ND-7`
    #[serde(skip_serializing_if = "Option::is_none")]
    pub number: Option<String>,
}

#[derive(Deserialize, ToSchema)]
pub struct NewTaskJson {
    title: String,
    #[serde(default)]
    detail: String,
    /// Id or name
    product: Option<String>,
    /// Id or slug
    service: Option<String>,
    /// Id, e-mail address or whole name
    assignee: Option<String>,
    #[schema(value_type = Option<String>, format = Date)]
    due: Option<Date>,
    effort: Option<Effort>,
}

impl From<NewTaskJson> for NewTask {
    fn from(new: NewTaskJson) -> Self {
        Self {
            title: new.title,
            detail: new.detail,
            product: new.product,
            service: new.service,
            assignee: new.assignee,
            due: new.due,
            effort: new.effort,
        }
    }
}

impl From<Shown> for TaskJson {
    fn from(shown: Shown) -> Self {
        let named = |pair: Option<(Uuid, String)>| pair.map(|(id, name)| NamedJson { id, name });
        let Shown { task, product, service, assignee, incident, need, over } = shown;
        Self {
            id: task.id.0,
            number: task.number().to_string(),
            origin: OriginJson { kind: task.origin.kind(), number: incident.map(|incident| incident.number).or(need) },
            title: task.title,
            detail: task.detail,
            state: task.state,
            product: named(product),
            service: named(service),
            assignee: named(assignee),
            due: task.due,
            days_over: over,
            effort: task.effort,
            added_at: task.added_at,
            ended_at: task.ended_at,
            version: task.version,
        }
    }
}

/// With the names of what it is about.
pub async fn said(app: &App, visit: &Visit, task: Task) -> Outcome<TaskJson> {
    Ok(shown::one(&mut app.db.reader(), &visit.cx.who, task, today(visit)).await?.into())
}

/// Due days are days of the organisation.
pub fn today(visit: &Visit) -> Date {
    visit.cx.now().timestamp().to_zoned(visit.organisation.zone()).date()
}

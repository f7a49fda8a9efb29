//! A reliability task, its states, and what may be written on it.

use jiff::civil::Date;
use ryugaku_kernel::{Failure, FieldError, Msg, Number, Outcome, Time, Uuid, id_type};

use super::origin::Origin;

id_type!(
    /// A task's key.
    TaskId
);

pub const PREFIX: &str = "RT";
pub const LONGEST_TITLE: usize = 200;
pub const LONGEST_DETAIL: usize = 10_000;

#[derive(Clone, Copy, PartialEq, Eq, Debug, serde::Serialize, serde::Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum TaskState {
    Open,
    Doing,
    Done,
    /// It will not be done, for a reason that was written down.
    Rejected,
}

impl TaskState {
    pub const ALL: [Self; 4] = [Self::Open, Self::Doing, Self::Done, Self::Rejected];

    pub fn name(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Doing => "doing",
            Self::Done => "done",
            Self::Rejected => "rejected",
        }
    }

    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.name() == name)
    }

    pub fn key(self) -> &'static str {
        match self {
            Self::Open => "task-state-open",
            Self::Doing => "task-state-doing",
            Self::Done => "task-state-done",
            Self::Rejected => "task-state-rejected",
        }
    }

    pub fn is_over(self) -> bool {
        matches!(self, Self::Done | Self::Rejected)
    }

    /// What the ledger calls the way from here to `to`.
    pub fn move_to(self, to: Self) -> Outcome<&'static str> {
        match (self, to) {
            (Self::Open, Self::Doing) => Ok("task.started"),
            (Self::Doing, Self::Open) => Ok("task.put_back"),
            (Self::Open | Self::Doing, Self::Done) => Ok("task.done"),
            (Self::Open | Self::Doing, Self::Rejected) => Ok("task.rejected"),
            (Self::Done | Self::Rejected, Self::Open) => Ok("task.reopened"),
            (from, to) if from == to => Err(Failure::conflict("task-same-state")),
            _ => Err(Failure::conflict("task-reopen-first")),
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, serde::Serialize, serde::Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Effort {
    /// Up to a day.
    S,
    /// Up to a week.
    M,
    /// More.
    L,
}

impl Effort {
    pub const ALL: [Self; 3] = [Self::S, Self::M, Self::L];

    pub fn name(self) -> &'static str {
        match self {
            Self::S => "s",
            Self::M => "m",
            Self::L => "l",
        }
    }

    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|effort| effort.name().eq_ignore_ascii_case(name))
    }

    pub fn key(self) -> &'static str {
        match self {
            Self::S => "task-effort-s",
            Self::M => "task-effort-m",
            Self::L => "task-effort-l",
        }
    }
}

#[derive(Clone, Debug)]
pub struct Task {
    pub id: TaskId,
    pub count: i64,
    pub title: String,
    pub detail: String,
    /// Unset while nobody has said whose it is.
    pub product: Option<Uuid>,
    pub service: Option<Uuid>,
    pub origin: Origin,
    pub assignee: Option<Uuid>,
    pub due: Option<Date>,
    pub effort: Option<Effort>,
    pub state: TaskState,
    pub added_at: Time,
    /// Done or rejected.
    pub ended_at: Option<Time>,
    pub version: i64,
}

impl Task {
    pub fn number(&self) -> Number {
        Number::new(PREFIX, self.count)
    }

    /// Days since the due day; `None` while it is not past, or when the task is over.
    pub fn days_over(&self, today: Date) -> Option<i64> {
        let due = self.due.filter(|_| !self.state.is_over())?;
        let days = i64::from((today - due).get_days());
        (days > 0).then_some(days)
    }
}

/// The count in a number as people write it; anything else is no task.
pub fn count_of(text: &str) -> Outcome<i64> {
    Number::count_of(PREFIX, text).ok_or(Failure::NotFound("task"))
}

/// Everything that is wrong with what can be edited, at once.
pub fn check(task: &Task) -> Outcome<()> {
    let mut errors = Vec::new();
    if task.title.trim().is_empty() {
        errors.push(FieldError::new("title", Msg::new("failure-required")));
    }
    for (field, text, most) in [("title", &task.title, LONGEST_TITLE), ("detail", &task.detail, LONGEST_DETAIL)] {
        if text.chars().count() > most {
            errors.push(FieldError::new(field, Msg::new("failure-too-long").with("most", most)));
        }
    }
    if task.due.is_some_and(|due| !(2000..=2199).contains(&due.year())) {
        errors.push(FieldError::new("due", Msg::new("task-due-far")));
    }
    if errors.is_empty() { Ok(()) } else { Err(Failure::Invalid(errors)) }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn task(state: TaskState, due: Option<Date>) -> Task {
        Task {
            id: TaskId(Uuid::nil()),
            count: 417,
            title: "接続プールの上限を CI で確かめる".into(),
            detail: String::new(),
            product: None,
            service: None,
            origin: Origin::ByHand,
            assignee: None,
            due,
            effort: None,
            state,
            added_at: Time(0),
            ended_at: None,
            version: 1,
        }
    }

    #[test]
    fn a_task_ends_once_and_can_come_back() {
        use TaskState::{Doing, Done, Open, Rejected};
        let allowed = [
            (Open, Doing),
            (Doing, Open),
            (Open, Done),
            (Doing, Done),
            (Open, Rejected),
            (Doing, Rejected),
            (Done, Open),
            (Rejected, Open),
        ];
        for from in TaskState::ALL {
            for to in TaskState::ALL {
                assert_eq!(from.move_to(to).is_ok(), allowed.contains(&(from, to)), "{from:?} → {to:?}");
            }
        }
    }

    #[test]
    fn days_over_are_counted_across_months() {
        let today = date(2026, 3, 2);
        for (due, state, over) in [
            (Some(date(2026, 1, 31)), TaskState::Open, Some(30)),
            (Some(date(2026, 3, 1)), TaskState::Doing, Some(1)),
            (Some(today), TaskState::Open, None),
            (Some(date(2026, 3, 3)), TaskState::Open, None),
            (Some(date(2026, 1, 31)), TaskState::Done, None),
            (None, TaskState::Open, None),
        ] {
            assert_eq!(task(state, due).days_over(today), over, "{due:?}");
        }
    }

    #[test]
    fn all_that_is_wrong_is_said_at_once() {
        assert!(check(&task(TaskState::Open, None)).is_ok());
        let mut wrong = task(TaskState::Open, Some(date(9999, 1, 1)));
        wrong.title = "　".into();
        wrong.detail = "x".repeat(10_001);
        let Err(Failure::Invalid(errors)) = check(&wrong) else { panic!("it passed") };
        assert_eq!(errors.iter().map(|error| error.field.as_str()).collect::<Vec<_>>(), ["title", "detail", "due"]);
    }
}

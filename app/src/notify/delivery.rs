//! A delivery: one message to one endpoint, with every attempt to bring it there.

use ryugaku_kernel::{Time, Uuid, id_type};

use super::webhook::WebhookId;

id_type!(
    /// A delivery's key; also what receivers know the message by.
    DeliveryId
);

impl DeliveryId {
    /// The header `webhook-id`: the same for every attempt, so that a receiver can tell a repeat.
    pub fn message(self) -> String {
        format!("msg_{}", self.0.simple())
    }
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, serde::Serialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum DeliveryState {
    /// To be tried, or tried again.
    Waiting,
    Delivered,
    GaveUp,
}

impl DeliveryState {
    pub const ALL: [Self; 3] = [Self::Waiting, Self::Delivered, Self::GaveUp];

    pub fn name(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Delivered => "delivered",
            Self::GaveUp => "gave_up",
        }
    }

    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.name() == name)
    }

    /// The key of its word.
    pub fn key(self) -> &'static str {
        match self {
            Self::Waiting => "webhook-waiting",
            Self::Delivered => "webhook-delivered",
            Self::GaveUp => "webhook-gave-up",
        }
    }

    pub fn icon(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Delivered => "yes",
            Self::GaveUp => "no",
        }
    }
}

/// The kind of a message that was sent to try the endpoint out.
pub const TEST: &str = "webhook.test";

#[derive(Clone, Debug)]
pub struct Delivery {
    pub id: DeliveryId,
    pub webhook: WebhookId,
    /// Of the event; a test has none.
    pub position: Option<i64>,
    pub kind: String,
    pub state: DeliveryState,
    pub job: Uuid,
    pub created_at: Time,
    pub finished_at: Option<Time>,
}

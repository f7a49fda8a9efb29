//! Switching the status page on for those inside, for everybody, or off.

use ryugaku_kernel::{Cx, Failure, Outcome, Uuid};
use ryugaku_ledger::{NewEvent, Tx};

use super::switch_store;

/// There is one: under this id the ledger names it.
pub const SUBJECT: Uuid = Uuid::from_u128(u128::from_be_bytes(*b"status_page\0\0\0\0\0"));

#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, serde::Serialize, serde::Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Visibility {
    #[default]
    Off,
    /// For whoever has signed in.
    Inside,
    Public,
}

impl Visibility {
    pub const ALL: [Self; 3] = [Self::Off, Self::Inside, Self::Public];

    pub fn name(self) -> &'static str {
        match self {
            Self::Off => "off",
            Self::Inside => "inside",
            Self::Public => "public",
        }
    }

    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|visibility| visibility.name() == name)
    }

    pub fn key(self) -> &'static str {
        match self {
            Self::Off => "status-visibility-off",
            Self::Inside => "status-visibility-inside",
            Self::Public => "status-visibility-public",
        }
    }
}

#[derive(Clone, Copy, Debug, Default)]
pub struct Switch {
    pub visibility: Visibility,
    /// 0: it was never set.
    pub version: i64,
}

pub async fn switch(tx: &mut Tx, cx: &Cx, expected: Option<i64>, visibility: Visibility) -> Outcome<Switch> {
    cx.require_admin()?;
    let before = switch_store::load(tx).await?;
    if expected.is_some_and(|version| version != before.version) {
        return Err(Failure::Stale);
    }
    let switch = Switch { visibility, version: before.version + 1 };
    switch_store::write(tx, switch).await?;
    let event = NewEvent::of("status_page.switched").about("status_page", SUBJECT);
    tx.record(cx, event.fact("visibility", visibility.name()));
    Ok(switch)
}

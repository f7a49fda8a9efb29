//! A component (コンポーネント): a product or a service as others know it, and how badly something is wrong with it.

use ryugaku_kernel::{Failure, FieldError, Msg, Outcome, Time, Uuid, id_type};

use super::Bilingual;

id_type!(
    /// A component's key.
    ComponentId
);

const LONGEST_NAME: usize = 120;

#[derive(Clone, Debug)]
pub struct Component {
    pub id: ComponentId,
    /// The product or service.
    pub place_id: Uuid,
    pub name: Bilingual,
    /// The heading it stands under; empty for none.
    pub group: Bilingual,
    /// Lower ones stand first.
    pub place: i64,
    pub removed_at: Option<Time>,
    pub version: i64,
}

/// From the mildest; what no notice speaks of has none.
#[derive(
    Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, serde::Serialize, serde::Deserialize, utoipa::ToSchema,
)]
#[serde(rename_all = "snake_case")]
#[schema(as = ComponentLevel)]
pub enum Level {
    Maintenance,
    Degraded,
    Partial,
    Major,
}

impl Level {
    pub const ALL: [Self; 4] = [Self::Maintenance, Self::Degraded, Self::Partial, Self::Major];

    pub fn name(self) -> &'static str {
        match self {
            Self::Maintenance => "maintenance",
            Self::Degraded => "degraded",
            Self::Partial => "partial",
            Self::Major => "major",
        }
    }

    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|level| level.name() == name)
    }

    pub fn key(self) -> &'static str {
        match self {
            Self::Maintenance => "status-level-maintenance",
            Self::Degraded => "status-level-degraded",
            Self::Partial => "status-level-partial",
            Self::Major => "status-level-major",
        }
    }

    pub fn icon(self) -> &'static str {
        match self {
            Self::Maintenance => "mute",
            Self::Degraded | Self::Partial | Self::Major => "alert",
        }
    }
}

impl Component {
    /// Everything that is wrong.
    pub fn check(&self) -> Outcome<()> {
        let mut errors = self.name.too_long("name", LONGEST_NAME);
        errors.extend(self.group.too_long("group", LONGEST_NAME));
        for (field, text) in [("name_ja", &self.name.ja), ("name_en", &self.name.en)] {
            if text.is_empty() {
                errors.push(FieldError::new(field, Msg::new("failure-required")));
            }
        }
        if errors.is_empty() { Ok(()) } else { Err(Failure::Invalid(errors)) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_needed_in_both_languages() {
        let component = Component {
            id: ComponentId(Uuid::nil()),
            place_id: Uuid::nil(),
            name: Bilingual::new("決済", ""),
            group: Bilingual::new("あ".repeat(121), ""),
            place: 0,
            removed_at: None,
            version: 1,
        };
        let Err(Failure::Invalid(errors)) = component.check() else { panic!("it was taken") };
        let fields: Vec<_> = errors.iter().map(|error| error.field.as_str()).collect();
        assert_eq!(fields, ["group_ja", "name_en"]);
        assert!(Level::Major > Level::Degraded && Level::named("partial") == Some(Level::Partial));
    }
}

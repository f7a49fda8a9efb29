//! A notice (お知らせ) of the status page: of an incident or of planned work, with what was said of it. Pure rules.

use std::collections::BTreeMap;

use ryugaku_kernel::{Failure, FieldError, Lang, Msg, Outcome, Time, Uuid, id_type};

use super::Bilingual;
use super::component::Level;

id_type!(
    /// A notice's key.
    NoticeId
);

id_type!(
    /// The key of something that was said in a notice.
    UpdateId
);

pub const LONGEST_TITLE: usize = 200;
pub const LONGEST_BODY: usize = 5_000;

macro_rules! words {
    ($(#[$doc:meta])* $name:ident as $schema:ident { $($(#[$of:meta])* $variant:ident $word:literal $key:literal),* $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, serde::Serialize, serde::Deserialize, utoipa::ToSchema)]
        #[serde(rename_all = "snake_case")]
        #[schema(as = $schema)]
        pub enum $name { $($(#[$of])* $variant),* }

        impl $name {
            pub const ALL: &[Self] = &[$(Self::$variant),*];

            pub fn name(self) -> &'static str {
                match self { $(Self::$variant => $word),* }
            }

            pub fn named(name: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|one| one.name() == name)
            }

            pub fn key(self) -> &'static str {
                match self { $(Self::$variant => $key),* }
            }
        }
    };
}

words! {
    Kind as StatusNoticeKind {
        Incident "incident" "status-kind-incident",
        Maintenance "maintenance" "status-kind-maintenance",
    }
}

words! {
    State as StatusNoticeState {
        Draft "draft" "status-state-draft",
        Published "published" "status-state-published",
        Ended "ended" "status-state-ended",
        /// A draft that was taken back.
        Dropped "dropped" "status-state-dropped",
    }
}

words! {
    /// In the status page's own words; the last of each kind ends it.
    Stage as StatusStage {
        Investigating "investigating" "status-stage-investigating",
        Identified "identified" "status-stage-identified",
        Monitoring "monitoring" "status-stage-monitoring",
        Resolved "resolved" "status-stage-resolved",
        Planned "planned" "status-stage-planned",
        UnderWay "under_way" "status-stage-under-way",
        Done "done" "status-stage-done",
    }
}

impl Stage {
    pub fn ends(self) -> bool {
        matches!(self, Self::Resolved | Self::Done)
    }
}

impl Kind {
    pub fn stages(self) -> &'static [Stage] {
        match self {
            Self::Incident => &[Stage::Investigating, Stage::Identified, Stage::Monitoring, Stage::Resolved],
            Self::Maintenance => &[Stage::Planned, Stage::UnderWay, Stage::Done],
        }
    }

    pub fn first(self) -> Stage {
        self.stages()[0]
    }
}

#[derive(Clone, Debug)]
pub struct Notice {
    pub id: NoticeId,
    pub slug: String,
    pub kind: Kind,
    pub state: State,
    pub stage: Stage,
    pub incident: Option<Uuid>,
    pub title: Bilingual,
    /// Of planned work.
    pub begins_at: Option<Time>,
    pub ends_at: Option<Time>,
    pub published_at: Option<Time>,
    pub ended_at: Option<Time>,
    pub created_at: Time,
    pub created_by: Option<Uuid>,
    pub version: i64,
}

/// What was said, at one time.
#[derive(Clone, Debug)]
pub struct Update {
    pub id: UpdateId,
    pub notice: NoticeId,
    /// From 1, which the draft holds.
    pub number: i64,
    pub stage: Stage,
    pub body: Bilingual,
    /// `None` in a draft.
    pub said_at: Option<Time>,
    pub edited_at: Option<Time>,
    pub version: i64,
}

/// How badly each component is hit, by its key.
pub type Levels = BTreeMap<Uuid, Level>;

impl Notice {
    /// Whether it says something of the components at this time: planned work does once it has begun.
    pub fn holds(&self, now: Time) -> bool {
        self.state == State::Published
            && (self.kind == Kind::Incident
                || self.stage == Stage::UnderWay
                || self.begins_at.is_some_and(|begins| begins <= now))
    }

    pub fn is(&self, state: State) -> bool {
        self.state == state
    }

    pub fn must_be(&self, state: State) -> Outcome<()> {
        match (self.state == state, state) {
            (true, _) => Ok(()),
            (false, State::Draft) => Err(Failure::conflict("status-no-draft")),
            (false, _) => Err(Failure::conflict("status-not-open")),
        }
    }

    pub fn stage_of(&self, stage: Stage) -> Outcome<Stage> {
        let fits = self.kind.stages().contains(&stage);
        if fits { Ok(stage) } else { Err(Failure::invalid("stage", "failure-choose-one")) }
    }

    /// What is wrong with it, whether or not it can be published.
    pub fn check(&self, body: &Bilingual) -> Vec<FieldError> {
        let mut errors = self.title.too_long("title", LONGEST_TITLE);
        errors.extend(body.too_long("body", LONGEST_BODY));
        if let (Some(begins), Some(ends)) = (self.begins_at, self.ends_at)
            && ends <= begins
        {
            errors.push(FieldError::new("ends_at", Msg::new("status-ends-before")));
        }
        errors
    }

    /// What keeps it from being published: in each language title and text go together, one language is enough, and planned
    /// work has its times.
    pub fn unready(&self, body: &Bilingual) -> Vec<FieldError> {
        let mut errors = self.check(body);
        let missing =
            |field: &str, lang: Lang| FieldError::new(format!("{field}_{}", lang.tag()), Msg::new("failure-required"));
        let nothing = self.title.is_empty() && body.is_empty();
        for lang in Lang::ALL {
            match (self.title.of(lang).is_empty(), body.of(lang).is_empty()) {
                (true, false) => errors.push(missing("title", lang)),
                (false, true) => errors.push(missing("body", lang)),
                (true, true) if nothing => errors.extend([missing("title", lang), missing("body", lang)]),
                _ => {}
            }
        }
        if self.kind == Kind::Maintenance {
            for (field, time) in [("begins_at", self.begins_at), ("ends_at", self.ends_at)] {
                if time.is_none() {
                    errors.push(FieldError::new(field, Msg::new("failure-required")));
                }
            }
        }
        errors
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn notice(kind: Kind) -> Notice {
        Notice {
            id: NoticeId(Uuid::nil()),
            slug: "abc".into(),
            kind,
            state: State::Draft,
            stage: kind.first(),
            incident: None,
            title: Bilingual::new("決済の障害", ""),
            begins_at: None,
            ends_at: None,
            published_at: None,
            ended_at: None,
            created_at: Time(0),
            created_by: None,
            version: 1,
        }
    }

    #[test]
    fn one_language_is_enough_and_half_of_one_is_not() {
        let fields = |notice: &Notice, ja: &str, en: &str| {
            let errors = notice.unready(&Bilingual::new(ja, en));
            errors.into_iter().map(|error| error.field).collect::<Vec<_>>()
        };
        let one = notice(Kind::Incident);
        assert!(fields(&one, "調べています", "").is_empty());
        assert_eq!(fields(&one, "", ""), ["body_ja"]);
        assert_eq!(fields(&one, "調べています", "We look into it"), ["title_en"]);
        let blank = Notice { title: Bilingual::default(), ..one.clone() };
        assert_eq!(fields(&blank, "", ""), ["title_ja", "body_ja", "title_en", "body_en"]);
        let planned = Notice { begins_at: Some(Time(9)), ends_at: Some(Time(9)), ..notice(Kind::Maintenance) };
        assert_eq!(fields(&planned, "入れ替えます", ""), ["ends_at"]);
        assert_eq!(fields(&notice(Kind::Maintenance), "入れ替えます", ""), ["begins_at", "ends_at"]);
    }

    #[test]
    fn planned_work_says_nothing_of_components_before_it_begins() {
        let mut one = Notice { begins_at: Some(Time(10)), state: State::Published, ..notice(Kind::Maintenance) };
        assert!(!one.holds(Time(9)) && one.holds(Time(10)));
        one.stage = Stage::UnderWay;
        assert!(one.holds(Time(9)));
        one.state = State::Ended;
        assert!(!one.holds(Time(20)) && !notice(Kind::Incident).holds(Time(20)));
        assert!(one.stage_of(Stage::Resolved).is_err() && one.stage_of(Stage::Done).is_ok());
    }
}

//! The status page as it is read: pure, from rows, in one language, with nothing of the inside in it.

use std::collections::HashMap;

use ryugaku_kernel::{Lang, Time, Uuid};

use super::Bilingual;
use super::component::{Component, Level};
use super::notice::{Levels, Notice, Stage, State, Update};

/// Everything it is made of.
#[derive(Clone, Debug, Default)]
pub struct Rows {
    /// Also those that were removed.
    pub components: Vec<Component>,
    pub notices: Vec<(Notice, Levels, Vec<Update>)>,
}

pub struct Board {
    pub groups: Vec<Group>,
    pub open: Vec<Told>,
    pub planned: Vec<Told>,
    pub past: Vec<Told>,
    /// `None`: no notice speaks of any.
    pub worst: Option<Level>,
}

pub struct Group {
    /// Empty for those without a heading.
    pub name: Line,
    pub components: Vec<Standing>,
}

/// A text, and its language if that is not the reader's.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Line {
    pub text: String,
    pub other: Option<Lang>,
}

pub struct Standing {
    pub name: String,
    /// `None`: no known problem.
    pub level: Option<Level>,
}

pub struct Told {
    pub slug: String,
    pub stage: Stage,
    pub title: Line,
    pub hit: Vec<(String, Level)>,
    /// The last first.
    pub said: Vec<Said>,
    pub begins_at: Option<Time>,
    pub ends_at: Option<Time>,
    pub published_at: Option<Time>,
    pub ended_at: Option<Time>,
}

pub struct Said {
    pub stage: Stage,
    pub body: Line,
    /// `None` in a draft.
    pub at: Option<Time>,
    pub edited: bool,
}

impl Line {
    pub fn of(text: &Bilingual, lang: Lang) -> Self {
        let (text, other) = text.read(lang);
        Self { text: text.to_owned(), other }
    }

    /// For `lang="…"`.
    pub fn tag(&self, lang: &Lang) -> &'static str {
        self.other.unwrap_or(*lang).tag()
    }
}

impl Told {
    pub fn of(rows: &Rows, at: usize, lang: Lang) -> Self {
        let (notice, levels, updates) = &rows.notices[at];
        let names: HashMap<Uuid, &Component> =
            rows.components.iter().map(|component| (component.id.0, component)).collect();
        let name = |(id, level): (&Uuid, &Level)| Some((names.get(id)?.name.of(lang).to_owned(), *level));
        let said = |update: &Update| Said {
            stage: update.stage,
            body: Line::of(&update.body, lang),
            at: update.said_at,
            edited: update.edited_at.is_some(),
        };
        Self {
            slug: notice.slug.clone(),
            stage: notice.stage,
            title: Line::of(&notice.title, lang),
            hit: levels.iter().filter_map(name).collect(),
            said: updates.iter().rev().map(said).collect(),
            begins_at: notice.begins_at,
            ends_at: notice.ends_at,
            published_at: notice.published_at,
            ended_at: notice.ended_at,
        }
    }

    /// The last that was said.
    pub fn last(&self) -> Option<&Said> {
        self.said.first()
    }
}

impl Rows {
    /// The worst of the notices that hold now, by component.
    pub fn levels(&self, now: Time) -> Levels {
        let mut worst = Levels::new();
        for (_, levels, _) in self.notices.iter().filter(|(notice, ..)| notice.holds(now)) {
            for (id, level) in levels {
                worst.entry(*id).and_modify(|known| *known = (*known).max(*level)).or_insert(*level);
            }
        }
        worst
    }

    pub fn board(&self, now: Time, lang: Lang) -> Board {
        let levels = self.levels(now);
        let mut groups: Vec<Group> = Vec::new();
        for component in self.components.iter().filter(|component| component.removed_at.is_none()) {
            let level = levels.get(&component.id.0).copied();
            let standing = Standing { name: component.name.of(lang).to_owned(), level };
            let name = Line::of(&component.group, lang);
            match groups.iter_mut().find(|group| group.name == name) {
                Some(group) => group.components.push(standing),
                None => groups.push(Group { name, components: vec![standing] }),
            }
        }
        let told = |wanted: &dyn Fn(&Notice) -> bool| {
            let all = self.notices.iter().enumerate().filter(|(_, (notice, ..))| wanted(notice));
            all.map(|(at, _)| Told::of(self, at, lang)).collect::<Vec<_>>()
        };
        Board {
            open: told(&|notice| notice.holds(now)),
            planned: told(&|notice| notice.state == State::Published && !notice.holds(now)),
            past: told(&|notice| notice.state == State::Ended),
            worst: groups.iter().flat_map(|group| &group.components).filter_map(|one| one.level).max(),
            groups,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::component::ComponentId;
    use super::super::notice::{Kind, NoticeId};
    use super::*;

    fn component(n: u128, group: &str) -> Component {
        Component {
            id: ComponentId(Uuid::from_u128(n)),
            place_id: Uuid::from_u128(100 + n),
            name: Bilingual::new(format!("名{n}"), format!("name{n}")),
            group: Bilingual::new(group, ""),
            place: 0,
            removed_at: Some(Time(1)).filter(|_| n == 9),
            version: 1,
        }
    }

    fn notice(kind: Kind, state: State, hit: &[(u128, Level)]) -> (Notice, Levels, Vec<Update>) {
        let notice = Notice {
            id: NoticeId(Uuid::nil()),
            slug: "s".into(),
            kind,
            state,
            stage: kind.first(),
            incident: None,
            title: Bilingual::new("題", ""),
            begins_at: Some(Time(50)).filter(|_| kind == Kind::Maintenance),
            ends_at: None,
            published_at: Some(Time(1)),
            ended_at: None,
            created_at: Time(0),
            created_by: None,
            version: 1,
        };
        (notice, hit.iter().map(|(id, level)| (Uuid::from_u128(*id), *level)).collect(), Vec::new())
    }

    #[test]
    fn the_worst_of_what_holds_is_told_and_nothing_is_said_to_work() {
        let rows = Rows {
            components: vec![component(1, "決済"), component(2, ""), component(3, "決済"), component(9, "")],
            notices: vec![
                notice(Kind::Incident, State::Published, &[(1, Level::Degraded)]),
                notice(Kind::Incident, State::Published, &[(1, Level::Major), (9, Level::Major)]),
                notice(Kind::Maintenance, State::Published, &[(2, Level::Maintenance)]),
                notice(Kind::Incident, State::Ended, &[(3, Level::Major)]),
            ],
        };
        let board = rows.board(Time(10), Lang::En);
        let shown: Vec<Vec<_>> = board
            .groups
            .iter()
            .map(|group| group.components.iter().map(|one| (one.name.as_str(), one.level)).collect())
            .collect();
        assert_eq!(shown, [vec![("name1", Some(Level::Major)), ("name3", None)], vec![("name2", None)]]);
        assert_eq!((board.open.len(), board.planned.len(), board.past.len()), (2, 1, 1));
        assert_eq!(board.open[0].title, Line { text: "題".into(), other: Some(Lang::Ja) });
        assert_eq!(board.worst, Some(Level::Major));
        let later = rows.board(Time(50), Lang::Ja);
        assert_eq!((later.planned.len(), later.groups[1].components[0].level), (0, Some(Level::Maintenance)));
        assert_eq!(Rows { notices: Vec::new(), ..rows }.board(Time(10), Lang::Ja).worst, None);
    }
}

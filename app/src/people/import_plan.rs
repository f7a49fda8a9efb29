//! What an import would do, line by line, and which lines it cannot take. Reads nothing and writes nothing.

use std::collections::HashMap;

use jiff::civil::Date;
use ryugaku_calendar::Zone;
use ryugaku_kernel::{Failure, Lang, Msg, Outcome, Role, Uuid};

use super::add_person::NewPerson;
use super::change_person::PersonChange;
use super::csv::Line;
use super::membership::{self, Membership};
use super::person::{self, Person, PersonId};
use super::team::TeamId;

/// Who and what is there, as far as lines are compared with it.
pub struct Known {
    pub people: HashMap<String, Person>,
    pub homes: HashMap<PersonId, Vec<Membership>>,
    /// Teams that are not archived, by short name and by name.
    pub teams: HashMap<String, TeamId>,
    pub today: Date,
}

#[derive(Default)]
pub struct Plan {
    pub entries: Vec<Entry>,
    pub refused: Vec<Refused>,
}

pub struct Entry {
    pub line: u64,
    pub name: String,
    pub email: String,
    pub deed: Deed,
}

pub enum Deed {
    Add(Box<NewPerson>),
    Change {
        id: PersonId,
        change: Box<PersonChange>,
        home: Option<(TeamId, Date)>,
        /// The columns that differ.
        columns: Vec<&'static str>,
    },
    Keep,
}

impl Deed {
    pub fn word(&self) -> &'static str {
        match self {
            Self::Add(_) => "added",
            Self::Change { .. } => "changed",
            Self::Keep => "unchanged",
        }
    }

    /// The columns that change.
    pub fn columns(&self) -> &[&'static str] {
        match self {
            Self::Change { columns, .. } => columns,
            _ => &[],
        }
    }
}

/// A line that cannot be taken, and why.
#[derive(Clone, Debug)]
pub struct Refused {
    pub line: u64,
    pub column: String,
    pub why: Msg,
}

impl Plan {
    pub fn of(lines: &[Line], known: &Known) -> Self {
        let mut plan = Self::default();
        let mut seen: HashMap<String, u64> = HashMap::new();
        for line in lines {
            let email = person::email_of(line.get("email"));
            let entry = match seen.get(&email) {
                Some(first) => {
                    let msg = Msg::new("import-twice").with("line", i64::try_from(*first).unwrap_or(i64::MAX));
                    Err(Failure::invalid_msg("email", msg))
                }
                None => deed(line, &email, known),
            };
            if !email.is_empty() {
                seen.entry(email.clone()).or_insert(line.number);
            }
            match entry {
                Ok(deed) => {
                    plan.entries.push(Entry { line: line.number, name: line.get("name").into(), email, deed });
                }
                Err(Failure::Invalid(errors)) => plan.refused.extend(errors.into_iter().map(|error| Refused {
                    line: line.number,
                    column: error.field,
                    why: error.msg,
                })),
                // Nothing else comes out of pure rules.
                Err(_) => {}
            }
        }
        plan.keep_an_admin(known);
        plan
    }

    pub fn added(&self) -> usize {
        self.entries.iter().filter(|entry| matches!(entry.deed, Deed::Add(_))).count()
    }

    pub fn changed(&self) -> usize {
        self.entries.iter().filter(|entry| matches!(entry.deed, Deed::Change { .. })).count()
    }

    pub fn unchanged(&self) -> usize {
        self.entries.len() - self.added() - self.changed()
    }

    /// If nobody would be left who may set things right, the lines that take the role away are refused.
    fn keep_an_admin(&mut self, known: &Known) {
        let admins = known.people.values().filter(|p| p.role == Role::Admin && p.deactivated_at.is_none());
        let was_admin: Vec<PersonId> = admins.map(|admin| admin.id).collect();
        let demotes = |entry: &Entry| match &entry.deed {
            Deed::Change { id, change, .. } => {
                was_admin.contains(id) && change.role.is_some_and(|role| role != Role::Admin)
            }
            _ => false,
        };
        let raises = |entry: &&Entry| match &entry.deed {
            Deed::Add(new) => new.role == Role::Admin,
            Deed::Change { change, .. } => change.role == Some(Role::Admin),
            Deed::Keep => false,
        };
        let raised = self.entries.iter().filter(raises).count();
        let demoted = self.entries.iter().filter(|entry| demotes(entry)).count();
        if demoted == 0 || demoted < was_admin.len() + raised {
            return;
        }
        let (demoting, rest) = std::mem::take(&mut self.entries).into_iter().partition(|entry| demotes(entry));
        self.entries = rest;
        let refuse =
            |entry: Entry| Refused { line: entry.line, column: "role".into(), why: Msg::new("person-last-admin") };
        self.refused.extend(Vec::into_iter(demoting).map(refuse));
        self.refused.sort_by_key(|refused| refused.line);
    }
}

/// An empty cell leaves what is there; on somebody new it means what is usual.
fn deed(line: &Line, email: &str, known: &Known) -> Outcome<Deed> {
    let mut errors = Vec::new();
    let mut take = |outcome: Outcome<()>| {
        if let Err(Failure::Invalid(wrong)) = outcome {
            errors.extend(wrong);
        }
    };
    if line.too_many {
        take(Err(Failure::invalid("line", "import-too-many-cells")));
    }
    let role = cell(line, "role", "failure-choose-one", person::role_named);
    let language = cell(line, "language", "failure-choose-one", |tag| Lang::named(&tag.to_lowercase()));
    let team = cell(line, "team", "import-team-unknown", |name| known.teams.get(name).copied());
    let day = cell(line, "from_day", "import-day-wrong", |day| day.parse::<Date>().ok());
    let zone = line.some("time_zone").map(Zone::named).transpose();
    take(person::check(line.get("name"), email, Role::Member));
    for outcome in
        [role.as_ref().map(drop), language.as_ref().map(drop), team.as_ref().map(drop), day.as_ref().map(drop)]
    {
        if let Err(Failure::Invalid(wrong)) = outcome {
            take(Err(Failure::Invalid(wrong.clone())));
        }
    }
    if let Err(Failure::Invalid(wrong)) = &zone {
        take(Err(Failure::Invalid(wrong.clone())));
    }
    if !errors.is_empty() {
        return Err(Failure::Invalid(errors));
    }
    let (role, language, team, day) = (role?, language?, team?, day?);
    let zone = zone?.map(String::from);
    match known.people.get(email) {
        Some(person) => compare(line, person, role, language, zone, team.map(|team| (team, day)), known),
        None => {
            if let Some(team) = team {
                membership::change(&[], Some(team), day.unwrap_or(known.today), known.today)?;
            }
            Ok(Deed::Add(Box::new(NewPerson {
                name: line.get("name").into(),
                email: email.into(),
                role: role.unwrap_or(Role::Member),
                language,
                time_zone: zone,
                team,
                from_day: day,
            })))
        }
    }
}

fn compare(
    line: &Line,
    person: &Person,
    role: Option<Role>,
    language: Option<Lang>,
    time_zone: Option<String>,
    home: Option<(TeamId, Option<Date>)>,
    known: &Known,
) -> Outcome<Deed> {
    if person.deactivated_at.is_some() {
        return Err(Failure::invalid("email", "import-has-left"));
    }
    let history = known.homes.get(&person.id).map_or(&[][..], Vec::as_slice);
    let now: Option<Uuid> = history.first().filter(|home| home.until.is_none()).map(|home| home.team.0);
    let home = match home.filter(|(team, _)| now != Some(team.0)) {
        Some((team, day)) => {
            let day = day.unwrap_or(known.today);
            membership::change(history, Some(team), day, known.today)?;
            Some((team, day))
        }
        None => None,
    };
    let change = PersonChange {
        name: Some(line.get("name").to_owned()).filter(|name| *name != person.name),
        email: None,
        role: role.filter(|role| *role != person.role),
        language: language.filter(|language| Some(*language) != person.choices.language),
        time_zone: time_zone.filter(|zone| Some(zone) != person.choices.time_zone.as_ref()),
    };
    let columns: Vec<&'static str> = [
        ("name", change.name.is_some()),
        ("team", home.is_some()),
        ("role", change.role.is_some()),
        ("language", change.language.is_some()),
        ("time_zone", change.time_zone.is_some()),
    ]
    .into_iter()
    .filter_map(|(column, differs)| differs.then_some(column))
    .collect();
    if columns.is_empty() {
        return Ok(Deed::Keep);
    }
    Ok(Deed::Change { id: person.id, change: Box::new(change), home, columns })
}

fn cell<T>(line: &Line, column: &str, key: &'static str, read: impl Fn(&str) -> Option<T>) -> Outcome<Option<T>> {
    let Some(text) = line.some(column) else { return Ok(None) };
    read(text).map(Some).ok_or_else(|| Failure::invalid_msg(column, Msg::new(key).with("given", text.to_owned())))
}

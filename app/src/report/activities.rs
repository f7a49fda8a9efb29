//! What a report tells of the diary: how much of each kind, and, for the exchange's people, some of its lines.

use ryugaku_calendar::Zone;
use ryugaku_db::Query;
use ryugaku_kernel::{Actor, ActorKind, Cx, Lang, Limit, Outcome, Role};
use ryugaku_ledger::Event;

use super::audience::Audience;
use super::report::{Diary, DiaryLine, Group};
use crate::diary::read::{self, Filter, Told, What};
use crate::diary::{Kind, store};
use crate::exchange::Exchange;
use crate::people;
use crate::record::{Things, plain, sentence};

/// Reading stops here; a report says "1,000 and more".
const MOST: usize = 1000;
const EXAMPLES: usize = 6;

pub async fn diary(
    q: &mut dyn Query,
    cx: &Cx,
    exchange: &Exchange,
    audience: Audience,
    lang: Lang,
    zone: &Zone,
) -> Outcome<Diary> {
    // A report is handed on: of the ledger it tells what everybody may read, whoever has it made.
    let (told, more) = told(q, &cx.with(anybody()), exchange).await?;
    let count = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
    let written = told.iter().filter(|one| one.is_typed()).count();
    let mut diary = Diary {
        auto: count(told.len() - written),
        written: count(written),
        evidence: store::count_linked(q, exchange.id.0).await?,
        more,
        ..Diary::default()
    };
    for kind in [Kind::Discussion, Kind::ProductSre, Kind::CoDevelopment, Kind::Meeting, Kind::Other] {
        let mut of_kind: Vec<&Told> = told.iter().filter(|one| group_of(one.kind) == kind).collect();
        let written = of_kind.iter().filter(|one| one.is_typed()).count();
        if of_kind.is_empty() && kind == Kind::Other {
            continue;
        }
        let mut group =
            Group { kind, auto: count(of_kind.len() - written), written: count(written), examples: Vec::new() };
        if audience.is_inside() {
            of_kind.sort_by_key(|one| one.aims.is_empty());
            of_kind.truncate(EXAMPLES);
            group.examples = examples(q, lang, &of_kind).await?;
        }
        diary.groups.push(group);
    }
    if audience.is_inside() {
        diary.line = line(q, exchange, zone, &told).await?;
    }
    Ok(diary)
}

/// Meetings and incidents are told together.
fn group_of(kind: Kind) -> Kind {
    if kind == Kind::Incident { Kind::Meeting } else { kind }
}

/// Somebody who reads here, and is in no team.
fn anybody() -> Actor {
    Actor {
        kind: ActorKind::System,
        id: None,
        name: String::new(),
        role: Some(Role::Read),
        teams: Vec::new(),
        own_since: None,
    }
}

/// The whole diary, newest first, and whether there is more.
async fn told(q: &mut dyn Query, cx: &Cx, exchange: &Exchange) -> Outcome<(Vec<Told>, bool)> {
    let limit = Limit::of(i64::from(Limit::MOST));
    let (mut all, mut after) = (Vec::new(), None);
    loop {
        let (page, next) = read::page(q, cx, exchange, Filter::default(), after, limit).await?;
        all.extend(page);
        if next.is_none() || all.len() >= MOST {
            return Ok((all, next.is_some()));
        }
        after = next;
    }
}

async fn examples(q: &mut dyn Query, lang: Lang, told: &[&Told]) -> Outcome<Vec<String>> {
    let events: Vec<Event> = told
        .iter()
        .filter_map(|one| match &one.what {
            What::Event { event, .. } => Some((**event).clone()),
            What::Entry(_) => None,
        })
        .collect();
    let things = Things::of(q, &events).await?;
    let example = |one: &&Told| match &one.what {
        What::Event { event, note, .. } if note.is_empty() => plain(&sentence(lang, event, &things)),
        What::Event { note, .. } => note.clone(),
        What::Entry(entry) if entry.text.is_empty() => entry.url.clone(),
        What::Entry(entry) => entry.text.clone(),
    };
    Ok(told.iter().map(example).collect())
}

/// The newest thing that the guest wrote and that shows something.
async fn line(q: &mut dyn Query, exchange: &Exchange, zone: &Zone, told: &[Told]) -> Outcome<Option<DiaryLine>> {
    let guest = exchange.people.guest;
    let found = told.iter().find_map(|one| match &one.what {
        What::Entry(entry) if entry.by == Some(guest) && !one.aims.is_empty() && !entry.text.is_empty() => Some(entry),
        _ => None,
    });
    let Some(entry) = found else { return Ok(None) };
    let by = people::names(q, [guest]).await?.into_values().next().unwrap_or_default();
    Ok(Some(DiaryLine { text: entry.text.clone(), by, day: zone.day_of(entry.at) }))
}

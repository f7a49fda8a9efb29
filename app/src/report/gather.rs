//! Making a report from the record: everything is read through the slices that hold it, for the one who asks.

use std::collections::HashMap;

use jiff::civil::Date;
use ryugaku_calendar::Zone;
use ryugaku_db::Query;
use ryugaku_kernel::{Cx, Lang, Outcome, Uuid};
use ryugaku_web::Keys;

use super::aim_line::{AimLine, Standing, WeekMarks};
use super::audience::Audience;
use super::report::{Capacity, CapacityWeek, Done, FollowLine, Named, OutcomeLine, PutOffLine, Report, Role, Way};
use super::{activities, sources, wording_store};
use crate::diary::{outcome_store, store as diary_store};
use crate::exchange::agreement::Terms;
use crate::exchange::aim::Aim;
use crate::exchange::{
    Exchange, access, agreement_store, aim_store, capacity, capacity_store, follow_store, step_store,
};
use crate::{organisation, people};

/// What is asked for: `None` is the widest audience one may have.
#[derive(Clone, Copy, Debug)]
pub struct Asked {
    pub audience: Option<Audience>,
    pub lang: Lang,
}

/// For whoever may see the exchange; what is for the exchange's people is for them alone.
pub async fn report(q: &mut dyn Query, keys: &Keys, cx: &Cx, count: i64, asked: Asked) -> Outcome<Report> {
    let (exchange, access) = access::seen(q, cx, count).await?;
    let audience = asked.audience.unwrap_or_else(|| Audience::widest(&access));
    if audience.is_inside() {
        access.require_inside()?;
    }
    let zone = organisation::store::load(q).await?.calendar().zone;
    let today = zone.day_of(cx.now());
    let aims = aim_store::of_exchange(q, exchange.id).await?;
    let lines = aim_lines(q, &exchange, &zone, &aims).await?;
    let names =
        people::names(q, exchange.people.all().into_iter().chain([exchange.home_team, exchange.host_team])).await?;
    let name = |id: Uuid| names.get(&id).cloned().unwrap_or_else(|| "?".into());
    let inside = audience.is_inside();
    Ok(Report {
        number: exchange.number().to_string(),
        audience,
        state: exchange.state,
        paused: exchange.paused_at.is_some(),
        day: today,
        home_team: name(exchange.home_team),
        host_team: name(exchange.host_team),
        people: who(&exchange, &name),
        way: way(&exchange, today),
        why: exchange.why.clone(),
        words: wording_store::find(q, exchange.id, asked.lang).await?.wording,
        amended: amended(q, &exchange, &aims).await?,
        plan: if inside { sources::plan(q, &exchange).await? } else { None },
        ready: if inside { ready(q, &exchange).await? } else { None },
        diary: activities::diary(q, cx, &exchange, audience, asked.lang, &zone).await?,
        outcomes: outcomes(q, &exchange, &aims).await?,
        learnings: sources::learnings(q, &exchange).await?,
        quotes: sources::quotes(q, keys, cx, &exchange, audience).await?,
        follow_ups: follow_ups(q, &exchange).await?,
        product_sres: sources::product_sres(q, &exchange).await?,
        capacity: if inside { Some(cost(q, &exchange, today).await?) } else { None },
        aims: lines,
    })
}

fn who(exchange: &Exchange, name: &impl Fn(Uuid) -> String) -> Vec<Named> {
    let people = &exchange.people;
    let roles = [
        (Role::Guest, Some(people.guest)),
        (Role::Buddy, people.buddy),
        (Role::HomeManager, people.home_manager),
        (Role::HostManager, people.host_manager),
    ];
    roles.into_iter().filter_map(|(role, id)| Some(Named { role, name: name(id?) })).collect()
}

fn way(exchange: &Exchange, today: Date) -> Way {
    Way {
        from: exchange.from,
        mid: exchange.mid(),
        until: exchange.until,
        weeks: exchange.weeks(),
        week: exchange.week_of(today),
        along: exchange.along(today),
        share: exchange.share,
        rhythm: exchange.rhythm.clone(),
    }
}

async fn aim_lines(q: &mut dyn Query, exchange: &Exchange, zone: &Zone, aims: &[Aim]) -> Outcome<Vec<AimLine>> {
    let evidence = diary_store::evidence(q, exchange.id.0).await?;
    let mut marks: HashMap<Uuid, Vec<WeekMarks>> = HashMap::new();
    for (aim, at, written) in diary_store::all_links(q, exchange.id.0).await? {
        // What was written of a day outside the exchange stands in no week of it.
        let Some(week) = exchange.week_of(zone.day_of(at)) else { continue };
        let weeks = marks.entry(aim).or_default();
        if weeks.last().is_none_or(|last| last.week != week) {
            weeks.push(WeekMarks { week, auto: 0, written: 0 });
        }
        if let Some(last) = weeks.last_mut() {
            *(if written { &mut last.written } else { &mut last.auto }) += 1;
        }
    }
    let line = |aim: &Aim| {
        let mut line = AimLine {
            mark: aim.mark(),
            side: aim.side,
            ordinal: aim.ordinal,
            kind: aim.kind,
            what: aim.what.clone(),
            how_to_tell: aim.how_to_tell.clone(),
            unit: aim.measure.unit.clone(),
            baseline: aim.measure.baseline,
            target: aim.measure.target,
            reading: aim.measure.reading,
            progress: aim.measure.progress(),
            result: aim.result,
            result_note: aim.result_note.clone(),
            evidence: evidence.get(&aim.id.0).copied().unwrap_or(0),
            weeks: marks.remove(&aim.id.0).unwrap_or_default(),
            standing: Standing::Ahead,
        };
        line.standing = Standing::of(&line);
        line
    };
    Ok(aims.iter().map(line).collect())
}

/// What differs from what the first word was given to: the managers may have agreed on different days.
async fn amended(q: &mut dyn Query, exchange: &Exchange, aims: &[Aim]) -> Outcome<Option<Vec<&'static str>>> {
    if !exchange.state.is_settled() {
        return Ok(None);
    }
    let now = Terms::of(exchange, aims);
    let agreements = agreement_store::standing(q, exchange.id).await?;
    let fields = agreements.first().map(|agreement| agreement.terms.amended(&now));
    let names =
        |keys: Vec<&'static str>| keys.into_iter().filter_map(|key| key.strip_prefix("exchange-field-")).collect();
    Ok(fields.map(names))
}

/// Nothing while nobody has listed a step.
async fn ready(q: &mut dyn Query, exchange: &Exchange) -> Outcome<Option<Done>> {
    let steps = step_store::of_exchange(q, exchange.id).await?;
    let count = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
    let done = steps.iter().filter(|step| step.done_at.is_some()).count();
    Ok((!steps.is_empty()).then(|| Done { done: count(done), all: count(steps.len()) }))
}

async fn outcomes(q: &mut dyn Query, exchange: &Exchange, aims: &[Aim]) -> Outcome<Vec<OutcomeLine>> {
    let marks: HashMap<Uuid, String> = aims.iter().map(|aim| (aim.id.0, aim.mark())).collect();
    let outcomes = outcome_store::of_exchange(q, exchange.id.0).await?;
    let line = |outcome: crate::diary::outcome::Outcome| OutcomeLine {
        day: outcome.day,
        aim: outcome.aim.and_then(|aim| marks.get(&aim).cloned()),
        what: outcome.what,
        artefact: outcome.artefact,
    };
    Ok(outcomes.into_iter().map(line).collect())
}

async fn follow_ups(q: &mut dyn Query, exchange: &Exchange) -> Outcome<Vec<FollowLine>> {
    let follow_ups = follow_store::of_exchange(q, exchange.id).await?;
    // How often is for everybody; what was said each time is for those in it, and stands in no report.
    let notes = follow_store::notes(q, exchange.id).await?;
    let owners = people::names(q, follow_ups.iter().filter_map(|one| one.owner)).await?;
    let line = |one: crate::exchange::follow_up::FollowUp| FollowLine {
        cadence: one.cadence,
        owner: one.owner.and_then(|id| owners.get(&id).cloned()),
        next: one.next.filter(|_| one.ended_at.is_none()),
        held: i64::try_from(notes.iter().filter(|note| note.follow_up == one.id).count()).unwrap_or(i64::MAX),
        what: one.what,
    };
    Ok(follow_ups.into_iter().map(line).collect())
}

async fn cost(q: &mut dyn Query, exchange: &Exchange, today: Date) -> Outcome<Capacity> {
    let weeks = capacity_store::weeks(q, exchange.id).await?;
    let mean = capacity::mean(&weeks, exchange, today);
    let put_offs = capacity_store::put_offs(q, exchange.id).await?;
    Ok(Capacity {
        agreed: exchange.days_a_week(),
        mean: mean.map(|(mean, _)| mean),
        n: mean.map_or(0, |(_, n)| i64::try_from(n).unwrap_or(i64::MAX)),
        weeks: weeks.iter().map(|week| CapacityWeek { monday: week.monday, days: week.days() }).collect(),
        put_off: put_offs.into_iter().map(|one| PutOffLine { what: one.what, until: one.until }).collect(),
    })
}

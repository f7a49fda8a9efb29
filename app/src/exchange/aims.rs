//! Writing aims, reading them off, ending them. Once both managers have agreed, a change is an amendment that shows.

use ryugaku_db::Query;
use ryugaku_kernel::{Cx, Failure, Msg, Outcome};
use ryugaku_ledger::{NewEvent, Tx};

use super::aim::{self, Aim, AimId, MOST, Measure};
use super::exchange::{Exchange, check_text};
use super::side::{AimKind, AimResult, Side};
use super::state::State;
use super::{access, agreement, aim_store, event};
use crate::diary;

#[derive(Clone, Debug)]
pub struct NewAim {
    pub side: Side,
    pub kind: AimKind,
    pub what: String,
    pub how_to_tell: String,
    /// 1 to 3; 0 means 2.
    pub priority: i64,
    pub unit: String,
    pub baseline: Option<f64>,
    pub target: Option<f64>,
}

/// What is `None` stays; `Some(None)` empties.
#[derive(Clone, Debug, Default)]
pub struct AimChange {
    pub kind: Option<AimKind>,
    pub what: Option<String>,
    pub how_to_tell: Option<String>,
    pub priority: Option<i64>,
    pub unit: Option<String>,
    pub baseline: Option<Option<f64>>,
    pub target: Option<Option<f64>>,
}

/// By whoever is involved.
pub async fn add(tx: &mut Tx, cx: &Cx, count: i64, new: NewAim) -> Outcome<Aim> {
    let (exchange, _) = access::edited(tx, cx, count).await?;
    write(tx, cx, &exchange, new).await
}

/// The same without asking again who one is: for what begins an exchange.
pub(super) async fn write(tx: &mut Tx, cx: &Cx, exchange: &Exchange, new: NewAim) -> Outcome<Aim> {
    not_over(exchange)?;
    let ordinal = aim_store::next_ordinal(tx, exchange.id, new.side).await?;
    let there = aim_store::of_exchange(tx, exchange.id).await?;
    if there.iter().filter(|aim| aim.side == new.side).count() >= MOST {
        return Err(Failure::invalid_msg("side", Msg::new("aim-too-many").with("most", MOST)));
    }
    let aim = Aim {
        id: AimId(cx.new_id()),
        exchange: exchange.id,
        side: new.side,
        ordinal,
        kind: new.kind,
        what: new.what.trim().into(),
        how_to_tell: new.how_to_tell.trim().into(),
        priority: if new.priority == 0 { 2 } else { new.priority },
        measure: Measure {
            unit: new.unit.trim().into(),
            baseline: new.baseline,
            target: new.target,
            reading: None,
            read_at: None,
        },
        result: None,
        result_note: String::new(),
        result_at: None,
        version: 1,
    };
    aim::check(&aim)?;
    aim_store::insert(tx, &aim).await?;
    tx.record(cx, about("aim.added", exchange, &aim));
    agreement::withdraw_if_open(tx, cx, exchange).await?;
    Ok(aim)
}

pub async fn change(
    tx: &mut Tx,
    cx: &Cx,
    count: i64,
    mark: (Side, i64),
    expected: Option<i64>,
    change: AimChange,
) -> Outcome<Aim> {
    let (exchange, _) = access::edited(tx, cx, count).await?;
    not_over(&exchange)?;
    let mut aim = found(tx, &exchange, mark, expected).await?;
    let before = aim.clone();
    aim.kind = change.kind.unwrap_or(aim.kind);
    aim.what = change.what.map_or(aim.what, |what| what.trim().into());
    aim.how_to_tell = change.how_to_tell.map_or(aim.how_to_tell, |how| how.trim().into());
    aim.priority = change.priority.unwrap_or(aim.priority);
    aim.measure.unit = change.unit.map_or(aim.measure.unit, |unit| unit.trim().into());
    aim.measure.baseline = change.baseline.unwrap_or(aim.measure.baseline);
    aim.measure.target = change.target.unwrap_or(aim.measure.target);
    aim::check(&aim)?;
    if aim == before {
        return Ok(aim);
    }
    aim_store::update(tx, &mut aim).await?;
    tx.record(cx, about(if exchange.state.is_settled() { "aim.amended" } else { "aim.changed" }, &exchange, &aim));
    agreement::withdraw_if_open(tx, cx, &exchange).await?;
    Ok(aim)
}

/// Only while nothing is agreed: afterwards an aim is dropped with a reason.
pub async fn remove(tx: &mut Tx, cx: &Cx, count: i64, mark: (Side, i64)) -> Outcome<()> {
    let (exchange, _) = access::edited(tx, cx, count).await?;
    if !matches!(exchange.state, State::Draft | State::Proposed) {
        return Err(Failure::conflict("aim-drop-instead"));
    }
    let aim = found(tx, &exchange, mark, None).await?;
    aim_store::remove(tx, aim.id, cx.now()).await?;
    diary::unlink_aim(tx, aim.id.0).await?;
    tx.record(cx, about("aim.removed", &exchange, &aim));
    agreement::withdraw_if_open(tx, cx, &exchange).await
}

/// What the number says now; `None` takes it back to not measured.
pub async fn read_off(tx: &mut Tx, cx: &Cx, count: i64, mark: (Side, i64), reading: Option<f64>) -> Outcome<Aim> {
    let (exchange, _) = access::edited(tx, cx, count).await?;
    not_over(&exchange)?;
    let mut aim = found(tx, &exchange, mark, None).await?;
    if reading.is_some() && !aim.measure.is_numeric() {
        return Err(Failure::invalid("reading", "aim-no-number"));
    }
    let before = aim.measure.reading;
    aim.measure.reading = reading;
    aim.measure.read_at = reading.map(|_| cx.now());
    aim::check(&aim)?;
    aim_store::update(tx, &mut aim).await?;
    let mut event = about("aim.read", &exchange, &aim);
    for (name, value) in [("from", before), ("to", reading)] {
        event = event.fact(name, value.map_or_else(|| "?".to_owned(), aim::number));
    }
    tx.record(cx, event);
    Ok(aim)
}

/// Reached, partly, or dropped: each with what shows it or why.
pub async fn end(tx: &mut Tx, cx: &Cx, count: i64, mark: (Side, i64), result: AimResult, note: &str) -> Outcome<Aim> {
    let (exchange, _) = access::edited(tx, cx, count).await?;
    if !exchange.state.is_settled() || exchange.state == State::Closed {
        return Err(Failure::conflict("aim-end-when"));
    }
    check_text("note", note)?;
    let mut aim = found(tx, &exchange, mark, None).await?;
    aim.result = Some(result);
    aim.result_note = note.trim().into();
    aim.result_at = Some(cx.now());
    aim_store::update(tx, &mut aim).await?;
    tx.record(cx, about("aim.ended", &exchange, &aim).fact("result", result.name()));
    Ok(aim)
}

/// It is open again; what was noted stays in the note until it ends anew.
pub async fn reopen(tx: &mut Tx, cx: &Cx, count: i64, mark: (Side, i64)) -> Outcome<Aim> {
    let (exchange, _) = access::edited(tx, cx, count).await?;
    not_over(&exchange)?;
    let mut aim = found(tx, &exchange, mark, None).await?;
    if aim.result.is_none() {
        return Err(Failure::conflict("aim-is-open"));
    }
    aim.result = None;
    aim.result_at = None;
    aim_store::update(tx, &mut aim).await?;
    tx.record(cx, about("aim.reopened", &exchange, &aim));
    Ok(aim)
}

async fn found(q: &mut dyn Query, exchange: &Exchange, mark: (Side, i64), expected: Option<i64>) -> Outcome<Aim> {
    let aim = aim_store::find(q, exchange.id, mark.0, mark.1).await?;
    if expected.is_some_and(|version| version != aim.version) { Err(Failure::Stale) } else { Ok(aim) }
}

fn not_over(exchange: &Exchange) -> Outcome<()> {
    if exchange.state.is_over() { Err(Failure::conflict("exchange-is-over")) } else { Ok(()) }
}

fn about(kind: &'static str, exchange: &Exchange, aim: &Aim) -> NewEvent {
    event::open(kind, exchange).fact("aim", aim.mark())
}

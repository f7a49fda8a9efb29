//! What a door appends to the journal: a few bytes for an alert of which nothing new is said, the whole of it else.

use ryugaku_alerting::{Batch, Delivered, Element, Mark, MarkKey, Memo, Receipt, Record, Refused, split, v2};
use ryugaku_kernel::{Outcome, Time, Uuid};

use super::board::{Board, State};

/// A body of Alertmanager's API v2. What is known from before by its bytes is not read again.
pub fn read_v2(
    board: &Board,
    key: &MarkKey,
    source: Uuid,
    body: &[u8],
    receipt: &Receipt,
) -> Outcome<(Batch, Vec<Refused>)> {
    if let Some(batch) = by_marks(board, key, source, body, receipt) {
        return Ok((batch, Vec::new()));
    }
    let posted = v2::parse(body, receipt)?;
    Ok((shorten(board, source, receipt.received_at, posted.alerts), posted.refused))
}

/// Short what says nothing new.
pub fn shorten(board: &Board, source: Uuid, received_at: Time, alerts: Vec<Delivered>) -> Batch {
    let alerts = board
        .known(|state, _| alerts.iter().map(|alert| seen(state, received_at, alert)).collect::<Vec<_>>())
        .unwrap_or_else(|| vec![None; alerts.len()])
        .into_iter()
        .zip(alerts)
        .map(|(seen, alert)| seen.unwrap_or(Record::Full(alert)))
        .collect();
    Batch { source, received_at, alerts }
}

fn seen(state: &State, received_at: Time, alert: &Delivered) -> Option<Record> {
    state.machine.says_nothing_new(alert, received_at).map(Record::Seen)
}

/// An alert whose bytes are not known.
struct Fresh {
    place: usize,
    mark: Mark,
    alert: Delivered,
    /// Its sender named when it began: the same bytes mean the same start.
    dated: bool,
}

/// `None`: something of it is to be refused, or it is written in a way that only a whole reading tells.
fn by_marks(board: &Board, key: &MarkKey, source: Uuid, body: &[u8], receipt: &Receipt) -> Option<Batch> {
    let elements = split(body).filter(|elements| elements.len() <= receipt.limits.alerts)?;
    let marks: Vec<Mark> = elements.iter().map(|element| key.mark(source, element)).collect();
    let recall = |state: &State, memo: &mut Memo| {
        let of = |(mark, element): (&Mark, &Element<'_>)| {
            memo.recall(*mark, element.ends_at(), receipt, &state.machine).map(Record::Seen)
        };
        marks.iter().zip(&elements).map(of).collect::<Vec<Option<Record>>>()
    };
    let mut records = board.known(recall)?;
    let mut fresh = Vec::new();
    for (place, element) in elements.iter().enumerate().filter(|(place, _)| records[*place].is_none()) {
        let (alert, dated) = v2::one(element.text, receipt)?;
        fresh.push(Fresh { place, mark: marks[place], alert, dated });
    }
    if !fresh.is_empty() {
        let learn = |state: &State, memo: &mut Memo| {
            for Fresh { place, mark, alert, dated } in &fresh {
                records[*place] = seen(state, receipt.received_at, alert);
                if *dated {
                    memo.learn(*mark, alert, &state.machine);
                }
            }
        };
        board.known(learn)?;
        for Fresh { place, alert, .. } in fresh {
            records[place].get_or_insert(Record::Full(alert));
        }
    }
    Some(Batch { source, received_at: receipt.received_at, alerts: records.into_iter().flatten().collect() })
}

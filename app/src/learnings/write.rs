//! Writing a learning: a draft.

use ryugaku_kernel::{Cx, Failure, Outcome, Uuid};
use ryugaku_ledger::{NewEvent, Tx};

use super::learning::{self, Learning, LearningId, LearningState};
use super::targets::{self, or_wrong};
use super::{access, answer_store, store};
use crate::exchange;

#[derive(Clone, Default)]
pub struct NewLearning {
    pub title: String,
    pub body: String,
    /// The exchange's number.
    pub exchange: Option<String>,
    /// By id, short name or name.
    pub products: Vec<String>,
    /// By id or short name.
    pub services: Vec<String>,
    /// Beside the teams that own those: by id, short name or name.
    pub teams: Vec<String>,
}

pub async fn write(tx: &mut Tx, cx: &Cx, new: NewLearning) -> Outcome<Learning> {
    cx.require_act()?;
    let mut learning = Learning {
        id: LearningId(cx.new_id()),
        count: 0,
        title: new.title.trim().into(),
        body: new.body.replace("\r\n", "\n").trim().into(),
        exchange: None,
        writer: cx.who.person(),
        state: LearningState::Draft,
        written_at: cx.now(),
        published: None,
        withdrawn: None,
        withdrawn_reason: String::new(),
        version: 1,
    };
    let mut errors = learning::wrong(&learning);
    learning.exchange = or_wrong(of_exchange(tx, cx, new.exchange.as_deref()).await, &mut errors)?;
    let mut tags = or_wrong(targets::products(tx, &new.products).await, &mut errors)?;
    tags.extend(or_wrong(targets::services(tx, &new.services).await, &mut errors)?);
    let teams = or_wrong(targets::teams(tx, &new.teams).await, &mut errors)?;
    if !errors.is_empty() {
        return Err(Failure::Invalid(errors));
    }
    learning.count = store::take_number(tx).await?;
    store::insert(tx, &learning).await?;
    store::set_tags(tx, learning.id, &tags).await?;
    answer_store::add_teams(tx, learning.id, &teams).await?;
    let event = event(tx, "learning.written", &learning).await?;
    tx.record(cx, event);
    Ok(learning)
}

/// The exchange that a learning comes out of: one that the writer sees from inside.
async fn of_exchange(tx: &mut Tx, cx: &Cx, number: Option<&str>) -> Outcome<Option<Uuid>> {
    let Some(number) = number.filter(|number| !number.is_empty()) else { return Ok(None) };
    let unknown = || Failure::invalid("exchange", "failure-unknown");
    let count = exchange::exchange::count_of(number).map_err(|_| unknown())?;
    match exchange::access::seen(tx, cx, count).await {
        Ok((exchange, access)) if access.sees_inside() => Ok(Some(exchange.id.0)),
        Ok(_) => Err(Failure::invalid("exchange", "learning-exchange-not-yours")),
        Err(Failure::NotFound(_)) => Err(unknown()),
        Err(other) => Err(other),
    }
}

/// An event of a learning. As long as it was never published, it is for those who see the draft.
pub(super) async fn event(tx: &mut Tx, kind: &'static str, learning: &Learning) -> Outcome<NewEvent> {
    let mut event = NewEvent::of(kind).about("learning", learning.id);
    if let Some(exchange) = learning.exchange {
        event = event.about("exchange", exchange);
    }
    if !learning.is_public() {
        event = event.only(Vec::new(), access::people_of(tx, learning).await?);
    }
    Ok(event.fact("number", learning.number().to_string()))
}

//! Writing feedback: a draft, giving it, changing it for a while afterwards.

use ryugaku_kernel::{Cx, Failure, Outcome, Uuid};
use ryugaku_ledger::{NewEvent, Tx};
use ryugaku_web::Keys;

use super::choose::{self, Choice};
use super::content::{Answer, Content};
use super::feedback::{Feedback, FeedbackId, QuoteTo, State};
use super::moment::{self, Moment};
use super::{see, store};
use crate::exchange::{Exchange, Side};

/// What is `None` stays.
#[derive(Default)]
pub struct Written {
    pub answers: Option<Vec<Answer>>,
    pub free: Option<String>,
    pub before: Option<Option<u8>>,
    pub after: Option<Option<u8>>,
    pub quote: Option<String>,
    pub choice: Choice,
    /// A draft is for its writer alone. What is given stays given.
    pub give: bool,
}

/// Whose turn it is begins it; from then on it is theirs. `expected` is the version the writer has read. A draft leaves
/// no line in the ledger, which others read.
pub async fn write(
    tx: &mut Tx,
    keys: &Keys,
    cx: &Cx,
    count: i64,
    place: (Moment, Side),
    expected: Option<i64>,
    new: Written,
) -> Outcome<Feedback> {
    cx.require_act()?;
    let me = cx.require_person()?;
    let (exchange, all) = see::exchange(tx, cx, count).await?;
    see::require_own_way(cx)?;
    let today = see::today(tx, cx).await?;
    let before = see::mine(cx, &all, place)?;
    let mut feedback = match &before {
        Some(before) => before.clone(),
        None => begun(cx, &exchange, me, place, today)?,
    };
    feedback.changeable(cx.now())?;
    if expected.is_some_and(|version| version != before.as_ref().map_or(0, |before| before.version)) {
        return Err(Failure::Stale);
    }
    let content = match feedback.sealed.as_deref() {
        Some(sealed) => Content::open(keys, feedback.id.0, sealed)?,
        None => Content::default(),
    };
    let content = Content {
        answers: new.answers.unwrap_or(content.answers),
        free: new.free.unwrap_or(content.free),
        before: new.before.unwrap_or(content.before),
        after: new.after.unwrap_or(content.after),
        quote: new.quote.unwrap_or(content.quote),
    };
    let content = content.tidied();
    let was_given = feedback.state == State::Given;
    content.check(place.1, new.give || was_given)?;
    let added = choose::apply(tx, cx, &exchange, &mut feedback, new.choice).await?;
    feedback.sealed = Some(content.seal(keys, &cx.chance, feedback.id.0)?);
    if new.give && !was_given {
        (feedback.state, feedback.given_at, feedback.given_day) = (State::Given, Some(cx.now()), Some(today));
    }
    match before {
        Some(_) => store::update(tx, &mut feedback).await?,
        None => store::insert(tx, &feedback).await?,
    }
    if feedback.state == State::Given {
        tx.record(cx, event(if was_given { "feedback.changed" } else { "feedback.given" }, &exchange, place));
        // Whoever was chosen while it was a draft learns of it now.
        let told = if was_given { added } else { feedback.reads_all().collect() };
        choose::tell(tx, cx, &exchange, &feedback, told);
    }
    Ok(feedback)
}

fn begun(
    cx: &Cx,
    exchange: &Exchange,
    me: Uuid,
    (moment, side): (Moment, Side),
    today: jiff::civil::Date,
) -> Outcome<Feedback> {
    if moment::writer(exchange, side) != Some(me) {
        return Err(Failure::NotFound("feedback"));
    }
    if !moment::may_begin(exchange, moment, today) {
        return Err(Failure::conflict("feedback-too-early"));
    }
    Ok(Feedback {
        id: FeedbackId(cx.new_id()),
        exchange: exchange.id.0,
        moment,
        side,
        writer: me,
        state: State::Draft,
        sealed: None,
        quote_to: QuoteTo::Nobody,
        quote_at: None,
        readers: Vec::new(),
        begun_at: cx.now(),
        given_at: None,
        given_day: None,
        withdrawn_at: None,
        version: 1,
    })
}

/// For the exchange's people: whose, of which moment, and nothing of what it says.
pub(super) fn event(kind: &'static str, exchange: &Exchange, (moment, side): (Moment, Side)) -> NewEvent {
    plain(kind, exchange, (moment, side)).only(Vec::new(), exchange.people.all())
}

pub(super) fn plain(kind: &'static str, exchange: &Exchange, (moment, side): (Moment, Side)) -> NewEvent {
    let event = NewEvent::of(kind).about("exchange", exchange.id);
    event.fact("moment", moment.name()).fact("side", side.name())
}

//! Reading feedback. What one may not see is not there: drafts, what others were chosen for, exchanges of other people.

use jiff::civil::Date;
use ryugaku_db::Query;
use ryugaku_kernel::{Cx, Failure, Msg, Outcome, Uuid};
use ryugaku_web::Keys;

use super::content::Content;
use super::feedback::{Feedback, Given, State};
use super::moment::{self, Moment, Waits};
use super::store;
use crate::exchange::{self, Exchange, Side};
use crate::organisation;

/// One feedback, open to the one who asks.
#[derive(Debug)]
pub struct Opened {
    pub feedback: Feedback,
    pub content: Content,
}

/// What the one who asks knows of a moment and a side.
#[derive(Debug)]
pub struct Cell {
    pub moment: Moment,
    pub side: Side,
    pub due: Date,
    /// From when on it may be written.
    pub from: Date,
    /// The days on which it was given.
    pub given: Vec<Date>,
    /// Where it stands while it was not given, for who may know whether it was.
    pub waits: Option<Waits>,
    /// Where the own one stands, if one has begun one.
    pub mine: Option<State>,
    pub may_write: bool,
    /// Whether there is something that opens to them.
    pub opens: bool,
}

/// An exchange with all its feedback, for who is named in it, or has written or may read some of it.
pub async fn exchange(q: &mut dyn Query, cx: &Cx, count: i64) -> Outcome<(Exchange, Vec<Feedback>)> {
    cx.require_read()?;
    let exchange = exchange::store::by_count(q, count).await?;
    let all = store::of_exchange(q, exchange.id.0).await?;
    let named = cx.who.person().is_some_and(|me| exchange.people.all().contains(&me));
    if named || all.iter().any(|one| one.opens_to(&cx.who)) {
        Ok((exchange, all))
    } else {
        Err(Failure::NotFound("exchange"))
    }
}

/// Told before anything is looked up, so that a borrowed way in learns nothing of what there is.
pub fn require_own_way(cx: &Cx) -> Outcome<()> {
    if cx.who.person().is_some() && cx.who.own_since.is_some() {
        Ok(())
    } else {
        Err(Failure::Forbidden(Msg::new("feedback-other-way")))
    }
}

/// All moments of all sides, in order.
pub async fn table(q: &mut dyn Query, cx: &Cx, count: i64) -> Outcome<(Exchange, Vec<Cell>)> {
    let (exchange, all) = self::exchange(q, cx, count).await?;
    let today = today(q, cx).await?;
    let me = cx.who.person();
    let named = me.is_some_and(|me| exchange.people.all().contains(&me));
    let given = store::given(q, exchange.id.0).await?;
    let own_way = require_own_way(cx).is_ok();
    let mut cells = Vec::new();
    for side in Side::ALL {
        for (moment, due) in moment::due(&exchange) {
            let mut here = all.iter().filter(|one| one.moment == moment && one.side == side);
            let mine = here.clone().find(|one| Some(one.writer) == me);
            let turn = me.is_some() && moment::writer(&exchange, side) == me;
            let may_write = cx.who.may_act()
                && own_way
                && match mine {
                    Some(mine) => mine.is_writer(&cx.who) && mine.changeable(cx.now()).is_ok(),
                    None => turn && moment::may_begin(&exchange, moment, today),
                };
            let opens = here.any(|one| one.sealed.is_some() && one.opens_to(&cx.who));
            // A reader from outside learns of what they may read alone.
            let here = given.iter().filter(|one| (named || opens) && one.moment == moment && one.side == side);
            let given: Vec<Date> = here.map(|one| one.day).collect();
            cells.push(Cell {
                moment,
                side,
                due,
                from: moment::opens(&exchange, moment),
                waits: (named && given.is_empty()).then(|| moment::waits(&exchange, moment, today)),
                given,
                mine: mine.map(|mine| mine.state),
                may_write,
                opens,
            });
        }
    }
    Ok((exchange, cells))
}

/// Everything of a moment and side that opens to the one who asks, one's own first. May be nothing, for whoever is named.
pub async fn opened(
    q: &mut dyn Query,
    keys: &Keys,
    cx: &Cx,
    count: i64,
    (moment, side): (Moment, Side),
) -> Outcome<(Exchange, Vec<Opened>)> {
    let (exchange, all) = self::exchange(q, cx, count).await?;
    require_own_way(cx)?;
    let mut opened = Vec::new();
    for feedback in all {
        let here = feedback.moment == moment && feedback.side == side && feedback.opens_to(&cx.who);
        if let Some(sealed) = feedback.sealed.as_deref().filter(|_| here) {
            opened.push(Opened { content: Content::open(keys, feedback.id.0, sealed)?, feedback });
        }
    }
    opened.sort_by_key(|one| Some(one.feedback.writer) != cx.who.person());
    Ok((exchange, opened))
}

/// The own one, if there is one; who came in by a way that is not theirs is told so.
pub fn mine(cx: &Cx, all: &[Feedback], (moment, side): (Moment, Side)) -> Outcome<Option<Feedback>> {
    let me = cx.who.person();
    let mut here = all.iter().filter(|one| one.moment == moment && one.side == side);
    match here.find(|one| Some(one.writer) == me) {
        Some(mine) if mine.is_writer(&cx.who) => Ok(Some(mine.clone())),
        Some(_) => Err(Failure::Forbidden(Msg::new("feedback-newer-way"))),
        None => Ok(None),
    }
}

/// That it was given, whether it was withdrawn since or not.
pub async fn given(q: &mut dyn Query, exchange: Uuid) -> Outcome<Vec<Given>> {
    store::given(q, exchange).await
}

pub(super) async fn today(q: &mut dyn Query, cx: &Cx) -> Outcome<Date> {
    let organisation = organisation::store::load(q).await?;
    Ok(cx.now().timestamp().to_zoned(organisation.zone()).date())
}

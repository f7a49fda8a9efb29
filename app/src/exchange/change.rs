//! Changing who, when, how much and why. Once agreed, a change is an amendment that shows; before that it takes back a
//! word that was given for other terms.

use jiff::civil::Date;
use ryugaku_kernel::{Cx, Failure, Outcome};
use ryugaku_ledger::Tx;

use super::exchange::{self, Exchange};
use super::side::Side;
use super::state::State;
use super::{access, agreement, agreement_store, chosen, event, room, store};

/// What is `None` stays; an empty name is nobody.
#[derive(Clone, Debug, Default)]
pub struct ExchangeChange {
    pub buddy: Option<String>,
    pub home_manager: Option<String>,
    pub host_manager: Option<String>,
    pub from_day: Option<Date>,
    pub until_day: Option<Date>,
    pub share: Option<i64>,
    pub rhythm: Option<String>,
    pub why: Option<String>,
}

pub async fn change(
    tx: &mut Tx,
    cx: &Cx,
    count: i64,
    expected: Option<i64>,
    change: ExchangeChange,
) -> Outcome<Exchange> {
    let (mut exchange, access) = access::edited(tx, cx, count).await?;
    if exchange.state.is_over() {
        return Err(Failure::conflict("exchange-is-over"));
    }
    if expected.is_some_and(|version| version != exchange.version) {
        return Err(Failure::Stale);
    }
    let before = exchange.clone();
    for (field, given, person) in [
        ("buddy", &change.buddy, &mut exchange.people.buddy),
        ("home_manager", &change.home_manager, &mut exchange.people.home_manager),
        ("host_manager", &change.host_manager, &mut exchange.people.host_manager),
    ] {
        if let Some(given) = given {
            *person = chosen::person(tx, cx, field, given).await?;
        }
    }
    for (field, side, changed) in [
        ("home_manager", Side::Home, before.people.home_manager != exchange.people.home_manager),
        ("host_manager", Side::Host, before.people.host_manager != exchange.people.host_manager),
    ] {
        if changed && !access.names_manager(&before, side) {
            return Err(Failure::invalid(field, "exchange-manager-whose"));
        }
    }
    exchange.from = change.from_day.unwrap_or(exchange.from);
    exchange.until = change.until_day.unwrap_or(exchange.until);
    exchange.share = change.share.unwrap_or(exchange.share);
    exchange.rhythm = change.rhythm.map_or(exchange.rhythm, |rhythm| rhythm.trim().into());
    exchange.why = change.why.map_or(exchange.why, |why| why.trim().into());
    exchange::check(&exchange)?;
    let fields = differing(&before, &exchange);
    if fields.is_empty() {
        return Ok(exchange);
    }
    let longer = exchange.length() > before.length();
    if longer && exchange.state.extend().is_ok() {
        return Err(Failure::invalid("until_day", "exchange-extend-with-reason"));
    }
    // What lies within the days and the share of before needs no more room.
    let (later, earlier) = (exchange.until > before.until, exchange.from < before.from);
    if exchange.state.is_binding() && (later || earlier || exchange.share > before.share) {
        room::require(tx, cx, &exchange).await?;
    }
    store::update(tx, &mut exchange).await?;
    // Whoever takes a manager's place has not given their word.
    for (field, side) in [("home_manager", Side::Home), ("host_manager", Side::Host)] {
        if exchange.state == State::Proposed && fields.contains(&field) {
            agreement_store::withdraw(tx, exchange.id, side, cx.now()).await?;
        }
    }
    let terms = fields.iter().any(|field| !matches!(*field, "home_manager" | "host_manager"));
    if terms {
        agreement::withdraw_if_open(tx, cx, &exchange).await?;
    }
    let kind = if before.state.is_settled() && terms { "exchange.amended" } else { "exchange.changed" };
    let event = event::open(kind, &exchange).fact("fields", fields.iter().map(|f| (*f).to_owned()).collect::<Vec<_>>());
    let dated = |event: ryugaku_ledger::NewEvent| {
        let event = event.fact("from", format!("{} – {}", before.from, before.until));
        event.fact("to", format!("{} – {}", exchange.from, exchange.until))
    };
    let days_moved = (before.from, before.until) != (exchange.from, exchange.until);
    tx.record(cx, if days_moved { dated(event) } else { event });
    Ok(exchange)
}

fn differing(before: &Exchange, after: &Exchange) -> Vec<&'static str> {
    let (then, now) = (&before.people, &after.people);
    let fields = [
        ("buddy", then.buddy != now.buddy),
        ("home_manager", then.home_manager != now.home_manager),
        ("host_manager", then.host_manager != now.host_manager),
        ("from_day", before.from != after.from),
        ("until_day", before.until != after.until),
        ("share", before.share != after.share),
        ("rhythm", before.rhythm != after.rhythm),
        ("why", before.why != after.why),
    ];
    fields.into_iter().filter(|(_, differs)| *differs).map(|(field, _)| field).collect()
}

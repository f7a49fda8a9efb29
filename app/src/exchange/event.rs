//! Events of an exchange: what they are about, and who may learn of them.

use ryugaku_ledger::NewEvent;

use super::exchange::Exchange;

/// About the exchange, its guest and both teams. A draft is for those in it; the rest is for everybody.
pub fn open(kind: &'static str, exchange: &Exchange) -> NewEvent {
    let event = about(kind, exchange);
    if exchange.is_private() { only_involved(event, exchange) } else { event }
}

/// What is for both teams and those named, such as a step that is ready.
pub fn inside(kind: &'static str, exchange: &Exchange) -> NewEvent {
    let event = about(kind, exchange);
    if exchange.is_private() {
        return only_involved(event, exchange);
    }
    event.only(vec![exchange.home_team, exchange.host_team], involved(exchange))
}

fn about(kind: &'static str, exchange: &Exchange) -> NewEvent {
    NewEvent::of(kind)
        .about("exchange", exchange.id)
        .about("person", exchange.people.guest)
        .about("team", exchange.home_team)
        .about("team", exchange.host_team)
        .fact("number", exchange.number().to_string())
}

fn only_involved(event: NewEvent, exchange: &Exchange) -> NewEvent {
    event.only(Vec::new(), involved(exchange))
}

fn involved(exchange: &Exchange) -> Vec<ryugaku_kernel::Uuid> {
    let mut people = exchange.people.all();
    people.extend(exchange.created_by.filter(|author| !exchange.people.all().contains(author)));
    people
}

//! Who may be invited to what is planned, and asking them: those named in the exchange, and members of both teams.

use std::collections::HashMap;

use ryugaku_db::Query;
use ryugaku_kernel::{Cx, Failure, Lang, Msg, Outcome, Uuid};
use ryugaku_ledger::Tx;

use super::calendar_file::{self, Known};
use super::invitation_store as store;
use super::item::{Answer, Invitation, Item, MOST_INVITED};
use crate::exchange::Exchange;
use crate::people::{self, PersonBrief, PersonId};

/// Oldest first.
pub async fn choices(q: &mut dyn Query, exchange: &Exchange) -> Outcome<Vec<PersonBrief>> {
    let mut here = people::active(q).await?;
    let named = exchange.people.all();
    let teams = [Some(exchange.home_team), Some(exchange.host_team)];
    here.retain(|person| named.contains(&person.id) || teams.contains(&person.team_id) && person.team_id.is_some());
    Ok(here)
}

/// People by id or whole name, each once.
pub(super) async fn resolve(q: &mut dyn Query, exchange: &Exchange, given: &[String]) -> Outcome<Vec<Uuid>> {
    let given: Vec<&str> = given.iter().map(|text| text.trim()).filter(|text| !text.is_empty()).collect();
    let mut chosen = Vec::new();
    if given.is_empty() {
        return Ok(chosen);
    }
    if given.len() > MOST_INVITED {
        return Err(Failure::invalid_msg("invited", Msg::new("plan-invited-many").with("most", MOST_INVITED)));
    }
    let here = choices(q, exchange).await?;
    for text in given {
        let found: Vec<_> = here.iter().filter(|person| person.name == text || person.id.to_string() == text).collect();
        let id = match found.as_slice() {
            [] => return Err(Failure::invalid_msg("invited", Msg::new("plan-invited-who").with("who", text))),
            [person] => person.id,
            _ => return Err(Failure::invalid("invited", "chosen-name-twice")),
        };
        if !chosen.contains(&id) {
            chosen.push(id);
        }
    }
    Ok(chosen)
}

/// Who invites themselves comes.
pub(super) async fn ask(tx: &mut Tx, cx: &Cx, item: &Item, people: &[Uuid]) -> Outcome<()> {
    for person in people {
        let own = cx.who.person() == Some(*person);
        let answer = if own { Answer::Accepted } else { Answer::Unanswered };
        store::insert(tx, &Invitation { item: item.id, person: *person, answer }, cx.now()).await?;
    }
    Ok(())
}

/// An item as a calendar file that asks those invited, or withdraws it.
pub async fn as_file(
    q: &mut dyn Query,
    lang: Lang,
    exchange: &Exchange,
    item: &Item,
    public_url: &url::Url,
) -> Outcome<String> {
    let asked = store::of_items(q, [item.id]).await?;
    let mut ids: Vec<Uuid> = asked.iter().map(|one| one.person).collect();
    ids.extend(item.created_by);
    let mut known = HashMap::new();
    for id in ids {
        if let Some(person) = people::store::find(q, PersonId(id)).await? {
            known.insert(id, Known { name: person.name, email: person.email });
        }
    }
    let entry = calendar_file::entry(item, exchange, lang, public_url);
    Ok(calendar_file::invitation(entry, item, &asked, &known))
}

/// From those invited now to `wanted`; gives whether anything changed.
pub(super) async fn reconcile(tx: &mut Tx, cx: &Cx, item: &Item, wanted: &[Uuid]) -> Outcome<bool> {
    let before: Vec<Uuid> = store::of_items(tx, [item.id]).await?.into_iter().map(|one| one.person).collect();
    let gone: Vec<Uuid> = before.iter().copied().filter(|person| !wanted.contains(person)).collect();
    let fresh: Vec<Uuid> = wanted.iter().copied().filter(|person| !before.contains(person)).collect();
    for person in &gone {
        store::remove(tx, item.id, *person).await?;
    }
    ask(tx, cx, item, &fresh).await?;
    Ok(!gone.is_empty() || !fresh.is_empty())
}

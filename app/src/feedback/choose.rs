//! Choosing who reads feedback: wider or narrower, at any time, by its writer alone. Nobody is chosen unless named: "all
//! people of the exchange" means those who are its people at that moment, since others could put themselves in later.

use ryugaku_db::Query;
use ryugaku_kernel::{Cx, Failure, FieldError, Msg, Outcome, Uuid};
use ryugaku_ledger::Tx;

use super::feedback::{Feedback, QuoteTo, Reader, State, What};
use super::moment::Moment;
use super::{see, store, write};
use crate::exchange::{Exchange, Side};
use crate::people::{self, PersonBrief, membership_store, store as people_store};
use crate::programme::write_sre;

/// Stands for everybody who is named in the exchange now.
pub const EVERYBODY: &str = "exchange";

/// What is `None` stays.
#[derive(Default)]
pub struct Choice {
    /// By id or whole name, or [`EVERYBODY`].
    pub readers: Option<Vec<String>>,
    pub quote_to: Option<QuoteTo>,
}

/// Whom one can choose.
pub struct Candidates {
    /// Named in the exchange, without the writer.
    pub people: Vec<PersonBrief>,
    /// The programme's owners: members of SRE teams, and administrators.
    pub owners: Vec<PersonBrief>,
    /// Others that were chosen while they were one of those, and still read.
    pub others: Vec<PersonBrief>,
}

pub async fn candidates(
    q: &mut dyn Query,
    exchange: &Exchange,
    writer: Uuid,
    chosen: &[Reader],
) -> Outcome<Candidates> {
    let here = people::active(q).await?;
    let named = exchange.people.all();
    let teams: Vec<Uuid> = write_sre::sre_teams(q).await?.into_iter().map(|team| team.id.0).collect();
    let members = membership_store::members_of(q, &teams).await?.into_iter().map(|member| member.id.0);
    let owners: Vec<Uuid> =
        members.chain(people_store::active_admins(q).await?.into_iter().map(|admin| admin.0)).collect();
    let of = |ids: &dyn Fn(Uuid) -> bool| here.iter().filter(|one| one.id != writer && ids(one.id)).cloned().collect();
    Ok(Candidates {
        people: of(&|id| named.contains(&id)),
        owners: of(&|id| owners.contains(&id) && !named.contains(&id)),
        others: of(&|id| chosen.iter().any(|one| one.person == id) && !owners.contains(&id) && !named.contains(&id)),
    })
}

/// Chooses anew what is given in `choice`.
pub async fn choose(
    tx: &mut Tx,
    cx: &Cx,
    count: i64,
    place: (Moment, Side),
    expected: Option<i64>,
    choice: Choice,
) -> Outcome<Feedback> {
    cx.require_act()?;
    let (exchange, all) = see::exchange(tx, cx, count).await?;
    see::require_own_way(cx)?;
    let mut feedback = see::mine(cx, &all, place)?.ok_or(Failure::NotFound("feedback"))?;
    if expected.is_some_and(|version| version != feedback.version) {
        return Err(Failure::Stale);
    }
    if feedback.state == State::Withdrawn {
        return Err(Failure::conflict("feedback-withdrawn"));
    }
    let added = apply(tx, cx, &exchange, &mut feedback, choice).await?;
    store::update(tx, &mut feedback).await?;
    let event = write::plain("feedback.readers_chosen", &exchange, place);
    tx.record(cx, event.only(Vec::new(), vec![feedback.writer]));
    if feedback.state == State::Given {
        tell(tx, cx, &exchange, &feedback, added);
    }
    Ok(feedback)
}

/// Puts the choice into the feedback; gives whoever may read all of it and could not before. Who was chosen already
/// stays chosen since then.
pub(super) async fn apply(
    q: &mut dyn Query,
    cx: &Cx,
    exchange: &Exchange,
    feedback: &mut Feedback,
    choice: Choice,
) -> Outcome<Vec<Uuid>> {
    let before = feedback.readers.clone();
    let candidates = candidates(q, exchange, feedback.writer, &before).await?;
    if let Some(named) = choice.readers {
        let chosen = resolved(&candidates, &named)?;
        feedback.readers.retain(|reader| reader.what == What::Quote);
        feedback.readers.extend(readers(&before, chosen, What::All, cx));
    }
    if let Some(quote_to) = choice.quote_to {
        let chosen: Vec<Uuid> = match quote_to {
            QuoteTo::People => candidates.people.iter().map(|person| person.id).collect(),
            QuoteTo::Nobody | QuoteTo::Company => Vec::new(),
        };
        feedback.readers.retain(|reader| reader.what == What::All);
        feedback.readers.extend(readers(&before, chosen, What::Quote, cx));
        if quote_to != feedback.quote_to {
            (feedback.quote_to, feedback.quote_at) = (quote_to, Some(cx.now()));
        }
    }
    let had = |id: Uuid| before.iter().any(|reader| reader.person == id && reader.what == What::All);
    Ok(feedback.reads_all().filter(|id| !had(*id)).collect())
}

/// Tells whoever was chosen to read it; the others need not know who.
pub(super) fn tell(tx: &mut Tx, cx: &Cx, exchange: &Exchange, feedback: &Feedback, readers: Vec<Uuid>) {
    if readers.is_empty() {
        return;
    }
    let event = write::plain("feedback.shared", exchange, (feedback.moment, feedback.side));
    tx.record(cx, event.only(Vec::new(), [readers, vec![feedback.writer]].concat()));
}

fn readers(before: &[Reader], chosen: Vec<Uuid>, what: What, cx: &Cx) -> Vec<Reader> {
    let since = |person: Uuid| before.iter().find(|reader| reader.person == person && reader.what == what);
    let reader = |person: Uuid| since(person).copied().unwrap_or_else(|| Reader { person, what, chosen_at: cx.now() });
    chosen.into_iter().map(reader).collect()
}

fn resolved(candidates: &Candidates, named: &[String]) -> Outcome<Vec<Uuid>> {
    let (mut chosen, mut errors) = (Vec::new(), Vec::new());
    for name in named.iter().map(|name| name.trim()).filter(|name| !name.is_empty()) {
        if name == EVERYBODY {
            chosen.extend(candidates.people.iter().map(|person| person.id));
            continue;
        }
        let all = candidates.people.iter().chain(&candidates.owners).chain(&candidates.others);
        let found: Vec<Uuid> =
            all.filter(|one| one.name == name || one.id.to_string() == name).map(|one| one.id).collect();
        match found.as_slice() {
            [id] => chosen.push(*id),
            [] => errors.push(FieldError::new("readers", Msg::new("feedback-reader-unknown").with("name", name))),
            _ => errors.push(FieldError::new("readers", Msg::new("chosen-name-twice"))),
        }
    }
    chosen.sort_unstable();
    chosen.dedup();
    if errors.is_empty() { Ok(chosen) } else { Err(Failure::Invalid(errors)) }
}

//! Conditions of the list that somebody keeps: theirs alone, by their words. Nobody else sees or changes them.

use ryugaku_alerting::{Matcher, Op};
use ryugaku_db::Query;
use ryugaku_kernel::{Cx, Failure, Msg, Outcome, Time, Uuid, id_type};
use ryugaku_ledger::{NewEvent, Tx};

use super::Find;
use super::kept_filter_store as store;

id_type!(
    /// A kept filter's key.
    KeptFilterId
);

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct KeptFilter {
    pub id: KeptFilterId,
    pub person: Uuid,
    /// As [`Find::query`] says it.
    pub query: String,
    pub made_at: Time,
}

impl KeptFilter {
    /// Whoever asks, as one who keeps filters; programs and the operator are refused.
    pub fn owner(cx: &Cx) -> Outcome<Uuid> {
        cx.who.person().ok_or_else(|| Failure::Forbidden(Msg::new("alert-keep-needs-person")))
    }

    /// As they are written: matchers, words, the service.
    pub fn conditions(&self) -> Vec<String> {
        let pairs = url::form_urlencoded::parse(self.query.as_bytes());
        let written = pairs.filter_map(|(name, value)| match &*name {
            "service" => Matcher::new("service", Op::Equal, &value).ok().map(|matcher| matcher.to_string()),
            _ => Some(value.into_owned()),
        });
        written.collect()
    }
}

/// So many that they still fit above the list.
pub const MOST: usize = 20;
/// Bytes of the query.
const LONGEST: usize = 2_000;

/// Keeps the conditions, whatever the state. Kept already, they stay as they are.
pub async fn keep_filter(tx: &mut Tx, cx: &Cx, find: &Find) -> Outcome<KeptFilter> {
    cx.require_read()?;
    let person = KeptFilter::owner(cx)?;
    let query = find.query();
    if query.is_empty() {
        return Err(Failure::invalid("conditions", "alert-keep-nothing"));
    }
    if query.len() > LONGEST {
        return Err(Failure::invalid("conditions", "alert-keep-long"));
    }
    let kept = store::of_person(tx, person).await?;
    if let Some(same) = kept.iter().find(|one| one.query == query) {
        return Ok(same.clone());
    }
    if kept.len() >= MOST {
        return Err(Failure::invalid_msg("conditions", Msg::new("alert-keep-many").with("most", MOST)));
    }
    let filter = KeptFilter { id: KeptFilterId(cx.new_id()), person, query, made_at: cx.now() };
    store::insert(tx, &filter).await?;
    record(tx, cx, "alert_filter.kept", &filter);
    Ok(filter)
}

pub async fn drop_filter(tx: &mut Tx, cx: &Cx, id: KeptFilterId) -> Outcome<KeptFilter> {
    let person = KeptFilter::owner(cx)?;
    let kept = store::of_person(tx, person).await?;
    let filter = kept.into_iter().find(|one| one.id == id).ok_or(Failure::NotFound("alert_filter"))?;
    store::remove(tx, id).await?;
    record(tx, cx, "alert_filter.dropped", &filter);
    Ok(filter)
}

fn record(tx: &mut Tx, cx: &Cx, kind: &'static str, filter: &KeptFilter) {
    let event = NewEvent::of(kind).about("alert_filter", filter.id).about("person", filter.person);
    tx.record(cx, event.only(Vec::new(), vec![filter.person]));
}

/// One's own, the oldest first; a program is refused.
pub async fn own_filters(q: &mut dyn Query, cx: &Cx) -> Outcome<Vec<KeptFilter>> {
    cx.require_read()?;
    store::of_person(q, KeptFilter::owner(cx)?).await
}

/// What stands above the list: one's own, the oldest first; a program has none.
pub async fn kept_filters(q: &mut dyn Query, cx: &Cx) -> Outcome<Vec<KeptFilter>> {
    match cx.who.person() {
        Some(person) => store::of_person(q, person).await,
        None => Ok(Vec::new()),
    }
}

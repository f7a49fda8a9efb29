//! Drafts of notices: begun, changed, dropped. Nobody outside sees any of it.

use std::collections::HashSet;
use std::fmt::Write as _;

use ryugaku_db::Query;
use ryugaku_kernel::{Cx, Failure, Outcome, Time, Uuid};
use ryugaku_ledger::{NewEvent, Tx};
use serde::Deserialize;
use utoipa::ToSchema;

use super::notice::{Kind, Levels, Notice, NoticeId, Stage, State, Update, UpdateId};
use super::{Bilingual, access, component_store, notice_store, update_store};

/// What a draft says.
#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
pub struct Written {
    #[serde(default)]
    pub title: Bilingual,
    #[serde(default)]
    pub body: Bilingual,
    /// How badly each component is hit, by its key
    #[serde(default)]
    #[schema(value_type = std::collections::HashMap<Uuid, super::component::Level>)]
    pub components: Levels,
    /// The first of its kind, if absent
    #[serde(default)]
    pub stage: Option<Stage>,
    /// Of planned work
    #[serde(default)]
    pub begins_at: Option<Time>,
    #[serde(default)]
    pub ends_at: Option<Time>,
}

/// `incident`: of which it tells.
pub async fn begin(tx: &mut Tx, cx: &Cx, kind: Kind, incident: Option<Uuid>, written: Written) -> Outcome<Notice> {
    access::require_write(tx, cx, incident).await?;
    let mut notice = Notice {
        id: NoticeId(cx.new_id()),
        slug: slug(cx),
        kind,
        state: State::Draft,
        stage: kind.first(),
        incident,
        title: Bilingual::default(),
        begins_at: None,
        ends_at: None,
        published_at: None,
        ended_at: None,
        created_at: cx.now(),
        created_by: cx.who.id,
        version: 1,
    };
    let body = write(&mut notice, &written)?;
    check_components(tx, &written.components).await?;
    notice_store::insert(tx, &notice).await?;
    notice_store::set_levels(tx, notice.id, &written.components).await?;
    let update = Update {
        id: UpdateId(cx.new_id()),
        notice: notice.id,
        number: 1,
        stage: notice.stage,
        body,
        said_at: None,
        edited_at: None,
        version: 1,
    };
    update_store::insert(tx, &update).await?;
    tx.record(cx, event("status_notice.drafted", &notice));
    Ok(notice)
}

/// All of it anew.
pub async fn change(tx: &mut Tx, cx: &Cx, id: NoticeId, expected: Option<i64>, written: Written) -> Outcome<Notice> {
    cx.require_act()?;
    let mut notice = of(tx, cx, id, expected).await?;
    notice.must_be(State::Draft)?;
    let body = write(&mut notice, &written)?;
    check_components(tx, &written.components).await?;
    let mut first = first(tx, &notice).await?;
    (first.stage, first.body) = (notice.stage, body);
    update_store::update(tx, &mut first).await?;
    notice_store::set_levels(tx, notice.id, &written.components).await?;
    notice_store::update(tx, &mut notice).await?;
    tx.record(cx, event("status_notice.changed", &notice));
    Ok(notice)
}

/// A draft that is not to be published.
pub async fn drop_one(tx: &mut Tx, cx: &Cx, id: NoticeId, expected: Option<i64>) -> Outcome<Notice> {
    cx.require_act()?;
    let mut notice = of(tx, cx, id, expected).await?;
    notice.must_be(State::Draft)?;
    notice.state = State::Dropped;
    notice_store::update(tx, &mut notice).await?;
    tx.record(cx, event("status_notice.dropped", &notice));
    Ok(notice)
}

/// One that the caller may write in, in the version that they have read.
pub(super) async fn of(tx: &mut Tx, cx: &Cx, id: NoticeId, expected: Option<i64>) -> Outcome<Notice> {
    let notice = notice_store::find(tx, &cx.who, id).await?;
    access::require_write(tx, cx, notice.incident).await?;
    match expected.is_some_and(|version| version != notice.version) {
        true => Err(Failure::Stale),
        false => Ok(notice),
    }
}

pub(super) async fn first(q: &mut dyn Query, notice: &Notice) -> Outcome<Update> {
    let mut updates = update_store::of(q, &[notice.id]).await?.remove(&notice.id).unwrap_or_default();
    if updates.is_empty() { Err(Failure::NotFound("status_update")) } else { Ok(updates.remove(0)) }
}

pub(super) async fn check_components(q: &mut dyn Query, levels: &Levels) -> Outcome<()> {
    let shown = component_store::shown(q).await?;
    let shown: HashSet<Uuid> = shown.into_iter().map(|component| component.id.0).collect();
    match levels.keys().all(|id| shown.contains(id)) {
        true => Ok(()),
        false => Err(Failure::invalid("components", "failure-choose-one")),
    }
}

/// Whoever looks at the incident sees it too.
pub(super) fn event(kind: &'static str, notice: &Notice) -> NewEvent {
    let event = NewEvent::of(kind).about("status_notice", notice.id);
    match notice.incident {
        Some(incident) => event.about("incident", incident),
        None => event,
    }
}

/// Gives the text that goes with it.
fn write(notice: &mut Notice, written: &Written) -> Outcome<Bilingual> {
    notice.title = written.title.tidied();
    notice.stage = notice.stage_of(written.stage.unwrap_or(notice.kind.first()))?;
    if notice.stage.ends() {
        return Err(Failure::invalid("stage", "failure-choose-one"));
    }
    let planned = notice.kind == Kind::Maintenance;
    notice.begins_at = written.begins_at.filter(|_| planned);
    notice.ends_at = written.ends_at.filter(|_| planned);
    let body = written.body.tidied();
    let errors = notice.check(&body);
    if errors.is_empty() { Ok(body) } else { Err(Failure::Invalid(errors)) }
}

fn slug(cx: &Cx) -> String {
    let mut slug = String::new();
    for byte in cx.chance.bytes::<8>() {
        // Writing into a text does not fail.
        let _ = write!(slug, "{byte:02x}");
    }
    slug
}

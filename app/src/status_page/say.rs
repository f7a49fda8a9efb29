//! What is said on the status page: a draft published, what came after it, and words mended.

use ryugaku_kernel::{Actor, Cx, Failure, Outcome, Time};
use ryugaku_ledger::Tx;
use serde::Deserialize;
use utoipa::ToSchema;

use super::draft::{check_components, event, first, of};
use super::notice::{LONGEST_BODY, Levels, Notice, NoticeId, Stage, State, Update, UpdateId};
use super::switch::Visibility;
use super::{Bilingual, BilingualChange, component_store, jobs, notice_store, switch_store, update_store};
use crate::incidents::{self, status::Status};

/// What is said after the first time.
#[derive(Clone, Debug, Deserialize, ToSchema)]
pub struct Said {
    pub stage: Stage,
    #[serde(default)]
    pub body: Bilingual,
    /// As it is now, by key of the component; absent: as before
    #[serde(default)]
    #[schema(value_type = Option<std::collections::HashMap<ryugaku_kernel::Uuid, super::component::Level>>)]
    pub components: Option<Levels>,
}

/// What may be mended after it was published.
#[derive(Clone, Debug, Deserialize, ToSchema)]
pub struct Mended {
    #[serde(default)]
    pub title: BilingualChange,
    #[serde(default)]
    pub begins_at: Option<Time>,
    #[serde(default)]
    pub ends_at: Option<Time>,
}

/// From now on it is seen; whoever subscribed is told.
pub async fn publish(tx: &mut Tx, cx: &Cx, id: NoticeId, expected: Option<i64>) -> Outcome<Notice> {
    cx.require_act()?;
    let mut notice = of(tx, cx, id, expected).await?;
    notice.must_be(State::Draft)?;
    must_be_on(tx).await?;
    goes_on(tx, cx, &notice).await?;
    must_be_known(tx, &notice).await?;
    let mut said = first(tx, &notice).await?;
    let errors = notice.unready(&said.body);
    if !errors.is_empty() {
        return Err(Failure::Invalid(errors));
    }
    (notice.state, notice.published_at, said.said_at) = (State::Published, Some(cx.now()), Some(cx.now()));
    update_store::update(tx, &mut said).await?;
    notice_store::update(tx, &mut notice).await?;
    jobs::tell(tx, cx, said.id).await?;
    tx.record(cx, event("status_notice.published", &notice));
    Ok(notice)
}

/// A further update. The last stage of its kind ends it; another one after that opens it again. Of an incident that was restricted
/// meanwhile, or is closed, only the end is told.
pub async fn update(tx: &mut Tx, cx: &Cx, id: NoticeId, expected: Option<i64>, said: Said) -> Outcome<Notice> {
    cx.require_act()?;
    let mut notice = of(tx, cx, id, expected).await?;
    if notice.is(State::Draft) {
        return Err(Failure::conflict("status-not-open"));
    }
    must_be_on(tx).await?;
    if !said.stage.ends() {
        goes_on(tx, cx, &notice).await?;
    }
    if !(said.stage.ends() && notice.is(State::Published)) {
        must_be_known(tx, &notice).await?;
    }
    let body = checked(&said.body)?;
    let number = update_store::of(tx, &[id]).await?.remove(&id).map_or(0, |all| all.len());
    notice.stage = notice.stage_of(said.stage)?;
    if let Some(levels) = &said.components {
        check_components(tx, levels).await?;
        let levels = with_removed(tx, id, levels).await?;
        notice_store::set_levels(tx, id, &levels).await?;
    }
    let ends = notice.stage.ends();
    notice.state = if ends { State::Ended } else { State::Published };
    notice.ended_at = Some(cx.now()).filter(|_| ends);
    let update = Update {
        id: UpdateId(cx.new_id()),
        notice: id,
        number: i64::try_from(number).map_err(Failure::internal)? + 1,
        stage: notice.stage,
        body,
        said_at: Some(cx.now()),
        edited_at: None,
        version: 1,
    };
    update_store::insert(tx, &update).await?;
    notice_store::update(tx, &mut notice).await?;
    jobs::tell(tx, cx, update.id).await?;
    let kind = if ends { "status_notice.ended" } else { "status_notice.updated" };
    tx.record(cx, event(kind, &notice).fact("stage", notice.stage.name()));
    Ok(notice)
}

/// Title and times of one that is seen already, also of an incident that was restricted meanwhile: what says too much has to go.
/// Nobody is told; the title before stays in its history.
pub async fn mend(tx: &mut Tx, cx: &Cx, id: NoticeId, expected: Option<i64>, mended: Mended) -> Outcome<Notice> {
    cx.require_act()?;
    let mut notice = of(tx, cx, id, expected).await?;
    if notice.is(State::Draft) {
        return Err(Failure::conflict("status-not-open"));
    }
    notice_store::keep_text(tx, cx, notice.id.0, notice.version, &notice.title).await?;
    notice.title = mended.title.of(&notice.title).tidied();
    notice.begins_at = notice.begins_at.and(mended.begins_at.or(notice.begins_at));
    notice.ends_at = notice.ends_at.and(mended.ends_at.or(notice.ends_at));
    if notice.title.is_empty() {
        return Err(Failure::invalid("title_ja", "failure-required"));
    }
    let errors = notice.check(&Bilingual::default());
    if !errors.is_empty() {
        return Err(Failure::Invalid(errors));
    }
    notice_store::update(tx, &mut notice).await?;
    tx.record(cx, event("status_notice.mended", &notice));
    Ok(notice)
}

/// The words of something that was said. Nobody is told; the words before stay in its history, and the page says that they were
/// changed.
pub async fn edit(tx: &mut Tx, cx: &Cx, id: UpdateId, expected: Option<i64>, body: BilingualChange) -> Outcome<Notice> {
    cx.require_act()?;
    let mut update = update_store::find(tx, id).await?;
    let notice = of(tx, cx, update.notice, None).await?;
    if notice.is(State::Draft) {
        return Err(Failure::conflict("status-not-open"));
    }
    if expected.is_some_and(|version| version != update.version) {
        return Err(Failure::Stale);
    }
    let body = checked(&body.of(&update.body))?;
    notice_store::keep_text(tx, cx, update.id.0, update.version, &update.body).await?;
    (update.body, update.edited_at) = (body, Some(cx.now()));
    update_store::update(tx, &mut update).await?;
    tx.record(cx, event("status_notice.edited", &notice).fact("number", update.number));
    Ok(notice)
}

/// A component that the page shows no more cannot be chosen any more: the notice goes on naming it as it did.
async fn with_removed(tx: &mut Tx, notice: NoticeId, chosen: &Levels) -> Outcome<Levels> {
    let shown = component_store::shown(tx).await?;
    let mut levels = notice_store::levels(tx, &[notice]).await?.remove(&notice).unwrap_or_default();
    levels.retain(|id, _| !shown.iter().any(|component| component.id.0 == *id));
    levels.extend(chosen.iter().map(|(id, level)| (*id, *level)));
    Ok(levels)
}

fn checked(body: &Bilingual) -> Outcome<Bilingual> {
    let body = body.tidied();
    if body.is_empty() {
        return Err(Failure::invalid("body_ja", "status-one-language"));
    }
    let errors = body.too_long("body", LONGEST_BODY);
    if errors.is_empty() { Ok(body) } else { Err(Failure::Invalid(errors)) }
}

/// Of what is closed nothing is owed any more: nobody would end what others read. It is held, so that nobody closes it meanwhile.
/// Otherwise ending it is wanted once more.
async fn goes_on(tx: &mut Tx, cx: &Cx, notice: &Notice) -> Outcome<()> {
    let Some(incident) = notice.incident else { return Ok(()) };
    let incident = incidents::store::hold_whole(tx, incident).await?;
    if incident.status == Status::Closed {
        return Err(Failure::conflict("status-incident-closed"));
    }
    incidents::answer::notice_goes_on(tx, cx, &incident).await
}

/// What everybody inside may not know of, nobody outside is told.
async fn must_be_known(tx: &mut Tx, notice: &Notice) -> Outcome<()> {
    let Some(incident) = notice.incident else { return Ok(()) };
    let known = incidents::of_ids(tx, &Actor::anonymous(), vec![incident]).await?;
    if known.is_empty() { Err(Failure::conflict("status-incident-restricted")) } else { Ok(()) }
}

async fn must_be_on(tx: &mut Tx) -> Outcome<()> {
    match switch_store::load(tx).await?.visibility {
        Visibility::Off => Err(Failure::conflict("status-page-is-off")),
        Visibility::Inside | Visibility::Public => Ok(()),
    }
}

//! Changing what a learning says, what it applies to, and which teams it is for.

use ryugaku_kernel::{Cx, Failure, Outcome};
use ryugaku_ledger::Tx;

use super::learning::{self, Learning, LearningState, Tag, TagKind};
use super::targets::{self, or_wrong};
use super::write::event;
use super::{access, answer_store, store};

/// What is `None` stays.
#[derive(Clone, Default)]
pub struct LearningChange {
    pub title: Option<String>,
    pub body: Option<String>,
    pub products: Option<Vec<String>>,
    pub services: Option<Vec<String>>,
    /// Of a draft the teams beside the owners; once it is published, teams are added and none is taken away.
    pub teams: Option<Vec<String>>,
}

/// `expected` is the version the caller has read.
pub async fn change(
    tx: &mut Tx,
    cx: &Cx,
    count: i64,
    expected: Option<i64>,
    change: LearningChange,
) -> Outcome<Learning> {
    cx.require_act()?;
    let mut learning = store::by_count(tx, count).await?;
    access::require_change(tx, cx, &learning).await?;
    if expected.is_some_and(|version| version != learning.version) {
        return Err(Failure::Stale);
    }
    if learning.state == LearningState::Withdrawn {
        return Err(Failure::conflict("learning-is-withdrawn"));
    }
    learning.title = change.title.map_or(learning.title, |title| title.trim().into());
    learning.body = change.body.map_or(learning.body, |body| body.replace("\r\n", "\n").trim().into());
    let mut errors = learning::wrong(&learning);
    let before = store::tags(tx, &[learning.id.0]).await?.remove(&learning.id.0).unwrap_or_default();
    let mut tags = Vec::new();
    for (kind, given) in [(TagKind::Product, &change.products), (TagKind::Service, &change.services)] {
        tags.extend(or_wrong(of_kind(tx, kind, given.as_deref(), &before).await, &mut errors)?);
    }
    let teams = match &change.teams {
        Some(given) => Some(or_wrong(targets::teams(tx, given).await, &mut errors)?),
        None => None,
    };
    if !errors.is_empty() {
        return Err(Failure::Invalid(errors));
    }
    store::update(tx, &mut learning).await?;
    store::set_tags(tx, learning.id, &tags).await?;
    if learning.state == LearningState::Draft {
        if let Some(teams) = teams {
            answer_store::clear_teams(tx, learning.id).await?;
            answer_store::add_teams(tx, learning.id, &teams).await?;
        }
    } else {
        // What is published reaches whoever owns what it is about now.
        let mut teams = teams.unwrap_or_default();
        teams.extend(targets::owners(tx, &tags).await?);
        answer_store::add_teams(tx, learning.id, &teams).await?;
    }
    let mut event = event(tx, "learning.changed", &learning).await?;
    if learning.is_public() {
        for answer in answer_store::of(tx, &[learning.id.0]).await?.remove(&learning.id.0).unwrap_or_default() {
            event = event.about("team", answer.team);
        }
    }
    tx.record(cx, event);
    Ok(learning)
}

/// Those of a kind anew, or as they were. One that is there already stays, also when the catalog has put it away since.
async fn of_kind(tx: &mut Tx, kind: TagKind, given: Option<&[String]>, before: &[Tag]) -> Outcome<Vec<Tag>> {
    let before: Vec<Tag> = before.iter().copied().filter(|tag| tag.kind == kind).collect();
    let Some(given) = given else { return Ok(before) };
    let is_kept = |tag: &Tag| given.iter().any(|word| *word == tag.id.to_string());
    let kept: Vec<Tag> = before.into_iter().filter(is_kept).collect();
    let new: Vec<String> =
        given.iter().filter(|word| !kept.iter().any(|tag| tag.id.to_string() == **word)).cloned().collect();
    let found = match kind {
        TagKind::Product => targets::products(tx, &new).await?,
        TagKind::Service => targets::services(tx, &new).await?,
    };
    Ok(kept.iter().copied().chain(found.into_iter().filter(|tag| !kept.contains(tag))).collect())
}

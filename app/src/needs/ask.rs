//! Writing needs down: by hand, several at once, or a line of a discussion.

use ryugaku_kernel::{Cx, Failure, Msg, Outcome, Uuid};
use ryugaku_ledger::{NewEvent, Tx};

use super::consultation::{Reach, Urgency};
use super::need::{self, Kind, Need, NeedId, State};
use super::{discussion_store, see, store};
use crate::exchange::chosen;
use crate::programme::write_sre;

pub struct NewNeeds {
    /// Id, short name or whole name.
    pub team: String,
    pub kind: Kind,
    /// One a line.
    pub whats: String,
    /// Of a consultation alone.
    pub urgency: Option<Urgency>,
    pub reach: Option<Reach>,
}

/// Each line is a need of its own. Members of the team write, those of the SRE team, and admins.
pub async fn ask(tx: &mut Tx, cx: &Cx, new: NewNeeds) -> Outcome<Vec<Need>> {
    cx.require_act()?;
    let whats = need::lines(&new.whats);
    let team = chosen::team(tx, "team", &new.team).await;
    match (team, need::check("what", &whats)) {
        (Ok(team), Ok(())) => {
            permitted(tx, cx, team).await?;
            let (urgency, reach) = match new.kind {
                Kind::Consultation => (new.urgency, new.reach),
                _ => (None, None),
            };
            let mut needs = Vec::new();
            for what in whats {
                needs.push(write(tx, cx, team, Asked { kind: new.kind, what, urgency, reach }, None).await?);
            }
            Ok(needs)
        }
        (Err(Failure::Invalid(mut errors)), Err(Failure::Invalid(more))) => {
            errors.extend(more);
            Err(Failure::Invalid(errors))
        }
        (Err(failure), _) | (_, Err(failure)) => Err(failure),
    }
}

/// A line that stands in a discussion becomes a need that everybody can read. A line that is one already stays that one.
pub async fn from_line(tx: &mut Tx, cx: &Cx, discussion: i64, kind: Kind, line: &str) -> Outcome<Need> {
    cx.require_act()?;
    let discussion = discussion_store::by_count(tx, discussion).await?;
    if !see::reads(tx, cx, &discussion).await? {
        return Err(Failure::NotFound("discussion"));
    }
    let line = line.trim();
    if !discussion.lines(kind).iter().any(|there| there == line) {
        return Err(Failure::conflict("need-line-gone"));
    }
    let here = store::of_discussions(tx, vec![discussion.id.0]).await?;
    if let Some(same) = here.into_iter().find(|need| need.kind == kind && need.what == line) {
        return Ok(same);
    }
    need::check("line", &[line.to_owned()])?;
    let asked = Asked { kind, what: line.to_owned(), urgency: None, reach: None };
    write(tx, cx, discussion.team, asked, Some(discussion.id.0)).await
}

/// Members of the team whose need it is, of an SRE team, and admins.
pub async fn permitted(tx: &mut Tx, cx: &Cx, team: Uuid) -> Outcome<()> {
    cx.require_act()?;
    if may_move(cx, team, &write_sre::sre_teams(tx).await?) {
        Ok(())
    } else {
        Err(Failure::Forbidden(Msg::new("need-only-team")))
    }
}

/// The same as a question.
pub fn may_move(cx: &Cx, team: Uuid, sre_teams: &[crate::people::Team]) -> bool {
    cx.require_team(team).is_ok() || (cx.who.may_act() && write_sre::may_write(cx, sre_teams))
}

struct Asked {
    kind: Kind,
    what: String,
    urgency: Option<Urgency>,
    reach: Option<Reach>,
}

async fn write(tx: &mut Tx, cx: &Cx, team: Uuid, asked: Asked, discussion: Option<Uuid>) -> Outcome<Need> {
    let need = Need {
        id: NeedId(cx.new_id()),
        count: store::take_number(tx).await?,
        team,
        kind: asked.kind,
        what: asked.what,
        urgency: asked.urgency,
        reach: asked.reach,
        state: State::Open,
        discussion,
        task: None,
        aim: None,
        asked_by: cx.who.id,
        asked_at: cx.now(),
        answered_at: None,
        ended_at: None,
        version: 1,
    };
    store::insert(tx, &need).await?;
    tx.record(cx, event("need.asked", &need).fact("kind", need.kind.name()));
    Ok(need)
}

/// An event of a need: about itself, whose it is, and where it came from.
pub(super) fn event(kind: &'static str, need: &Need) -> NewEvent {
    let event = NewEvent::of(kind).about("need", need.id).about("team", need.team);
    let event = match need.discussion {
        Some(discussion) => event.about("discussion", discussion),
        None => event,
    };
    event.fact("number", need.number().to_string())
}

//! Reading what the status page is made of, and who may see it.

use jiff::SignedDuration;
use ryugaku_db::Query;
use ryugaku_kernel::{Cx, Failure, Msg, Outcome, Time};

use super::board::Rows;
use super::notice::{Notice, NoticeId};
use super::switch::Visibility;
use super::{component_store, notice_store, switch_store, update_store};

/// So long a notice that has ended stays on the page.
pub const KEPT: SignedDuration = SignedDuration::from_hours(90 * 24);
/// And so many at most.
const MOST: i64 = 200;

/// Off, it is not there for anybody. Gives whether everybody may see it.
pub async fn require_visible(q: &mut dyn Query, cx: &Cx) -> Outcome<bool> {
    match switch_store::load(q).await?.visibility {
        Visibility::Off => Err(Failure::NotFound("page")),
        Visibility::Inside if cx.who.is_anonymous() => Err(Failure::Forbidden(Msg::new("failure-sign-in"))),
        Visibility::Inside => cx.require_read().map(|()| false),
        Visibility::Public => Ok(true),
    }
}

/// What goes on, and what ended in the last ninety days.
pub async fn rows(q: &mut dyn Query, now: Time) -> Outcome<Rows> {
    let mut notices = notice_store::open(q).await?;
    notices.extend(notice_store::ended_since(q, now.minus(KEPT), MOST).await?);
    of(q, notices).await
}

/// What these say.
pub async fn of(q: &mut dyn Query, notices: Vec<Notice>) -> Outcome<Rows> {
    let ids: Vec<NoticeId> = notices.iter().map(|notice| notice.id).collect();
    let mut levels = notice_store::levels(q, &ids).await?;
    let mut updates = update_store::of(q, &ids).await?;
    let components = component_store::all(q).await?;
    let with = |notice: Notice| {
        let (levels, updates) = (levels.remove(&notice.id), updates.remove(&notice.id));
        (notice, levels.unwrap_or_default(), updates.unwrap_or_default())
    };
    Ok(Rows { components, notices: notices.into_iter().map(with).collect() })
}

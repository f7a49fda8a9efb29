//! A trial from beginning to end, for the page and the API: somebody waits for the answer, so that no job makes the call.

use futures_util::future::join_all;
use ryugaku_kernel::{Cx, Outcome};

use super::channel::{Channel, ChannelKind};
use super::receiver::ReceiverId;
use super::trial;
use crate::app::App;
use crate::notices::{self, Notice, NoticeId};
use crate::notify::Attempt;

/// One message, and what the other side said.
pub struct Tried {
    pub channel: i64,
    pub kind: ChannelKind,
    pub notice: NoticeId,
    /// Else it said that the test is over.
    pub firing: bool,
    pub attempt: Attempt,
}

/// All channels at the same time.
pub async fn try_out(app: &App, cx: &Cx, id: ReceiverId, channel: Option<i64>) -> Outcome<Vec<Tried>> {
    let mut tx = app.begin().await?;
    let trials = trial::begin(&mut tx, cx, id, channel).await?;
    tx.commit().await?;
    let one = |(channel, notices): (Channel, Vec<Notice>)| async move {
        let (number, kind) = (channel.number, channel.kind);
        let attempts = notices::carry_out(app, cx, channel, &notices).await?;
        let tried = notices.iter().zip(attempts).map(|(notice, attempt)| Tried {
            channel: number,
            kind,
            notice: notice.id,
            firing: notice.content.is_firing(),
            attempt,
        });
        Ok(tried.collect::<Vec<_>>())
    };
    let tried: Outcome<Vec<Vec<Tried>>> = join_all(trials.into_iter().map(one)).await.into_iter().collect();
    let tried: Vec<Tried> = tried?.into_iter().flatten().collect();
    let mut tx = app.begin().await?;
    for one in &tried {
        notices::write_down(&mut tx, cx, one.notice, &one.attempt).await?;
    }
    tx.commit().await?;
    Ok(tried)
}

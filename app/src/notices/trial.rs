//! A test of a receiver's channels: notices that are plainly marked, sent by the code that sends all others, each tried once.
//!
//! They belong to no group, and nothing of the notification log hangs on them.

use jiff::SignedDuration;
use ryugaku_alerting::{Annotations, Labels};
use ryugaku_db::Transaction;
use ryugaku_kernel::{Cx, Failure, Lang, Msg, Outcome, Time};
use ryugaku_routing::GroupId;

use super::notice::{Content, Notice, NoticeId, NoticeState, Reason, Told};
use super::{Way, send, store};
use crate::app::App;
use crate::notify::Attempt;
use crate::receivers::Channel;
use crate::words;

const NAME: &str = "RyugakuTest";
/// Tests of one receiver in a minute.
const RATE: i64 = 3;
const MINUTE: SignedDuration = SignedDuration::from_mins(1);

/// What each channel is to be told: that a test fires, and then that it is over, if it wants to hear that, so that nothing
/// stays open on the other side. Until it has arrived it counts as given up, for nobody tries again.
pub async fn begin_tests(
    tx: &mut Transaction,
    cx: &Cx,
    receiver: &str,
    language: Lang,
    channels: Vec<Channel>,
) -> Outcome<Vec<(Channel, Vec<Notice>)>> {
    if store::tests_since(tx, receiver, cx.now().minus(MINUTE)).await? >= RATE {
        return Err(Failure::Busy { msg: Msg::new("receiver-test-busy").with("most", RATE), retry_after: 60 });
    }
    // The messages of one test are a group.
    let group = GroupId(cx.new_id().as_u64_pair().1);
    let mut all = Vec::with_capacity(channels.len());
    for channel in channels {
        let lang = channel.settings.language.unwrap_or(language);
        let ends = [None, Some(cx.now())];
        let ends = ends.into_iter().take(if channel.settings.send_resolved { 2 } else { 1 });
        let notices: Vec<Notice> = ends.map(|ended_at| notice(cx, group, receiver, &channel, lang, ended_at)).collect();
        for notice in &notices {
            store::insert(tx, notice, NoticeState::GaveUp, None).await?;
        }
        all.push((channel, notices));
    }
    Ok(all)
}

fn notice(cx: &Cx, group: GroupId, receiver: &str, channel: &Channel, lang: Lang, ended_at: Option<Time>) -> Notice {
    let labels = Labels::new([("alertname", NAME), ("receiver", receiver), ("severity", "none"), ("test", "true")]);
    let summary = words::say(lang, &Msg::new("notice-test-summary").with("receiver", receiver));
    let told = Told {
        fingerprint: labels.fingerprint(),
        annotations: Annotations::new([("summary", summary.as_str())]),
        generator_url: None,
        starts_at: cx.now().minus(MINUTE),
        ended_at,
        owner: None,
        runbook: None,
        labels,
    };
    let group_labels = Labels::new([("alertname", NAME), ("receiver", receiver)]);
    let content = Content {
        group_key: ryugaku_routing::group_key("{}", &group_labels),
        group_labels,
        alerts: vec![told],
        truncated: 0,
    };
    Notice {
        id: NoticeId(cx.new_id()),
        group,
        content,
        receiver: receiver.to_owned(),
        channel: u32::try_from(channel.number).unwrap_or(u32::MAX),
        at: cx.now(),
        why: Reason::Test,
    }
}

/// One after the other, outside any transaction.
pub async fn carry_out(app: &App, cx: &Cx, channel: Channel, notices: &[Notice]) -> Outcome<Vec<Attempt>> {
    let way = Way::open(app, channel)?;
    let mut attempts = Vec::with_capacity(notices.len());
    for notice in notices {
        attempts.push(send::attempt(app, cx, &way, notice).await);
    }
    Ok(attempts)
}

pub async fn write_down(tx: &mut Transaction, cx: &Cx, notice: NoticeId, attempt: &Attempt) -> Outcome<()> {
    store::add_attempt(tx, notice, attempt).await?;
    if attempt.is_delivered() {
        store::set_arrived(tx, notice, cx.now()).await?;
    }
    tx.wake("alert");
    Ok(())
}

//! What was learned of severe incidents before they were closed.

use ryugaku_kernel::{Cx, Lang, Outcome};
use ryugaku_ledger::Tx;

use super::Both;
use super::past::Episode;
use crate::incidents::turn;
use crate::postmortems::{save, turn as along, write};

/// Went well, went badly, what came together.
type Said = [Both; 3];

const SAID: [Said; 3] = [
    [
        Both(
            "- 検知から指揮官が決まるまで早かった\n- 戻し方が手順書の先頭にあった",
            "- It was soon clear who commands\n- The way back stood at the top of the runbook",
        ),
        Both(
            "- 接続数の上限に近づいていることが、どの画面にも出ていなかった\n- 関係者への最初の報告が遅れた",
            "- No screen showed how near the limit of connections was\n- The first update to stakeholders was late",
        ),
        Both(
            "- 負荷試験の条件が、月末の量に届いていなかった\n- 上限の設定が、サービスごとにばらばらだった\n- 再試行が重なり、量が増えた",
            "- The load test did not reach what comes at the end of a month\n- Each service had another limit\n- Retries added to the load",
        ),
    ],
    [
        Both(
            "- プロダクトのチームと SRE が、はじめから同じ場で話せた\n- 影響の範囲をすぐに数字で言えた",
            "- The product team and SRE talked in one place from the start\n- How many were hit was known at once",
        ),
        Both(
            "- 似たアラートが続き、どれが原因に近いかわからなかった\n- リリースの時刻を探すのに 10分かかった",
            "- Many alike alerts hid the one nearest to the cause\n- It took ten minutes to find when the release was",
        ),
        Both(
            "- 確認の環境に、本番と同じ量のデータがなかった\n- 段階を踏まずに、すべてのサーバーに出した",
            "- The staging data was smaller than production’s\n- It went to all servers at once",
        ),
    ],
    [
        Both("- 交代の引き継ぎが、メモだけで足りた", "- Notes were enough for the hand-over"),
        Both(
            "- 夜間で、外部の会社への連絡先が見つからなかった",
            "- At night nobody found whom to call at the other company",
        ),
        Both(
            "- 外部の API が遅くなったとき、待つ時間に上限がなかった\n- 代わりの道を、半年試していなかった",
            "- Nothing limited how long a slow outside API was waited for\n- The other way round had not been tried in half a year",
        ),
    ],
];

/// How far the writing about an incident has come.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Reached {
    /// Nothing is wanted of one that was not severe.
    Nothing,
    Begun,
    Review,
    Published,
}

/// Of the severe ones, the last is still written, and the one before it read by the others.
pub fn reached(episodes: &[Episode], at: usize) -> Reached {
    let is_over = |episode: &Episode| episode.severity <= 2 && episode.closed_at.is_some();
    if !is_over(&episodes[at]) {
        return Reached::Nothing;
    }
    match episodes[at + 1..].iter().filter(|episode| is_over(episode)).count() {
        0 => Reached::Begun,
        1 => Reached::Review,
        _ => Reached::Published,
    }
}

/// Closes an incident, if everything is there that has to be before.
pub async fn close(tx: &mut Tx, cx: &Cx, lang: Lang, count: i64, reached: Reached) -> Outcome<()> {
    if reached > Reached::Nothing {
        let mut body = write::write(tx, cx, count).await?.body;
        let written = if reached == Reached::Begun { 1 } else { 3 };
        for said in &SAID[usize::try_from(count).unwrap_or(0) % SAID.len()][..written] {
            body = body.replacen("-->\n\n-\n", &format!("-->\n\n{}\n", said.get(lang)), 1);
        }
        save::save(tx, cx, count, None, &body).await?;
    }
    if reached >= Reached::Review {
        along::send_to_review(tx, cx, count, None).await?;
    }
    if reached == Reached::Published {
        along::publish(tx, cx, count, None).await?;
    }
    match reached {
        Reached::Begun | Reached::Review => Ok(()),
        Reached::Nothing | Reached::Published => turn::close(tx, cx, count, None).await.map(drop),
    }
}

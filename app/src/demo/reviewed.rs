//! What was learned of severe incidents before they were closed.

use ryugaku_kernel::{Cx, Lang, Outcome};
use ryugaku_ledger::Tx;

use super::Both;
use crate::incidents::severity::Severity;
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

/// Closes an incident; a severe one has its post-mortem first.
pub async fn close(tx: &mut Tx, cx: &Cx, lang: Lang, count: i64, severity: Severity) -> Outcome<()> {
    if severity <= Severity::Sev2 {
        let mut body = write::write(tx, cx, count).await?.body;
        for said in SAID[usize::try_from(count).unwrap_or(0) % SAID.len()] {
            body = body.replacen("-->\n\n-\n", &format!("-->\n\n{}\n", said.get(lang)), 1);
        }
        save::save(tx, cx, count, None, &body).await?;
        along::send_to_review(tx, cx, count, None).await?;
        along::publish(tx, cx, count, None).await?;
    }
    turn::close(tx, cx, count, None).await.map(drop)
}

//! Longer texts of the example organisation.

use ryugaku_kernel::Lang;

use super::Both;
use crate::programme::sre_page::Parts;

pub const ORGANISATION: Both = Both("見本商店", "Example Shop");

pub const PROMETHEUS: Both = Both("本番の Prometheus", "Production Prometheus");
pub const PROBER: Both = Both("外形監視 probe-osaka", "Prober osaka");
pub const PIPELINE: Both = Both("本番への CI/CD", "CI/CD to production");
pub const CHAT: Both = Both("社内チャット", "Chat");
pub const TOKEN: Both = Both("週報のスクリプト", "Weekly report script");

pub fn sre_page(lang: Lang) -> Parts {
    let pick = |both: Both| both.get(lang).to_owned();
    Parts {
        does: pick(Both(
            "- アラートとインシデントの対応を、プロダクトのチームといっしょに行う\n- 監視の設定と手順書を見直す\n- 信頼性タスクを、チームのスプリントに入れる手伝いをする",
            "- Responds to alerts and incidents together with the product teams\n- Goes over monitoring and runbooks\n- Helps reliability tasks into the teams’ own sprints",
        )),
        how_far: pick(Both(
            "設計の相談から、夜の呼び出しの同席まで。「こんなことを聞いてよいか」も歓迎する。",
            "From a question about design to sitting in on a page at night. “May I ask this?” is welcome too.",
        )),
        when_to_ask: pick(Both(
            "- 新しいサービスを出す前\n- 同じアラートが 3回鳴ったとき\n- 数字の読み方に迷ったとき",
            "- Before a new service goes out\n- When the same alert fired three times\n- When a number can be read two ways",
        )),
        not_ours: pick(Both(
            "機能の開発と、チームに代わっての当番は引き受けない。いっしょにできるようにする。",
            "Building features, and standing in for a team’s own rota. We make it possible together.",
        )),
        channel: "#sre-help".to_owned(),
        hours: pick(Both("平日 10:00〜18:00。夜間の呼び出しはいつでも", "Weekdays 10:00–18:00. Pages at any hour")),
    }
}

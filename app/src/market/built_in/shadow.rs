//! On-call shadow: to see every page and carry no duty.

use super::BuiltIn;
use crate::exchange::side::AimKind::{JointTool, SreRole, Technology, Trust};
use crate::exchange::side::Side::{Guest, Home, Host};
use crate::market::moment::Cadence::{Monthly, Once};
use crate::market::moment::Moment::{End, Mid};
use crate::market::moment::Owner::{self, Buddy, HomeManager, HostManager};
use crate::market::shape::Shape;

pub(super) static TEMPLATE: BuiltIn = BuiltIn {
    slug: "on-call-shadow",
    shape: Shape::Shadow,
    name: ("オンコールのシャドー", "On-call shadow"),
    about: (
        "当番と一緒に呼び出しを見る。対応する責任は負わない。はじめて当番に入る前の人に向く。",
        "See every page beside the one on call, and carry no duty. For somebody who is about to go on call for the first \
         time.",
    ),
    weeks: 4,
    share: 20,
    aims: &[
        (
            Guest,
            SreRole,
            (
                "当番が何を見て、何を決め、だれに知らせるかを知る",
                "Know what one on call looks at, decides, and tells to whom",
            ),
            (
                "呼び出し 1件を、見ていた順に書き起こせた",
                "One page written down, in the order in which it was looked into",
            ),
        ),
        (
            Guest,
            Technology,
            ("手順書だけを頼りに、最初の 10分を進められる", "Get through the first ten minutes with the runbook alone"),
            ("訓練で 1回、当番の代わりに最初の 10分を進めた", "Once, in a drill, in place of the one on call"),
        ),
        (
            Host,
            JointTool,
            ("はじめての人がつまずく手順書を見つける", "Find the runbooks on which a newcomer stumbles"),
            ("つまずいた所が手順書に書き足された", "Every stumble has been written into its runbook"),
        ),
        (
            Home,
            Trust,
            ("自チームの当番を、助けを呼べる形で始める", "Begin on-call at home with help within reach"),
            ("最初の当番の日と、その日に助ける人が決まった", "The first shift has a day, and somebody to help on it"),
        ),
    ],
    steps: &[
        (7, HostManager, ("シャドーに入る当番の週を決める", "Choose the shifts to shadow")),
        (7, HomeManager, ("夜間に見た日の翌日の休み方を決める", "Settle how to rest after a night")),
        (5, Buddy, ("呼び出しの写しが届くようにする", "See to it that the guest gets a copy of each page")),
        (5, Buddy, ("ダッシュボードとログを読む権限をそろえる", "Get access to read dashboards and logs")),
        (3, Owner::Guest, ("よく鳴るアラート 5つの手順書を読む", "Read the runbooks of the five most frequent alerts")),
        (
            3,
            Buddy,
            (
                "最初の課題を決める: 前の当番の呼び出しを 1件たどる",
                "Choose the first task: retrace one page of the last shift",
            ),
        ),
    ],
    questions: &[
        (
            Mid,
            Guest,
            (
                "一人で当番だったら、どの呼び出しで手が止まったか",
                "On which page would you have been stuck, had you been alone?",
            ),
        ),
        (End, Guest, ("当番に入ってよいと思うか。足りないものは何か", "Would you go on call now? What is missing?")),
    ],
    commitments: &[
        (
            Once,
            Owner::Guest,
            ("最初の当番に入り、受け入れ担当とふりかえる", "Take the first shift, and look back on it with the buddy"),
        ),
        (Monthly, Buddy, ("手が止まった呼び出しを一緒に見る", "Go through the pages that were hard, together")),
    ],
};

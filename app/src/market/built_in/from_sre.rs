//! SRE → product: reliability work inside the product's own sprints.

use super::BuiltIn;
use crate::exchange::side::AimKind::{JointTask, SreRole, Technology, Trust, Way};
use crate::exchange::side::Side::{Guest, Home, Host};
use crate::market::moment::Cadence::{Monthly, Once};
use crate::market::moment::Moment::{D90, End};
use crate::market::moment::Owner::{self, Buddy, HomeManager, HostManager};
use crate::market::shape::Shape;

pub(super) static TEMPLATE: BuiltIn = BuiltIn {
    slug: "sre-to-product",
    shape: Shape::SreToProduct,
    name: ("SRE → プロダクト", "SRE → product"),
    about: (
        "SRE のメンバーがプロダクトチームの一員として開発し、信頼性のタスクをスプリントの中で一緒に片づける。SRE は、機能と競う側の事情を知る。",
        "A member of the SRE team develops as one of a product team, and does reliability tasks inside its sprints. SRE \
         learns what those tasks compete with.",
    ),
    weeks: 8,
    share: 60,
    aims: &[
        (
            Guest,
            Way,
            (
                "計画、レビュー、リリースを、チームの手順で一通りやる",
                "Go through planning, review and release the team’s way",
            ),
            ("自分の変更を 3つ、その手順で本番に出した", "Three changes of your own reached production that way"),
        ),
        (
            Guest,
            Technology,
            (
                "主な機能 1つの作りと、止まると困る人を説明できる",
                "Explain how one main feature is built, and who is stuck when it stops",
            ),
            ("その機能の依存先を、システム構成図に書き足した", "What it depends on is drawn into the system map"),
        ),
        (
            Host,
            JointTask,
            ("止まっていた信頼性タスクを一緒に終わらせる", "Finish reliability tasks that had stalled, together"),
            (
                "選んだ 3件が完了し、次の直し方をチームが言える",
                "The three chosen are done, and the team can say how it would do the next",
            ),
        ),
        (
            Host,
            SreRole,
            ("SLO とアラートの決め方をチームに残す", "Leave behind how SLOs and alerts are decided"),
            ("SLO を 1つ、チームだけで見直した", "The team has revised one SLO by itself"),
        ),
        (
            Home,
            Trust,
            ("SRE に、いつ、どこまで頼めるかが伝わる", "Let it be known when, and how far, to ask SRE"),
            (
                "相談が、障害のあとではなく設計の段階で届いた",
                "A consultation came while something was designed, not after it broke",
            ),
        ),
        (
            Home,
            Way,
            ("プロダクトの事情に合った運用の決まりにする", "Fit SRE’s own rules to how products really work"),
            ("留学で見たことから、SRE の決まりを 1つ変えた", "One rule of SRE’s was changed because of what was seen"),
        ),
    ],
    steps: &[
        (14, HomeManager, ("オンコールの穴をだれがふさぐか決める", "Settle who covers the guest’s on-call shifts")),
        (
            10,
            Buddy,
            ("リポジトリ、CI、検証環境の権限をそろえる", "Get access to repositories, CI and the staging environment"),
        ),
        (
            7,
            HostManager,
            (
                "スプリントに信頼性の枠を取り、タスクの候補を 3つ選ぶ",
                "Set aside a share of the sprint and pick three candidate tasks",
            ),
        ),
        (5, Buddy, ("チャンネル、朝会、計画の会に招く", "Invite the guest to channels, stand-up and planning")),
        (
            5,
            Buddy,
            (
                "最初のタスクを決める: 小さく、リリースまで行くもの",
                "Choose the first task: small, and it goes as far as a release",
            ),
        ),
        (
            3,
            Owner::Guest,
            ("手元でプロダクトを動かし、テストを通す", "Run the product on your machine and pass its tests"),
        ),
        (
            3,
            Owner::Guest,
            (
                "システム構成図と SLO を読み、分からない所に印をつける",
                "Read the system map and the SLOs, and mark what is unclear",
            ),
        ),
    ],
    questions: &[
        (
            End,
            Host,
            (
                "信頼性のタスクを、前よりどう計画に入れるようになったか",
                "How do you plan reliability tasks differently now?",
            ),
        ),
        (D90, Host, ("SRE がいなくても続いている運用は何か", "Which practice has gone on without SRE?")),
    ],
    commitments: &[
        (
            Once,
            Owner::Guest,
            ("プロダクトの開発の進め方を SRE の定例で話す", "Tell the SRE team how the product team develops"),
        ),
        (
            Monthly,
            Owner::Guest,
            ("プロダクションMTG に出て、その後を聞く", "Come to the production meeting and hear how it goes on"),
        ),
        (
            Monthly,
            Buddy,
            ("残った信頼性タスクを一緒に見る", "Go through the reliability tasks that are left, together"),
        ),
    ],
};

//! Swap: two teams send one person each for the same time.

use super::BuiltIn;
use crate::exchange::side::AimKind::{JointTask, Trust, Way};
use crate::exchange::side::Side::{Guest, Home, Host};
use crate::market::moment::Cadence::{Monthly, Once};
use crate::market::moment::Moment::End;
use crate::market::moment::Owner::{self, Buddy, HomeManager, HostManager};
use crate::market::shape::Shape;

pub(super) static TEMPLATE: BuiltIn = BuiltIn {
    slug: "swap",
    shape: Shape::Swap,
    name: ("入れ替わり", "Swap"),
    about: (
        "2つのチームが、同じ期間に 1人ずつ入れ替わる。どちらの人手も減らさずに、たがいの仕事を知る。提案は 1人につき 1つ作り、日をそろえる。",
        "Two teams send one person each for the same weeks. Each learns the other’s work, and neither is short of a \
         person. There is one proposal for each of the two, with the same days.",
    ),
    weeks: 4,
    share: 80,
    aims: &[
        (
            Guest,
            Way,
            (
                "相手のチームの 1週間を、始めから終わりまで一員として回す",
                "Live a whole week of the other team as one of it",
            ),
            (
                "計画からふりかえりまでを、2回とも担当つきで通した",
                "Twice from planning to looking back, each time with work of your own",
            ),
        ),
        (
            Host,
            JointTask,
            ("入れ替わりでしか進まない仕事を 1つ終わらせる", "Finish one piece of work that needs both teams"),
            ("両チームの人が書いた変更が本番に出た", "A change written by people of both teams is in production"),
        ),
        (
            Home,
            Trust,
            ("相手のチームに、気軽に聞ける人ができる", "Have somebody in the other team whom everybody may ask"),
            (
                "入れ替わった人のほかに 2人が、直接やり取りした",
                "Two people besides those who swapped have been in touch",
            ),
        ),
    ],
    steps: &[
        (
            21,
            HomeManager,
            (
                "もう 1つの提案も作り、始まりと終わりの日をそろえる",
                "Make the other proposal too, with the same first and last day",
            ),
        ),
        (
            14,
            HostManager,
            ("入れ替わる人どうしで引き継ぐ仕事を決める", "Settle which work the two hand over to each other"),
        ),
        (
            10,
            Buddy,
            ("リポジトリ、CI、検証環境の権限をそろえる", "Get access to repositories, CI and the staging environment"),
        ),
        (5, Buddy, ("チャンネル、朝会、計画の会に招く", "Invite the guest to channels, stand-up and planning")),
        (
            5,
            Buddy,
            (
                "最初のタスクを決める: 引き継いだ仕事のうち、いちばん小さいもの",
                "Choose the first task: the smallest of what was handed over",
            ),
        ),
        (3, Owner::Guest, ("入れ替わる相手と 1時間話す", "Talk for an hour with the one you swap with")),
    ],
    questions: &[(
        End,
        Home,
        ("来てくれた人の仕事で、チームに残ったものは何か", "What has stayed of the work of the one who came to you?"),
    )],
    commitments: &[
        (
            Once,
            Owner::Guest,
            ("入れ替わった 2人で、両チームに話す", "Tell both teams about it, the two of you together"),
        ),
        (Monthly, Owner::Guest, ("入れ替わった相手と 30分話す", "Talk for 30 minutes with the one you swapped with")),
    ],
};

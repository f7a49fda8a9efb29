//! Product → product: another team's way and technology.

use super::BuiltIn;
use crate::exchange::side::AimKind::{JointTool, Other, Technology, Trust, Way};
use crate::exchange::side::Side::{Guest, Home, Host};
use crate::market::moment::Cadence::{Monthly, Once};
use crate::market::moment::Moment::End;
use crate::market::moment::Owner::{self, Buddy, HomeManager};
use crate::market::shape::Shape;

pub(super) static TEMPLATE: BuiltIn = BuiltIn {
    slug: "product-to-product",
    shape: Shape::ProductToProduct,
    name: ("プロダクト → プロダクト", "Product → product"),
    about: (
        "別のプロダクトチームの進め方と技術を中から見て、自分のチームに持ち帰る。同じ困りごとを別々に解いていたと気づくことが多い。",
        "See from inside how another product team works and what it builds on, and bring it home. Often two teams find \
         that they have been solving one problem apart.",
    ),
    weeks: 6,
    share: 50,
    aims: &[
        (
            Guest,
            Way,
            (
                "受け入れチームの進め方を 1つ、理由まで知って持ち帰る",
                "Take home one thing they do, with the reason for it",
            ),
            (
                "自チームで 2スプリント試し、続けるかどうかを決めた",
                "Tried at home for two sprints, then kept or dropped on purpose",
            ),
        ),
        (
            Guest,
            Technology,
            (
                "自チームにない技術を 1つ、本番の変更で使う",
                "Use one technology your own team does not have, in a real change",
            ),
            ("その技術を使った変更が本番に出た", "A change that uses it is in production"),
        ),
        (
            Host,
            Trust,
            (
                "チームをまたぐ変更を、だれに話せばよいか分かる",
                "Know whom to talk to about changes that cross both teams",
            ),
            ("またがる変更が 1つ、直接の会話で決まった", "One such change was settled by talking directly"),
        ),
        (
            Host,
            Other,
            ("外からの目で、当たり前になった決まりを見直す", "Let an outside view look at what has become habit"),
            ("気づきのうち 1つを、やめるか変えるか決めた", "One habit that was noticed is dropped or changed"),
        ),
        (
            Home,
            JointTool,
            ("両チームで使う道具を 1つそろえる", "Share one tool between both teams"),
            ("同じ道具が、両方のリポジトリで動いている", "The same tool runs in both teams’ repositories"),
        ),
    ],
    steps: &[
        (
            10,
            HomeManager,
            ("抜けるあいだの自チームの分担を決める", "Settle who does the guest’s work at home meanwhile"),
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
                "最初のタスクを決める: 2、3日で終わり、レビューを通るもの",
                "Choose the first task: two or three days, and it goes through review",
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
            ("自チームと比べたいことを 3つ書き出す", "Write down three things to compare with your own team"),
        ),
    ],
    questions: &[(
        End,
        Guest,
        ("両チームが別々に解いている同じ問題は何か", "Which problem are both teams solving apart?"),
    )],
    commitments: &[
        (Once, Owner::Guest, ("比べて分かったことを両チームに話す", "Tell both teams what the comparison showed")),
        (Monthly, Buddy, ("両チームにまたがる予定を一緒に見る", "Look together at what is planned across both teams")),
    ],
};

//! Product → SRE: the usual way to a Product SRE.

use super::BuiltIn;
use crate::exchange::side::AimKind::{JointTask, JointTool, SreRole, Technology, Trust, Way};
use crate::exchange::side::Side::{Guest, Home, Host};
use crate::market::moment::Cadence::{Monthly, Once};
use crate::market::moment::Moment::{D90, Mid};
use crate::market::moment::Owner::{self, Buddy, HomeManager, HostManager};
use crate::market::shape::Shape;

pub(super) static TEMPLATE: BuiltIn = BuiltIn {
    slug: "product-to-sre",
    shape: Shape::ProductToSre,
    name: ("プロダクト → SRE", "Product → SRE"),
    about: (
        "プロダクトのメンバーが SRE チームで働き、監視、アラート対応、インシデントの指揮を身につけて戻る。プロダクトSRE になる道の、いつもの入口。",
        "A member of a product team works with the SRE team and takes monitoring, alert response and incident command \
         home. The usual way to a Product SRE.",
    ),
    weeks: 12,
    share: 40,
    aims: &[
        (
            Guest,
            SreRole,
            (
                "SRE の役割と仕事を、自分の言葉で自チームに説明できる",
                "Explain in your own words what SRE is for and what it does all week",
            ),
            (
                "最後の週に自チームで 30分話し、出た質問に答えた",
                "In the last week, a 30-minute talk at home, and its questions answered",
            ),
        ),
        (
            Guest,
            Technology,
            ("アラートを受けて、調べて、閉じるまでを一人で通す", "Take an alert from the page to its end on your own"),
            (
                "シャドーを外れた当番で、呼び出し 3件を手順書どおりに閉じた",
                "Off shadow, three pages closed by the runbook",
            ),
        ),
        (
            Guest,
            Way,
            (
                "SRE の計画とふりかえりの回し方から、1つ持ち帰る",
                "Take home one habit from how SRE plans and looks back",
            ),
            ("自チームで 2回試し、続けるかどうかを決めた", "Tried twice at home, then kept or dropped on purpose"),
        ),
        (
            Host,
            Trust,
            ("プロダクトの困りごとを、障害になる前に聞ける", "Hear of the product’s trouble before it is an incident"),
            (
                "留学のあと、そのチームからの相談が月に 1件は届く",
                "After the exchange, at least one consultation a month from that team",
            ),
        ),
        (
            Host,
            JointTool,
            ("手順書を、SRE でない人も使える形にする", "Make the runbooks work for people outside SRE"),
            ("留学者が 5本を実際に使い、つまずいた所を直した", "The guest has used five, and every stumble is mended"),
        ),
        (
            Home,
            JointTask,
            (
                "自プロダクトの監視とアラートを、自チームで直せる",
                "Mend the product’s own monitoring and alerts without asking",
            ),
            (
                "アラートルールの変更が 3件、SRE に頼まずに入った",
                "Three changes of alert rules made by the team itself",
            ),
        ),
        (
            Home,
            SreRole,
            ("プロダクトSRE の候補をもつ", "Have a candidate for Product SRE"),
            (
                "終わりの日までに、受け持つ範囲と控えの人が決まった",
                "By the last day, what they look after and who backs them up is settled",
            ),
        ),
    ],
    steps: &[
        (
            14,
            HomeManager,
            ("抜けるあいだの自チームの分担を決める", "Settle who does the guest’s work at home meanwhile"),
        ),
        (
            10,
            Buddy,
            ("リポジトリ、ダッシュボード、ログの権限をそろえる", "Get access to repositories, dashboards and logs"),
        ),
        (10, Buddy, ("監視とオンコールの道具にアカウントを作る", "Make accounts in monitoring and on-call tools")),
        (7, HostManager, ("オンコールのシャドーに入る週を決める", "Choose the weeks of shadowing on call")),
        (5, Buddy, ("チャンネルと定例に招く", "Invite the guest to channels and regular meetings")),
        (
            5,
            Buddy,
            (
                "最初のタスクを決める: 1週間で終わり、本番に出るもの",
                "Choose the first task: done in a week, and it reaches production",
            ),
        ),
        (
            3,
            Owner::Guest,
            ("手元の環境を作り、小さな変更を 1つ通す", "Set up the environment and get one small change through"),
        ),
        (3, Owner::Guest, ("SRE に聞きたいことを 5つ書き出す", "Write down five questions for SRE")),
    ],
    questions: &[
        (
            Mid,
            Guest,
            (
                "来る前と今とで、SRE の仕事の見え方はどう変わったか",
                "How has your picture of SRE’s work changed since you came?",
            ),
        ),
        (
            D90,
            Home,
            (
                "呼び出しのうち、自チームで閉じたものは増えたか",
                "Does your team close more of its own pages than before?",
            ),
        ),
    ],
    commitments: &[
        (Once, Owner::Guest, ("学んだことを自チームの会議で話す", "Tell your own team what you learned")),
        (Monthly, Owner::Guest, ("受け入れ担当と 30分話す", "Talk with the buddy for 30 minutes")),
        (Monthly, Buddy, ("自プロダクトのアラートを一緒に見直す", "Go through the product’s alerts together")),
    ],
};

//! A few hours a week: for teams that cannot spare anybody for long.

use super::BuiltIn;
use crate::exchange::side::AimKind::{JointTask, SreRole, Trust};
use crate::exchange::side::Side::{Guest, Home, Host};
use crate::market::moment::Cadence::{Monthly, Once};
use crate::market::moment::Moment::Mid;
use crate::market::moment::Owner::{self, Buddy, HomeManager};
use crate::market::shape::Shape;

pub(super) static TEMPLATE: BuiltIn = BuiltIn {
    slug: "hours-a-week",
    shape: Shape::Hours,
    name: ("週に数時間", "A few hours a week"),
    about: (
        "席は移さず、週に数時間だけ相手のチームと過ごす。人を長く出せないチームの、最初の一歩。",
        "Stay at your desk and spend a few hours a week with the other team. A first step for teams that cannot spare \
         anybody for long.",
    ),
    weeks: 8,
    share: 10,
    aims: &[
        (
            Guest,
            SreRole,
            ("相手のチームが毎週くり返している仕事を知る", "Know what the other team does week after week"),
            ("その仕事を 1つ、横について最後まで見た", "One piece of it followed to its end"),
        ),
        (
            Host,
            JointTask,
            (
                "小さくて前に進まない仕事を 1つ、一緒に片づける",
                "Finish one small thing together that never got its turn",
            ),
            ("決めたタスクが 1つ完了した", "The task that was chosen is done"),
        ),
        (
            Home,
            Trust,
            ("相手のチームに、いつ、どこまで聞けるかが分かる", "Know when, and how far, the other team may be asked"),
            (
                "チームのほかの人が、相手のチームに 1回相談した",
                "Somebody else of the team has asked them something, once",
            ),
        ),
    ],
    steps: &[
        (7, HomeManager, ("毎週の曜日と時間を空け、ほかの予定を入れない", "Keep the same hours free every week")),
        (5, Buddy, ("必要な権限だけをそろえる", "Get access to what is needed, and no more")),
        (5, Buddy, ("チャンネルと、週 1回の会に招く", "Invite the guest to the channel and to one meeting a week")),
        (
            3,
            Buddy,
            ("最初のタスクを決める: 2回分の時間で終わるもの", "Choose the first task: done within two sittings"),
        ),
        (1, Owner::Guest, ("知りたいことを 3つ書き出す", "Write down three things to find out")),
    ],
    questions: &[(
        Mid,
        Guest,
        (
            "取った時間は守れているか。守れない週は何があったか",
            "Are the hours kept? What happened in the weeks when they were not?",
        ),
    )],
    commitments: &[
        (
            Once,
            Owner::Guest,
            (
                "続けるか、長い留学にするかを 3者で決める",
                "Decide, all three sides, whether to stop, go on or make it longer",
            ),
        ),
        (Monthly, Owner::Guest, ("受け入れ担当と 30分話す", "Talk with the buddy for 30 minutes")),
    ],
};

//! What every template asks in feedback.

use super::Both;
use crate::exchange::side::Side::{self, Guest, Home, Host};
use crate::market::moment::Moment::{self, D30, D90, End, Mid};

pub(super) static COMMON: &[(Moment, Side, Both)] = &[
    (
        Mid,
        Guest,
        ("いまの進め方で、続けたいことと変えたいことは何か", "What should stay as it is now, and what should change?"),
    ),
    (
        Mid,
        Guest,
        ("受け入れチームに、まだ聞けていないことは何か", "What have you not yet been able to ask the host team?"),
    ),
    (
        Mid,
        Host,
        (
            "留学者に任せられるようになった仕事と、まだの仕事は何か",
            "Which work can the guest take on by now, and which not yet?",
        ),
    ),
    (
        Mid,
        Home,
        ("離れているあいだ、チームで足りなくなっていることは何か", "What is missing at home while they are away?"),
    ),
    (
        End,
        Guest,
        ("実現したいことのうち、届いたものと届かなかったものは何か", "Which aims were reached, and which were not?"),
    ),
    (
        End,
        Guest,
        (
            "受け入れチームのやり方で、自分のチームに持ち帰るものは何か",
            "What of the host team’s way will you take home?",
        ),
    ),
    (
        End,
        Guest,
        (
            "外からの目で気づいて、受け入れチームに伝えたいことは何か",
            "What did your outside view notice that the host team should hear?",
        ),
    ),
    (End, Host, ("留学者が来て、チームの何が変わったか", "What changed in your team because the guest was there?")),
    (End, Host, ("次に受け入れるとしたら、準備の何を変えるか", "What would you prepare differently next time?")),
    (
        End,
        Home,
        ("送り出して、チームは何を得て、何を後回しにしたか", "What did your team gain, and what did it put off?"),
    ),
    (D30, Guest, ("戻ってから、学んだことを何に使ったか", "What have you used since you came back?")),
    (
        D30,
        Host,
        ("留学者と最後に話したのは、いつ、何についてか", "When did you last talk with the guest, and about what?"),
    ),
    (D30, Home, ("戻った人から、チームに伝わったことは何か", "What has reached your team from the one who came back?")),
    (D90, Guest, ("3か月たって、いまも続けていることは何か", "What do you still do, three months later?")),
    (
        D90,
        Host,
        (
            "相手のチームからの相談は、前より早い段階で届くか",
            "Does the other team come to you earlier than it used to?",
        ),
    ),
    (D90, Home, ("もう一度だれかを送り出すか。その理由は何か", "Would you send somebody again, and why?")),
];

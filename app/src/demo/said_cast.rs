//! What people of the exchanges wrote to each other: at half the time, at the end, and long after.

use super::Both;
use super::exchange_cast::NONE;
use crate::exchange::Side;
use crate::feedback::Moment;
use crate::feedback::choose;
use crate::feedback::feedback::QuoteTo;

pub const EVERYBODY: &str = choose::EVERYBODY;

pub struct SaidCast {
    /// The exchange's number.
    pub exchange: i64,
    pub by: &'static str,
    pub side: Side,
    pub moment: Moment,
    /// Days from today, and the hour.
    pub day: i64,
    pub hour: i64,
    /// In the order of what is asked.
    pub answers: &'static [Both],
    pub free: Both,
    /// Of the guest, before and then.
    pub understanding: Option<(u8, u8)>,
    pub quote: Option<(QuoteTo, Both)>,
    /// Logins, or everybody who is named in it.
    pub readers: &'static [&'static str],
}

const fn said(
    by: &'static str,
    side: Side,
    moment: Moment,
    (day, hour): (i64, i64),
    answers: &'static [Both],
    readers: &'static [&'static str],
) -> SaidCast {
    SaidCast {
        exchange: 1,
        by,
        side,
        moment,
        day,
        hour,
        answers,
        free: NONE,
        understanding: None,
        quote: None,
        readers,
    }
}

pub static SAID: &[SaidCast] = &[
    said(
        "kubota",
        Side::Host,
        Moment::Mid,
        (-268, 11),
        &[
            Both(
                "「それは何のためのアラートですか」と毎回聞かれるので、答えられないものが見つかるようになった。9本は、だれも答えられなかった",
                "Being asked every time what an alert is for, we found those we cannot answer for. For nine nobody could",
            ),
            Both(
                "bot の役割を聞くところ。使う側の言葉で書けるのは青木さんのほうだと思う",
                "The part of the bot that asks for roles. Aoki has the words of those who use it, more than we do",
            ),
        ],
        &[EVERYBODY],
    ),
    SaidCast {
        free: Both(
            "定例の前提の話が速くて、最初の2週間は半分もついていけなかった。先に用語の一覧をもらえると助かる",
            "In the weekly you take much for granted. For two weeks I followed half of it. A list of words beforehand would help",
        ),
        understanding: Some((2, 3)),
        ..said(
            "aoki",
            Side::Guest,
            Moment::Mid,
            (-267, 18),
            &[
                Both(
                    "構成図を二人で描いたこと。自分のチームのものなのに、知らない依存が3つあった",
                    "Drawing the map together. It is my own team’s, and there were three dependencies I did not know",
                ),
                Both(
                    "見ている時間を減らして、手を動かす時間を増やしたい。bot を最後まで書き切りたい",
                    "Less looking on, more doing. I want to finish the bot",
                ),
            ],
            &["kubota", "saeki"],
        )
    },
    said(
        "morita",
        Side::Home,
        Moment::Mid,
        (-265, 17),
        &[
            Both(
                "並べ替えの改修を次の四半期に送った。レビューは石井が引き受けて、少し遅れている",
                "The rework of the sorting went to next quarter. Ishii took over the reviews, and they are a little late",
            ),
            Both(
                "夜の呼び出しを、うちだけで受けるとしたら何が足りないか",
                "What we would lack if we took the night pages by ourselves",
            ),
        ],
        &["aoki", "kubota"],
    ),
    SaidCast {
        free: Both(
            "半分の時間を空けてくれた石井さんと森田さんに感謝している",
            "My thanks to Ishii and Morita, who freed half of my time",
        ),
        understanding: Some((2, 4)),
        quote: Some((
            QuoteTo::Company,
            Both(
                "頼みにくいと思っていたのは、何をしているかを知らなかったから。早く聞いたほうが、お互いに早い。",
                "I found SRE hard to ask because I did not know what they do. Asking early is faster for both of us.",
            ),
        )),
        ..said(
            "aoki",
            Side::Guest,
            Moment::End,
            (-224, 17),
            &[
                Both(
                    "当番の引き継ぎで5分だけ話すこと。アラートの 1行目に、だれが困っているかを書くこと",
                    "Five minutes of talk at hand-off. And to say in an alert’s first line who is hit",
                ),
                Both(
                    "見張りではなく、止まらない仕組みを先に作る人たちだった。断られたことは一度もなかった",
                    "They are no guards: they build what keeps things from stopping. I was never turned away",
                ),
                Both(
                    "最初の週に構成図を描くとよい。知らないことが、聞いてよいことになる",
                    "Draw the map in the first week. What one does not know becomes what one may ask",
                ),
            ],
            &[EVERYBODY],
        )
    },
    SaidCast {
        quote: Some((
            QuoteTo::Company,
            Both(
                "アラートを 24本から 15本にできたのは、「これで何をすればよいですか」と聞き続けてくれた人がいたから。",
                "We came from 24 alerts to 15 because somebody kept asking what to do about them.",
            ),
        )),
        ..said(
            "kubota",
            Side::Host,
            Moment::End,
            (-223, 14),
            &[
                Both(
                    "手順書が、書いた本人にしか読めなかった。前提が3つ抜けていた",
                    "That only their authors could read our runbooks: three things were taken for granted",
                ),
                Both(
                    "最初の2週間に、用語と定例の背景を話す時間を取る。権限の準備も、もう1週間早く始める",
                    "Take time in the first two weeks for words and background. And start a week earlier with access",
                ),
            ],
            &[EVERYBODY],
        )
    },
    SaidCast {
        quote: Some((
            QuoteTo::People,
            Both(
                "抜けた分の負担は小さくなかった。それでも、夜に呼ばれて困る回数が減ったので、もう一度送り出したい。",
                "To be one short was not cheap. Yet we are at a loss less often at night, and would do it again.",
            ),
        )),
        ..said(
            "morita",
            Side::Home,
            Moment::End,
            (-219, 16),
            &[
                Both(
                    "索引のアラートを、自分たちで直せる人が増えた。手順書が 3本、どれも使われている",
                    "More of us can settle the index’s alerts. There are three runbooks, and all are used",
                ),
                Both(
                    "先に送る仕事を、始まる前に決めておく。途中で決めたので、石井に寄った",
                    "Decide before it begins what is put off. We did it half-way, and it fell to Ishii",
                ),
            ],
            &["kubota", "saeki"],
        )
    },
    SaidCast {
        understanding: Some((2, 4)),
        ..said(
            "aoki",
            Side::Guest,
            Moment::D30,
            (-196, 18),
            &[
                Both(
                    "引き継ぎの5分と、アラートの 1行目。bot は本番で 5回使った",
                    "The five minutes at hand-off and the first line. The bot was used five times for real",
                ),
                Both(
                    "検索のダッシュボードは権限の更新待ちで、まだ自分で直せない",
                    "I cannot change the dashboards of Search yet: the permission is to be renewed",
                ),
            ],
            &[EVERYBODY],
        )
    },
    said(
        "kubota",
        Side::Host,
        Moment::D30,
        (-194, 11),
        &[
            Both(
                "bot は SREの全員が使っている。役割を聞く文は、青木さんが書いたまま",
                "All of SRE use the bot. How it asks for roles is as Aoki wrote it",
            ),
            Both(
                "月に1回、定例に来てもらっている。設計の前の相談が 2件あった",
                "Once a month Aoki joins our weekly. There were two questions before a design",
            ),
        ],
        &[EVERYBODY],
    ),
    said(
        "morita",
        Side::Home,
        Moment::D30,
        (-193, 15),
        &[
            Both(
                "引き継ぎで話すようになった。アラートを消すかどうかを、チームで決めている",
                "We talk at hand-off. Whether an alert goes is decided by the team",
            ),
            Both(
                "索引の作り直しは、夜でも SREを呼ばずに片づく",
                "Rebuilding the index is settled without SRE, at night too",
            ),
        ],
        &["aoki", "kubota"],
    ),
    SaidCast {
        understanding: Some((2, 5)),
        quote: Some((
            QuoteTo::Company,
            Both(
                "3か月たって残っているのは、覚えた手順より、聞ける相手の顔だった。",
                "What is left after three months is less the steps I learnt than the faces of those I can ask.",
            ),
        )),
        ..said(
            "aoki",
            Side::Guest,
            Moment::D90,
            (-136, 17),
            &[
                Both(
                    "引き継ぎの5分は、検索チームの決まりになった。手順書は 4本目を石井さんが書いた",
                    "The five minutes are a rule at Search by now. Ishii wrote the fourth runbook",
                ),
                Both(
                    "控えと休みが重なる週がある。だれが代わるかは、まだ決まっていない",
                    "In some weeks my backup and I are both away. Who stands in is not settled",
                ),
            ],
            &[EVERYBODY],
        )
    },
    said(
        "kubota",
        Side::Host,
        Moment::D90,
        (-135, 10),
        &[
            Both(
                "手順書の前提を書く欄は、ほかの 11本にも足した",
                "We added the field for what is taken for granted to eleven more runbooks",
            ),
            Both("配送チームからも「次はうちから」と声がかかった", "Delivery asked to be next"),
        ],
        &[EVERYBODY],
    ),
    SaidCast {
        free: Both(
            "次に送り出すなら、オンコールの当番に入るところまでを約束にしたい",
            "Next time I would make it an aim to be on the rota",
        ),
        ..said(
            "morita",
            Side::Home,
            Moment::D90,
            (-134, 16),
            &[
                Both(
                    "青木がプロダクトSREになり、信頼性の相談はまず青木に集まる",
                    "Aoki is Product SRE, and questions of reliability go there first",
                ),
                Both(
                    "検索の呼び出しの一次対応。二次だけ SREに頼んでいる",
                    "First response to the pages of Search. Only the second line is SRE’s",
                ),
            ],
            &[EVERYBODY],
        )
    },
    SaidCast {
        exchange: 2,
        understanding: Some((2, 3)),
        ..said(
            "mizuno",
            Side::Guest,
            Moment::Mid,
            (-5, 18),
            &[
                Both(
                    "シャドー当番のあと、佐伯さんと 10分だけ振り返ること。なぜその順に見たのかが分かる",
                    "Ten minutes with Saeki after each shadow shift: I learn why things are looked at in that order",
                ),
                Both(
                    "火曜が会議で埋まる。手順書を書く時間を、先に押さえておきたい",
                    "Tuesdays fill up with meetings. I want time for runbooks set aside first",
                ),
            ],
            &["saeki"],
        )
    },
];

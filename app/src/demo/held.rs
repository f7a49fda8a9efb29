//! What the people of the first exchange planned and held, and the discussion about SRE at its two ends.

use jiff::SignedDuration;
use ryugaku_kernel::{Cx, Lang, Outcome, Time};
use ryugaku_ledger::Tx;

use super::Both;
use super::exchanges::{at, day_of};
use super::settle::Company;
use crate::needs::discussion::Texts;
use crate::needs::hold::{self, DiscussionChange, NewDiscussion};
use crate::needs::need::{Kind, State};
use crate::needs::{answer, ask, turn as need_turn};
use crate::plan::add::{self, NewItem};
use crate::plan::item::{ItemKind, ItemState};
use crate::plan::turn;

/// Something that is done at a time.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Step {
    Plan,
    Talk,
    Answer,
    Meet,
    Planned(usize),
    TalkAgain,
}

/// How many needs came of it: numbers of later ones begin after these.
pub const NEEDS: i64 = 3;

/// The exchange's number, and its guest and buddy.
const EXCHANGE: i64 = 1;
const GUEST: &str = "aoki";
const BUDDY: &str = "kubota";

struct ItemCast {
    /// Days from today, the hour, and for how many.
    day: i64,
    hour: i64,
    hours: i64,
    kind: ItemKind,
    title: Both,
    aim: &'static str,
    state: ItemState,
}

const fn item(when: (i64, i64, i64), kind: ItemKind, title: Both, aim: &'static str) -> ItemCast {
    ItemCast { day: when.0, hour: when.1, hours: when.2, kind, title, aim, state: ItemState::Done }
}

const ITEMS: &[ItemCast] = &[
    item((-301, 13, 2), ItemKind::Pairing, Both("検索の構成図を二人で描く", "Draw the map of Search together"), "h1"),
    item((-292, 14, 2), ItemKind::TaskWork, Both("アラート24本を棚卸しする", "Go over the 24 alerts"), "g1"),
    item((-280, 13, 3), ItemKind::Pairing, Both("bot: 部屋を開くところ", "The bot: opening the room"), "g2"),
    item((-266, 16, 1), ItemKind::Discussion, Both("中間の話し合い", "Mid-term talk"), "m1"),
    item(
        (-259, 10, 1),
        ItemKind::Meeting,
        Both("プロダクションMTG(配送)に陪席", "Sit in on Delivery’s production meeting"),
        "m1",
    ),
    ItemCast {
        state: ItemState::Absent,
        ..item((-252, 14, 2), ItemKind::Drill, Both("障害訓練「索引が壊れた」", "Drill: the index is broken"), "g1")
    },
    item(
        (-245, 10, 1),
        ItemKind::Meeting,
        Both("セキュリティ改善MTG に陪席", "Sit in on the security improvement meeting"),
        "m1",
    ),
    item((-228, 16, 1), ItemKind::Other, Both("検索チームの勉強会で話す", "Speak at Search’s study hour"), "g1"),
];

const IMAGE_BEFORE: Both = Both(
    "忙しそうで、頼みにくい。障害のときに来てくれる人たち。ふだん何をしているかは知らない",
    "Busy, and hard to ask. They come when something breaks. What they do all day, we do not know",
);
const IMAGE_AFTER: Both = Both(
    "止まらない仕組みを、先に作っている人たち。困ってからより、迷ったときに聞くほうが早い",
    "They build what keeps things from stopping. To ask when in doubt is faster than to ask when stuck",
);
const PROBLEMS: [Both; 2] = [
    Both(
        "索引が古くなっても、検索チームは朝まで気づかない",
        "When the index grows old, Search does not notice until morning",
    ),
    Both("だれに何を頼んでよいかが分からず、相談が遅れる", "We ask late, because we do not know whom to ask for what"),
];
const EXPECTATION: Both =
    Both("しきい値を決めるとき、いっしょに数字を見てほしい", "Look at the numbers with us when we set thresholds");
const ANSWER: Both = Both(
    "水曜の 16時に 30分、数字を見る時間を置く。検索チームのだれが来てもよい",
    "Wednesdays at four, half an hour with the numbers. Anybody from Search may come",
);
const WHOM_TO_ASK: Both = Both(
    "SREチームのページに、引き受けること、引き受けないこと、聞き方を書いた",
    "The SRE team’s page now says what we do, what we do not, and how to ask",
);
const MET: Both = Both(
    "IndexStale を 25分で鳴らすようにした。夜のうちに気づいたことが 2回",
    "IndexStale now fires after 25 minutes. Twice it was noticed at night",
);

/// When what is done.
pub fn steps(now: Time) -> Vec<(Time, Step)> {
    let mut steps = vec![
        (at(now, -308, 10), Step::Plan),
        (at(now, -308, 12), Step::Talk),
        (at(now, -300, 11), Step::Answer),
        (at(now, -262, 15), Step::Meet),
        (at(now, -231, 16), Step::TalkAgain),
    ];
    for (place, item) in ITEMS.iter().enumerate() {
        steps.push((at(now, item.day, item.hour + item.hours), Step::Planned(place)));
    }
    steps
}

/// `cx` stands at the time of the step.
pub async fn go(tx: &mut Tx, company: &Company, cx: &Cx, lang: Lang, now: Time, step: Step) -> Outcome<()> {
    let (guest, buddy) = (company.cx(cx, GUEST), company.cx(cx, BUDDY));
    match step {
        Step::Plan => {
            for item in ITEMS {
                let from = at(now, item.day, item.hour);
                let new = NewItem {
                    title: item.title.get(lang).into(),
                    kind: item.kind,
                    from,
                    until: from.plus(SignedDuration::from_hours(item.hours)),
                    place: String::new(),
                    link: String::new(),
                    aims: vec![item.aim.into()],
                    invited: vec![company.name(BUDDY).into()],
                    proposed: false,
                };
                add::add(tx, &guest, EXCHANGE, new).await?;
            }
        }
        Step::Planned(place) => {
            let ordinal = i64::try_from(place).unwrap_or(0) + 1;
            turn::set_state(tx, &guest, EXCHANGE, ordinal, None, ITEMS[place].state).await?;
        }
        Step::Talk => talk(tx, company, &buddy, lang).await?,
        Step::Answer => {
            answer::answer(tx, &buddy, 2, WHOM_TO_ASK.get(lang)).await?;
            answer::answer(tx, &buddy, 3, ANSWER.get(lang)).await?;
        }
        Step::Meet => drop(need_turn::set_state(tx, &buddy, 1, None, State::Met, MET.get(lang)).await?),
        Step::TalkAgain => {
            let change =
                DiscussionChange { image_after: Some(IMAGE_AFTER.get(lang).into()), ..DiscussionChange::default() };
            hold::change(tx, &buddy, 1, None, change).await?;
        }
    }
    Ok(())
}

async fn talk(tx: &mut Tx, company: &Company, buddy: &Cx, lang: Lang) -> Outcome<()> {
    let problems = PROBLEMS.map(|problem| problem.get(lang));
    let new = NewDiscussion {
        day: day_of(buddy.now()),
        team: "search".into(),
        exchange: Some(format!("EX-{EXCHANGE}")),
        people: vec![company.name(GUEST).into(), company.name("morita").into()],
        texts: Texts {
            image_before: IMAGE_BEFORE.get(lang).into(),
            problems: problems.join("\n"),
            expectations: EXPECTATION.get(lang).into(),
            image_after: String::new(),
        },
    };
    let count = hold::hold(tx, buddy, new).await?.count;
    for problem in problems {
        ask::from_line(tx, buddy, count, Kind::Problem, problem).await?;
    }
    ask::from_line(tx, buddy, count, Kind::Expectation, EXPECTATION.get(lang)).await.map(drop)
}

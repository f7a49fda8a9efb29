//! What grew beside the exchanges of the example organisation: days of the programme, offers and wishes, learnings and who
//! adopted them, a discussion and its needs, Product SREs, a week's plan.

use jiff::civil::Date;
use jiff::{SignedDuration, ToSpan};
use ryugaku_kernel::{Cx, Lang, Outcome, Time};
use ryugaku_ledger::Tx;

use super::Both;
use super::settle::Company;
use crate::learnings::answer::AnswerKind;
use crate::learnings::write::NewLearning;
use crate::learnings::{publish, reply, write};
use crate::market::make_offer::{self, NewOffer};
use crate::market::make_wish::{self, NewWish};
use crate::market::shape::Shape;
use crate::market::wish::WishReaders;
use crate::needs::discussion::Texts;
use crate::needs::hold::{self, NewDiscussion};
use crate::needs::need::Kind;
use crate::needs::{answer, ask};
use crate::plan::add::{self, NewItem};
use crate::plan::item::{ItemKind, ItemState};
use crate::plan::turn;
use crate::programme::milestone::MilestoneKind;
use crate::programme::product_sre::appoint::{self, NewAppointment};
use crate::programme::record_milestone::{self, NewMilestone};

/// Something that is done at a time.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Step {
    Days,
    Learn(usize),
    Adopt(usize, usize),
    Appoint,
    Talk,
    Answer,
    Plan,
    Planned(usize),
    Market,
}

struct LearningCast {
    by: &'static str,
    /// Days from today.
    day: i64,
    exchange: &'static str,
    title: Both,
    body: Both,
    products: &'static [&'static str],
    /// Who adopted it for which team, and the day.
    adopted: &'static [(&'static str, &'static str, i64)],
}

static LEARNINGS: &[LearningCast] = &[
    LearningCast {
        by: "aoki",
        day: -230,
        exchange: "EX-1",
        title: Both("引き継ぎで5分だけ話す", "Talk five minutes at hand-off"),
        body: Both(
            "当番が替わるとき、**5分だけ声で話す**。書いたものだけでは、気になっていることが伝わらない。",
            "When the rota changes, **talk for five minutes**. What one worries about does not fit into the note.",
        ),
        products: &["search", "checkout", "accounts", "delivery"],
        adopted: &[("morita", "search", -220), ("fujisaki", "payments", -180), ("sakai", "delivery", -90)],
    },
    LearningCast {
        by: "mizuno",
        day: -20,
        exchange: "EX-2",
        title: Both("呼び出しの理由を1行目に書く", "Say why you page in line one"),
        body: Both(
            "夜中に読むものは、1行目がすべて。\n\n1. 何が起きたか\n2. だれが困っているか\n3. どこを見るか",
            "At night the first line is all that is read.\n\n1. What happened\n2. Who is hit\n3. Where to look",
        ),
        products: &["checkout", "search"],
        adopted: &[("okawa", "payments", -14), ("ishii", "search", -6)],
    },
    LearningCast {
        by: "mizuno",
        day: -9,
        exchange: "EX-2",
        title: Both("しきい値は件数でなく割合で決める", "Set thresholds on shares, not counts"),
        body: Both("件数のしきい値は、アクセスが増えるだけで鳴る。", "A count fires as soon as there is more traffic."),
        products: &["search", "accounts", "delivery"],
        adopted: &[],
    },
];

const PLAN: &[(i64, i64, i64, ItemKind, Both)] = &[
    (-2, 10, 2, ItemKind::Meeting, Both("プロダクションMTG(検索)", "Production meeting (Search)")),
    (-2, 13, 2, ItemKind::Pairing, Both("手順書を二人で書く", "Write a runbook together")),
    (0, 14, 2, ItemKind::Drill, Both("障害訓練「決済が止まる」", "Drill: checkout stops")),
    (0, 16, 1, ItemKind::Discussion, Both("受け入れ担当と話す", "Talk with the buddy")),
    (5, 13, 2, ItemKind::TaskWork, Both("再試行の上限を決める", "Cap the retries")),
];

/// When what is done, up to now.
pub fn steps(now: Time) -> Vec<(Time, Step)> {
    let at = |day: i64, hour: i64| super::exchanges::at(now, day, hour);
    let mut steps = vec![
        (at(-540, 9), Step::Days),
        (at(-210, 10), Step::Appoint),
        (at(-38, 15), Step::Talk),
        (at(-36, 11), Step::Answer),
        (at(-12, 11), Step::Market),
        (at(-8, 10), Step::Plan),
    ];
    for (which, learning) in LEARNINGS.iter().enumerate() {
        steps.push((at(learning.day, 17), Step::Learn(which)));
        for (place, (_, _, day)) in learning.adopted.iter().enumerate() {
            steps.push((at(*day, 11), Step::Adopt(which, place)));
        }
    }
    for (place, (day, hour, hours, ..)) in PLAN.iter().enumerate() {
        steps.push((at(*day, hour + hours), Step::Planned(place)));
    }
    steps.retain(|(at, _)| *at < now);
    steps
}

/// `cx` stands at the time of the step.
pub async fn go(tx: &mut Tx, company: &Company, cx: &Cx, lang: Lang, now: Time, step: Step) -> Outcome<()> {
    let by = |login: &str| company.cx(cx, login);
    let today = super::exchanges::day_of(now);
    let day = |days: i64| today.saturating_add(jiff::Span::new().days(days));
    match step {
        Step::Days => return days(tx, &by("saeki"), today).await,
        Step::Learn(which) => {
            let learning = &LEARNINGS[which];
            let new = NewLearning {
                title: learning.title.get(lang).into(),
                body: learning.body.get(lang).into(),
                exchange: Some(learning.exchange.into()),
                products: learning.products.iter().map(|product| (*product).into()).collect(),
                services: Vec::new(),
                teams: Vec::new(),
            };
            let count = write::write(tx, &by(learning.by), new).await?.count;
            publish::publish(tx, &by(learning.by), count, None).await?;
        }
        Step::Adopt(which, place) => {
            let (login, team, _) = LEARNINGS[which].adopted[place];
            let count = i64::try_from(which).unwrap_or(0) + 1;
            reply::reply(
                tx,
                &by(login),
                count,
                team,
                AnswerKind::Adopted,
                Some(super::exchanges::day_of(cx.now())),
                ADOPTED.get(lang),
            )
            .await?;
        }
        Step::Appoint => {
            let new = NewAppointment {
                person: company.name("aoki").into(),
                backup: Some(company.name("ishii").into()),
                from: None,
                exchange: Some("EX-1".into()),
            };
            appoint::appoint(tx, &by("morita"), "search", new).await?;
        }
        Step::Talk => {
            let new = NewDiscussion {
                day: super::exchanges::day_of(cx.now()),
                team: "payments".into(),
                exchange: Some("EX-2".into()),
                people: vec![company.name("saeki").into()],
                texts: Texts {
                    image_before: IMAGE.get(lang).into(),
                    problems: PROBLEM.get(lang).into(),
                    expectations: EXPECTATION.get(lang).into(),
                    image_after: String::new(),
                },
            };
            let count = hold::hold(tx, &by("mizuno"), new).await?.count;
            ask::from_line(tx, &by("mizuno"), count, Kind::Problem, PROBLEM.get(lang)).await?;
            ask::from_line(tx, &by("mizuno"), count, Kind::Expectation, EXPECTATION.get(lang)).await?;
        }
        Step::Answer => drop(answer::answer(tx, &by("saeki"), super::held::NEEDS + 1, ANSWER.get(lang)).await?),
        Step::Plan => return planned(tx, &by("mizuno"), company, lang, now).await,
        Step::Planned(place) => {
            let ordinal = i64::try_from(place).unwrap_or(0) + 1;
            turn::set_state(tx, &by("mizuno"), 2, ordinal, None, ItemState::Done).await?;
        }
        Step::Market => market(tx, company, cx, lang, day(35)).await?,
    }
    Ok(())
}

const ADOPTED: Both = Both("当番の手順に入れた", "Part of our on-call routine now");
const IMAGE: Both = Both("見張っている人たち。頼みにくい", "Those who keep watch; hard to ask");
const PROBLEM: Both =
    Both("アラートの半分は、何をすればよいか分からない", "Of half the alerts nobody knows what to do");
const EXPECTATION: Both = Both("設計のときに、一度見てほしい", "Look at a design once, before it is built");
const ANSWER: Both = Both(
    "来週から、決済のアラートを 30分ずついっしょに見る",
    "From next week on we go over your alerts for half an hour",
);

/// Since when the SRE team works with whom.
async fn days(tx: &mut Tx, cx: &Cx, today: Date) -> Outcome<()> {
    let ago = |days: i64| today.saturating_sub(jiff::Span::new().days(days));
    for (kind, team, day) in [
        (MilestoneKind::Founded, "sre", ago(2040)),
        (MilestoneKind::TakenOn, "payments", ago(1860)),
        (MilestoneKind::TakenOn, "search", ago(1620)),
        (MilestoneKind::TakenOn, "accounts", ago(1310)),
        (MilestoneKind::MeetingsBegun, "payments", ago(1200)),
        (MilestoneKind::MeetingsBegun, "search", ago(900)),
        (MilestoneKind::TakenOn, "delivery", ago(690)),
    ] {
        record_milestone::record(tx, cx, NewMilestone { kind, team: Some(team.into()), day, what: String::new() })
            .await?;
    }
    Ok(())
}

async fn planned(tx: &mut Tx, cx: &Cx, company: &Company, lang: Lang, now: Time) -> Outcome<()> {
    for (day, hour, hours, kind, title) in PLAN {
        let from = super::exchanges::at(now, *day, *hour);
        let new = NewItem {
            title: title.get(lang).into(),
            kind: *kind,
            from,
            until: from.plus(SignedDuration::from_hours(*hours)),
            place: String::new(),
            link: String::new(),
            aims: vec!["g1".into()],
            invited: vec![company.name("saeki").into()],
            proposed: false,
        };
        add::add(tx, cx, 2, new).await?;
    }
    Ok(())
}

async fn market(tx: &mut Tx, company: &Company, cx: &Cx, lang: Lang, from_day: Date) -> Outcome<()> {
    let what = Both("オンコールを始める人", "Somebody who starts on-call");
    let offer = NewOffer {
        team: "sre".into(),
        what: what.get(lang).into(),
        shape: Shape::ProductToSre,
        from_day,
        until_day: None,
        weeks: 12,
        share: 40,
        places: 1,
        buddy: company.name("nanjo").into(),
    };
    make_offer::make(tx, &company.cx(cx, "nanjo"), offer).await?;
    for (login, what, shape) in [
        ("yajima", Both("オンコールの始め方", "How to start on-call"), Some(Shape::ProductToSre)),
        ("kubota", Both("決済の締め処理", "How checkout closes a day"), None),
    ] {
        let wish = NewWish {
            person: "me".into(),
            what: what.get(lang).into(),
            team: String::new(),
            shape,
            earliest_day: from_day.saturating_sub(10.days()),
            latest_day: None,
            weeks: 8,
            share: 20,
            readers: WishReaders::Everybody,
        };
        make_wish::make(tx, &company.cx(cx, login), wish).await?;
    }
    Ok(())
}

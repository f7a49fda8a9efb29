//! The drills of the example organisation: one that is over, in which some was late and some was forgotten, and one that goes on.

use std::collections::HashMap;

use jiff::SignedDuration;
use ryugaku_kernel::{Cx, Failure, Lang, Outcome, Time};
use ryugaku_ledger::Tx;

use super::exchanges::{at, day_of};
use super::settle::Company;
use super::{Both, played};
use crate::backlog::add::NewTask;
use crate::drills::{Turn, run, turn_clock};
use crate::incidents::circle::Circle;
use crate::incidents::open::open;
use crate::incidents::role::Role;
use crate::incidents::status::Status;
use crate::incidents::{answer, commander, follow_up, note, roles, status_update, turn};

/// Counts of drills, by the scenario they are played from.
pub type Counts = HashMap<usize, i64>;

#[derive(Clone, Copy)]
enum Act {
    Open,
    /// Read out, by its number.
    Inject(i64),
    /// The clock, by so many minutes.
    Forward(i64),
    Take(Role),
    Update(Circle, Both),
    /// Somebody who must know, as the policy that comes with the program names them.
    Told(Both),
    Note(Both),
    Identify,
    Resolve(Both),
    Judge(i64, bool),
    Learn(Both),
    Task(Both),
    WithoutPostmortem(Both),
    Close,
}

#[derive(Clone, Copy)]
struct Move {
    scenario: usize,
    /// Since it was opened, on the wall.
    minute: i64,
    by: &'static str,
    act: Act,
}

const fn over(minute: i64, by: &'static str, act: Act) -> Move {
    Move { scenario: 1, minute, by, act }
}

const fn going_on(minute: i64, by: &'static str, act: Act) -> Move {
    Move { scenario: 2, minute, by, act }
}

const MOVES: &[Move] = &[
    over(0, "kubota", Act::Open),
    over(1, "kubota", Act::Inject(1)),
    over(3, "okawa", Act::Take(Role::Commander)),
    over(6, "tamura", Act::Take(Role::Communications)),
    over(7, "fujisaki", Act::Take(Role::Responder)),
    over(
        9,
        "okawa",
        Act::Note(Both(
            "直前のデプロイはない。カード会社に聞きながら、こちらの設定も見る",
            "Nothing was deployed. We ask the card company and look at our own settings meanwhile",
        )),
    ),
    over(10, "kubota", Act::Inject(2)),
    over(
        12,
        "tamura",
        Act::Update(
            Circle::Inside,
            Both(
                "決済の 4割が失敗している。原因は調べている。指揮は大川、対応は藤崎",
                "40% of payments fail, cause unknown. Okawa commands, Fujisaki repairs",
            ),
        ),
    ),
    over(14, "kubota", Act::Forward(10)),
    over(15, "kubota", Act::Inject(3)),
    over(16, "tamura", Act::Told(Both("カスタマーサポート", "Customer support"))),
    over(17, "nanjo", Act::Take(Role::Scribe)),
    over(
        18,
        "tamura",
        Act::Update(
            Circle::Stakeholders,
            Both(
                "一部の決済が失敗しています。復旧の見込みは 30分後にあらためて伝えます",
                "Some payments fail. In 30 minutes we will say when it may be over",
            ),
        ),
    ),
    over(20, "kubota", Act::Forward(10)),
    over(21, "kubota", Act::Inject(4)),
    over(
        22,
        "tamura",
        Act::Update(
            Circle::Inside,
            Both(
                "指揮の大川と連絡が取れない。カード会社に異常はない",
                "Okawa, who commands, cannot be reached. All is well at the card company",
            ),
        ),
    ),
    over(26, "fujisaki", Act::Take(Role::Commander)),
    over(28, "kubota", Act::Forward(5)),
    over(29, "kubota", Act::Inject(5)),
    over(
        31,
        "fujisaki",
        Act::Note(Both(
            "先週金曜の設定を戻す。南條と二人で確かめた",
            "Friday’s setting goes back; Nanjo has checked it, too",
        )),
    ),
    over(32, "fujisaki", Act::Identify),
    over(
        37,
        "fujisaki",
        Act::Resolve(Both("設定を戻し、5xx がなくなった", "The setting is back, and nothing fails any more")),
    ),
    over(39, "tamura", Act::Update(Circle::Stakeholders, Both("決済は復旧しました", "Payments work again"))),
    over(52, "kubota", Act::Judge(1, true)),
    over(53, "kubota", Act::Judge(2, false)),
    over(54, "kubota", Act::Judge(3, true)),
    over(
        55,
        "kubota",
        Act::Learn(Both(
            "- 連絡担当が早く決まり、最初の報告は間に合った\n- 指揮官が落ちてから 5分、だれも指揮していなかった。**次に指揮する人**を、はじめに決めておく\n- 経営層に知らせることは、だれも思い出さなかった",
            "- Communications had somebody early, and the first updates were in time\n- When the commander dropped out, nobody commanded for 5 minutes. Name **who commands next** at the start\n- Nobody remembered to tell the executives",
        )),
    ),
    over(56, "kubota", Act::Task(Both("指揮官の代わりを決める手順を書く", "Write down how a commander is replaced"))),
    over(
        57,
        "fujisaki",
        Act::WithoutPostmortem(Both("訓練なので、振り返りで足りる", "It was a drill: the debrief is enough")),
    ),
    over(58, "fujisaki", Act::Close),
    going_on(0, "hirai", Act::Open),
    going_on(1, "hirai", Act::Inject(1)),
    going_on(3, "morita", Act::Take(Role::Commander)),
    going_on(6, "hirai", Act::Forward(10)),
    going_on(8, "ishii", Act::Take(Role::Responder)),
    going_on(
        10,
        "morita",
        Act::Note(Both(
            "1時の索引作り直しのあとから 0件になっている",
            "Nothing is found since the index was built at one",
        )),
    ),
    going_on(
        12,
        "morita",
        Act::Update(
            Circle::Inside,
            Both("検索が 0件を返している。戻し方を 2つ考えている", "Searches find nothing. We weigh two ways back"),
        ),
    ),
];

/// When which move is made.
pub fn times(now: Time) -> Vec<(Time, usize)> {
    let begins = |scenario| match scenario {
        1 => at(now, -12, 14),
        _ => now.minus(SignedDuration::from_mins(18)),
    };
    let time = |made: &Move| begins(made.scenario).plus(SignedDuration::from_mins(made.minute));
    MOVES.iter().map(time).zip(0..).collect()
}

/// `cx` stands at the time of the move.
pub async fn play(
    tx: &mut Tx,
    company: &Company,
    cx: &Cx,
    lang: Lang,
    counts: &mut Counts,
    which: usize,
) -> Outcome<()> {
    let Move { scenario, by, act, .. } = MOVES[which];
    let cx = &company.cx(cx, by);
    if let Act::Open = act {
        let count = open(tx, cx, played::drill(scenario, lang)).await?.count;
        counts.insert(scenario, count);
        return Ok(());
    }
    let count = counts.get(&scenario).copied().ok_or(Failure::NotFound("incident"))?;
    match act {
        Act::Open => Ok(()),
        Act::Inject(number) => run::give(tx, cx, count, number).await.map(drop),
        Act::Forward(minutes) => turn_clock::turn(tx, cx, count, Turn::Forward(minutes)).await.map(drop),
        Act::Take(Role::Commander) => commander::take(tx, cx, count).await.map(drop),
        Act::Take(role) => roles::take(tx, cx, count, role).await.map(drop),
        Act::Update(circle, text) => status_update::send(tx, cx, count, circle, None, text.get(lang)).await.map(drop),
        Act::Told(name) => answer::told(tx, cx, count, &format!("tell/{}", name.get(lang))).await.map(drop),
        Act::Note(text) => note::write(tx, cx, count, text.get(lang)).await.map(drop),
        Act::Identify => turn::set_status(tx, cx, count, None, Status::Identified).await.map(drop),
        Act::Resolve(line) => turn::resolve(tx, cx, count, None, line.get(lang)).await.map(drop),
        Act::Judge(number, reached) => run::judge(tx, cx, count, number, Some(reached)).await.map(drop),
        Act::Learn(text) => run::learnt(tx, cx, count, None, text.get(lang)).await.map(drop),
        Act::Task(title) => {
            let new = NewTask {
                title: title.get(lang).into(),
                assignee: Some(company.name("tamura").to_owned()),
                due: Some(day_of(cx.now().plus(SignedDuration::from_hours(24 * 21)))),
                ..NewTask::default()
            };
            follow_up::follow_up(tx, cx, count, new).await.map(drop)
        }
        Act::WithoutPostmortem(reason) => {
            answer::not_needed(tx, cx, count, "close/postmortem", reason.get(lang)).await.map(drop)
        }
        Act::Close => turn::close(tx, cx, count, None).await.map(drop),
    }
}

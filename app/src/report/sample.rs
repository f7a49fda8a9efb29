//! Reports for tests: a small one, an empty one, and one that is as long as it may become.

use jiff::civil::date;

use super::super::aim_line::{AimLine, Standing, WeekMarks};
use super::super::audience::Audience;
use super::super::wording::Wording;
use super::*;
use crate::exchange::{AimKind, Side};

pub fn aim() -> AimLine {
    AimLine {
        mark: "g1".into(),
        side: Side::Guest,
        ordinal: 1,
        kind: AimKind::SreRole,
        what: "一次オンコールを一人で".into(),
        how_to_tell: "シャドー 8回のあと、助けなし 2回".into(),
        unit: "回".into(),
        baseline: Some(0.0),
        target: Some(8.0),
        reading: Some(5.0),
        progress: Some(0.625),
        result: None,
        result_note: String::new(),
        evidence: 3,
        weeks: vec![WeekMarks { week: 1, auto: 1, written: 0 }, WeekMarks { week: 6, auto: 1, written: 1 }],
        standing: Standing::Moving,
    }
}

pub fn empty() -> Report {
    Report {
        number: "EX-12".into(),
        audience: Audience::Inside,
        state: State::Active,
        paused: false,
        day: date(2026, 11, 19),
        home_team: "決済".into(),
        host_team: "SRE".into(),
        people: vec![Named { role: Role::Guest, name: "水野 遥".into() }],
        way: Way {
            from: date(2026, 10, 5),
            mid: date(2026, 11, 14),
            until: date(2026, 12, 25),
            weeks: 12,
            week: Some(7),
            along: 0.555,
            share: 40,
            rhythm: String::new(),
        },
        why: String::new(),
        words: Wording::default(),
        aims: Vec::new(),
        amended: None,
        plan: None,
        ready: None,
        diary: Diary::default(),
        outcomes: Vec::new(),
        learnings: Vec::new(),
        quotes: Vec::new(),
        follow_ups: Vec::new(),
        product_sres: Vec::new(),
        capacity: Some(Capacity { agreed: 2.0, mean: None, n: 0, weeks: Vec::new(), put_off: Vec::new() }),
    }
}

pub fn report() -> Report {
    let second = AimLine {
        mark: "h1".into(),
        side: Side::Host,
        what: "MTGの準備を 90 → 20分".into(),
        how_to_tell: "開催ごとの準備時間".into(),
        unit: "分".into(),
        baseline: Some(90.0),
        target: Some(20.0),
        reading: None,
        progress: None,
        evidence: 0,
        weeks: Vec::new(),
        standing: Standing::Unmeasured,
        ..aim()
    };
    let group = |kind, auto, written, examples: &[&str]| Group {
        kind,
        auto,
        written,
        examples: examples.iter().map(|text| (*text).to_owned()).collect(),
    };
    Report {
        words: Wording {
            closing: "夜中に読むものは、1行目がすべてだった".into(), ..Wording::default()
        },
        aims: vec![aim(), second],
        amended: Some(vec!["days"]),
        plan: Some(Done { done: 24, all: 31 }),
        ready: Some(Done { done: 4, all: 4 }),
        diary: Diary {
            auto: 4,
            written: 1,
            evidence: 3,
            more: false,
            groups: vec![
                group(Kind::Discussion, 0, 1, &["SREのイメージを話した"]),
                group(Kind::ProductSre, 1, 0, &["RT-7 に着手した"]),
                group(Kind::CoDevelopment, 0, 0, &[]),
                group(Kind::Meeting, 3, 0, &["INC-214 の書記を引き受けた"]),
            ],
            line: Some(DiaryLine {
                text: "影響の有無で線を引く".into(),
                by: "水野 遥".into(),
                day: date(2026, 11, 17),
            }),
        },
        outcomes: vec![OutcomeLine {
            day: date(2026, 11, 10),
            what: "インシデントの bot".into(),
            artefact: "https://example.com/pr/7".into(),
            aim: Some("g1".into()),
        }],
        learnings: vec![LearningLine {
            number: "L-3".into(),
            title: "呼び出しの理由を、1行目に書く".into(),
            teams: vec![
                Reach { team: "A".into(), answer: Answered::Adopted, day: Some(date(2026, 10, 29)) },
                Reach { team: "C".into(), answer: Answered::NotYet, day: None },
            ],
        }],
        quotes: vec![Quote {
            text: "夜の体制が変わった".into(), by: "藤崎".into(), day: date(2026, 11, 14)
        }],
        follow_ups: vec![
            FollowLine {
                what: "プロダクションMTGに陪席する".into(),
                cadence: Cadence::Monthly,
                owner: Some("水野 遥".into()),
                next: Some(date(2027, 1, 12)),
                held: 0,
            },
            FollowLine { what: "引き継ぎ".into(), cadence: Cadence::Once, owner: None, next: None, held: 1 },
        ],
        product_sres: vec![SreLine {
            person: "水野 遥".into(),
            product: "決済".into(),
            backup: None,
            from: date(2026, 11, 16),
            until: None,
        }],
        capacity: Some(Capacity {
            agreed: 2.0,
            mean: Some(2.3),
            n: 2,
            weeks: vec![
                CapacityWeek { monday: date(2026, 11, 2), days: 2.0 },
                CapacityWeek { monday: date(2026, 11, 9), days: 2.6 },
            ],
            put_off: vec![PutOffLine { what: "請求の画面".into(), until: Some(date(2027, 1, 15)) }],
        }),
        ..empty()
    }
}

/// Long lists of long words.
pub fn full() -> Report {
    let long = "WWWWWWWWWW".repeat(20);
    let wide = "とても長い約束のことば".repeat(18);
    let text = |n: usize| if n.is_multiple_of(2) { long.clone() } else { wide.clone() };
    let base = report();
    let aims = (1..=40).map(|n| AimLine { ordinal: n, what: text(usize::try_from(n).unwrap_or(0)), ..aim() });
    Report {
        aims: aims.collect(),
        outcomes: (0..60).map(|n| OutcomeLine { what: text(n), ..base.outcomes[0].clone() }).collect(),
        learnings: (0..30).map(|n| LearningLine { title: text(n), ..base.learnings[0].clone() }).collect(),
        quotes: (0..30).map(|n| Quote { text: text(n).repeat(9), ..base.quotes[0].clone() }).collect(),
        follow_ups: (0..30).map(|n| FollowLine { what: text(n), ..base.follow_ups[0].clone() }).collect(),
        capacity: base.capacity.map(|capacity| Capacity {
            put_off: (0..30).map(|n| PutOffLine { what: text(n), until: None }).collect(),
            ..capacity
        }),
        ..report()
    }
}

//! The exchanges of the example organisation: the talk's own, one under way, one proposed. Days are counted from today.

use super::Both;
use crate::diary::Kind;
use crate::exchange::side::AimKind;
use crate::exchange::{AimResult, Side};

pub struct ExchangeCast {
    /// Logins.
    pub guest: &'static str,
    pub buddy: &'static str,
    pub home_manager: &'static str,
    pub host_manager: &'static str,
    pub host: &'static str,
    /// Days from today.
    pub from: i64,
    pub until: i64,
    pub share: i64,
    pub rhythm: Both,
    pub why: Both,
    pub aims: &'static [AimCast],
    /// What is ready before day one, and who does it.
    pub steps: &'static [(Both, &'static str)],
    pub diary: &'static [EntryCast],
    pub outcomes: &'static [OutcomeCast],
    pub goes_on: &'static [Both],
    /// Tenths of days away, week by week.
    pub away: &'static [i64],
    pub put_off: Option<Both>,
    /// How far along it is by now.
    pub reaches: Reaches,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Reaches {
    Proposed,
    Active,
    Closed,
}

pub struct AimCast {
    pub side: Side,
    pub kind: AimKind,
    pub what: Both,
    pub how: Both,
    pub unit: Both,
    pub baseline: Option<f64>,
    pub target: Option<f64>,
    pub reading: Option<f64>,
    pub result: Option<(AimResult, Both)>,
}

/// Written by hand: the day within the exchange, the hour, what, and the aims it serves.
pub struct EntryCast {
    pub day: i64,
    pub hour: i64,
    pub kind: Kind,
    pub text: Both,
    pub aims: &'static [(Side, i64)],
}

pub struct OutcomeCast {
    /// The day within the exchange.
    pub day: i64,
    pub what: Both,
    pub aim: (Side, i64),
    pub artefact: &'static str,
}

const fn entry(
    day: i64,
    hour: i64,
    kind: Kind,
    ja: &'static str,
    en: &'static str,
    aims: &'static [(Side, i64)],
) -> EntryCast {
    EntryCast { day, hour, kind, text: Both(ja, en), aims }
}

const NONE: Both = Both("", "");
const G1: &[(Side, i64)] = &[(Side::Guest, 1)];
const G2: &[(Side, i64)] = &[(Side::Guest, 2)];
const H1: &[(Side, i64)] = &[(Side::Host, 1)];
const M1: &[(Side, i64)] = &[(Side::Home, 1)];

pub static EXCHANGES: &[ExchangeCast] = &[
    ExchangeCast {
        guest: "aoki",
        buddy: "kubota",
        home_manager: "morita",
        host_manager: "saeki",
        host: "sre",
        from: -308,
        until: -225,
        share: 50,
        rhythm: Both("月・水と、隔週の金", "Mondays, Wednesdays, every other Friday"),
        why: Both(
            "検索チームからは、SREに何をどこまで頼めるかが見えない。いっしょに働いて、頼み方と引き受け方を知りたい。",
            "From Search it is hard to see what one may ask of SRE. By working together we want to learn how to ask, and what to take on.",
        ),
        aims: &[
            AimCast {
                side: Side::Guest,
                kind: AimKind::SreRole,
                what: Both("SREの仕事を、自分の言葉で説明できる", "Explain SRE’s work in my own words"),
                how: Both(
                    "検索チームの勉強会で30分話し、質問に答えられる",
                    "Speak for 30 minutes at Search’s study hour and answer questions",
                ),
                unit: NONE,
                baseline: None,
                target: None,
                reading: None,
                result: Some((
                    AimResult::Reached,
                    Both("勉強会で話し、8つの質問に答えた", "Spoke at the study hour and answered eight questions"),
                )),
            },
            AimCast {
                side: Side::Guest,
                kind: AimKind::JointTool,
                what: Both("インシデントの bot をいっしょに作る", "Build the incident bot together"),
                how: Both("本番のインシデントで 3回使われる", "Used in three real incidents"),
                unit: Both("回", "times"),
                baseline: Some(0.0),
                target: Some(3.0),
                reading: Some(5.0),
                result: Some((
                    AimResult::Reached,
                    Both("留学のあいだに 5回使われた", "Used five times during the exchange"),
                )),
            },
            AimCast {
                side: Side::Host,
                kind: AimKind::Way,
                what: Both("検索チームの開発の進め方を知る", "Learn how Search develops"),
                how: Both("リリースの手順を、SREのだれもがたどれる", "Anybody in SRE can follow their release"),
                unit: NONE,
                baseline: None,
                target: None,
                reading: None,
                result: Some((
                    AimResult::Partly,
                    Both("手順は書けた。試したのは 2人", "The steps are written down. Two people tried them"),
                )),
            },
            AimCast {
                side: Side::Home,
                kind: AimKind::Trust,
                what: Both("SREに早く相談できるようになる", "Ask SRE early"),
                how: Both("設計の前の相談が、月に1回はある", "A question before design at least once a month"),
                unit: Both("回/月", "a month"),
                baseline: Some(0.0),
                target: Some(1.0),
                reading: Some(2.0),
                result: Some((AimResult::Reached, Both("相談は月に 2回になった", "Two questions a month by now"))),
            },
        ],
        steps: &[
            (Both("踏み台とダッシュボードの権限", "Access to the bastion and the dashboards"), "kubota"),
            (Both("手元で監視の設定を試せる環境", "An environment to try monitoring settings in"), "kubota"),
            (Both("最初のタスク: 検索の構成図を描き直す", "A first task: redraw the map of Search"), "aoki"),
        ],
        diary: &[
            entry(
                0,
                11,
                Kind::Discussion,
                "SREのイメージを話した。「頼みにくい、忙しそう」と書いた",
                "Talked about how SRE looks from outside: “busy, hard to ask”",
                G1,
            ),
            entry(
                7,
                14,
                Kind::ProductSre,
                "検索の構成図を二人で描いた。知らない依存が 3つあった",
                "Drew the map of Search together; three dependencies nobody knew",
                H1,
            ),
            entry(
                16,
                15,
                Kind::ProductSre,
                "アラート24本を見直し、9本を消した",
                "Went over 24 alerts and removed nine",
                G1,
            ),
            entry(
                21,
                10,
                Kind::ProductSre,
                "アラート対応の流れを、チームごとに並べて比べた",
                "Compared how each team responds to alerts, side by side",
                H1,
            ),
            entry(
                28,
                13,
                Kind::CoDevelopment,
                "インシデントの bot: 部屋を開くところまで二人で書いた",
                "The incident bot: wrote the part that opens the room, together",
                &[(Side::Guest, 2)],
            ),
            entry(
                42,
                16,
                Kind::CoDevelopment,
                "bot が役割を聞き、忘れた人に声をかけるようになった",
                "The bot now asks for roles and reminds whoever forgot",
                &[(Side::Guest, 2)],
            ),
            entry(
                49,
                11,
                Kind::Meeting,
                "プロダクションMTG に出た。配送チームの数え方が参考になった",
                "Sat in on a production meeting; how Delivery counts was worth copying",
                M1,
            ),
            entry(
                63,
                11,
                Kind::Meeting,
                "セキュリティ改善MTG に出た。期限の決め方を持ち帰る",
                "Sat in on the security meeting; taking home how they set due days",
                M1,
            ),
            entry(
                77,
                15,
                Kind::Discussion,
                "SREのイメージをもう一度話した。「早く聞いたほうが早い」に変わった",
                "Talked about the image of SRE again: now “asking early is faster”",
                G1,
            ),
        ],
        outcomes: &[
            OutcomeCast {
                day: 8,
                what: Both(
                    "検索の構成図(依存 17本、うち新しく見つけた 3本)",
                    "Map of Search: 17 dependencies, three of them new",
                ),
                aim: (Side::Host, 1),
                artefact: "https://docs.example.com/search/map",
            },
            OutcomeCast {
                day: 24,
                what: Both(
                    "アラートルール 24本 → 15本、すべてに持ち主と手順書",
                    "Alert rules 24 → 15, each with an owner and a runbook",
                ),
                aim: (Side::Guest, 1),
                artefact: "https://git.example.com/search/rules/pull/41",
            },
            OutcomeCast {
                day: 60,
                what: Both("インシデントの bot(部屋、役割、状況報告)", "The incident bot: room, roles, status updates"),
                aim: (Side::Guest, 2),
                artefact: "https://git.example.com/sre/incident-bot",
            },
            OutcomeCast {
                day: 80,
                what: Both("検索チームの勉強会「SREは何をしているか」", "Search’s study hour: what SRE does"),
                aim: (Side::Home, 1),
                artefact: "",
            },
        ],
        goes_on: &[Both("月に1回、SREの定例に出る", "Join SRE’s weekly once a month")],
        away: &[25, 25, 20, 25, 30, 25, 25, 25, 20, 25, 25, 25],
        put_off: Some(Both("検索結果の並べ替えの改修", "Rework of the sorting of results")),
        reaches: Reaches::Closed,
    },
    ExchangeCast {
        guest: "mizuno",
        buddy: "saeki",
        home_manager: "fujisaki",
        host_manager: "kubota",
        host: "sre",
        from: -45,
        until: 38,
        share: 40,
        rhythm: Both("火・木", "Tuesdays and Thursdays"),
        why: Both(
            "夜の呼び出しの半分は、決済チームだけで片づけられるはず。当番の横に座って、片づけ方を覚えたい。",
            "Half of the night pages should be ours to settle. Beside those on call I want to learn how.",
        ),
        aims: &[
            AimCast {
                side: Side::Guest,
                kind: AimKind::SreRole,
                what: Both("一次オンコールを一人で受けられる", "Take primary on-call alone"),
                how: Both(
                    "シャドー8回のあと、助けなしの一次を2回",
                    "Two primaries without help, after eight shadow shifts",
                ),
                unit: Both("回", "shifts"),
                baseline: Some(0.0),
                target: Some(8.0),
                reading: Some(5.0),
                result: None,
            },
            AimCast {
                side: Side::Guest,
                kind: AimKind::Technology,
                what: Both("手順書を自分で書ける", "Write runbooks on my own"),
                how: Both(
                    "自分以外の人が使い、そのまま片づいた手順書",
                    "Runbooks that somebody else used and that settled it",
                ),
                unit: Both("本", "runbooks"),
                baseline: Some(1.0),
                target: Some(5.0),
                reading: Some(3.0),
                result: None,
            },
            AimCast {
                side: Side::Host,
                kind: AimKind::JointTask,
                what: Both("決済の構成図のずれをなくす", "No drift on the map of Checkout"),
                how: Both("宣言と観測の食い違いの数", "How often declared and observed differ"),
                unit: Both("件", "places"),
                baseline: Some(14.0),
                target: Some(0.0),
                reading: Some(3.0),
                result: None,
            },
            AimCast {
                side: Side::Host,
                kind: AimKind::Way,
                what: Both("決済チームのリリースの進め方を知る", "Learn how Payments releases"),
                how: Both("リリースに立ち会った回数", "Releases sat in on"),
                unit: Both("回", "releases"),
                baseline: Some(0.0),
                target: Some(4.0),
                reading: None,
                result: None,
            },
            AimCast {
                side: Side::Home,
                kind: AimKind::Trust,
                what: Both("プロダクトSREを1人と控えを1人置く", "One Product SRE and one backup"),
                how: Both("任命", "Appointed"),
                unit: Both("人", "people"),
                baseline: Some(0.0),
                target: Some(2.0),
                reading: Some(0.0),
                result: None,
            },
        ],
        steps: &[
            (Both("踏み台のアカウント", "An account on the bastion"), "saeki"),
            (Both("SREのチャンネルに入る", "Join SRE’s channels"), "mizuno"),
            (Both("シャドー当番の表に載せる", "On the list of shadow shifts"), "saeki"),
            (Both("最初のタスク: 再試行の上限を決める", "A first task: cap the retries"), "mizuno"),
        ],
        diary: &[
            entry(
                0,
                17,
                Kind::Discussion,
                "SREのイメージを書いた。「見張っている人たち」",
                "Wrote how SRE looks to me: “those who keep watch”",
                G1,
            ),
            entry(
                9,
                16,
                Kind::ProductSre,
                "構成図を直した。通知の先が 1つ抜けていた",
                "Mended the map: one receiver was missing",
                H1,
            ),
            entry(
                16,
                14,
                Kind::CoDevelopment,
                "手順書を二人で書いた。戻し方をいちばん上に置く",
                "Wrote a runbook together. How to roll back goes first",
                G2,
            ),
            entry(
                28,
                11,
                Kind::Meeting,
                "検索チームのプロダクションMTG に出た",
                "Sat in on Search’s production meeting",
                M1,
            ),
            entry(
                37,
                17,
                Kind::Discussion,
                "「鳴るべきだった」の見分け方を話した。お客さまへの影響で線を引く",
                "Talked about what should have fired: the line is whether customers noticed",
                G1,
            ),
        ],
        outcomes: &[
            OutcomeCast {
                day: 17,
                what: Both("手順書 HighErrorRate 第2版", "Runbook for HighErrorRate, second version"),
                aim: (Side::Guest, 2),
                artefact: "https://docs.example.com/runbooks/high-error-rate",
            },
            OutcomeCast {
                day: 30,
                what: Both("決済の構成図のずれ 14 → 3件", "Drift on the map of Checkout 14 → 3"),
                aim: (Side::Host, 1),
                artefact: "",
            },
        ],
        goes_on: &[
            Both("プロダクションMTGに月1回陪席する", "Sit in on the production meeting once a month"),
            Both("一次オンコールを受ける、控えは SRE", "Take primary on-call, with SRE behind"),
        ],
        away: &[20, 20, 25, 20, 25, 10],
        put_off: Some(Both("クーポン画面の改修", "Rework of the coupon page")),
        reaches: Reaches::Active,
    },
    ExchangeCast {
        guest: "hayami",
        buddy: "nanjo",
        home_manager: "onodera",
        host_manager: "saeki",
        host: "sre",
        from: 40,
        until: 110,
        share: 20,
        rhythm: Both("水", "Wednesdays"),
        why: Both(
            "会員チームで、オンコールを始めたい。始め方を、やっている人の横で見たい。",
            "We want to begin on-call at Accounts, and to see how it is done beside those who do it.",
        ),
        aims: &[AimCast {
            side: Side::Guest,
            kind: AimKind::SreRole,
            what: Both("会員チームの当番表を作る", "A rota for Accounts"),
            how: Both("4週間、だれも抜けずに回る", "Runs for four weeks without a gap"),
            unit: Both("週", "weeks"),
            baseline: Some(0.0),
            target: Some(4.0),
            reading: None,
            result: None,
        }],
        steps: &[],
        diary: &[],
        outcomes: &[],
        goes_on: &[],
        away: &[],
        put_off: None,
        reaches: Reaches::Proposed,
    },
];

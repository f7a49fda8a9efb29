//! A report as GitHub's Markdown.

use super::escape::{link, words};
use super::report::Report;
use super::voice::Voice;
use crate::exchange::aim::number;

pub fn markdown(voice: Voice, report: &Report) -> String {
    let mut out = vec![format!("# {}", words(&voice.title_line(report))), words(&voice.lede(report))];
    out.push(facts(voice, report));
    if !report.why.is_empty() {
        out.push(heading(voice, "report-why"));
        out.extend(report.why.split("\n\n").map(words).filter(|text| !text.is_empty()));
    }
    out.extend(aims(voice, report));
    out.extend(activities(voice, report));
    out.extend(outcomes(voice, report));
    out.extend(learnings(voice, report));
    out.extend(quotes(voice, report));
    out.extend(onward(voice, report));
    out.extend(capacity(voice, report));
    out.push(format!("{}\n", words(&voice.source(report))));
    out.join("\n\n")
}

fn heading(voice: Voice, key: &str) -> String {
    format!("## {}", words(&voice.t(key)))
}

fn items(lines: impl IntoIterator<Item = String>) -> String {
    lines.into_iter().map(|line| format!("- {line}")).collect::<Vec<_>>().join("\n")
}

/// A table; its cells are Markdown already.
pub(super) fn table(heads: &[String], rows: &[Vec<String>]) -> String {
    let line = |cells: &[String]| format!("| {} |", cells.join(" | "));
    let rule = vec!["---".to_owned(); heads.len()];
    [line(heads), line(&rule)].into_iter().chain(rows.iter().map(|row| line(row))).collect::<Vec<_>>().join("\n")
}

pub(super) fn heads(voice: Voice, keys: &[&str]) -> Vec<String> {
    keys.iter().map(|key| if key.is_empty() { String::new() } else { words(&voice.t(key)) }).collect()
}

fn facts(voice: Voice, report: &Report) -> String {
    let mut lines = vec![
        format!("**{}** {}", report.number, words(&voice.kind(report))),
        format!("{}: {}", words(&voice.t("report-home")), words(&report.home_team)),
        format!("{}: {}", words(&voice.t("report-host")), words(&report.host_team)),
    ];
    lines.extend(report.people.iter().map(|one| format!("{}: {}", words(&voice.t(one.role.key())), words(&one.name))));
    lines.push(words(&voice.days(report)));
    lines.push(words(&voice.share(report)));
    if let Some(ready) = report.ready {
        lines.push(words(&voice.ready(&ready)));
    }
    if let Some(amended) = voice.amended(report) {
        lines.push(words(&amended));
    }
    items(lines)
}

fn aims(voice: Voice, report: &Report) -> Vec<String> {
    let mut out = vec![heading(voice, "report-aims"), words(&voice.headline(report))];
    if report.aims.is_empty() {
        return out;
    }
    let rows: Vec<Vec<String>> = report
        .aims
        .iter()
        .map(|aim| {
            let reading = voice.reading(aim);
            vec![
                words(&voice.label(aim)),
                format!("**{}**", words(&aim.what)),
                words(&aim.how_to_tell),
                words(&voice.weeks(aim)),
                format!("**{}** {}", words(&reading.plain()), words(&reading.sub)).trim_end().to_owned(),
            ]
        })
        .collect();
    let keys = ["", "report-aim", "report-how-to-tell", "report-weeks", "report-came"];
    out.push(table(&heads(voice, &keys), &rows));
    out.push(words(&voice.done(report)));
    out
}

fn activities(voice: Voice, report: &Report) -> Vec<String> {
    let mut out = vec![heading(voice, "report-activities")];
    if report.diary.auto + report.diary.written == 0 {
        out.push(words(&voice.t("report-diary-none")));
        return out;
    }
    out.push(words(&voice.wrote(&report.diary)));
    let group = |group: &super::report::Group| {
        let head = format!("- **{}** {}", words(&voice.t(group.key())), words(&voice.n("report-count", group.n())));
        let examples = group.examples.iter().map(|example| format!("  - {}", words(example)));
        [head].into_iter().chain(examples).collect::<Vec<_>>().join("\n")
    };
    out.push(report.diary.groups.iter().map(group).collect::<Vec<_>>().join("\n"));
    out
}

fn outcomes(voice: Voice, report: &Report) -> Vec<String> {
    let mut out = vec![heading(voice, "report-outcomes")];
    if report.outcomes.is_empty() {
        out.push(words(&voice.t("report-outcomes-none")));
        return out;
    }
    let row = |outcome: &super::report::OutcomeLine| {
        vec![
            words(&voice.date(outcome.day)),
            words(&outcome.what),
            if outcome.artefact.is_empty() {
                words(&voice.t("report-artefact-none"))
            } else {
                link(&super::measure::shortened(&outcome.artefact, 40), &outcome.artefact)
            },
            words(&outcome.aim.as_deref().map(|mark| voice.label_of(report, mark)).unwrap_or_default()),
        ]
    };
    let rows: Vec<Vec<String>> = report.outcomes.iter().map(row).collect();
    let keys = ["report-day", "report-outcome", "report-artefact", "report-aim"];
    out.push(table(&heads(voice, &keys), &rows));
    out
}

fn learnings(voice: Voice, report: &Report) -> Vec<String> {
    let mut out = vec![heading(voice, "report-learnings")];
    if !report.words.closing.is_empty() {
        out.push(format!("**{}**", words(&report.words.closing)));
    }
    out.push(words(&voice.learnt(report)));
    let line = |learning: &super::report::LearningLine| {
        let teams = learning.teams.iter().map(|team| format!("{} {}", words(&team.team), words(&voice.reach(team))));
        let teams = teams.collect::<Vec<_>>().join(", ");
        let dash = if teams.is_empty() { "" } else { " — " };
        format!("**{}** {}{dash}{teams}", learning.number, words(&learning.title))
    };
    if !report.learnings.is_empty() {
        out.push(items(report.learnings.iter().map(line)));
    }
    if let Some(said) = &report.diary.line {
        out.push(format!("> {}\n>\n> {}", words(&said.text), words(&voice.signed(&said.by, &said.day))));
    }
    out
}

fn quotes(voice: Voice, report: &Report) -> Vec<String> {
    if report.quotes.is_empty() {
        return Vec::new();
    }
    let quote = |quote: &super::report::Quote| {
        format!("> {}\n>\n> {}", words(&quote.text), words(&voice.signed(&quote.by, &quote.day)))
    };
    [heading(voice, "report-feedback")].into_iter().chain(report.quotes.iter().map(quote)).collect()
}

fn onward(voice: Voice, report: &Report) -> Vec<String> {
    let mut out = vec![heading(voice, "report-onward")];
    let goes_on = voice.goes_on(report);
    if goes_on.is_empty() {
        out.push(words(&voice.nothing_goes_on(report)));
    } else {
        let line = |one: super::goes_on::GoesOn| format!("{} — {}", words(&one.what), words(&one.when_and_who));
        out.push(items(goes_on.into_iter().map(line)));
    }
    out.push(format!("**{}** {}", words(&voice.t("report-effect")), words(&voice.t("report-effect-why"))));
    out
}

fn capacity(voice: Voice, report: &Report) -> Vec<String> {
    let Some(capacity) = &report.capacity else { return Vec::new() };
    let mut out = vec![heading(voice, "report-capacity"), words(&voice.cost(capacity))];
    if !capacity.weeks.is_empty() {
        let week = |week: &super::report::CapacityWeek| vec![words(&voice.date(week.monday)), number(week.days)];
        let rows: Vec<Vec<String>> = capacity.weeks.iter().map(week).collect();
        out.push(table(&heads(voice, &["report-week-of", "report-days-away"]), &rows));
    }
    if !capacity.put_off.is_empty() {
        out.push(format!("**{}**", words(&voice.t("report-put-off"))));
        out.push(items(capacity.put_off.iter().map(|one| words(&voice.put_off(one)))));
    }
    out
}

#[cfg(test)]
mod tests {
    use ryugaku_kernel::Lang;

    use super::super::report::sample::{empty, report};
    use super::*;

    fn told(lang: Lang, report: &Report) -> String {
        markdown(Voice { lang, day: report.day }, report)
    }

    #[test]
    fn a_report_in_japanese() {
        insta::assert_snapshot!(told(Lang::Ja, &report()), @r"
        # 決済から、SREへ。

        12週間、勤務の 40%。いま 7週目

        - **EX-12** 途中の報告
        - 所属チーム: 決済
        - 受け入れチーム: SRE
        - 留学者: 水野 遥
        - 10/5 〜 12/25
        - 勤務の 40%
        - 準備 4 / 4 件
        - 合意のあとで変わったもの: 期間

        ## 実現したいこと

        2つの約束。1つは進み、1つはまだ測っていない

        |  | 実現したいこと | どうなればわかるか | 活動した週 | いま |
        | --- | --- | --- | --- | --- |
        | 留1 | **一次オンコールを一人で** | シャドー 8回のあと、助けなし 2回 | 1, 6 | **5/8回** 証拠 3件 |
        | 受1 | **MTGの準備を 90 → 20分** | 開催ごとの準備時間 | まだない | **まだ測っていない** 目標 20分 |

        計画した活動 31件のうち 24件を終えた。日記 5件、証拠 3件

        ## 活動

        活動 5件。4件は台帳が、1件は本人が書いた

        - **話し合い** 1件
          - SREのイメージを話した
        - **プロダクトSREの仕事** 1件
          - RT-7 に着手した
        - **いっしょに開発** 0件
        - **ミーティングとインシデント** 3件
          - INC-214 の書記を引き受けた

        ## 成果

        | 日 | 成果 | 見られるところ | 実現したいこと |
        | --- | --- | --- | --- |
        | 11/10 | インシデントの bot | [https://example.com/pr/7](<https://example.com/pr/7>) | 留1 |

        ## 学んだこと

        **夜中に読むものは、1行目がすべてだった**

        学び 1件、採用 1回

        - **L-3** 呼び出しの理由を、1行目に書く — A 10/29, C まだ

        > 影響の有無で線を引く
        >
        > 水野 遥、11/17

        ## フィードバック

        > 夜の体制が変わった
        >
        > 藤崎、11/14

        ## 続くこと

        - プロダクションMTGに陪席する — 毎月、次は 1/12、水野 遥
        - 引き継ぎ — 済んだ。1回
        - プロダクトSRE: 水野 遥 (決済) — 11/16から、控え 未定

        **効果は、まだ測っていない** 始める前と比べた数字はない。ここにあるのは、本人とチームが書いたことと台帳だけ。

        ## 所属チームの負担

        週に 2.3日、所属チームを離れた。約束は 2日

        | 週の月曜 | 離れた日数 |
        | --- | --- |
        | 11/2 | 2 |
        | 11/9 | 2.6 |

        **先に送ったこと**

        - 請求の画面 (1/15 まで)

        Ryugaku の台帳から · 2026-11-19
        ");
    }

    #[test]
    fn a_report_in_english() {
        insta::assert_snapshot!(told(Lang::En, &report()), @r"
        # From 決済 to SRE.

        12 weeks at 40% of working time, now in week 7

        - **EX-12** Report so far
        - Home team: 決済
        - Host team: SRE
        - Guest: 水野 遥
        - 5 Oct – 25 Dec
        - 40% of working time
        - 4 of 4 steps ready
        - Changed since it was agreed: dates

        ## Aims

        2 promises: 1 moving, 1 not measured

        |  | Aim | How one would tell | Weeks with activity | Now |
        | --- | --- | --- | --- | --- |
        | G1 | **一次オンコールを一人で** | シャドー 8回のあと、助けなし 2回 | 1, 6 | **5/8回** evidence: 3 |
        | H1 | **MTGの準備を 90 → 20分** | 開催ごとの準備時間 | none yet | **not measured yet** target 20分 |

        24 of 31 planned activities done. 5 diary lines, 3 of them evidence

        ## Activities

        5 activities: 4 by the ledger, 1 by hand

        - **Discussions** 1
          - SREのイメージを話した
        - **Product SRE’s work** 1
          - RT-7 に着手した
        - **Developing together** 0
        - **Meetings and incidents** 3
          - INC-214 の書記を引き受けた

        ## Outcomes

        | Day | Outcome | Where to look | Aim |
        | --- | --- | --- | --- |
        | 10 Nov | インシデントの bot | [https://example.com/pr/7](<https://example.com/pr/7>) | G1 |

        ## What was learnt

        **夜中に読むものは、1行目がすべてだった**

        1 learning, adopted 1 time

        - **L-3** 呼び出しの理由を、1行目に書く — A 29 Oct, C not yet

        > 影響の有無で線を引く
        >
        > 水野 遥, 17 Nov

        ## Feedback

        > 夜の体制が変わった
        >
        > 藤崎, 14 Nov

        ## What goes on

        - プロダクションMTGに陪席する — every month, next 12 Jan, 水野 遥
        - 引き継ぎ — done, held 1 time
        - Product SRE: 水野 遥 (決済) — since 16 Nov, backup: nobody yet

        **The effect is not measured yet** Nothing here compares before with after: it is what people wrote, and the ledger.

        ## What it costs at home

        2.3 days a week away from home, 2 agreed

        | Week of | Days away |
        | --- | --- |
        | 2 Nov | 2 |
        | 9 Nov | 2.6 |

        **Put off at home**

        - 請求の画面 (until 15 Jan)

        From the Ryugaku ledger · 2026-11-19
        ");
    }

    #[test]
    fn nothing_written_is_said_for_each_part() {
        for (lang, parts) in [
            (Lang::Ja, ["約束はまだ書かれていない", "成果はまだ書かれていない", "まだ測っていない"]),
            (Lang::En, ["No promise has been written yet", "No outcome has been written yet", "not measured yet"]),
        ] {
            let told = told(lang, &empty());
            assert!(parts.iter().all(|part| told.contains(part)), "{told}");
        }
    }
}

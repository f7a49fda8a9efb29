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
    for group in &report.diary.groups {
        let head = format!("**{}** {}", words(&voice.t(group.key())), words(&voice.n("report-count", group.n())));
        let examples = group.examples.iter().map(|example| format!("  - {}", words(example)));
        out.push([format!("- {head}")].into_iter().chain(examples).collect::<Vec<_>>().join("\n"));
    }
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
    if report.follow_ups.is_empty() {
        out.push(words(&voice.t("report-follow-none")));
    } else {
        let line =
            |one: &super::report::FollowLine| format!("{} — {}", words(&one.what), words(&voice.when_and_who(one)));
        out.push(items(report.follow_ups.iter().map(line)));
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

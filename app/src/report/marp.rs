//! A report as Marp Markdown: the slides of the deck, for those who go on with them in their own tools.

use super::deck::{AimRow, Body, CapacityPart, Learnings, OutcomeRow, Slide, Title, slides};
use super::escape::{link, quoted, words};
use super::goes_on::GoesOn;
use super::markdown::{heads, table};
use super::report::{Group, LearningLine, PutOffLine, Quote, Report};
use super::voice::Voice;

/// Marp sets text larger than a full slide of the deck allows. A word that is too long for its cell is broken, and no
/// cell takes all of the row: of a table that is wider than its slide Marp cuts the rest off.
const STYLE: &str = "section { font-size: 22px; } ul { font-size: 19px; } ul ul { font-size: 17px; } \
    li + li { margin-top: 0; } table { font-size: 18px; } td { max-width: 30em; overflow-wrap: anywhere; } \
    td:nth-child(n+3) { max-width: 22em; } th, td:first-child { white-space: nowrap; }";

pub fn marp(voice: Voice, report: &Report) -> String {
    let title = quoted(&format!("{} {}", report.number, voice.title_line(report)));
    let foot = quoted(&voice.source(report));
    let head = format!(
        "---\nmarp: true\nlang: {}\ntitle: {title}\nfooter: {foot}\npaginate: true\nsize: 16:9\nstyle: {}\n---",
        voice.lang.tag(),
        quoted(STYLE),
    );
    let told: Vec<String> = slides(voice, report).iter().map(|slide| told(voice, report, slide)).collect();
    format!("{head}\n\n{}\n", told.join("\n\n---\n\n"))
}

fn told(voice: Voice, report: &Report, slide: &Slide) -> String {
    let body = match &slide.body {
        Body::Title(title) => return title_page(voice, report, title),
        Body::Nothing => words(&slide.foot),
        Body::Aims(rows) => aims(voice, rows),
        Body::Activities(groups) => activities(voice, groups),
        Body::Outcomes(rows) => outcomes(voice, rows),
        Body::Learnings(body) => learnings(voice, report, body),
        Body::Quotes(quotes) => self::quotes(voice, quotes),
        Body::Capacity(body) => capacity(voice, body),
    };
    format!("## {}\n\n{body}", words(&slide.headline))
}

fn title_page(voice: Voice, report: &Report, title: &Title) -> String {
    let people = report.people.iter().map(|one| format!("{}: {}", words(&voice.t(one.role.key())), words(&one.name)));
    [
        format!("{} {}", report.number, words(&voice.kind(report))),
        format!("# {}", words(&voice.title_line(report))),
        words(&title.lede),
        format!("{} → {}", words(&report.home_team), words(&report.host_team)),
        people.collect::<Vec<_>>().join(", "),
    ]
    .join("\n\n")
}

fn aims(voice: Voice, rows: &[AimRow]) -> String {
    let row = |row: &AimRow| {
        vec![
            words(&row.label),
            words(&row.what),
            words(&voice.weeks(&row.aim)),
            format!("**{}** {}", words(&row.reading.plain()), words(&row.reading.sub)).trim_end().to_owned(),
        ]
    };
    let rows: Vec<Vec<String>> = rows.iter().map(row).collect();
    if rows.is_empty() {
        return words(&voice.t("report-aims-none"));
    }
    table(&heads(voice, &["", "report-aim", "report-weeks", "report-came"]), &rows)
}

fn activities(voice: Voice, groups: &[Group]) -> String {
    let group = |group: &Group| {
        let head = format!("- **{}** {}", words(&voice.t(group.key())), words(&voice.n("report-count", group.n())));
        let examples = group.examples.iter().map(|example| format!("  - {}", words(example)));
        [head].into_iter().chain(examples).collect::<Vec<_>>().join("\n")
    };
    groups.iter().map(group).collect::<Vec<_>>().join("\n")
}

fn outcomes(voice: Voice, rows: &[OutcomeRow]) -> String {
    let row = |row: &OutcomeRow| {
        let place = if row.place.is_empty() { String::new() } else { link(&row.place, &row.artefact) };
        vec![words(&row.day), words(&row.what), place, words(&row.label)]
    };
    let rows: Vec<Vec<String>> = rows.iter().map(row).collect();
    table(&heads(voice, &["report-day", "report-outcome", "report-artefact", "report-aim"]), &rows)
}

fn learnings(voice: Voice, report: &Report, body: &Learnings) -> String {
    let learning = |one: &LearningLine| {
        let teams = one.teams.iter().map(|team| format!("{} {}", words(&team.team), words(&voice.reach(team))));
        format!("- **{}** {}", words(&one.title), teams.collect::<Vec<_>>().join(", ")).trim_end().to_owned()
    };
    let goes_on = |one: &GoesOn| format!("- {} ({})", words(&one.what), words(&one.when));
    let mut out: Vec<String> = Vec::new();
    if !body.learnings.is_empty() {
        out.push(body.learnings.iter().map(learning).collect::<Vec<_>>().join("\n"));
    } else if report.learnings.is_empty() {
        out.push(words(&voice.t("report-learnings-none")));
    }
    if let Some(said) = &body.quote {
        out.push(format!("> {}\n>\n> {}", words(&said.text), words(&voice.signed(&said.by, &said.day))));
    }
    if !body.goes_on.is_empty() {
        out.push(format!("**{}**", words(&voice.t("report-onward"))));
        out.push(body.goes_on.iter().map(goes_on).collect::<Vec<_>>().join("\n"));
    } else if body.first {
        out.push(words(&voice.nothing_goes_on(report)));
    }
    if body.first {
        out.push(format!("**{}** {}", words(&voice.t("report-effect")), words(&voice.t("report-effect-why"))));
    }
    out.join("\n\n")
}

fn quotes(voice: Voice, quotes: &[Quote]) -> String {
    let quote = |one: &Quote| format!("> {}\n>\n> {}", words(&one.text), words(&voice.signed(&one.by, &one.day)));
    quotes.iter().map(quote).collect::<Vec<_>>().join("\n\n")
}

fn capacity(voice: Voice, body: &CapacityPart) -> String {
    let mut out = Vec::new();
    if body.first && body.capacity.mean.is_some() {
        out.push(words(&voice.n("report-weeks-n", body.capacity.n)));
    }
    if !body.put_off.is_empty() {
        out.push(format!("**{}**", words(&voice.t("report-put-off"))));
        let line = |one: &PutOffLine| format!("- {}", words(&voice.put_off(one)));
        out.push(body.put_off.iter().map(line).collect::<Vec<_>>().join("\n"));
    }
    out.join("\n\n")
}

//! The slides of a report: what stands on which, so that none overflows however long the lists and the words are.

use super::aim_line::{AimLine, Bar};
use super::fit::{ROOM, parts, parts_after, room};
use super::measure::{lines, shortened};
use super::onward::{self, Point};
use super::report::{Capacity, DiaryLine, FollowLine, Group, LearningLine, OutcomeLine, PutOffLine, Quote, Report};
use super::voice::{Reading, Voice};

#[derive(Clone, PartialEq, Debug)]
pub struct Slide {
    pub body: Body,
    pub headline: String,
    /// What stands in the margin, a line each.
    pub margin: Vec<String>,
    pub foot: String,
}

#[derive(Clone, PartialEq, Debug)]
pub enum Body {
    Title(Box<Title>),
    /// Nothing has been written yet.
    Nothing,
    Aims(Vec<AimRow>),
    Activities(Vec<Group>),
    Outcomes(Vec<OutcomeRow>),
    Learnings(Box<Learnings>),
    Quotes(Vec<Quote>),
    Capacity(Box<CapacityPart>),
}

#[derive(Clone, PartialEq, Debug)]
pub struct Title {
    pub lines: Vec<String>,
    /// "", "long" or "longest": how large it is set.
    pub size: &'static str,
    pub lede: String,
    pub home: String,
    pub host: String,
    /// The key of each role, and the name.
    pub people: Vec<(&'static str, String)>,
}

#[derive(Clone, PartialEq, Debug)]
pub struct AimRow {
    pub label: String,
    pub what: String,
    pub is_long: bool,
    pub sub: String,
    pub reading: Reading,
    pub bar: Option<Bar>,
    /// It has a number that nobody has read.
    pub is_unmeasured: bool,
    pub aim: AimLine,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct OutcomeRow {
    pub day: String,
    pub what: String,
    pub artefact: String,
    /// The address as it is shown.
    pub place: String,
    pub label: String,
}

#[derive(Clone, PartialEq, Debug, Default)]
pub struct Learnings {
    /// Whether this is the first of them: with the line of days, and what is said of the effect.
    pub first: bool,
    pub learnings: Vec<LearningLine>,
    pub quote: Option<DiaryLine>,
    pub points: Vec<Point>,
    pub follow_ups: Vec<FollowLine>,
}

#[derive(Clone, PartialEq, Debug)]
pub struct CapacityPart {
    pub first: bool,
    pub capacity: Capacity,
    pub put_off: Vec<PutOffLine>,
}

pub fn slides(voice: Voice, report: &Report) -> Vec<Slide> {
    let mut slides = vec![title(voice, report)];
    if report.is_empty() {
        let foot = voice.share(report);
        let headline = voice.t("report-nothing");
        slides.push(Slide { body: Body::Nothing, headline, margin: vec![report.number.clone()], foot });
        return slides;
    }
    slides.extend(aims(voice, report));
    slides.extend(activities(voice, report));
    slides.extend(outcomes(voice, report));
    slides.extend(learnings(voice, report));
    slides.extend(quotes(voice, report));
    slides.extend(capacity(voice, report));
    slides
}

fn title(voice: Voice, report: &Report) -> Slide {
    let lines_of = voice.title(report);
    let fits = |ems: usize, most: usize| lines_of.iter().map(|line| lines(line, ems)).sum::<usize>() <= most;
    let size = match () {
        () if fits(12, 2) => "",
        () if fits(21, 3) => "long",
        () => "longest",
    };
    let most = if size == "longest" { 60 } else { 400 };
    let people = report.people.iter().map(|person| (person.role.key(), shortened(&person.name, 14)));
    let body = Title {
        lines: lines_of.iter().map(|line| shortened(line, most)).collect(),
        size,
        lede: shortened(&voice.lede(report), 76),
        home: shortened(&report.home_team, 20),
        host: shortened(&report.host_team, 20),
        people: people.collect(),
    };
    Slide {
        body: Body::Title(Box::new(body)),
        headline: voice.title_line(report),
        margin: vec![report.number.clone(), voice.kind(report)],
        foot: shortened(&voice.share(report), 45),
    }
}

fn aims(voice: Voice, report: &Report) -> Vec<Slide> {
    let row = |aim: &AimLine| {
        let what = aim.what.clone();
        let mut reading = voice.reading(aim);
        reading.sub = shortened(&reading.sub, 28);
        AimRow {
            label: voice.label(aim),
            is_long: lines(&what, 13) > 3,
            what,
            sub: shortened(&aim.how_to_tell, 34),
            reading,
            bar: aim.bar(),
            is_unmeasured: aim.target.is_some() && aim.reading.is_none(),
            aim: aim.clone(),
        }
    };
    let rows: Vec<AimRow> = report.aims.iter().map(row).collect();
    let headline = voice.headline(report);
    let margin = ["report-margin-aims", "report-margin-activities", "report-margin-outcomes"];
    let margin: Vec<String> = margin.into_iter().map(|key| voice.t(key)).collect();
    let height = |row: &AimRow| {
        let what = if row.is_long { lines(&row.what, 15) * 24 } else { lines(&row.what, 12) * 30 };
        let said =
            if row.reading.in_words { lines(&row.reading.big, 11) * 27 } else { lines(&row.reading.plain(), 7) * 36 };
        let left = what + lines(&row.sub, 17) * 20;
        (left.max(said + lines(&row.reading.sub, 14) * 20) + 14).max(73)
    };
    if rows.is_empty() {
        return vec![Slide { body: Body::Aims(Vec::new()), headline, margin, foot: voice.done(report) }];
    }
    let parts = parts(rows, room(&headline), height);
    let all = parts.len();
    let slide = |(at, rows)| Slide {
        body: Body::Aims(rows),
        headline: if at == 0 { headline.clone() } else { part_of(voice, "report-aims", at, all) },
        margin: margin.clone(),
        foot: voice.done(report),
    };
    parts.into_iter().enumerate().map(slide).collect()
}

fn activities(voice: Voice, report: &Report) -> Option<Slide> {
    let diary = &report.diary;
    if diary.auto + diary.written == 0 {
        return None;
    }
    let shown = |group: &Group| Group {
        examples: group.examples.iter().take(3).map(|example| shortened(example, 48)).collect(),
        ..group.clone()
    };
    let (others, groups): (Vec<_>, Vec<_>) =
        diary.groups.iter().partition(|group| group.kind == crate::diary::Kind::Other);
    let other = others.iter().map(|group| group.n()).sum::<i64>();
    Some(Slide {
        body: Body::Activities(groups.into_iter().map(shown).collect()),
        headline: voice.wrote(diary),
        margin: vec![voice.t("report-activities")],
        foot: if other > 0 { voice.n("report-others", other) } else { voice.done(report) },
    })
}

fn outcomes(voice: Voice, report: &Report) -> Vec<Slide> {
    let row = |outcome: &OutcomeLine| OutcomeRow {
        day: voice.date(outcome.day),
        what: outcome.what.clone(),
        place: shortened(outcome.artefact.trim_start_matches("https://"), 40),
        artefact: outcome.artefact.clone(),
        label: outcome.aim.as_deref().map(|mark| voice.label_of(report, mark)).unwrap_or_default(),
    };
    let rows: Vec<OutcomeRow> = report.outcomes.iter().map(row).collect();
    let height = |row: &OutcomeRow| lines(&row.what, 37) * 31 + if row.place.is_empty() { 18 } else { 42 };
    let headline = voice.outcomes(report);
    let parts = parts(rows, room(&headline), height);
    let all = parts.len();
    let slide = |(at, rows)| Slide {
        body: Body::Outcomes(rows),
        headline: if at == 0 { headline.clone() } else { part_of(voice, "report-outcomes", at, all) },
        margin: vec![voice.t("report-outcomes")],
        foot: voice.done(report),
    };
    parts.into_iter().enumerate().map(slide).collect()
}

fn learnings(voice: Voice, report: &Report) -> Vec<Slide> {
    let headline = voice.closing(report);
    let points = onward::points(voice, report);
    let quote = report.diary.line.clone().map(|line| DiaryLine { text: shortened(&line.text, 90), ..line });
    let learning = |one: &LearningLine| LearningLine {
        teams: one
            .teams
            .iter()
            .map(|team| {
                let mut team = team.clone();
                team.team = shortened(&team.team, 10);
                team
            })
            .collect(),
        ..one.clone()
    };
    // Team, day and gaps, in pixels of a half slide's 470.
    let chips = |one: &LearningLine| {
        let wide = |team: &super::report::Reach| super::measure::width(&team.team) * 17 / 20 + 100;
        one.teams.iter().map(wide).sum::<usize>().div_ceil(400) * 32
    };
    let learnt = |one: &LearningLine| lines(&one.title, 20) * 33 + chips(one) + 34;
    let goes_on = |one: &FollowLine| lines(&one.what, 16) * 32 + 20;
    let room = room(&headline).saturating_sub(50);
    let quoted = quote.as_ref().map_or(0, |quote| lines(&quote.text, 23) * 31 + 60);
    let line = if points.is_empty() { 0 } else { 124 };
    let learnings: Vec<LearningLine> = report.learnings.iter().map(learning).collect();
    let (beside, below) = (room.saturating_sub(quoted), room.saturating_sub(line + 140));
    let mut left = parts_after(learnings, beside, ROOM - 50, learnt).into_iter();
    let mut right = parts_after(report.follow_ups.clone(), below, ROOM - 50, goes_on).into_iter();
    let mut slides = Vec::new();
    loop {
        let first = slides.is_empty();
        let (learnings, follow_ups) = (left.next(), right.next());
        if !first && learnings.is_none() && follow_ups.is_none() {
            break;
        }
        let body = Learnings {
            first,
            learnings: learnings.unwrap_or_default(),
            quote: quote.clone().filter(|_| first),
            points: if first { points.clone() } else { Vec::new() },
            follow_ups: follow_ups.unwrap_or_default(),
        };
        slides.push(Slide {
            body: Body::Learnings(Box::new(body)),
            headline: if first { headline.clone() } else { voice.t("report-learnings-more") },
            margin: vec![voice.t("report-margin-learnings"), voice.t("report-margin-onward")],
            foot: voice.learnt(report),
        });
    }
    slides
}

fn quotes(voice: Voice, report: &Report) -> Vec<Slide> {
    let quotes: Vec<Quote> =
        report.quotes.iter().map(|quote| Quote { text: shortened(&quote.text, 220), ..quote.clone() }).collect();
    let height = |quote: &Quote| lines(&quote.text, 40) * 38 + 64;
    let all = quotes.len();
    let slide = |rows| Slide {
        body: Body::Quotes(rows),
        headline: voice.n("report-quoted", i64::try_from(all).unwrap_or(i64::MAX)),
        margin: vec![voice.t("report-feedback")],
        foot: voice.t("report-quoted-note"),
    };
    parts(quotes, ROOM, height).into_iter().map(slide).collect()
}

fn capacity(voice: Voice, report: &Report) -> Vec<Slide> {
    let Some(capacity) = report.capacity.as_ref().filter(|capacity| !capacity.is_empty()) else { return Vec::new() };
    let height = |one: &PutOffLine| lines(&one.what, 40) * 30 + 18;
    let mut put_off = parts_after(capacity.put_off.clone(), ROOM - 260, ROOM, height);
    if put_off.is_empty() {
        put_off.push(Vec::new());
    }
    let slide = |(at, put_off)| Slide {
        body: Body::Capacity(Box::new(CapacityPart { first: at == 0, capacity: capacity.clone(), put_off })),
        headline: voice.cost(capacity),
        margin: vec![voice.t("report-capacity")],
        foot: voice.t("report-capacity-note"),
    };
    put_off.into_iter().enumerate().map(slide).collect()
}

fn part_of(voice: Voice, key: &str, at: usize, all: usize) -> String {
    format!("{} {} / {all}", voice.t(key), at + 1)
}

#[cfg(test)]
mod tests {
    use ryugaku_kernel::Lang;

    use super::super::report::sample::{empty, full, report};
    use super::*;

    fn told(report: &Report) -> Vec<String> {
        let voice = Voice { lang: Lang::Ja, day: report.day };
        slides(voice, report).into_iter().map(|slide| slide.headline).collect()
    }

    #[test]
    fn a_slide_for_everything_the_record_says() {
        assert_eq!(
            told(&report()),
            [
                "決済から、SREへ。",
                "2つの約束。1つは進み、1つはまだ測っていない",
                "活動 5件。4件は台帳が、1件は本人が書いた",
                "成果 1件。うち 1件は見に行ける",
                "夜中に読むものは、1行目がすべてだった",
                "読んでよいと書かれたフィードバック 1件",
                "週に 2.3日、所属チームを離れた。約束は 2日",
            ]
        );
    }

    #[test]
    fn an_empty_record_is_told_in_two() {
        assert_eq!(told(&empty()), ["決済から、SREへ。", "まだ何も書かれていない"]);
    }

    #[test]
    fn long_lists_go_on_over_several() {
        let report = full();
        for lang in Lang::ALL {
            let slides = slides(Voice { lang, day: report.day }, &report);
            let count = |of: fn(&Body) -> usize| slides.iter().map(|slide| of(&slide.body)).sum::<usize>();
            let aims = count(|body| if let Body::Aims(rows) = body { rows.len() } else { 0 });
            let outcomes = count(|body| if let Body::Outcomes(rows) = body { rows.len() } else { 0 });
            let learnings = count(|body| if let Body::Learnings(body) = body { body.learnings.len() } else { 0 });
            let follow_ups = count(|body| if let Body::Learnings(body) = body { body.follow_ups.len() } else { 0 });
            let put_off = count(|body| if let Body::Capacity(body) = body { body.put_off.len() } else { 0 });
            assert_eq!((aims, outcomes, learnings, follow_ups, put_off), (40, 60, 30, 30, 30));
            assert!(slides.len() > 20, "{}", slides.len());
        }
    }

    #[test]
    fn a_long_closing_leaves_the_rows_to_the_next() {
        for closing in ["あ".repeat(100), "W".repeat(100), "WWWWWWWWWWWWWWWWW ".repeat(5), "W ".repeat(50)] {
            let mut report = full();
            report.words.closing = closing;
            report.diary.line = report.diary.line.map(|line| DiaryLine { text: "WWWWWWWWWWWWW ".repeat(9), ..line });
            for lang in Lang::ALL {
                let slides = slides(Voice { lang, day: report.day }, &report);
                let count = |of: fn(&Learnings) -> usize| {
                    let bodies = slides.iter().filter_map(|slide| match &slide.body {
                        Body::Learnings(body) => Some(of(body)),
                        _ => None,
                    });
                    bodies.collect::<Vec<_>>()
                };
                let (learnt, goes_on) = (count(|body| body.learnings.len()), count(|body| body.follow_ups.len()));
                assert_eq!((learnt.iter().sum::<usize>(), goes_on.iter().sum::<usize>()), (30, 30));
                assert!(learnt[0] <= 1 && goes_on[0] <= 1, "{learnt:?} {goes_on:?}");
            }
        }
    }

    #[test]
    fn a_row_too_high_for_the_first_waits_for_the_next() {
        assert_eq!(parts_after(vec![5, 1, 9, 1], 4, 8, |n| *n), [vec![], vec![5, 1], vec![9], vec![1]]);
        assert_eq!(parts(vec![500_usize, 1], 480, |n| *n), [vec![500], vec![1]]);
    }
}

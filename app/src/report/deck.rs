//! The slides of a report: what stands on which, so that none overflows however long the lists and the words are.

use super::aim_line::{AimLine, Bar};
use super::fit::{ROOM, parts, parts_after, room};
use super::goes_on::GoesOn;
use super::halves;
use super::measure::{lines, shortened, width};
use super::onward::Point;
use super::report::{Capacity, DiaryLine, Group, LearningLine, OutcomeLine, PutOffLine, Quote, Report};
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

/// Of what stands under an aim, on one line.
const SUB_EMS: usize = 18;

impl AimRow {
    /// `sub`: how much of how one would tell, in ems.
    fn of(voice: Voice, aim: &AimLine, sub: usize) -> Self {
        let what = aim.what.clone();
        let mut reading = voice.reading(aim);
        reading.sub = shortened(&reading.sub, 28);
        Self {
            label: voice.label(aim),
            is_long: lines(&what, 13) > 3,
            what,
            sub: shortened(&aim.how_to_tell, sub),
            reading,
            bar: aim.bar(),
            is_unmeasured: aim.target.is_some() && aim.reading.is_none(),
            aim: aim.clone(),
        }
    }

    /// In pixels: columns of 264 and 212, as the stylesheet has them.
    fn height(&self) -> usize {
        let what = if self.is_long { lines(&self.what, 16) * 24 } else { lines(&self.what, 13) * 29 };
        let left = what + lines(&self.sub, SUB_EMS) * 20;
        let Reading { big, unit, sub, in_words } = &self.reading;
        // The unit is set smaller than its number.
        let said = match in_words {
            true => lines(big, 11) * 27,
            false => (width(big) * 26 + width(unit) * 16 + 60).div_ceil(20 * 212) * 34,
        };
        (left.max(said + lines(sub, 15) * 20) + 12).max(73)
    }
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
    pub goes_on: Vec<GoesOn>,
}

impl Learnings {
    /// Whether both halves are there: one that has nothing more to say leaves its room to the other.
    pub fn halves(&self) -> (bool, bool) {
        (self.first || !self.learnings.is_empty(), self.first || !self.goes_on.is_empty())
    }
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
    slides.extend(halves::slides(voice, report));
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
    let headline = voice.headline(report);
    let margin = ["report-margin-aims", "report-margin-activities", "report-margin-outcomes"];
    let margin: Vec<String> = margin.into_iter().map(|key| voice.t(key)).collect();
    let rows = |sub: usize| report.aims.iter().map(|aim| AimRow::of(voice, aim, sub)).collect::<Vec<_>>();
    // How one would tell gives way before an aim goes over to another slide.
    let room = room(&headline);
    let narrow = rows(SUB_EMS);
    let high = |rows: &[AimRow]| rows.iter().map(AimRow::height).sum::<usize>();
    let rows = if high(&rows(2 * SUB_EMS)) > room && high(&narrow) <= room { narrow } else { rows(2 * SUB_EMS) };
    if rows.is_empty() {
        return vec![Slide { body: Body::Aims(Vec::new()), headline, margin, foot: voice.done(report) }];
    }
    let parts = parts(rows, room, AimRow::height);
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
            let goes_on = count(|body| if let Body::Learnings(body) = body { body.goes_on.len() } else { 0 });
            let put_off = count(|body| if let Body::Capacity(body) = body { body.put_off.len() } else { 0 });
            assert_eq!((aims, outcomes, learnings, goes_on, put_off), (40, 60, 30, 31, 30));
            assert!(slides.len() > 20, "{}", slides.len());
        }
    }

    #[test]
    fn six_aims_stand_on_one() {
        let base = report();
        let english = AimLine {
            what: "No drift on the map of Checkout".into(),
            how_to_tell: "Runbooks that somebody else used and that settled it".into(),
            unit: "places".into(),
            baseline: Some(14.0),
            ..base.aims[0].clone()
        };
        for (aim, n) in [(base.aims[0].clone(), 6), (english, 5)] {
            let report = Report { aims: vec![aim; n], ..base.clone() };
            for lang in Lang::ALL {
                let slides = slides(Voice { lang, day: report.day }, &report);
                let aims = slides.iter().filter(|slide| matches!(slide.body, Body::Aims(_))).count();
                assert_eq!(aims, 1, "{lang:?}");
            }
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
                let (learnt, goes_on) = (count(|body| body.learnings.len()), count(|body| body.goes_on.len()));
                assert_eq!((learnt.iter().sum::<usize>(), goes_on.iter().sum::<usize>()), (30, 31));
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

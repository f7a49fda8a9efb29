//! The slides of two halves: what was learnt, and what goes on.

use super::deck::{Body, Learnings, Slide};
use super::fit::{ROOM, parts_after, room};
use super::goes_on::GoesOn;
use super::measure::{lines, shortened, width};
use super::onward;
use super::report::{DiaryLine, LearningLine, Reach, Report};
use super::voice::Voice;

/// A half's width, in pixels.
const WIDE: usize = 472;
/// Headings of halves take a little more than heads of tables do.
const HEAD: usize = 8;
/// The line of days, and what lies above the lines of what goes on.
const DAYS: usize = 114;
const ABOVE: usize = 10;

pub fn slides(voice: Voice, report: &Report) -> Vec<Slide> {
    let headline = voice.closing(report);
    let points = onward::points(voice, report);
    let quote = report.diary.line.clone().map(|line| DiaryLine { text: shortened(&line.text, 90), ..line });
    let room = room(&headline).saturating_sub(HEAD);
    let quoted = quote.as_ref().map_or(0, quoted);
    let days = if points.is_empty() { 0 } else { DAYS };
    let beside = room.saturating_sub(quoted);
    let below = room.saturating_sub(days + ABOVE + honest(voice));
    let learnings: Vec<LearningLine> = report.learnings.iter().map(brief).collect();
    let mut left = parts_after(learnings, beside, ROOM - HEAD, learnt).into_iter();
    let mut right = parts_after(voice.goes_on(report), below, ROOM - HEAD - ABOVE, goes_on).into_iter();
    let mut slides = Vec::new();
    loop {
        let first = slides.is_empty();
        let (learnings, goes_on) = (left.next(), right.next());
        if !first && learnings.is_none() && goes_on.is_none() {
            return slides;
        }
        let body = Learnings {
            first,
            learnings: learnings.unwrap_or_default(),
            quote: quote.clone().filter(|_| first),
            points: if first { points.clone() } else { Vec::new() },
            goes_on: goes_on.unwrap_or_default(),
        };
        let (learnt, onward) = body.halves();
        let (more, margin): (_, &[&str]) = match (learnt, onward) {
            (true, false) => ("report-learnings-more", &["report-learnings"]),
            (false, true) => ("report-onward-more", &["report-onward"]),
            _ => ("report-halves-more", &["report-margin-learnings", "report-margin-onward"]),
        };
        slides.push(Slide {
            body: Body::Learnings(Box::new(body)),
            headline: if first { headline.clone() } else { voice.t(more) },
            margin: margin.iter().map(|key| voice.t(key)).collect(),
            foot: voice.learnt(report),
        });
    }
}

fn brief(one: &LearningLine) -> LearningLine {
    let team = |team: &Reach| Reach { team: shortened(&team.team, 10), ..team.clone() };
    LearningLine { teams: one.teams.iter().map(team).collect(), ..one.clone() }
}

/// A learning's title, its teams with days and gaps, and what is around them.
fn learnt(one: &LearningLine) -> usize {
    let wide = |team: &Reach| width(&team.team) * 17 / 20 + 100;
    let chips = one.teams.iter().map(wide).sum::<usize>().div_ceil(WIDE) * 30;
    lines(&one.title, 21) * 32 + chips + 34
}

/// What goes on, in the width that its days leave to it.
fn goes_on(one: &GoesOn) -> usize {
    let left = WIDE.saturating_sub(28 + 16 + width(&one.when) * 15 / 20);
    lines(&one.what, left / 18) * 27 + 19
}

fn quoted(quote: &DiaryLine) -> usize {
    lines(&quote.text, 24) * 30 + 46
}

/// What is said of the effect.
fn honest(voice: Voice) -> usize {
    lines(&voice.t("report-effect-why"), 28) * 25 + 84
}

#[cfg(test)]
mod tests {
    use ryugaku_kernel::Lang;

    use super::super::report::sample::{full, report};
    use super::*;

    fn bodies(lang: Lang, report: &Report) -> Vec<Learnings> {
        let slides = slides(Voice { lang, day: report.day }, report).into_iter();
        slides.filter_map(|slide| if let Body::Learnings(body) = slide.body { Some(*body) } else { None }).collect()
    }

    #[test]
    fn three_of_each_and_a_quote_stand_on_one() {
        let base = report();
        let long = "「鳴るべきだった」は、お客さまへの影響があったかどうかで線を引くと決めやすい。";
        let mut report = Report {
            learnings: vec![base.learnings[0].clone(); 3],
            follow_ups: vec![base.follow_ups[0].clone(); 2],
            ..base
        };
        report.diary.line = report.diary.line.map(|line| DiaryLine { text: long.into(), ..line });
        for lang in Lang::ALL {
            let bodies = bodies(lang, &report);
            assert_eq!(bodies.len(), 1);
            assert_eq!((bodies[0].learnings.len(), bodies[0].goes_on.len()), (3, 3));
        }
    }

    #[test]
    fn a_half_with_nothing_more_leaves_its_room() {
        let one = Report { learnings: report().learnings, ..full() };
        let voice = Voice { lang: Lang::Ja, day: one.day };
        let slides = slides(voice, &one);
        assert!(slides.len() > 1);
        for (at, (slide, body)) in slides.iter().zip(bodies(Lang::Ja, &one)).enumerate() {
            assert_eq!(body.halves(), (at == 0, true));
            assert_eq!(slide.margin, if at == 0 { vec!["学びと", "続くこと"] } else { vec!["続くこと"] });
        }
    }
}

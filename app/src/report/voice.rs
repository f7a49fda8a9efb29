//! The facts of a report in the words of one language: what page, Markdown and slides say alike.

use std::borrow::Borrow;

use jiff::civil::Date;
use ryugaku_kernel::{Lang, Msg};

use super::aim_line::AimLine;
use super::headline::headline;
use super::report::{Answered, Capacity, Diary, Done, FollowLine, Group, PutOffLine, Reach, Report};
use crate::exchange::State;
use crate::exchange::aim::{after_number, number};
use crate::shell::ToArg;
use crate::words;

/// A language, and the day from which days are told.
#[derive(Clone, Copy, Debug)]
pub struct Voice {
    pub lang: Lang,
    pub day: Date,
}

/// What an aim's number or evidence says.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Reading {
    pub big: String,
    pub unit: String,
    pub sub: String,
    /// Words in the place of a number.
    pub in_words: bool,
}

impl Reading {
    /// Number and unit as one text.
    pub fn plain(&self) -> String {
        format!("{}{}", self.big, self.unit)
    }
}

impl Voice {
    pub fn t(&self, key: &str) -> String {
        words::text(self.lang, key)
    }

    pub fn say(&self, msg: &Msg) -> String {
        words::say(self.lang, msg)
    }

    pub fn n(&self, key: &'static str, n: impl ToArg) -> String {
        self.say(&Msg::new(key).with("n", n.to_arg()))
    }

    /// 10/5, 5 Oct; with the year when it is far away.
    pub fn date(&self, day: impl Borrow<Date>) -> String {
        let day = *day.borrow();
        let far = (day - self.day).get_days().abs() > 330;
        match (self.lang, far) {
            (Lang::Ja, false) => format!("{}/{}", day.month(), day.day()),
            (Lang::Ja, true) => format!("{}/{}/{}", day.year(), day.month(), day.day()),
            (Lang::En, false) => day.strftime("%-d %b").to_string(),
            (Lang::En, true) => day.strftime("%-d %b %Y").to_string(),
        }
    }

    /// The title in one or two lines.
    pub fn title(&self, report: &Report) -> Vec<String> {
        if !report.words.title.is_empty() {
            return vec![report.words.title.clone()];
        }
        let from = Msg::new("report-title-from").with("team", report.home_team.clone());
        let to = Msg::new("report-title-to").with("team", report.host_team.clone());
        vec![self.say(&from), self.say(&to)]
    }

    /// The title in one line.
    pub fn title_line(&self, report: &Report) -> String {
        self.title(report).join(&self.t("report-title-joint"))
    }

    pub fn lede(&self, report: &Report) -> String {
        if !report.words.lede.is_empty() {
            return report.words.lede.clone();
        }
        let way = &report.way;
        let msg = match way.week {
            Some(week) => Msg::new("report-lede-week").with("week", week),
            None if report.day < way.from => Msg::new("report-lede-before").with("from", self.date(way.from)),
            None => Msg::new("report-lede-after").with("until", self.date(way.until)),
        };
        self.say(&msg.with("weeks", way.weeks).with("share", way.share))
    }

    /// What kind of report it is, by where the exchange stands.
    pub fn kind(&self, report: &Report) -> String {
        self.t(match report.state {
            State::Draft | State::Proposed | State::Agreed | State::Preparing => "report-kind-before",
            State::Active => "report-kind-during",
            State::Reviewing | State::FollowingUp | State::Closed => "report-kind-after",
            State::Declined | State::Cancelled => "report-kind-ended",
        })
    }

    /// Share of working time, and which days.
    pub fn share(&self, report: &Report) -> String {
        let share = self.n("report-share", report.way.share);
        if report.way.rhythm.is_empty() {
            return share;
        }
        format!("{share}{}{}", self.t("report-comma"), report.way.rhythm)
    }

    pub fn headline(&self, report: &Report) -> String {
        headline(self.lang, &report.aims.iter().map(|aim| aim.standing).collect::<Vec<_>>())
    }

    /// What it came to: the guest's sentence, else how many learnings there are and what goes on.
    pub fn closing(&self, report: &Report) -> String {
        if !report.words.closing.is_empty() {
            return report.words.closing.clone();
        }
        format!("{}{}{}", self.learnt(report), self.t("report-sentence-joint"), self.onward(report))
    }

    /// 留1, G1
    pub fn label(&self, aim: &AimLine) -> String {
        format!("{}{}", self.t(aim.side.letter()), aim.ordinal)
    }

    pub fn label_of(&self, report: &Report, mark: &str) -> String {
        report.aims.iter().find(|aim| aim.mark == mark).map_or_else(String::new, |aim| self.label(aim))
    }

    pub fn reading(&self, aim: &AimLine) -> Reading {
        let target = aim.target.map(|target| {
            let target = format!("{}{}", number(target), after_number(&aim.unit));
            self.say(&Msg::new("report-target").with("target", target))
        });
        let evidence = self.n("report-evidence", aim.evidence);
        let words = |key: &str, sub: String| Reading { big: self.t(key), sub, in_words: true, ..Reading::default() };
        if aim.result.is_some() {
            let note = if aim.result_note.is_empty() { evidence } else { aim.result_note.clone() };
            return words(&format!("report-last-{}", aim.standing.name()), note);
        }
        match (aim.target, aim.reading) {
            (Some(goal), Some(reading)) => {
                let (big, unit) = match aim.baseline {
                    Some(baseline) if baseline != 0.0 => {
                        (format!("{} → {}", number(baseline), number(reading)), after_number(&aim.unit))
                    }
                    _ => (number(reading), format!("/{}{}", number(goal), after_number(&aim.unit))),
                };
                let sub = match (aim.baseline, target) {
                    (Some(baseline), Some(target)) if baseline != 0.0 => {
                        format!("{target}{}{evidence}", self.t("report-comma"))
                    }
                    _ => evidence,
                };
                Reading { big, unit, sub, in_words: false }
            }
            (Some(_), None) => words("report-unmeasured", target.unwrap_or_default()),
            (None, _) if aim.evidence > 0 => words("report-last-moving", evidence),
            (None, _) => words("report-last-ahead", evidence),
        }
    }

    /// What was done: of the plan, in the diary, as evidence.
    pub fn done(&self, report: &Report) -> String {
        let mut parts = Vec::new();
        if let Some(plan) = report.plan {
            parts.push(self.say(&Msg::new("report-plan-done").with("all", plan.all).with("done", plan.done)));
        }
        parts.push(self.written(&report.diary));
        parts.join(&self.t("report-sentence-joint"))
    }

    /// How much stands in the diary.
    pub fn written(&self, diary: &Diary) -> String {
        let all = diary.auto + diary.written;
        if all == 0 {
            return self.t("report-diary-none");
        }
        let key = if diary.more { "report-diary-more" } else { "report-diary" };
        self.say(&Msg::new(key).with("n", all).with("evidence", diary.evidence))
    }

    /// What the activities slide says: who wrote how many.
    pub fn wrote(&self, diary: &Diary) -> String {
        let msg = Msg::new(if diary.more { "report-wrote-more" } else { "report-wrote" });
        self.say(&msg.with("n", diary.auto + diary.written).with("auto", diary.auto).with("written", diary.written))
    }

    pub fn outcomes(&self, report: &Report) -> String {
        let seen = report.outcomes.iter().filter(|outcome| !outcome.artefact.is_empty()).count();
        self.say(&Msg::new("report-outcomes-n").with("n", report.outcomes.len()).with("seen", seen))
    }

    pub fn learnt(&self, report: &Report) -> String {
        match report.learnings.len() {
            0 => self.t("report-learnings-none"),
            n => self.say(&Msg::new("report-learnt").with("n", n).with("adopted", report.adopted())),
        }
    }

    /// The weeks in which something was done for an aim.
    pub fn weeks(&self, aim: &AimLine) -> String {
        if aim.weeks.is_empty() {
            return self.t("report-weeks-none");
        }
        aim.weeks.iter().map(|one| one.week.to_string()).collect::<Vec<_>>().join(", ")
    }

    /// The same for those who hear the page.
    pub fn weeks_said(&self, aim: &AimLine) -> String {
        let msg = Msg::new("report-weeks-said").with("weeks", self.weeks(aim)).with("n", aim.evidence);
        self.say(&msg)
    }

    /// Under the first day of the way.
    pub fn begins(&self, report: &Report) -> String {
        self.say(&Msg::new("report-begins").with("day", self.date(report.way.from)))
    }

    /// How many of a group the ledger wrote, and how many people did.
    pub fn by_whom(&self, group: &Group) -> String {
        self.say(&Msg::new("report-by-whom").with("auto", group.auto).with("written", group.written))
    }

    pub fn agreed(&self, capacity: &Capacity) -> String {
        self.say(&Msg::new("report-agreed-days").with("days", number(capacity.agreed)))
    }

    /// The first and the last day.
    pub fn days(&self, report: &Report) -> String {
        let msg = Msg::new("report-days").with("from", self.date(report.way.from));
        self.say(&msg.with("until", self.date(report.way.until)))
    }

    pub fn ready(&self, ready: &Done) -> String {
        self.say(&Msg::new("report-ready").with("done", ready.done).with("all", ready.all))
    }

    /// What stands otherwise than it was agreed on; nothing while nothing is agreed.
    pub fn amended(&self, report: &Report) -> Option<String> {
        let fields = report.amended.as_ref()?;
        if fields.is_empty() {
            return Some(self.t("report-as-agreed"));
        }
        let fields: Vec<String> = fields.iter().map(|field| self.t(&format!("report-amended-{field}"))).collect();
        Some(self.say(&Msg::new("report-amended").with("fields", fields.join(&self.t("report-comma")))))
    }

    /// Who said it, and when.
    pub fn signed(&self, by: &str, day: &Date) -> String {
        self.say(&Msg::new("report-signed").with("by", by.to_owned()).with("day", self.date(day)))
    }

    pub fn put_off(&self, one: &PutOffLine) -> String {
        match one.until {
            Some(until) => {
                let msg = Msg::new("report-put-off-until").with("what", one.what.clone());
                self.say(&msg.with("until", self.date(until)))
            }
            None => one.what.clone(),
        }
    }

    /// What it costs at home, against what was agreed.
    pub fn cost(&self, capacity: &Capacity) -> String {
        let agreed = number(capacity.agreed);
        match capacity.mean {
            Some(mean) => self.say(&Msg::new("report-cost").with("days", number(mean)).with("agreed", agreed)),
            None => self.say(&Msg::new("report-cost-unmeasured").with("agreed", agreed)),
        }
    }

    /// Since when a team has adopted a learning, or that it has not.
    pub fn reach(&self, reach: &Reach) -> String {
        match (reach.answer, reach.day) {
            (Answered::Adopted, Some(day)) => self.date(day),
            (Answered::Adopted, None) => self.t("report-adopted"),
            (Answered::NotForUs, _) => self.t("report-not-for-us"),
            (Answered::NotYet, _) => self.t("report-not-yet"),
        }
    }

    /// At which cadence, and when next.
    pub fn when(&self, follow_up: &FollowLine) -> String {
        match follow_up.next {
            Some(next) => {
                let msg = Msg::new("report-next").with("cadence", self.t(follow_up.cadence.key()));
                self.say(&msg.with("day", self.date(next)))
            }
            None => self.n("report-held", follow_up.held),
        }
    }

    /// The same, and who looks after it while it goes on.
    pub fn when_and_who(&self, follow_up: &FollowLine) -> String {
        if follow_up.next.is_none() {
            return self.when(follow_up);
        }
        let owner = follow_up.owner.clone().unwrap_or_else(|| self.t("report-nobody"));
        format!("{}{}{owner}", self.when(follow_up), self.t("report-comma"))
    }

    /// The last line of a slide.
    pub fn source(&self, report: &Report) -> String {
        self.say(&Msg::new("report-source").with("day", report.day.to_string()))
    }
}

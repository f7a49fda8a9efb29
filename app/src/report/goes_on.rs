//! What goes on after an exchange, a line each: follow-ups, then who became Product SRE out of it.

use ryugaku_kernel::Msg;

use super::measure::shortened;
use super::report::{FollowLine, Report, SreLine};
use super::voice::Voice;

/// A name beside days, on a slide's half.
const NAME_EMS: usize = 7;

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct GoesOn {
    pub icon: &'static str,
    pub what: String,
    /// As short as a slide wants it.
    pub when: String,
    pub when_and_who: String,
    /// Somebody is still to be found for it.
    pub is_open: bool,
}

impl Voice {
    pub fn goes_on(&self, report: &Report) -> Vec<GoesOn> {
        let follow_ups = report.follow_ups.iter().map(|one| self.follow_up(one));
        follow_ups.chain(report.product_sres.iter().map(|one| self.product_sre(one))).collect()
    }

    /// What is said where there is no line: whether something may still be arranged.
    pub fn nothing_goes_on(&self, report: &Report) -> String {
        self.t(if report.state.is_over() { "report-follow-never" } else { "report-follow-none" })
    }

    /// How much of it there is, in sentences.
    pub fn onward(&self, report: &Report) -> String {
        let (going_on, all, sres) = (report.going_on().count(), report.follow_ups.len(), report.product_sres.len());
        let mut said = Vec::new();
        if going_on > 0 {
            said.push(self.say(&Msg::new("report-goes-on").with("n", going_on)));
        } else if all > 0 {
            said.push(self.say(&Msg::new("report-follow-ended").with("n", all)));
        } else if sres == 0 {
            said.push(self.nothing_goes_on(report));
        }
        if sres > 0 {
            said.push(self.say(&Msg::new("report-sres").with("n", sres)));
        }
        said.join(&self.t("report-sentence-joint"))
    }

    fn follow_up(&self, one: &FollowLine) -> GoesOn {
        GoesOn {
            icon: if one.next.is_some() { "waiting" } else { "check" },
            what: one.what.clone(),
            when: self.when(one),
            when_and_who: self.when_and_who(one),
            is_open: false,
        }
    }

    fn product_sre(&self, one: &SreLine) -> GoesOn {
        let msg = Msg::new("report-sre").with("person", one.person.clone()).with("product", one.product.clone());
        let days = match one.until {
            None => Msg::new("report-sre-since").with("day", self.date(one.from)),
            Some(until) => {
                Msg::new("report-sre-span").with("from", self.date(one.from)).with("until", self.date(until))
            }
        };
        let days = self.say(&days);
        let backup = |name: &str| self.say(&Msg::new("report-sre-backup").with("name", name.to_owned()));
        let with = |backup: String| format!("{days}{}{backup}", self.t("report-comma"));
        let is_open = one.backup.is_none() && one.until.is_none();
        let (when, when_and_who) = match &one.backup {
            Some(name) if one.until.is_none() => (with(backup(&shortened(name, NAME_EMS))), with(backup(name))),
            Some(name) => (days.clone(), with(backup(name))),
            None if is_open => (self.t("report-sre-no-backup"), with(self.t("report-sre-no-backup"))),
            None => (days.clone(), days.clone()),
        };
        GoesOn { icon: "person", what: self.say(&msg), when, when_and_who, is_open }
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use ryugaku_kernel::Lang;

    use super::super::report::sample::{empty, report};
    use super::*;
    use crate::exchange::State;

    fn onward(report: &Report) -> [String; 2] {
        Lang::ALL.map(|lang| Voice { lang, day: report.day }.onward(report))
    }

    #[test]
    fn an_exchange_that_is_over_says_nothing_is_still_to_come() {
        let base = report();
        let ended = vec![base.follow_ups[1].clone()];
        let over = |report: Report| Report { state: State::Closed, ..report };
        for (report, ja, en) in [
            (empty(), "続くことはまだ決まっていない", "Nothing has been arranged for afterwards yet"),
            (over(empty()), "続けたことの記録はない", "Nothing that went on is on record"),
            (
                over(Report { follow_ups: ended.clone(), ..empty() }),
                "続けたこと 1件は、区切りがついた",
                "1 thing went on and has ended",
            ),
            (
                over(Report { follow_ups: ended, product_sres: base.product_sres.clone(), ..empty() }),
                "続けたこと 1件は、区切りがついた。プロダクトSREが 1人生まれた",
                "1 thing went on and has ended. 1 Product SRE came of it",
            ),
            (
                Report { product_sres: base.product_sres.clone(), ..empty() },
                "プロダクトSREが 1人生まれた",
                "1 Product SRE came of it",
            ),
            (base, "続くことは 1件。プロダクトSREが 1人生まれた", "1 thing goes on. 1 Product SRE came of it"),
        ] {
            assert_eq!(onward(&report), [ja, en]);
        }
    }

    #[test]
    fn a_product_sre_with_days_and_backup() {
        let base = report();
        let voice = Voice { lang: Lang::Ja, day: base.day };
        let told = |line: SreLine| {
            let one = voice.product_sre(&line);
            (one.what, one.when, one.when_and_who, one.is_open)
        };
        let open = base.product_sres[0].clone();
        let backed = SreLine { backup: Some("とてもとても長い名前の人".into()), ..open.clone() };
        let ended = SreLine { until: Some(date(2026, 11, 18)), ..backed.clone() };
        let what = "プロダクトSRE: 水野 遥 (決済)".to_owned();
        let (with, all) = ("控え とてもとて…", "控え とてもとても長い名前の人");
        assert_eq!(told(open), (what.clone(), "控え 未定".into(), "11/16から、控え 未定".into(), true));
        assert_eq!(told(backed), (what.clone(), format!("11/16から、{with}"), format!("11/16から、{all}"), false));
        let days = "11/16から 11/18まで";
        assert_eq!(told(ended), (what, days.into(), format!("{days}、{all}"), false));
    }
}

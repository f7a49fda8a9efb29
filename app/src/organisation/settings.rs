//! What holds for everybody here, unless a person chose otherwise; and which days count.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use ryugaku_calendar::{Calendar, FiscalStart, Holiday, Holidays, Name, Zone};
use ryugaku_kernel::{Failure, FieldError, Lang, Msg, Outcome, Time};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

#[derive(Clone, Debug)]
pub struct Organisation {
    pub name: String,
    pub language: Lang,
    /// IANA name, checked when it is set.
    pub time_zone: String,
    /// The month in which the fiscal year begins.
    pub fiscal_start: FiscalStart,
    pub holidays: Holidays,
    /// Days on which the organisation closes besides the public holidays; earliest first, each once.
    pub extra_days: Vec<ExtraDay>,
    pub version: i64,
}

#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
pub struct ExtraDay {
    #[schema(value_type = String, format = Date)]
    pub date: Date,
    /// In the organisation's own words; shown as it is in both languages.
    pub name: String,
}

const LONGEST_NAME: usize = 120;
const MOST_DAYS: usize = 400;

impl Organisation {
    pub fn zone(&self) -> TimeZone {
        TimeZone::get(&self.time_zone).unwrap_or(TimeZone::UTC)
    }

    /// By this the organisation counts its days.
    pub fn calendar(&self) -> Calendar {
        let zone = Zone::named(&self.time_zone).unwrap_or_else(|_| Zone::utc());
        let own = |day: &ExtraDay| {
            let name = Name { ja: day.name.clone().into(), en: day.name.clone().into() };
            Holiday { date: day.date, name }
        };
        Calendar::new(zone, self.holidays).with_extra(self.extra_days.iter().map(own))
    }

    /// The day that it is where the organisation is.
    pub fn today(&self, now: Time) -> Date {
        self.zone().to_datetime(now.timestamp()).date()
    }

    /// Everything that is wrong, at once.
    pub fn check(&self) -> Outcome<()> {
        let mut errors = Vec::new();
        if self.name.chars().count() > LONGEST_NAME {
            errors.push(FieldError::new("name", Msg::new("failure-too-long").with("most", LONGEST_NAME)));
        }
        if let Err(Failure::Invalid(wrong)) = Zone::named(&self.time_zone) {
            errors.extend(wrong);
        }
        if self.extra_days.len() > MOST_DAYS {
            errors.push(FieldError::new("extra_days", Msg::new("organisation-too-many-days").with("most", MOST_DAYS)));
        }
        for day in &self.extra_days {
            if day.name.is_empty() || day.name.chars().count() > LONGEST_NAME {
                let msg = Msg::new("organisation-day-name").with("day", day.date.to_string());
                errors.push(FieldError::new("extra_days", msg.with("most", LONGEST_NAME)));
            }
        }
        if errors.is_empty() { Ok(()) } else { Err(Failure::Invalid(errors)) }
    }
}

/// One day a line, as `2026-12-29 年末休業`; empty lines are passed over.
pub fn extra_days(text: &str) -> Outcome<Vec<ExtraDay>> {
    let mut days = Vec::new();
    for (line, text) in (1_usize..).zip(text.lines()).filter(|(_, text)| !text.trim().is_empty()) {
        let (date, name) = text.trim().split_once(char::is_whitespace).unwrap_or((text.trim(), ""));
        let wrong = || Failure::invalid_msg("extra_days", Msg::new("organisation-day-line").with("line", line));
        let date = date.parse().map_err(|_| wrong())?;
        if name.trim().is_empty() {
            return Err(wrong());
        }
        days.push(ExtraDay { date, name: name.trim().to_owned() });
    }
    Ok(in_order(days))
}

/// Earliest first; of a day named twice the last name counts.
pub fn in_order(days: Vec<ExtraDay>) -> Vec<ExtraDay> {
    let by_date: std::collections::BTreeMap<_, _> = days.into_iter().map(|day| (day.date, day.name)).collect();
    by_date.into_iter().map(|(date, name)| ExtraDay { date, name }).collect()
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn here(days: &str) -> Organisation {
        Organisation {
            name: String::new(),
            language: Lang::Ja,
            time_zone: "Asia/Tokyo".into(),
            fiscal_start: FiscalStart::APRIL,
            holidays: Holidays::Japan,
            extra_days: extra_days(days).unwrap(),
            version: 1,
        }
    }

    #[test]
    fn days_off_are_read_a_line_each() {
        let days = here("2026-12-30 年末休業\n\n  2026-12-29   年末 休業 \n2026-12-30 大晦日前").extra_days;
        let read: Vec<_> = days.iter().map(|day| (day.date, day.name.as_str())).collect();
        assert_eq!(read, [(date(2026, 12, 29), "年末 休業"), (date(2026, 12, 30), "大晦日前")]);
        for text in ["12/29 年末", "2026-12-29", "2026-02-30 x", "ok\n2026-12-29 x"] {
            assert!(matches!(extra_days(text), Err(Failure::Invalid(_))), "{text}");
        }
    }

    #[test]
    fn own_days_close_as_public_ones_do() {
        let calendar = here("2026-11-24 創立記念日").calendar();
        assert_eq!(calendar.next_business_day(date(2026, 11, 20)), date(2026, 11, 25));
        let midnight: Time = "2026-11-23T15:00:00Z".parse::<jiff::Timestamp>().unwrap().into();
        assert_eq!(here("").today(midnight), date(2026, 11, 24));
    }

    #[test]
    fn a_zone_must_be_known_and_days_named() {
        let mut wrong = here("2026-11-24 x");
        wrong.time_zone = "JST".into();
        wrong.name = "x".repeat(121);
        wrong.extra_days[0].name = String::new();
        let Err(Failure::Invalid(errors)) = wrong.check() else { panic!("it passed") };
        let fields: Vec<_> = errors.iter().map(|error| error.field.as_str()).collect();
        assert_eq!(fields, ["name", "time_zone", "extra_days"]);
    }
}

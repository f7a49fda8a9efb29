//! What holds for everybody here, unless a person chose otherwise.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use ryugaku_kernel::Lang;

#[derive(Clone, Debug)]
pub struct Organisation {
    pub name: String,
    pub language: Lang,
    /// IANA name, checked when it is set.
    pub time_zone: String,
    /// The month in which the fiscal year begins, 1 to 12.
    pub fiscal_start: i8,
    /// `japan` or `none`.
    pub holidays: String,
    /// The organisation's own days off.
    pub extra_days: Vec<Date>,
    pub version: i64,
}

impl Organisation {
    pub fn zone(&self) -> TimeZone {
        TimeZone::get(&self.time_zone).unwrap_or(TimeZone::UTC)
    }
}

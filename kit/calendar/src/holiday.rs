//! Public holidays: which country's law applies, and the holiday a date is. Further countries are further variants.

use std::borrow::Cow;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::japan;

/// Whose public holidays are kept.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Holidays {
    #[default]
    Japan,
    None,
}

/// What a holiday is called, in both languages.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Name {
    pub ja: Cow<'static, str>,
    pub en: Cow<'static, str>,
}

impl Name {
    pub(crate) const fn of(ja: &'static str, en: &'static str) -> Self {
        Self { ja: Cow::Borrowed(ja), en: Cow::Borrowed(en) }
    }
}

#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Holiday {
    pub date: Date,
    pub name: Name,
}

impl Holidays {
    pub const ALL: [Self; 2] = [Self::Japan, Self::None];

    pub fn name(self) -> &'static str {
        match self {
            Self::Japan => "japan",
            Self::None => "none",
        }
    }

    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|holidays| holidays.name() == name)
    }

    /// Whether the law of that year is known here; where it is not, [`Self::in_year`] is empty.
    pub fn knows(self, year: i16) -> bool {
        match self {
            Self::Japan => japan::YEARS.contains(&year),
            Self::None => true,
        }
    }

    /// The year's public holidays, earliest first, each date once.
    pub fn in_year(self, year: i16) -> Vec<Holiday> {
        match self {
            Self::Japan => japan::in_year(year),
            Self::None => Vec::new(),
        }
    }

    pub fn on(self, date: Date) -> Option<Name> {
        self.in_year(date.year()).into_iter().find(|holiday| holiday.date == date).map(|holiday| holiday.name)
    }
}

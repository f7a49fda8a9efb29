//! Which zone a TZID means: a name of the IANA database, a name of Windows, or what the calendar itself describes.

use std::collections::HashMap;
use std::rc::Rc;

use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use ryugaku_calendar::Zone;
use ryugaku_kernel::{Msg, Time};
use windows_timezones::WindowsTimezone;

use crate::component::Component;
use crate::line::Line;
use crate::moment::Written;
use crate::own_zone::OwnZone;
use crate::text;

const MOST_OWN: usize = 50;

/// How the clocks go that an entry's times are read from.
#[derive(Clone, Debug)]
pub enum Clocks {
    Known(TimeZone),
    Own(Rc<OwnZone>),
}

impl Clocks {
    pub fn to_time(&self, wall: DateTime) -> Time {
        match self {
            Self::Known(zone) => zone.to_timestamp(wall).map_or(Time(0), Time::from),
            Self::Own(zone) => zone.to_time(wall),
        }
    }

    pub fn to_wall(&self, time: Time) -> DateTime {
        match self {
            Self::Known(zone) => zone.to_datetime(time.timestamp()),
            Self::Own(zone) => zone.to_wall(time),
        }
    }
}

pub struct Zones {
    reader: TimeZone,
    own: HashMap<String, Rc<OwnZone>>,
    /// What a described zone says its IANA name is.
    other_names: HashMap<String, String>,
}

impl Zones {
    pub fn of(parts: &[Component], reader: &Zone, until: DateTime, steps: &mut i64) -> Self {
        let (mut own, mut other_names) = (HashMap::new(), HashMap::new());
        for part in parts.iter().filter(|part| part.kind == "VTIMEZONE").take(MOST_OWN) {
            let Some(name) = part.value("TZID") else { continue };
            if let Some(other) = part.value("X-LIC-LOCATION").or_else(|| part.value("TZID-ALIAS-OF")) {
                other_names.insert(name.to_owned(), other.to_owned());
            }
            if known(name).is_none()
                && let Some(zone) = OwnZone::of(part, until, steps)
            {
                own.insert(name.to_owned(), Rc::new(zone));
            }
        }
        Self { reader: reader.jiff().clone(), own, other_names }
    }

    pub fn named(&self, name: &str) -> Option<Clocks> {
        let name = name.trim();
        let other = || self.other_names.get(name).and_then(|name| known(name));
        let own = || self.own.get(name).cloned().map(Clocks::Own);
        known(name).map(Clocks::Known).or_else(own).or_else(|| other().map(Clocks::Known))
    }

    /// The moments of a line, which may be several, and the clocks they are read from.
    pub fn clocks_of(&self, line: &Line, first: Written) -> Result<Clocks, Msg> {
        match (first, line.param("TZID")) {
            (Written::Utc(_), _) => Ok(Clocks::Known(TimeZone::UTC)),
            (Written::Local(_), Some(name)) => {
                self.named(name).ok_or_else(|| Msg::new("ical-zone-unknown").with("zone", text::title(name)))
            }
            // A day is a day wherever it was written, and a floating time is the reader's.
            _ => Ok(Clocks::Known(self.reader.clone())),
        }
    }
}

/// `Asia/Tokyo`, `/Europe/Stockholm`, `/freeassociation.sourceforge.net/Europe/Berlin`, `Tokyo Standard Time`.
fn known(name: &str) -> Option<TimeZone> {
    if let Ok(windows) = name.parse::<WindowsTimezone>() {
        return Zone::named(windows.tzdb_id()).ok().map(|zone| zone.jiff().clone());
    }
    let cuts = name.match_indices('/').map(|(at, _)| &name[at + 1..]);
    let names = std::iter::once(name).chain(cuts);
    names.filter_map(|name| Zone::named(name).ok()).map(|zone| zone.jiff().clone()).next()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_several_worlds_are_known() {
        for (name, iana) in [
            ("Asia/Tokyo", Some("Asia/Tokyo")),
            ("Tokyo Standard Time", Some("Asia/Tokyo")),
            ("W. Europe Standard Time", Some("Europe/Berlin")),
            ("/Europe/Stockholm", Some("Europe/Stockholm")),
            ("/freeassociation.sourceforge.net/Europe/Berlin", Some("Europe/Berlin")),
            ("America/Argentina/Buenos_Aires", Some("America/Argentina/Buenos_Aires")),
            ("America/Example", None),
            ("", None),
        ] {
            assert_eq!(known(name).as_ref().and_then(TimeZone::iana_name), iana, "{name}");
        }
    }
}

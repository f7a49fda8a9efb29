//! The preview as a page shows it: numbers, a bar for each day, what hides already.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use ryugaku_alerting::Matcher;
use ryugaku_kernel::{Failure, Msg, Outcome, Time};

use crate::app::App;
use crate::door::Visit;
use crate::shell::Shell;
use crate::silences::preview::{Hours, Preview};
use crate::silences::{matchers, preview};

/// A day in the picture: per cent across, pixels down.
pub struct Bar {
    pub x: String,
    pub y: usize,
    pub height: usize,
    /// An incident was among it.
    pub hit: bool,
}

/// What would be hidden, or why that cannot be said.
pub struct Seen {
    pub preview: Preview,
    pub bars: Vec<Bar>,
    pub days: Vec<Date>,
    /// Whether it hides now, or would if it were made.
    pub holds: bool,
    /// Where it is open in some hours of the week: the next times.
    pub next: Option<Vec<(Time, Time)>>,
    /// Whether there is anything to look for.
    pub asks: bool,
    /// Empty when it can be said.
    pub why: String,
}

/// Pixels from the top of the picture to its base line.
const BASE: usize = 40;
const TALLEST: usize = 36;

impl Seen {
    /// Of matchers as they were written; nothing is refused here.
    pub async fn of(app: &App, visit: &Visit, written: &str, hours: &Hours) -> Outcome<Self> {
        let (matchers, why) = match matchers::of_lines(written) {
            Ok(matchers) => {
                let wrong = matchers::check(&matchers).into_iter().next().filter(|_| !matchers.is_empty());
                (matchers, wrong.map(|error| visit.say(&error.msg)))
            }
            Err(Failure::Invalid(errors)) => (Vec::new(), errors.first().map(|error| visit.say(&error.msg))),
            Err(failure) => return Err(failure),
        };
        let matchers = if why.is_some() { Vec::new() } else { matchers };
        Self::of_matchers(app, visit, &matchers, hours, why.unwrap_or_default()).await
    }

    pub async fn of_matchers(
        app: &App,
        visit: &Visit,
        matchers: &[Matcher],
        hours: &Hours,
        why: String,
    ) -> Outcome<Self> {
        let now = visit.cx.now();
        let next = hours.weekly.is_some().then(|| hours.coming(now)).transpose()?;
        let preview = preview::preview(app, &visit.cx.who, matchers, hours).await?;
        Ok(Self {
            bars: bars(&preview),
            days: days(&preview, &visit.zone()),
            holds: hours.hold(now)?,
            next,
            asks: !matchers.is_empty(),
            preview,
            why,
        })
    }

    /// What the picture says, for those who do not see it.
    pub fn words(&self, shell: &Shell) -> String {
        let day = |(day, seen): (&Date, &crate::silences::preview::PreviewDay)| {
            let msg = Msg::new("silence-day").with("day", shell.brief(day)).with("n", seen.hidden);
            shell.say(&msg.with("incidents", seen.incidents))
        };
        self.days.iter().zip(&self.preview.days).map(day).collect::<Vec<_>>().join(", ")
    }

    /// How many would be hidden besides those that are shown.
    pub fn others(&self) -> usize {
        self.preview.reach.hidden.saturating_sub(self.preview.now.len())
    }
}

fn days(preview: &Preview, zone: &TimeZone) -> Vec<Date> {
    preview.days.iter().map(|day| day.from.timestamp().to_zoned(zone.clone()).date()).collect()
}

fn bars(preview: &Preview) -> Vec<Bar> {
    let most = preview.days.iter().map(|day| day.hidden).max().unwrap_or(0).max(1);
    let bar = |(at, day): (usize, &crate::silences::preview::PreviewDay)| {
        // What is little is still seen.
        let height = if day.hidden == 0 { 0 } else { (day.hidden * TALLEST / most).max(2) };
        let x = format!("{}.{}%", (10 + at * 143) / 10, (10 + at * 143) % 10);
        Bar { x, y: BASE - height, height, hit: day.incidents > 0 }
    };
    preview.days.iter().enumerate().map(bar).collect()
}

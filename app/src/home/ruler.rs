//! The day as a measure: what is planned today in one's exchanges, on a line of 24 hours.

use jiff::Zoned;
use ryugaku_db::Query;
use ryugaku_kernel::{Outcome, Time, Uuid};

use crate::door::Visit;
use crate::exchange::Exchange;
use crate::plan;

/// Lengths are per cent of the day, as SVG takes them.
pub struct Ruler {
    pub spans: Vec<Span>,
    pub hours: Vec<Hour>,
    pub now: String,
    /// `start`, `middle` or `end`: the word beside it stays within the line.
    pub now_anchor: &'static str,
    /// Some have no room for their words on the line: they are listed below it on wide screens too.
    pub crowded: bool,
}

pub struct Span {
    /// When it begins, and what it is.
    pub words: String,
    pub address: String,
    pub x: String,
    pub width: String,
    /// Where the words stand, if there is room for them.
    pub label: Option<Label>,
}

pub struct Label {
    pub x: String,
    pub anchor: &'static str,
    /// On the upper of two lines, with a stroke down to the span.
    pub upper: bool,
}

pub struct Hour {
    pub x: String,
    /// 0, 6, 12, 18 and 24 are said, unless it is just that time.
    pub said: Option<u8>,
    pub anchor: &'static str,
    pub tall: bool,
}

/// As wide as the line is at least where it has words, in units of small text: half a full-width letter.
const WIDTH: f64 = 116.0;
/// Nearer to the present than this, an hour is not said.
const NEAR: f64 = 6.0;

/// What is planned today, in the reader's zone. `mine`: the exchanges in which they are named. Nothing when there is none.
pub async fn ruler(q: &mut dyn Query, visit: &Visit, me: Uuid, mine: &[Exchange]) -> Outcome<Option<Ruler>> {
    let now = visit.cx.now().timestamp().to_zoned(visit.zone());
    let Ok(midnight) = now.start_of_day() else { return Ok(None) };
    let Ok(next) = midnight.tomorrow() else { return Ok(None) };
    let day = (Time::from(midnight.timestamp()), Time::from(next.timestamp()));
    let items = plan::brief::of_day(q, me, mine, day).await?;
    if items.is_empty() {
        return Ok(None);
    }
    let share = |time: Time| share(time, &now);
    let spans = items.into_iter().map(|(item, exchange)| {
        let begins = item.from.timestamp().to_zoned(now.time_zone().clone());
        let at = if begins.date() == now.date() { begins.strftime("%H:%M").to_string() } else { "00:00".into() };
        let address = format!("/exchanges/{}/plan/{}", exchange.number(), item.ordinal);
        (share(item.from), share(item.until), format!("{} {at}", item.title), address)
    });
    let spans = laid(spans.collect());
    let here = share(visit.cx.now());
    Ok(Some(Ruler {
        crowded: spans.iter().any(|span| span.label.is_none()),
        spans,
        hours: (0..=24).map(|hour| tick(hour, here)).collect(),
        now: percent(here),
        now_anchor: anchor(here),
    }))
}

/// From 0 to 100, by the clocks on the wall; what lies on another day at its end.
fn share(time: Time, today: &Zoned) -> f64 {
    let at = time.timestamp().to_zoned(today.time_zone().clone());
    match at.date().cmp(&today.date()) {
        std::cmp::Ordering::Less => 0.0,
        std::cmp::Ordering::Greater => 100.0,
        std::cmp::Ordering::Equal => (f64::from(at.hour()) * 60.0 + f64::from(at.minute())) / 14.4,
    }
}

/// Words stand on the lower line where there is room, else on the upper one, else nowhere.
fn laid(spans: Vec<(f64, f64, String, String)>) -> Vec<Span> {
    let mut taken: [Vec<(f64, f64)>; 2] = [Vec::new(), Vec::new()];
    let lay = |(from, until, words, address): (f64, f64, String, String)| {
        let long = width_of(&words) * 100.0 / WIDTH;
        // Leftwards from its end where the day ends too soon.
        let backwards = from + long > 100.0;
        let place = if backwards { (until - long, until) } else { (from, from + long) };
        let free = |line: &Vec<(f64, f64)>| line.iter().all(|(begin, end)| place.1 < *begin || *end < place.0);
        let line = taken.iter().position(|line| place.0 >= 0.0 && free(line));
        let label = line.map(|line| {
            taken[line].push((place.0, place.1 + 1.0));
            let (x, anchor) = if backwards { (until, "end") } else { (from, "start") };
            Label { x: percent(x), anchor, upper: line == 1 }
        });
        // So short that it could not be seen or touched otherwise.
        let width = (until - from).max(0.7);
        Span { words, address, x: percent(from), width: percent(width), label }
    };
    spans.into_iter().map(lay).collect()
}

fn tick(hour: u8, here: f64) -> Hour {
    let x = f64::from(hour) / 0.24;
    let tall = hour.is_multiple_of(6);
    let said = (tall && (x - here).abs() > NEAR).then_some(hour);
    Hour {
        x: percent(x),
        said,
        anchor: if hour == 0 {
            "start"
        } else if hour == 24 {
            "end"
        } else {
            "middle"
        },
        tall,
    }
}

fn anchor(x: f64) -> &'static str {
    match x {
        x if x < NEAR => "start",
        x if x > 100.0 - NEAR => "end",
        _ => "middle",
    }
}

fn percent(x: f64) -> String {
    format!("{x:.2}%")
}

fn width_of(text: &str) -> f64 {
    text.chars().map(|letter| if u32::from(letter) >= 0x1100 { 2.0 } else { 1.0 }).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn labels(spans: &[(f64, f64, &str)]) -> Vec<Option<(&'static str, bool)>> {
        let spans = spans.iter().map(|(from, until, words)| (*from, *until, (*words).to_owned(), String::new()));
        laid(spans.collect()).into_iter().map(|span| span.label.map(|label| (label.anchor, label.upper))).collect()
    }

    #[test]
    fn words_find_room_on_two_lines() {
        let drill = "障害訓練 14:00";
        assert_eq!(
            labels(&[(58.0, 64.0, drill), (66.0, 70.0, drill)]),
            [Some(("start", false)), Some(("start", true))]
        );
        assert_eq!(labels(&[(10.0, 14.0, drill), (66.0, 70.0, drill)]), [Some(("start", false)); 2]);
        assert_eq!(labels(&[(96.0, 100.0, drill)]), [Some(("end", false))]);
        assert_eq!(labels(&[(58.0, 64.0, drill); 3])[2], None);
        assert_eq!(labels(&[(58.0, 64.0, &"とても".repeat(40))]), [None]);
    }

    #[test]
    fn hours_give_way_to_the_present() {
        let said = |here: f64| (0..=24).filter_map(|hour| tick(hour, here).said).collect::<Vec<_>>();
        assert_eq!(said(13.3), [0, 6, 12, 18, 24]);
        assert_eq!(said(26.0), [0, 12, 18, 24]);
        assert_eq!((anchor(1.0), anchor(50.0), anchor(99.0)), ("start", "middle", "end"));
    }
}

//! What an exchange costs at home: days away by week, and what was put off. Recorded, not hidden.

use jiff::ToSpan;
use jiff::civil::Date;
use ryugaku_kernel::{Cx, Failure, Msg, Outcome, Time, Uuid};
use ryugaku_ledger::Tx;

use super::exchange::Exchange;
use super::{access, capacity_store, event};

/// The days of one week that the guest was away from home.
#[derive(Clone, PartialEq, Debug)]
pub struct Week {
    pub monday: Date,
    /// Tenths of a day, 0 to 70.
    pub tenths: i64,
    pub note: String,
}

impl Week {
    pub fn days(&self) -> f64 {
        f64::from(i32::try_from(self.tenths).unwrap_or(0)) / 10.0
    }
}

#[derive(Clone, PartialEq, Debug)]
pub struct PutOff {
    pub id: Uuid,
    pub what: String,
    pub until: Option<Date>,
    pub by: Option<Uuid>,
    pub at: Time,
}

const LONGEST: usize = 200;
/// Of one exchange.
const MOST_PUT_OFFS: usize = 100;

/// The Monday of the week that `day` lies in.
pub fn monday(day: Date) -> Date {
    day.saturating_sub(i32::from(day.weekday().to_monday_zero_offset()).days())
}

/// How many days of the week of `day` the guest was away.
pub async fn record_week(tx: &mut Tx, cx: &Cx, count: i64, day: Date, days: f64, note: &str) -> Outcome<Week> {
    let (exchange, _) = access::edited(tx, cx, count).await?;
    let monday = monday(day);
    if monday.saturating_add(6.days()) < exchange.from || monday > exchange.until {
        return Err(Failure::invalid("week", "exchange-week-outside"));
    }
    if !(0.0..=7.0).contains(&days) {
        return Err(Failure::invalid("days", "exchange-days-range"));
    }
    fits("note", note)?;
    #[expect(clippy::cast_possible_truncation, reason = "0 to 70")]
    let week = Week { monday, tenths: (days * 10.0).round() as i64, note: note.trim().into() };
    capacity_store::set_week(tx, exchange.id, &week).await?;
    let event = event::inside("exchange.week_recorded", &exchange).fact("week", monday.to_string());
    tx.record(cx, event.fact("days", super::aim::number(week.days())));
    Ok(week)
}

/// Something the home team does later because of it.
pub async fn put_off(tx: &mut Tx, cx: &Cx, count: i64, what: &str, until: Option<Date>) -> Outcome<PutOff> {
    let (exchange, _) = access::edited(tx, cx, count).await?;
    if what.trim().is_empty() {
        return Err(Failure::invalid("what", "failure-required"));
    }
    fits("what", what)?;
    if capacity_store::put_offs(tx, exchange.id).await?.len() >= MOST_PUT_OFFS {
        return Err(Failure::invalid_msg("what", Msg::new("exchange-put-offs-most").with("most", MOST_PUT_OFFS)));
    }
    let put_off = PutOff { id: cx.new_id(), what: what.trim().into(), until, by: cx.who.person(), at: cx.now() };
    capacity_store::insert_put_off(tx, exchange.id, &put_off).await?;
    tx.record(cx, event::inside("exchange.put_off", &exchange));
    Ok(put_off)
}

/// It was not put off after all.
pub async fn take_back(tx: &mut Tx, cx: &Cx, count: i64, id: Uuid) -> Outcome<()> {
    let (exchange, _) = access::edited(tx, cx, count).await?;
    if !capacity_store::take_back(tx, exchange.id, id, cx.now()).await? {
        return Err(Failure::NotFound("put_off"));
    }
    tx.record(cx, event::inside("exchange.put_off_taken_back", &exchange));
    Ok(())
}

/// The mean of the weeks that were recorded and are over, in days, and how many they are.
pub fn mean(weeks: &[Week], exchange: &Exchange, today: Date) -> Option<(f64, usize)> {
    let over: Vec<f64> = weeks
        .iter()
        .filter(|week| week.monday.saturating_add(6.days()) < today && week.monday <= exchange.until)
        .map(Week::days)
        .collect();
    let n = over.len();
    (n > 0).then(|| (over.iter().sum::<f64>() / f64::from(u32::try_from(n).unwrap_or(u32::MAX)), n))
}

fn fits(field: &'static str, text: &str) -> Outcome<()> {
    if text.chars().count() > LONGEST {
        return Err(Failure::invalid_msg(field, Msg::new("failure-too-long").with("most", LONGEST)));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::super::exchange::tests::exchange;
    use super::*;

    #[test]
    fn weeks_begin_on_monday() {
        for (day, first) in [
            (date(2026, 11, 16), date(2026, 11, 16)),
            (date(2026, 11, 19), date(2026, 11, 16)),
            (date(2026, 11, 22), date(2026, 11, 16)),
            (date(2027, 1, 1), date(2026, 12, 28)),
        ] {
            assert_eq!(monday(day), first);
        }
    }

    #[test]
    fn the_mean_counts_weeks_that_are_over() {
        let week = |monday, tenths| Week { monday, tenths, note: String::new() };
        let weeks = [week(date(2026, 11, 2), 20), week(date(2026, 11, 9), 25), week(date(2026, 11, 16), 10)];
        let today = date(2026, 11, 19);
        assert_eq!(mean(&weeks, &exchange(), today), Some((2.25, 2)));
        assert_eq!(mean(&weeks[2..], &exchange(), today), None);
    }
}

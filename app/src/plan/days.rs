//! Which days of the week the guest spends with the host team; the other working days belong to the home team.

use jiff::civil::Date;
use ryugaku_kernel::{Cx, Failure, Outcome};
use ryugaku_ledger::Tx;

use super::days_store as store;
use crate::exchange::{access, event};

/// Days of the week, 1 is Monday; in order, each once.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct HostDays(Vec<i8>);

impl HostDays {
    /// What is no day of the week is dropped.
    pub fn of(days: impl IntoIterator<Item = i8>) -> Self {
        let mut days: Vec<i8> = days.into_iter().filter(|day| (1..=7).contains(day)).collect();
        days.sort_unstable();
        days.dedup();
        Self(days)
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub fn numbers(&self) -> &[i8] {
        &self.0
    }

    pub fn has(&self, day: i8) -> bool {
        self.0.contains(&day)
    }

    /// A working day that is the home team's.
    pub fn is_home(&self, day: Date) -> bool {
        let number = day.weekday().to_monday_one_offset();
        number <= 5 && !self.has(number)
    }
}

/// No days at all: it is not settled.
pub async fn set(tx: &mut Tx, cx: &Cx, count: i64, numbers: &[i8]) -> Outcome<HostDays> {
    let (exchange, _) = access::edited(tx, cx, count).await?;
    if numbers.iter().any(|day| !(1..=7).contains(day)) {
        return Err(Failure::invalid("days", "plan-days-range"));
    }
    let days = HostDays::of(numbers.iter().copied());
    store::put(tx, exchange.id, &days).await?;
    tx.record(cx, event::inside("plan.days_set", &exchange).fact("days", days.numbers().to_vec()));
    Ok(days)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn the_other_working_days_are_at_home() {
        let days = HostDays::of([4, 2, 2, 9, 0]);
        assert_eq!(days.numbers(), [2, 4]);
        let home: Vec<_> = (16..=22).filter(|day| days.is_home(date(2026, 11, *day))).collect();
        assert_eq!(home, [16, 18, 20]);
    }
}

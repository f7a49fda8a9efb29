//! An appointment: who is a product's SRE from when to when, with whom as the backup.

use jiff::civil::Date;
use ryugaku_kernel::{Failure, FieldError, Msg, Outcome, Uuid};

pub const LONGEST_REASON: usize = 2000;

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Appointment {
    pub id: Uuid,
    pub product: Uuid,
    pub person: Uuid,
    /// Nobody yet, while unset.
    pub backup: Option<Uuid>,
    pub from: Date,
    /// The last day; unset now.
    pub until: Option<Date>,
    /// The exchange it came out of.
    pub exchange: Option<Uuid>,
    /// Empty while it lasts.
    pub end_reason: String,
    pub version: i64,
}

/// What is wrong with a new one, when `last` was the product's last. Days lie neither ahead nor before what is settled.
pub fn wrong(new: &Appointment, last: Option<&Appointment>, today: Date) -> Vec<FieldError> {
    let mut errors = Vec::new();
    if new.backup == Some(new.person) {
        errors.push(FieldError::new("backup", Msg::new("product-sre-same-person")));
    }
    let settled = last.and_then(|last| last.until);
    if new.from > today {
        errors.push(FieldError::new("from_day", Msg::new("product-sre-day-future").with("today", today.to_string())));
    } else if new.from.year() < 2000 {
        errors.push(FieldError::new("from_day", Msg::new("product-sre-day-far")));
    } else if let Some(until) = settled.filter(|until| new.from <= *until) {
        errors.push(FieldError::new("from_day", Msg::new("product-sre-day-early").with("day", until.to_string())));
    }
    errors
}

impl Appointment {
    /// `day` is the last one.
    pub fn end(&mut self, day: Date, reason: &str, today: Date) -> Outcome<()> {
        let mut errors = Vec::new();
        let reason = reason.trim();
        if reason.is_empty() {
            errors.push(FieldError::new("reason", Msg::new("failure-required")));
        }
        if reason.chars().count() > LONGEST_REASON {
            errors.push(FieldError::new("reason", Msg::new("failure-too-long").with("most", LONGEST_REASON)));
        }
        if day > today {
            errors.push(FieldError::new("day", Msg::new("product-sre-day-future").with("today", today.to_string())));
        } else if day < self.from {
            errors.push(FieldError::new("day", Msg::new("product-sre-end-early").with("day", self.from.to_string())));
        }
        if !errors.is_empty() {
            return Err(Failure::Invalid(errors));
        }
        (self.until, self.end_reason) = (Some(day), reason.into());
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    const TODAY: Date = date(2026, 11, 19);

    fn appointment(from: Date) -> Appointment {
        Appointment {
            id: Uuid::nil(),
            product: Uuid::nil(),
            person: Uuid::from_u128(1),
            backup: None,
            from,
            until: None,
            exchange: None,
            end_reason: String::new(),
            version: 1,
        }
    }

    fn fields(errors: &[FieldError]) -> Vec<&str> {
        errors.iter().map(|error| error.field.as_str()).collect()
    }

    #[test]
    fn a_new_one_begins_after_the_last() {
        let last = Appointment { until: Some(date(2026, 6, 30)), ..appointment(date(2025, 7, 1)) };
        for (from, wrong_field) in [
            (date(2026, 7, 1), None),
            (TODAY, None),
            (date(2026, 6, 30), Some("from_day")),
            (date(2026, 11, 20), Some("from_day")),
            (date(1999, 1, 1), Some("from_day")),
        ] {
            let errors = wrong(&appointment(from), Some(&last), TODAY);
            assert_eq!(fields(&errors).first().copied(), wrong_field, "{from}");
        }
        let own_backup = Appointment { backup: Some(Uuid::from_u128(1)), ..appointment(TODAY) };
        assert_eq!(fields(&wrong(&own_backup, None, TODAY)), ["backup"]);
    }

    #[test]
    fn it_ends_with_a_reason_on_a_day_that_was() {
        for (day, reason, wrong) in [
            (TODAY, "異動", vec![]),
            (date(2026, 4, 1), "その日だけ", vec![]),
            (date(2026, 3, 31), " ", vec!["reason", "day"]),
            (date(2026, 11, 20), "x", vec!["day"]),
        ] {
            let errors = match appointment(date(2026, 4, 1)).end(day, reason, TODAY) {
                Ok(()) => vec![],
                Err(Failure::Invalid(errors)) => errors,
                Err(other) => panic!("{other}"),
            };
            assert_eq!(fields(&errors), wrong, "{day}");
        }
    }
}

//! What the record says of each aim, beside what the guest thinks of their own understanding.

use ryugaku_db::Query;
use ryugaku_kernel::{Lang, Msg, Outcome};

use crate::exchange::aim::{Aim, after_number, number};
use crate::exchange::{Exchange, aim_store};
use crate::{diary, words};

pub struct Measured {
    pub aim: Aim,
    /// Pieces of evidence.
    pub evidence: i64,
}

pub async fn of_exchange(q: &mut dyn Query, exchange: &Exchange) -> Outcome<Vec<Measured>> {
    let evidence = diary::evidence(q, exchange.id.0).await?;
    let aims = aim_store::of_exchange(q, exchange.id).await?;
    let measured = |aim: Aim| Measured { evidence: evidence.get(&aim.id.0).copied().unwrap_or(0), aim };
    Ok(aims.into_iter().map(measured).collect())
}

impl Measured {
    /// Whether there is anything to go by.
    pub fn is_known(&self) -> bool {
        self.evidence > 0 || self.aim.measure.reading.is_some() || self.aim.result.is_some()
    }

    /// 5/8回, 証拠 3件
    pub fn said(&self, lang: Lang) -> String {
        if !self.is_known() {
            return words::text(lang, "feedback-not-measured");
        }
        let result = self.aim.result.map(|result| words::text(lang, result.key()));
        let evidence = words::say(lang, &Msg::new("feedback-evidence").with("n", self.evidence));
        let parts = result.into_iter().chain(self.reading(lang)).chain([evidence]);
        parts.collect::<Vec<_>>().join(&words::text(lang, "feedback-comma"))
    }

    /// From where to where, and how far that is: 14 → 3件、目標 0件. Where it began at nothing, 5/8回.
    fn reading(&self, lang: Lang) -> Option<String> {
        let measure = &self.aim.measure;
        let (target, unit) = (measure.target?, after_number(&measure.unit));
        let Some(reading) = measure.reading else { return Some(words::text(lang, "feedback-not-measured")) };
        Some(match measure.baseline.filter(|baseline| *baseline != 0.0) {
            None => format!("{}/{}{unit}", number(reading), number(target)),
            Some(baseline) => {
                let so_far = format!("{} → {}{unit}", number(baseline), number(reading));
                let target = Msg::new("feedback-target").with("target", format!("{}{unit}", number(target)));
                format!("{so_far}{}{}", words::text(lang, "feedback-comma"), words::say(lang, &target))
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exchange::aim::Measure;
    use crate::exchange::aim::tests::aim;
    use crate::exchange::{AimResult, Side};

    #[test]
    fn numbers_stand_beside_evidence() {
        let measure = |unit: &str, baseline, target, reading| Measure {
            unit: unit.into(),
            baseline,
            target,
            reading,
            read_at: None,
        };
        let none = Measure::default();
        for (measure, result, evidence, ja, en) in [
            (measure("回", Some(0.0), Some(8.0), Some(5.0)), None, 3, "5/8回、証拠 3件", "5/8回, evidence: 3"),
            (
                measure("places", Some(14.0), Some(0.0), Some(3.0)),
                None,
                0,
                "14 → 3 places、目標 0 places、証拠 0件",
                "14 → 3 places, target 0 places, evidence: 0",
            ),
            (
                measure("回", None, Some(4.0), None),
                None,
                2,
                "まだ測っていない、証拠 2件",
                "not measured yet, evidence: 2",
            ),
            (measure("回", None, Some(4.0), None), None, 0, "まだ測っていない", "not measured yet"),
            (none.clone(), None, 2, "証拠 2件", "evidence: 2"),
            (none, Some(AimResult::Partly), 1, "一部実現した、証拠 1件", "partly reached, evidence: 1"),
        ] {
            let aim = Aim { measure, result, ..aim(Side::Guest, 1) };
            let measured = Measured { aim, evidence };
            assert_eq!((measured.said(Lang::Ja).as_str(), measured.said(Lang::En).as_str()), (ja, en));
        }
    }
}

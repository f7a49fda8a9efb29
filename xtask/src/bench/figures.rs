//! What becomes of many measured numbers: quantiles that were measured, medians, and numbers as people read them.

/// Nearest rank, of sorted numbers.
pub fn quantile(sorted: &[f64], q: f64) -> f64 {
    let rank = (q * sorted.len() as f64).ceil() as usize;
    sorted[rank.clamp(1, sorted.len()) - 1]
}

/// The middle one, or the mean of the two in the middle.
pub fn median(numbers: impl IntoIterator<Item = f64>) -> Option<f64> {
    let mut sorted: Vec<f64> = numbers.into_iter().collect();
    sorted.sort_by(f64::total_cmp);
    let above = *sorted.get(sorted.len() / 2)?;
    let below = sorted[(sorted.len() - 1) / 2];
    Some(f64::midpoint(below, above))
}

/// `12,345`, `123`, `4.56`: three digits at least; what never came to an end took too long.
pub fn readable(number: f64) -> String {
    if number.is_infinite() {
        return "too long".to_owned();
    }
    if number >= 100.0 {
        return thousands(number.round() as u64);
    }
    let places = if number >= 10.0 { 1 } else { 2 };
    format!("{number:.places$}")
}

/// `12,345`
pub fn thousands(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_are_measured_values() {
        let times: Vec<f64> = (1..=200).map(f64::from).collect();
        assert_eq!((quantile(&times, 0.5), quantile(&times, 0.99)), (100.0, 198.0));
        assert_eq!(quantile(&[7.0], 0.99), 7.0);
    }

    #[test]
    fn a_median_stands_in_the_middle() {
        assert_eq!(median([3.0, 100.0, 1.0]), Some(3.0));
        assert_eq!(median([4.0, 1.0]), Some(2.5));
        assert_eq!(median([]), None);
    }

    #[test]
    fn numbers_are_readable() {
        let texts = [0.0, 0.456, 12.34, 123.4, 1_234.5, 1_234_567.0].map(readable);
        assert_eq!(readable(f64::INFINITY), "too long");
        assert_eq!(texts, ["0.00", "0.46", "12.3", "123", "1,235", "1,234,567"]);
    }
}

//! What fits on a slide: rows over as many as they need.

use super::measure::lines;

/// Pixels of a slide's height that rows may take under a headline of one line.
pub const ROOM: usize = 480;
/// A headline's second line, and each after it.
const HEAD_LINE: usize = 46;
const HEAD_EMS: usize = 29;

/// What is left for rows under a headline.
pub fn room(headline: &str) -> usize {
    ROOM.saturating_sub((lines(headline, HEAD_EMS) - 1) * HEAD_LINE)
}

/// Rows over as many slides as they need; one that is too high for any gets a slide of its own.
pub fn parts<T>(rows: Vec<T>, first: usize, height: impl Fn(&T) -> usize) -> Vec<Vec<T>> {
    let parts = parts_after(rows, first, ROOM, height);
    parts.into_iter().filter(|part| !part.is_empty()).collect()
}

/// The same, where the first slide has other room than the rest; it may stay empty.
pub fn parts_after<T>(rows: Vec<T>, first: usize, then: usize, height: impl Fn(&T) -> usize) -> Vec<Vec<T>> {
    let mut parts: Vec<Vec<T>> = if rows.is_empty() { Vec::new() } else { vec![Vec::new()] };
    let mut left = first;
    for row in rows {
        let high = height(&row);
        if high > left {
            parts.push(Vec::new());
            left = then;
        }
        left = left.saturating_sub(high);
        if let Some(part) = parts.last_mut() {
            part.push(row);
        }
    }
    parts
}

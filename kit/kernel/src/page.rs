//! A page of a longer list, by keyset: where it goes on, not how many were skipped.

use serde::Serialize;

/// How many rows one page holds: 1 to [`Limit::MOST`].
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Limit(u16);

impl Limit {
    pub const MOST: u16 = 200;
    pub const USUAL: Self = Self(50);

    /// The nearest number of rows that is allowed.
    pub fn of(rows: i64) -> Self {
        Self(u16::try_from(rows.clamp(1, i64::from(Self::MOST))).unwrap_or(Self::MOST))
    }

    /// Rows to ask the database for: one more than shown tells whether there is a next page.
    pub fn probe(self) -> i64 {
        i64::from(self.0) + 1
    }

    pub fn rows(self) -> usize {
        usize::from(self.0)
    }
}

#[derive(Clone, Debug, Serialize)]
pub struct Page<T> {
    pub items: Vec<T>,
    /// Give this as `after` to get what follows; absent on the last page.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
}

impl<T> Page<T> {
    /// From rows asked for with [`Limit::probe`]; `key` names the last row shown.
    pub fn cut(mut rows: Vec<T>, limit: Limit, key: impl Fn(&T) -> String) -> Self {
        let more = rows.len() > limit.rows();
        rows.truncate(limit.rows());
        let next = if more { rows.last().map(key) } else { None };
        Self { items: rows, next }
    }

    pub fn map<U>(self, f: impl FnMut(T) -> U) -> Page<U> {
        Page { items: self.items.into_iter().map(f).collect(), next: self.next }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_row_more_than_shown_means_there_is_more() {
        let limit = Limit::of(2);
        let page = Page::cut(vec![1, 2, 3], limit, ToString::to_string);
        assert_eq!((page.items, page.next), (vec![1, 2], Some("2".into())));
        let last = Page::cut(vec![3], limit, ToString::to_string);
        assert_eq!((last.items, last.next), (vec![3], None));
    }
}

//! What stands in an address after the question mark.

/// Those fields that are not empty, in their order.
pub fn query<'a>(fields: impl IntoIterator<Item = (&'a str, &'a str)>) -> String {
    let filled = fields.into_iter().filter(|(_, value)| !value.is_empty());
    url::form_urlencoded::Serializer::new(String::new()).extend_pairs(filled).finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_empty_is_left_out() {
        assert_eq!(query([("a", ""), ("b", "決済 & 1"), ("c", "")]), "b=%E6%B1%BA%E6%B8%88+%26+1");
        assert_eq!(query([("a", "")]), "");
    }
}

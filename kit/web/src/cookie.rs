//! Cookies, read and written without a jar: there are only a handful.

use axum::http::{HeaderMap, HeaderValue, header};

/// The value of the cookie `name`.
pub fn get<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|line| line.to_str().ok())
        .flat_map(|line| line.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find_map(|(key, value)| (key == name).then_some(value))
}

/// A `Set-Cookie` line for this site alone, unreadable to scripts. `seconds` of 0 deletes it. `value` is URL-safe.
pub fn set(name: &str, value: &str, seconds: i64, secure: bool) -> HeaderValue {
    let secure = if secure { "; Secure" } else { "" };
    let line = format!("{name}={value}; Path=/; Max-Age={seconds}; HttpOnly; SameSite=Lax{secure}");
    HeaderValue::from_str(&line).expect("cookie values are URL-safe text")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_one_among_many() {
        let mut headers = HeaderMap::new();
        headers.insert(header::COOKIE, HeaderValue::from_static("a=1; session=x.y; b=2"));
        assert_eq!(get(&headers, "session"), Some("x.y"));
        assert_eq!(get(&headers, "sess"), None);
    }
}

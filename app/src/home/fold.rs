//! How names are compared: NFKC, lower case, katakana as hiragana, so that ｱﾗｰﾄ, アラート and あらーと are one.

use unicode_normalization::UnicodeNormalization;

pub fn fold(text: &str) -> String {
    text.nfkc().flat_map(char::to_lowercase).map(hiragana).collect()
}

/// U+30A1 to U+30F6 lie 0x60 above their hiragana.
fn hiragana(letter: char) -> char {
    match u32::from(letter) {
        code @ 0x30A1..=0x30F6 => char::from_u32(code - 0x60).unwrap_or(letter),
        _ => letter,
    }
}

/// How well a name fits what was typed; smaller is better, `None` is not at all. Each word that was typed must begin a word of
/// the name; where words are not written apart, as in Japanese, it may stand anywhere.
pub fn fits(asked: &str, name: &str) -> Option<u8> {
    let mut worst = 0;
    for word in asked.split_whitespace() {
        worst = worst.max(word_fits(word, name)?);
    }
    Some(worst)
}

fn word_fits(word: &str, name: &str) -> Option<u8> {
    if name.starts_with(word) {
        return Some(0);
    }
    let begins = name.split(|c: char| !c.is_alphanumeric()).any(|part| part.starts_with(word));
    if begins {
        return Some(1);
    }
    (!word.is_ascii() && name.contains(word)).then_some(2)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_begin_and_kanji_stand_anywhere() {
        for (asked, name, fit) in [
            ("みず", "ミズノ ハルカ", Some(0)),
            ("遥", "水野 遥", Some(1)),
            ("野", "水野 遥", Some(2)),
            ("ＣＨＥＣＫ", "checkout-api", Some(0)),
            ("api", "checkout-api", Some(1)),
            ("out", "checkout-api", None),
            ("通知 決済", "決済結果非同期通知サービス", Some(2)),
            ("check x", "checkout-api", None),
            ("ｱﾗｰﾄ", "アラート", Some(0)),
            ("", "anything", Some(0)),
        ] {
            assert_eq!(fits(&fold(asked), &fold(name)), fit, "{asked} in {name}");
        }
    }
}

//! How much room a text takes on a slide, without a browser: widths in twentieths of an em, counted rather too wide,
//! in bold letters.

/// Of a full-width letter.
const EM: usize = 20;

/// How many lines a text takes in a column of so many ems. Words stay whole where they fit; longer ones are broken.
pub fn lines(text: &str, ems: usize) -> usize {
    let most = ems.max(1) * EM;
    let (mut lines, mut used) = (1, 0);
    for word in pieces(text) {
        let wide = width(word);
        // The space behind a word hangs over the end of a line.
        if used + width(word.trim_end()) <= most {
            used += wide;
        } else if wide <= most {
            lines += 1;
            used = wide;
        } else {
            // It begins on a line of its own and goes on over the next ones.
            let whole = wide.div_ceil(most);
            lines += whole - usize::from(used == 0);
            used = wide - (whole - 1) * most;
        }
    }
    lines
}

/// The text if it takes no more than so many ems, else its beginning with an ellipsis.
pub fn shortened(text: &str, ems: usize) -> String {
    if width(text) <= ems * EM {
        return text.to_owned();
    }
    let most = (ems * EM).saturating_sub(EM);
    let mut used = 0;
    let kept = text.chars().take_while(|letter| {
        used += letter_width(*letter);
        used <= most
    });
    format!("{}…", kept.collect::<String>().trim_end())
}

pub fn width(text: &str) -> usize {
    text.chars().map(letter_width).sum()
}

/// Words with the space after them; each full-width letter is a piece of its own.
fn pieces(text: &str) -> Vec<&str> {
    let (mut pieces, mut from) = (Vec::new(), 0);
    for (at, letter) in text.char_indices() {
        let end = at + letter.len_utf8();
        if is_wide(letter) {
            if from < at {
                pieces.push(&text[from..at]);
            }
            pieces.push(&text[at..end]);
            from = end;
        } else if letter.is_whitespace() {
            pieces.push(&text[from..end]);
            from = end;
        }
    }
    if from < text.len() {
        pieces.push(&text[from..]);
    }
    pieces
}

fn is_wide(letter: char) -> bool {
    u32::from(letter) >= 0x1100
}

fn letter_width(letter: char) -> usize {
    match letter {
        _ if is_wide(letter) => 21,
        'm' | 'w' | 'M' | 'W' | '@' | '%' | '&' => 19,
        'E' | 'F' | 'J' | 'L' | 'S' | 'T' => 13,
        'A'..='H' | 'K'..='Z' => 15,
        ' ' => 6,
        'i' | 'l' | 'j' | 'f' | 'I' | '.' | ',' | ':' | ';' | '\'' | '!' | '|' => 7,
        't' | 'r' | '-' | '/' | '(' | ')' => 9,
        'a' | 'c' | 'e' | 'k' | 's' | 'v' | 'x' | 'y' | 'z' | '0'..='9' => 12,
        _ => 13,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_counted_rather_too_many() {
        for (text, ems, n) in [
            ("", 10, 1),
            ("一次オンコール", 10, 1),
            ("一次オンコールを一人で受ける", 10, 2),
            ("take the first page alone", 10, 2),
            ("WWWWWWWWWWWWWWWWWWWWWWWWW", 10, 3),
            ("a WWWWWWWWWWWWWWWWWWWWWWWWW", 10, 4),
        ] {
            assert_eq!(lines(text, ems), n, "{text}");
        }
    }

    #[test]
    fn long_texts_end_with_an_ellipsis() {
        assert_eq!(shortened("呼び出し", 5), "呼び出し");
        assert_eq!(shortened("呼び出しの理由を書く", 5), "呼び出…");
        assert!(width(&shortened(&"W".repeat(200), 10)) <= 10 * EM + EM);
    }
}

//! Hints that stand in a draft as comments: whoever writes sees them, and no reader does.

use super::actions::is_fence;

/// The text without its comments; what stands in code is code.
pub fn without(text: &str) -> String {
    let (mut fenced, mut inside) = (false, false);
    let mut out: Vec<String> = Vec::new();
    for line in text.lines() {
        let bare = line.trim_start();
        if !inside && is_fence(bare) {
            fenced = !fenced;
        }
        if fenced {
            out.push(line.to_owned());
            continue;
        }
        let (mut rest, mut kept, had) = (line, String::new(), inside || line.contains("<!--"));
        loop {
            let mark = if inside { "-->" } else { "<!--" };
            let Some((before, after)) = rest.split_once(mark) else {
                if !inside {
                    kept.push_str(rest);
                }
                break;
            };
            if !inside {
                kept.push_str(before);
            }
            (inside, rest) = (!inside, after);
        }
        // A line that was nothing but a hint leaves none.
        if !(had && kept.trim().is_empty()) {
            out.push(kept.trim_end().to_owned());
        }
    }
    let mut text = out.join("\n");
    while text.contains("\n\n\n") {
        text = text.replace("\n\n\n", "\n\n");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn readers_see_no_hint() {
        for (text, read) in [
            ("# 概要\n\n<!-- 3行で -->\n\n止まった", "# 概要\n\n止まった"),
            ("a <!-- b --> c<!-- d", "a  c"),
            ("a\n<!-- b\nc\n--> d", "a\n d"),
            ("```\n<!-- code -->\n```", "```\n<!-- code -->\n```"),
            ("plain", "plain"),
        ] {
            assert_eq!(without(text), read, "{text}");
        }
    }
}

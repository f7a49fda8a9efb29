//! Hints that stand in a draft as comments: whoever writes sees them, and no reader does.

use super::actions::is_fence;

/// The text without its comments; what stands in code is code, and all else stays as it is.
pub fn without(text: &str) -> String {
    let (mut fenced, mut inside, mut gone) = (false, false, false);
    let mut out: Vec<String> = Vec::new();
    for line in text.lines() {
        let bare = line.trim_start();
        if !inside && is_fence(bare) {
            fenced = !fenced;
        }
        if fenced {
            gone = false;
            out.push(line.to_owned());
            continue;
        }
        let had = inside || line.contains("<!--");
        let kept = read(line, &mut inside);
        let blank = kept.trim().is_empty();
        // A line that was nothing but a hint leaves none, and of the blank lines around it one.
        if had && blank {
            gone = true;
        } else if !(gone && blank && out.last().is_none_or(|last| last.trim().is_empty())) {
            gone = false;
            out.push(if had { kept.trim_end().to_owned() } else { kept });
        }
    }
    out.join("\n")
}

/// What readers see of a line; `inside` says whether a comment goes on, before and after it.
pub fn read(line: &str, inside: &mut bool) -> String {
    let (mut rest, mut kept) = (line, String::new());
    loop {
        let mark = if *inside { "-->" } else { "<!--" };
        let Some((before, after)) = rest.split_once(mark) else {
            if !*inside {
                kept.push_str(rest);
            }
            return kept;
        };
        if !*inside {
            kept.push_str(before);
        }
        (*inside, rest) = (!*inside, after);
    }
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
            ("一行目  \n二行目", "一行目  \n二行目"),
            ("```\na\n\n\nb\n```", "```\na\n\n\nb\n```"),
        ] {
            assert_eq!(without(text), read, "{text}");
        }
    }
}

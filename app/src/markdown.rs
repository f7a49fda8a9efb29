//! What people wrote in Markdown, as HTML that may stand in a page. Raw HTML is shown as text, never taken for HTML.

use std::sync::LazyLock;

use ammonia::Builder;
use comrak::nodes::NodeValue;
use comrak::{Arena, Options, format_html, parse_document};

/// Headings begin below those of the page and its sections.
const BELOW_SECTIONS: u8 = 2;
const DEEPEST: u8 = 6;

/// Whatever else the renderer may come to write is taken out again. No images: an address in a text is never fetched.
static ALLOWED: LazyLock<Builder<'static>> = LazyLock::new(|| {
    let mut allowed = Builder::empty();
    allowed
        .add_tags(["h3", "h4", "h5", "h6", "p", "br", "hr", "em", "strong", "del", "code", "pre", "blockquote"])
        .add_tags(["ul", "ol", "li", "a", "table", "thead", "tbody", "tr", "th", "td"])
        .add_tag_attributes("a", ["href"])
        .add_tag_attributes("ol", ["start"])
        .add_tag_attributes("th", ["align"])
        .add_tag_attributes("td", ["align"])
        .add_url_schemes(["http", "https", "mailto"])
        .link_rel(Some("noopener noreferrer nofollow"));
    allowed
});

/// Safe to be written into a page as it is; empty for a text that says nothing.
pub fn html(text: &str) -> String {
    let arena = Arena::new();
    let text = as_lists(text);
    let options = options();
    let document = parse_document(&arena, &text, &options);
    for node in document.descendants() {
        if let NodeValue::Heading(heading) = &mut node.data.borrow_mut().value {
            heading.level = (heading.level + BELOW_SECTIONS).min(DEEPEST);
        }
    }
    let mut html = String::new();
    // Writing into a text does not fail.
    if format_html(document, &options, &mut html).is_err() {
        return String::new();
    }
    ALLOWED.clean(&html).to_string()
}

fn options() -> Options<'static> {
    let mut options = Options::default();
    options.extension.table = true;
    options.extension.strikethrough = true;
    options.extension.autolink = true;
    // Japanese emphasis stands between letters, without spaces around it.
    options.extension.cjk_friendly_emphasis = true;
    // A line that was broken stays broken.
    options.render.hardbreaks = true;
    options.render.escape = true;
    options
}

/// Lists as they are written in Japanese: a line that begins with ・ is an item, unless it stands in a code block.
fn as_lists(text: &str) -> String {
    let mut fenced = false;
    let mut out = String::with_capacity(text.len());
    for line in text.lines() {
        let bare = line.trim_start();
        fenced ^= bare.starts_with("```") || bare.starts_with("~~~");
        match bare.strip_prefix('・').filter(|_| !fenced) {
            Some(item) => out.push_str(&format!("- {}", item.trim_start())),
            None => out.push_str(line),
        }
        out.push('\n');
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_become_pages() {
        for (text, wanted) in [
            ("", ""),
            ("監視を\n一緒に直す", "<p>監視を<br>\n一緒に直す</p>"),
            ("・SLO\n・指揮", "<ul>\n<li>SLO</li>\n<li>指揮</li>\n</ul>"),
            ("# 大\n## 中", "<h3>大</h3>\n<h4>中</h4>"),
            ("**重要。**次に", "<p><strong>重要。</strong>次に</p>"),
            ("```\n・a\n```", "<pre><code>・a\n</code></pre>"),
            ("3. a", "<ol start=\"3\">\n<li>a</li>\n</ol>"),
        ] {
            assert_eq!(html(text).trim(), wanted, "{text}");
        }
        let link = html("[手順](https://wiki.example.com/a) https://example.com");
        assert_eq!(link.matches("rel=\"noopener noreferrer nofollow\"").count(), 2, "{link}");
        assert!(html("|a|b|\n|:-|-|\n|1|2|").contains("<td align=\"left\">1</td>"));
    }

    #[test]
    fn nothing_acts() {
        for text in [
            "<script>alert(1)</script>",
            "<img src=x onerror=alert(1)>",
            "[x](javascript:alert(1))",
            "[x](data:text/html;base64,PHNjcmlwdD4=)",
            "![x](https://example.com/pixel.png)",
            "<a href=\"https://example.com\" style=\"color:red\" onclick=\"x()\">x</a>",
            "[x](vbscript:x)",
            "<javascript:alert(1)>",
        ] {
            let html = html(text);
            for bad in [
                "<script",
                "<img",
                "href=\"javascript:",
                "href=\"data:",
                "href=\"vbscript:",
                "<a href=\"https://example.com\" style",
            ] {
                assert!(!html.contains(bad), "{text} → {html}");
            }
        }
    }
}

//! Post-mortems that were written elsewhere, as Markdown: when it began and ended, what was to be done. Pure.
//!
//! Two ways of writing them are read: a table of times under a heading *Timeline* with *Stats*, and a list of *Key events*
//! with *Time to repair* and *Time to resolve*. What a text says of its own lengths is compared with what its times give.

mod length;
mod moments;
mod stated;
pub mod zone;

use jiff::SignedDuration;
use jiff::civil::DateTime;
use ryugaku_kernel::Msg;

use super::actions::{Action, actions};
pub use stated::{Agreement, Stated};

/// As it is told in the text, in the text's own zone.
#[derive(Clone, Debug)]
pub struct Past {
    pub title: String,
    pub body: String,
    /// As it is named there, such as CET; the text may say nothing of it.
    pub zone: Option<String>,
    pub began: DateTime,
    pub detected: DateTime,
    pub declared: Option<DateTime>,
    pub repaired: Option<DateTime>,
    pub resolved: DateTime,
    /// 1 to 4, if it is said.
    pub severity: Option<u8>,
    pub detection: Option<Stated>,
    pub repair: Option<Stated>,
    pub resolution: Option<Stated>,
    pub actions: Vec<Action>,
}

/// Whether the text looks like one: it has the parts, though what is in them may be refused.
pub fn is_postmortem(text: &str) -> bool {
    let text = without_front_matter(text).1.to_lowercase();
    let has = |words: &[&str]| text.lines().any(|line| words.contains(&bare(line)));
    let listed = has(&["key events"]) && text.contains("time to repair") | text.contains("resolved");
    listed || (has(&["timeline", "タイムライン"]) && has(&["action items", "actions", "アクションアイテム"]))
}

/// A heading's words, whatever marks it.
fn bare(line: &str) -> &str {
    line.trim_matches(|letter: char| letter.is_whitespace() || "#*-:：".contains(letter))
}

/// What is wrong with it, with its line from 1.
pub fn read(text: &str) -> Result<Past, Vec<(usize, Msg)>> {
    let text = text.trim_start_matches('\u{feff}').replace("\r\n", "\n");
    let (front, body) = without_front_matter(&text);
    let before = text[..text.len() - body.len()].lines().count();
    let body = without_templates(body);
    let Some(title) = title(front, &body) else { return Err(vec![(1, Msg::new("postmortem-import-no-title"))]) };
    let wrong = |(line, key): (usize, &'static str)| vec![(before + line + 1, Msg::new(key))];
    let found = moments::read(&body).map_err(wrong)?;
    let past = Past {
        title,
        zone: found.zone,
        began: found.began,
        detected: found.detected,
        declared: found.declared,
        repaired: found.repaired,
        resolved: found.resolved,
        severity: severity(&body),
        detection: found.detection,
        repair: found.repair,
        resolution: found.resolution,
        actions: actions(&body),
        body: body.trim().to_owned(),
    };
    let in_order = past.began <= past.detected
        && past.detected <= past.resolved
        && past.repaired.is_none_or(|repaired| past.began <= repaired && repaired <= past.resolved);
    if in_order { Ok(past) } else { Err(wrong((found.line, "postmortem-import-order"))) }
}

impl Past {
    /// From its beginning until it was repaired; where nothing is said of that, until it was resolved.
    pub fn time_to_repair(&self) -> SignedDuration {
        self.repaired.unwrap_or(self.resolved).duration_since(self.began)
    }

    pub fn time_to_resolve(&self) -> SignedDuration {
        self.resolved.duration_since(self.began)
    }

    /// Whether what the text states of detection, repair and resolution is what its times give.
    pub fn agreements(&self) -> [(&'static str, Option<Agreement>); 3] {
        let starts = [Some(self.began), Some(self.detected), self.declared];
        let starts: Vec<DateTime> = starts.into_iter().flatten().collect();
        let repaired = self.repaired.unwrap_or(self.resolved);
        let of = |stated: &Option<Stated>, starts: &[DateTime], end| {
            stated.as_ref().map(|stated| stated.agrees(starts, end))
        };
        [
            ("detection", of(&self.detection, &starts[..1], self.detected)),
            ("repair", of(&self.repair, &starts, repaired)),
            ("resolution", of(&self.resolution, &starts, self.resolved)),
        ]
    }
}

/// The lines between `---` and `---` at the top, and the rest.
fn without_front_matter(text: &str) -> (&str, &str) {
    let Some(rest) = text.strip_prefix("---\n") else { return ("", text) };
    rest.split_once("\n---\n").unwrap_or(("", text))
}

/// Commands of a template language stand for nothing here.
fn without_templates(text: &str) -> String {
    let (mut out, mut rest) = (String::new(), text);
    while let Some((before, after)) = rest.split_once("<%") {
        // One that does not end is none.
        let Some((_, after)) = after.split_once("%>") else { break };
        out.push_str(before);
        rest = after;
    }
    out + rest
}

fn title(front: &str, body: &str) -> Option<String> {
    let named = front.lines().find_map(|line| line.strip_prefix("title:"));
    let heading = || body.lines().find_map(|line| line.strip_prefix("# "));
    let title = named.or_else(heading)?.trim().trim_matches('"').trim();
    // The day stands beside it already.
    let short =
        title.strip_prefix("Incident on ").and_then(|rest| rest.get(10..)).map(|rest| rest.trim_matches([' ', '-']));
    let title = short.filter(|rest| !rest.is_empty()).unwrap_or(title);
    (!title.is_empty()).then(|| title.chars().take(crate::incidents::incident::LONGEST_TITLE).collect())
}

/// The worst that is named.
fn severity(body: &str) -> Option<u8> {
    let small = body.to_lowercase();
    let digits = small.match_indices("sev").filter_map(|(at, _)| {
        let word = !small[..at].ends_with(|letter: char| letter.is_alphanumeric());
        let digit = small[at + 3..].trim_start_matches([' ', '-']).chars().next()?.to_digit(10)?;
        u8::try_from(digit).ok().filter(|digit| word && (1..=4).contains(digit))
    });
    digits.min()
}

#[cfg(test)]
mod samples;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod truth;

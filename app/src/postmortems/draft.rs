//! The draft: all that is known is filled in, and what only people know has a heading with a hint. Nobody is blamed.

use std::collections::BTreeSet;

use jiff::SignedDuration;
use ryugaku_kernel::{Msg, Time};

use super::gather::{Facts, Follow};
use super::hints;
use crate::incidents::status::Status;
use crate::incidents::timeline::Entry;
use crate::shell::when;
use crate::words;

/// So many letters of one entry's text stand in the timeline; all of it stands in the incident's.
const MOST_OF_ENTRY: usize = 400;
/// And so many letters of all entries: a draft is shorter than what may be saved.
const MOST_OF_TIMELINE: usize = 40_000;

/// Headings in their order, each with the key of its hint.
const SECTIONS: [(&str, &str); 7] = [
    ("postmortem-summary", "postmortem-summary-hint"),
    ("postmortem-impact", "postmortem-impact-hint"),
    ("postmortem-timeline", "postmortem-timeline-hint"),
    ("postmortem-well", "postmortem-well-hint"),
    ("postmortem-badly", "postmortem-badly-hint"),
    ("postmortem-factors", "postmortem-factors-hint"),
    ("postmortem-actions", "postmortem-actions-hint"),
];

pub fn draft(facts: &Facts) -> String {
    let mut parts = vec![format!("# {} {}", facts.incident.number(), line(&facts.incident.title))];
    if facts.incident.practice {
        parts.push(facts.t("drill-mark-long"));
    }
    for (heading, hint) in SECTIONS {
        parts.push(format!("## {}\n\n<!-- {} -->", facts.t(heading), facts.t(hint)));
        let body = match heading {
            "postmortem-summary" => facts.summary(),
            "postmortem-impact" => facts.impact(),
            "postmortem-timeline" => facts.timeline(),
            "postmortem-actions" => facts.actions(),
            _ => "-".to_owned(),
        };
        parts.push(body);
    }
    // Action items come last: that is where people go on writing.
    if !facts.similar.is_empty() {
        let similar = format!("## {}\n\n{}", facts.t("incident-similar"), facts.similar());
        parts.insert(parts.len() - 2, similar);
    }
    parts.join("\n\n")
}

impl Facts {
    /// For who has a draft already: without the hints.
    pub fn told(&self) -> String {
        hints::without(&draft(self))
    }

    fn t(&self, key: &str) -> String {
        words::text(self.lang, key)
    }

    fn say(&self, msg: &Msg) -> String {
        words::say(self.lang, msg)
    }

    fn moment(&self, time: Time) -> String {
        time.timestamp().to_zoned(self.zone.clone()).strftime("%Y-%m-%d %H:%M").to_string()
    }

    fn span(&self, length: SignedDuration) -> String {
        when::span(length, self.lang)
    }

    fn summary(&self) -> String {
        let msg = Msg::new("postmortem-summary-line").with("began", self.moment(self.incident.began_at));
        let mut said = self.say(&msg.with("title", line(&self.incident.title)));
        if let Some(resolved) = self.incident.resolved_at() {
            let length = self.span(resolved.since(self.incident.began_at));
            said.push_str(match self.lang {
                ryugaku_kernel::Lang::Ja => "",
                ryugaku_kernel::Lang::En => " ",
            });
            said.push_str(&self.say(&Msg::new("postmortem-summary-over").with("span", length)));
        }
        said
    }

    fn impact(&self) -> String {
        let incident = &self.incident;
        let mut rows: Vec<(&str, String)> = Vec::new();
        if let Some(resolved) = incident.resolved_at() {
            let length = self.span(resolved.since(incident.began_at));
            let said = format!("{} – {} ({length})", self.moment(incident.began_at), self.moment(resolved));
            rows.push(("postmortem-duration", said));
        }
        let after = |time: Time| self.span(time.since(incident.began_at));
        rows.push(("postmortem-until-detected", after(incident.opened_at)));
        if let Some(mitigated) = incident.reached.at(Status::Monitoring) {
            rows.push(("postmortem-until-repaired", after(mitigated)));
        }
        if let Some(resolved) = incident.resolved_at() {
            rows.push(("postmortem-until-resolved", after(resolved)));
        }
        let mut severity = incident.severity.label().to_owned();
        let mut before = None;
        let changes: Vec<String> = self
            .severities
            .iter()
            .filter(|(_, to)| before.replace(*to) != Some(*to))
            .map(|(at, to)| format!("{} {}", self.moment(*at), to.label()))
            .collect();
        if changes.len() > 1 {
            severity = changes.join(" → ");
        }
        rows.push(("incident-severity", severity));
        for (key, names) in [("postmortem-products", &self.products), ("postmortem-services", &self.services)] {
            if !names.is_empty() {
                rows.push((key, self.listed(names)));
            }
        }
        let before = self.entries.iter().filter(|entry| entry.is_deploy() && entry.at <= incident.began_at);
        let deployed = before.map(|entry| format!("{} {}", self.moment(entry.at), line(&entry.sentence)));
        let deployed: Vec<String> = deployed.collect();
        if !deployed.is_empty() {
            rows.push(("incident-deployed", self.listed(&deployed)));
        }
        if !incident.impact.trim().is_empty() {
            rows.push(("incident-impact", line(&incident.impact)));
        }
        if let Some(share) = incident.users.share {
            rows.push(("incident-users", format!("{share}% ({})", line(&incident.users.source))));
        }
        for (role, people) in &self.roles {
            rows.push((role, self.listed(people)));
        }
        rows.iter().map(|(key, said)| format!("- {}: {said}", self.t(key))).collect::<Vec<_>>().join("\n")
    }

    fn listed(&self, names: &[String]) -> String {
        names.join(match self.lang {
            ryugaku_kernel::Lang::Ja => "、",
            ryugaku_kernel::Lang::En => ", ",
        })
    }

    fn timeline(&self) -> String {
        let zone = self.zone.iana_name().unwrap_or("UTC").to_owned();
        let mut rows = vec![
            self.say(&Msg::new("postmortem-zone").with("zone", zone)),
            String::new(),
            format!("| {} | {} |", self.t("postmortem-time"), self.t("postmortem-event")),
            "| :-- | :-- |".to_owned(),
        ];
        let mut room = MOST_OF_TIMELINE;
        for (at, entry) in self.entries.iter().enumerate() {
            let row = self.row(entry);
            let Some(left) = room.checked_sub(row.chars().count()) else {
                let rest = Msg::new("postmortem-timeline-rest").with("n", self.entries.len() - at);
                rows.push(format!("| … | {} |", self.say(&rest)));
                break;
            };
            room = left;
            rows.push(row);
        }
        rows.join("\n")
    }

    fn row(&self, entry: &Entry) -> String {
        let (head, tail) = self.around(entry);
        let text = cell(&shortened(entry.text.as_deref().unwrap_or_default()));
        let blank = if text.is_empty() || head.ends_with("| ") { "" } else { " " };
        format!("{head}{blank}{text}{tail}")
    }

    /// What stands in its row before and behind its text.
    fn around(&self, entry: &Entry) -> (String, String) {
        let link = entry.link.as_ref().map(|(_, label)| label.as_str()).unwrap_or_default();
        let said: Vec<String> = [entry.sentence.as_str(), link, &entry.note]
            .into_iter()
            .filter(|said| !said.is_empty())
            .map(cell)
            .collect();
        let by = if entry.by.is_empty() || entry.sentence.contains(&entry.by) {
            String::new()
        } else {
            format!(" ({})", cell(&entry.by))
        };
        (format!("| {} | {}", self.moment(entry.at), said.join(" ")), format!("{by} |"))
    }

    /// The words that stood in the timeline of this draft, and are gone from that of now. `None`: not all of them can be told, since the
    /// draft was cut or somebody has another name by now. What came after `written`, a position in the ledger, did not stand in it.
    pub fn taken_away(&self, draft: &str, written: i64) -> Option<Vec<String>> {
        let now: BTreeSet<String> = self.entries.iter().map(|entry| self.row(entry)).collect();
        let mut words = Vec::new();
        let stood = |entry: &&Entry| entry.redacted && entry.position.is_some_and(|position| position <= written);
        let gone: Vec<&Entry> = self.entries.iter().filter(stood).collect();
        for entry in &gone {
            let (head, tail) = self.around(entry);
            let bare = format!("{head}{tail}");
            let alike = gone.iter().filter(|other| self.row(other) == bare).count();
            if draft.lines().filter(|row| *row == bare).count() >= alike {
                // It was taken away before the draft was made.
                continue;
            }
            let rows = draft.lines().filter(|row| !now.contains(*row));
            let texts = rows.filter_map(|row| row.strip_prefix(head.as_str())?.strip_suffix(tail.as_str()));
            let texts: Vec<&str> = texts.map(|text| text.trim().trim_end_matches('…')).collect();
            if texts.is_empty() {
                return None;
            }
            words.extend(texts.into_iter().filter(|text| !text.is_empty()).map(str::to_owned));
        }
        Some(words)
    }

    fn actions(&self) -> String {
        if self.tasks.is_empty() {
            return "- [ ]".to_owned();
        }
        self.tasks.iter().map(written).collect::<Vec<_>>().join("\n")
    }

    fn similar(&self) -> String {
        let said = |past: &crate::incidents::similar::Similar| {
            let helped = if past.helped.is_empty() { String::new() } else { format!(" — {}", line(&past.helped)) };
            format!("- {} {}{helped}", past.number, line(&past.title))
        };
        self.similar.iter().map(said).collect::<Vec<_>>().join("\n")
    }
}

fn written(task: &Follow) -> String {
    let mut said = format!("- [{}] {}", if task.is_done { "x" } else { " " }, line(&task.title));
    if let Some(owner) = &task.owner {
        said.push_str(&format!(" @{owner}"));
    }
    if let Some(due) = task.due {
        said.push_str(&format!(" {due}"));
    }
    format!("{said} ({})", task.number)
}

fn shortened(text: &str) -> String {
    match text.chars().count() > MOST_OF_ENTRY {
        true => text.chars().take(MOST_OF_ENTRY - 1).chain(['…']).collect(),
        false => text.to_owned(),
    }
}

/// The same in a table.
fn cell(text: &str) -> String {
    line(text).replace('|', "\\|")
}

/// In one line, and unable to begin or end a comment.
fn line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").replace("<!--", "<! --")
}

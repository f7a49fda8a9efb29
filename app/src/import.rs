//! `ryugaku import FILE…`: what a file holds is found from its content, then it goes to whom it concerns.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use reqwest::Method;
use ryugaku_kernel::Msg;
use ryugaku_routing::config;
use serde_json::Value;

use crate::client::Client;
use crate::plan::calendar_command;
use crate::{alert_rules, people, postmortems, routing};

#[derive(clap::Args)]
pub struct ImportFlags {
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Say what would be done, and do nothing
    #[arg(long)]
    dry_run: bool,
    /// Leave out refused entries, instead of refusing the file
    #[arg(long)]
    skip_refused: bool,
}

/// What a file may hold.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Kind {
    People,
    /// Of the one who asks; it is called as its file.
    Calendar,
    /// Alertmanager's configuration.
    Routing,
    /// Prometheus' rules for alerts; known by the file's name with its folder.
    AlertRules,
    /// One that was written elsewhere.
    Postmortem,
}

impl Kind {
    /// What is called a calendar is read as one, whatever is in it: then it is said what is wrong with it, line by line.
    fn of(file: &Path, bytes: &[u8]) -> Option<Self> {
        let named = file.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("ics"));
        if named || ryugaku_ical::is_calendar(bytes) {
            return Some(Self::Calendar);
        }
        if people::csv::is_people(bytes) {
            return Some(Self::People);
        }
        let text = std::str::from_utf8(bytes).ok()?;
        if config::alert_rules::is_rules(text) {
            return Some(Self::AlertRules);
        }
        if config::is_configuration(text) {
            return Some(Self::Routing);
        }
        postmortems::is_postmortem(text).then_some(Self::Postmortem)
    }
}

impl ImportFlags {
    /// File by file, in the order given. One that is refused keeps no other from being taken; in the end it is a failure.
    pub async fn run(self, client: &Client) -> Result<()> {
        let mut refused = 0_usize;
        for file in &self.files {
            let Err(error) = self.take(client, file).await else { continue };
            // Of one alone that says everything.
            if self.files.len() == 1 {
                return Err(error);
            }
            eprintln!("{error:#}");
            refused += 1;
        }
        match refused {
            0 => Ok(()),
            n => bail!(client.say(&Msg::new("import-files-refused").with("n", n).with("of", self.files.len()))),
        }
    }

    async fn take(&self, client: &Client, file: &Path) -> Result<()> {
        let name = file.display().to_string();
        let bytes = std::fs::read(file).with_context(|| format!("{name} cannot be read"))?;
        let Some(kind) = Kind::of(file, &bytes) else {
            bail!(client.say(&Msg::new("import-unknown-kind").with("file", name)));
        };
        let taken = match kind {
            Kind::People => self.people(client, bytes).await,
            Kind::Postmortem => postmortems::command::import(client, &name, self.dry_run, bytes).await,
            Kind::Routing => routing::command::import(client, self.dry_run, bytes).await,
            Kind::AlertRules => {
                let called = alert_rules::command::name_of(file);
                alert_rules::command::import(client, &called, self.dry_run, bytes).await
            }
            Kind::Calendar => {
                let called = calendar_command::name_of(file);
                calendar_command::import(client, &called, self.dry_run, bytes).await
            }
        };
        taken.context(name)
    }

    async fn people(&self, client: &Client, bytes: Vec<u8>) -> Result<()> {
        let path = format!("/api/v1/people/import?dry_run={}&skip_refused={}", self.dry_run, self.skip_refused);
        let answer = client.send_as(Method::POST, &path, "text/csv", bytes).await?;
        client.print(&answer, |answer| report(client, answer));
        // Left out as it was asked for.
        if self.skip_refused { Ok(()) } else { all_taken(client, &answer["refused"]) }
    }
}

/// Where something was refused the program fails, whatever else was taken: its lines stand above.
pub fn all_taken(client: &Client, refused: &Value) -> Result<()> {
    match refused.as_array().map_or(0, Vec::len) {
        0 => Ok(()),
        n => bail!(client.say(&Msg::new("import-refused-n").with("n", n))),
    }
}

/// A line per entry that changes something, one per entry that is refused, then the sum.
fn report(client: &Client, answer: &Value) -> String {
    let rows = |name: &str| answer[name].as_array().cloned().unwrap_or_default();
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let mut lines = Vec::new();
    for row in rows("lines") {
        let word = match row["deed"].as_str() {
            Some("added") => "import-adds",
            Some("changed") => "import-changes",
            _ => continue,
        };
        let columns: Vec<_> = row["columns"].as_array().into_iter().flatten().map(text).collect();
        let word = client.say(&Msg::new(word));
        lines.push(format!("{:>5}  {word}  {} {}", row["line"], text(&row["email"]), columns.join(", ")));
    }
    for row in rows("refused") {
        let msg = Msg::new("import-refused-line").with("line", row["line"].to_string());
        let at = client.say(&msg.with("column", text(&row["column"])));
        lines.push(format!("{at} {}", text(&row["why"])));
    }
    let count = |name: &str| answer[name].as_i64().unwrap_or_default();
    let sums = [("import-added-n", "added"), ("import-changed-n", "changed"), ("import-unchanged-n", "unchanged")];
    let sums = sums.map(|(key, name)| client.say(&Msg::new(key).with("n", count(name))));
    lines.push(sums.join(" · "));
    if answer["applied"] == false {
        lines.push(client.say(&Msg::new("import-dry-run")));
    }
    lines.iter().map(|line| line.trim_end()).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_file_holds_is_found_from_its_content() {
        let of = |bytes: &[u8]| Kind::of(Path::new("file"), bytes);
        assert_eq!(of(b"\xef\xbb\xbfname,email\r\n"), Some(Kind::People));
        for calendar in [&b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\n"[..], b"\n begin:vevent\n", b"BEGIN:VTODO\r\n"] {
            assert_eq!(of(calendar), Some(Kind::Calendar));
        }
        assert_eq!(of(b"apiVersion: backstage.io/v1alpha1\n"), None);
        assert_eq!(of(b"# ours\nroute:\n  receiver: a\n"), Some(Kind::Routing));
        assert_eq!(of(br#"{"receivers": [], "route": {"receiver": "a"}}"#), Some(Kind::Routing));
        assert_eq!(of(br#"{"groups": []}"#), Some(Kind::AlertRules));
        assert_eq!(of(br#"{"name": "route"}"#), None);
        for rules in ["groups:\n- name: a\n", "apiVersion: monitoring.coreos.com/v1\nkind: PrometheusRule\n"] {
            assert_eq!(of(rules.as_bytes()), Some(Kind::AlertRules));
        }
        assert_eq!(of(b"# DNS\n\n## Timeline\n\n## Action Items\n\n-\n"), Some(Kind::Postmortem));
        assert_eq!(of(b"BAD\n"), None);
        assert_eq!(of(b""), None);
        assert_eq!(Kind::of(Path::new("work.ICS"), b""), Some(Kind::Calendar));
    }
}

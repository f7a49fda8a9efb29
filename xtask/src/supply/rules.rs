//! `deny.toml`, the part of it that is enforced here; any other rule is refused, so that nobody relies on it in vain.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{Context, bail};
use toml::{Table, Value};

/// What may be depended on.
pub struct Rules {
    allowed: Vec<String>,
    exceptions: BTreeMap<String, Vec<String>>,
    banned: BTreeMap<String, String>,
}

impl Rules {
    pub fn read(file: &Path) -> anyhow::Result<Rules> {
        let text = std::fs::read_to_string(file).with_context(|| format!("reading {}", file.display()))?;
        Rules::parse(&text).with_context(|| file.display().to_string())
    }

    pub fn parse(text: &str) -> anyhow::Result<Rules> {
        let mut rules = Rules { allowed: Vec::new(), exceptions: BTreeMap::new(), banned: BTreeMap::new() };
        for (section, content) in text.parse::<Table>()? {
            let content = content.as_table().with_context(|| format!("`{section}` is no section"))?;
            for (key, value) in content {
                let at = format!("{section}.{key}");
                rules.take(&at, value).with_context(|| at.clone())?;
            }
        }
        Ok(rules)
    }

    /// Licences that may be used by the crate `name`.
    pub fn allowed_for(&self, name: &str) -> impl Iterator<Item = &String> {
        self.allowed.iter().chain(self.exceptions.get(name).into_iter().flatten())
    }

    /// Why the crate is banned, if it is.
    pub fn ban(&self, name: &str) -> Option<&str> {
        self.banned.get(name).map(String::as_str)
    }

    fn take(&mut self, key: &str, value: &Value) -> anyhow::Result<()> {
        match key {
            "licenses.allow" => self.allowed = words(value)?,
            "licenses.exceptions" => {
                for entry in value.as_array().context("no list")? {
                    self.exceptions.insert(text(entry, "crate")?, words(&entry["allow"])?);
                }
            }
            "bans.deny" => {
                for entry in value.as_array().context("no list")? {
                    self.banned.insert(text(entry, "crate")?, text(entry, "reason")?);
                }
            }
            // Known advisories need a copy of a public list: for cargo-deny itself, where there is one.
            "advisories.ignore" => {}
            // Only crates.io, and no git: there is nothing to choose.
            "sources.unknown-registry" | "sources.unknown-git" if value.as_str() == Some("deny") => {}
            _ => bail!("this rule is not enforced here"),
        }
        Ok(())
    }
}

fn text(entry: &Value, key: &str) -> anyhow::Result<String> {
    let found = entry.get(key).and_then(Value::as_str).with_context(|| format!("an entry without `{key}`"))?;
    Ok(found.to_owned())
}

fn words(value: &Value) -> anyhow::Result<Vec<String>> {
    let list = value.as_array().context("no list")?;
    list.iter().map(|word| Ok(word.as_str().context("no text")?.to_owned())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rule_that_is_not_enforced_is_refused() {
        assert!(Rules::parse("[bans]\nmultiple-versions = \"deny\"\n").is_err());
        assert!(Rules::parse("[sources]\nunknown-git = \"allow\"\n").is_err());
    }

    #[test]
    fn an_exception_holds_for_its_crate_alone() {
        let text = "[licenses]\nallow = [\"MIT\"]\nexceptions = [{ crate = \"a\", allow = [\"ISC\"] }]\n";
        let rules = Rules::parse(text).unwrap();
        assert_eq!(rules.allowed_for("a").count(), 2);
        assert_eq!(rules.allowed_for("b").count(), 1);
    }
}

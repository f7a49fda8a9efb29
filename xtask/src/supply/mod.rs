//! The check of `deny.toml`, offline: licences, banned crates, sources; and licences and sources of the two npm lock files.
//!
//! It reads cargo-deny's own file, and refuses a rule in it that it would not enforce.

mod licences;
mod rules;

use anyhow::{Context, bail};
use serde_json::Value;

use crate::{command, place};
use licences::satisfied;
use rules::Rules;

const CRATES_IO: &str = "registry+https://github.com/rust-lang/crates.io-index";

pub fn check() -> anyhow::Result<()> {
    let rules = Rules::read(&place::root().join("deny.toml"))?;
    let metadata = command::output(&mut command::cargo(&["metadata", "--format-version", "1", "--locked"]))?;
    let metadata: Value = serde_json::from_str(&metadata).context("cargo metadata")?;
    let mut faults = crates(&rules, &metadata)?;
    for lock in ["web/package-lock.json", "e2e/package-lock.json"] {
        let text = std::fs::read_to_string(place::root().join(lock)).with_context(|| format!("reading {lock}"))?;
        let found = packages(&rules, &serde_json::from_str(&text).with_context(|| lock.to_owned())?)?;
        faults.extend(found.into_iter().map(|fault| format!("{lock}: {fault}")));
    }
    if faults.is_empty() {
        return Ok(());
    }
    bail!("{} against deny.toml:\n  {}", faults.len(), faults.join("\n  "))
}

fn crates(rules: &Rules, metadata: &Value) -> anyhow::Result<Vec<String>> {
    let mut faults = Vec::new();
    let list = metadata["packages"].as_array().context("cargo metadata has no packages")?;
    for package in list {
        let name = package["name"].as_str().context("a package without a name")?;
        let version = package["version"].as_str().unwrap_or_default();
        let at = format!("{name} {version}");
        match package["license"].as_str() {
            Some(expression) if satisfied(expression, rules.allowed_for(name))? => {}
            Some(expression) => faults.push(format!("{at}: the licence `{expression}` is not allowed")),
            None => faults.push(format!("{at}: names no licence")),
        }
        if let Some(reason) = rules.ban(name) {
            faults.push(format!("{at}: banned: {reason}"));
        }
        // Without a source it is a path: only our own crates are.
        match package["source"].as_str() {
            Some(CRATES_IO) => {}
            Some(source) => faults.push(format!("{at}: comes from {source}")),
            None if is_member(metadata, package) => {}
            None => faults.push(format!("{at}: comes from a path outside the workspace")),
        }
    }
    Ok(faults)
}

fn is_member(metadata: &Value, package: &Value) -> bool {
    metadata["workspace_members"].as_array().is_some_and(|members| members.contains(&package["id"]))
}

fn packages(rules: &Rules, lock: &Value) -> anyhow::Result<Vec<String>> {
    let mut faults = Vec::new();
    let list = lock["packages"].as_object().context("a lock file without packages")?;
    for (path, package) in list.iter().filter(|(path, _)| !path.is_empty()) {
        let name = path.rsplit("node_modules/").next().unwrap_or(path);
        match package["license"].as_str() {
            Some(expression) if satisfied(expression, rules.allowed_for(name))? => {}
            Some(expression) => faults.push(format!("{name}: the licence `{expression}` is not allowed")),
            None => faults.push(format!("{name}: names no licence")),
        }
        let resolved = package["resolved"].as_str();
        if let Some(address) = resolved.filter(|address| !address.starts_with("https://registry.npmjs.org/")) {
            faults.push(format!("{name}: comes from {address}"));
        }
        if package["integrity"].as_str().is_none() {
            faults.push(format!("{name}: has no checksum"));
        }
    }
    Ok(faults)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn rules() -> Rules {
        Rules::parse("[licenses]\nallow = [\"MIT\"]\n[bans]\ndeny = [{ crate = \"openssl\", reason = \"rustls\" }]\n")
            .unwrap()
    }

    fn one(package: Value) -> Vec<String> {
        crates(&rules(), &json!({ "packages": [package], "workspace_members": ["ours"] })).unwrap()
    }

    #[test]
    fn a_sound_crate_passes() {
        assert_eq!(one(json!({"name": "a", "version": "1.0.0", "license": "MIT", "source": CRATES_IO})).len(), 0);
        assert_eq!(one(json!({"name": "b", "version": "1.0.0", "license": "MIT", "id": "ours"})).len(), 0);
    }

    #[test]
    fn each_rule_refuses() {
        for (package, fault) in [
            (json!({"name": "a", "license": "GPL-3.0", "source": CRATES_IO}), "not allowed"),
            (json!({"name": "a", "source": CRATES_IO}), "names no licence"),
            (json!({"name": "openssl", "license": "MIT", "source": CRATES_IO}), "banned"),
            (json!({"name": "a", "license": "MIT", "source": "git+https://example.com/a"}), "comes from git"),
            (json!({"name": "a", "license": "MIT", "id": "elsewhere"}), "outside the workspace"),
        ] {
            let faults = one(package.clone());
            assert!(faults.len() == 1 && faults[0].contains(fault), "{package}: {faults:?}");
        }
    }

    #[test]
    fn npm_packages_are_held_to_the_same() {
        let lock = json!({"packages": {
            "": {"name": "ours"},
            "node_modules/good": {"license": "MIT", "integrity": "sha512-x"},
            "node_modules/mirrored": {"license": "MIT", "integrity": "sha512-x", "resolved": "https://example.com/m.tgz"},
            "node_modules/@a/closed": {"license": "UNLICENSED", "integrity": "sha512-x"},
            "node_modules/unsure": {"license": "MIT"},
        }});
        let faults = packages(&rules(), &lock).unwrap();
        assert_eq!(faults.len(), 3, "{faults:?}");
    }
}

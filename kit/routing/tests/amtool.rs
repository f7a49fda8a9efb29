//! What is written for Alertmanager, as Debian's `amtool` reads it, if it is installed: it is sound, and alerts go where they
//! go here.

mod any;

use std::io::Write;
use std::process::{Command, Output};
use std::{fs, io};

use proptest::collection::btree_map;
use proptest::prelude::*;
use ryugaku_alerting::Labels;

/// As before Alertmanager 0.27.
const NAMES: any::Names = any::Names { matcher: "[a-z]|[a-z_][a-z0-9_]{1,3}", label: "[a-z_]{1,3}" };

fn amtool(args: &[&str]) -> Option<Output> {
    let found = Command::new("amtool").args(args).output().ok();
    if found.is_none() {
        let line = "SKIPPED: amtool is not installed (Debian: prometheus-alertmanager)\n";
        io::stderr().write_all(line.as_bytes()).expect("standard error takes a line");
    }
    found
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn alertmanager_takes_the_same_routes(routing in any::routing(NAMES), labels in btree_map("[a-z]", "[a-c]", 1..6)) {
        let file = tempfile::NamedTempFile::new().unwrap();
        fs::write(&file, routing.write(false)).unwrap();
        let path = file.path().to_str().unwrap();
        let Some(checked) = amtool(&["check-config", path]) else { return Ok(()) };
        let said = String::from_utf8_lossy(&checked.stdout).into_owned() + &String::from_utf8_lossy(&checked.stderr);
        prop_assert!(checked.status.success(), "{said}\n{}", routing.write(false));

        let config = format!("--config.file={path}");
        let pairs: Vec<_> = labels.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let mut args = vec!["config", "routes", "test", &config];
        args.extend(pairs.iter().map(String::as_str));
        let Some(routed) = amtool(&args) else { return Ok(()) };
        let taken = routing.tree.takes(&Labels::new(labels.clone()));
        let receivers: Vec<_> = taken.iter().map(|id| routing.tree.node(*id).receiver.clone()).collect();
        let said = String::from_utf8_lossy(&routed.stdout);
        prop_assert_eq!(said.strip_suffix("\n").unwrap_or_default(), receivers.join(","), "{:?}\n{}", labels, routing.write(false));
    }
}

//! What holds an alert back, said.

use super::facts::Names;
use super::look::{Hold, Quiet};
use super::saying::{Saying, say, short};
use crate::silences;

/// Everything that does, the route's times last.
pub fn sayings(hold: Option<&Hold>, quiet: Option<&Quiet>, names: &Names) -> Vec<Saying> {
    let mut all = Vec::new();
    if let Some(hold) = hold {
        all.extend(hold.silences.iter().map(|id| {
            match names.silences.get(id) {
                Some(silence) => say("why-held-silence")
                    .with("what", short(&silences::words(&silence.matchers)))
                    .with("who", short(&silence.created_by))
                    .at("since", silence.starts_at)
                    .at("until", silence.ends_at)
                    .to(format!("/silences/{id}")),
                None => say("why-held-silence-gone"),
            }
        }));
        all.extend(hold.windows.iter().map(|id| match names.windows.get(id) {
            Some(title) => say("why-held-window").with("what", short(title)).to(format!("/maintenance/{id}")),
            None => say("why-held-window-gone"),
        }));
        all.extend(hold.inhibited.iter().map(|(rule, by)| {
            let name = names.alerts.get(by).cloned().unwrap_or_else(|| by.to_string());
            let rule = i64::from(*rule) + 1;
            say("why-held-inhibited").with("alert", short(&name)).with("rule", rule).to(format!("/alerts/{by}"))
        }));
        if hold.flapping {
            all.push(say("why-held-flapping"));
        }
    }
    all.extend(quiet.map(|quiet| match quiet {
        Quiet::During(name) => say("why-held-during").with("name", short(name)),
        Quiet::Outside => say("why-held-outside"),
    }));
    all
}

/// So many were asked, and none of them holds it back.
pub fn asked([silences, windows, rules]: [u32; 3]) -> Saying {
    let n = i64::from;
    say("why-passed-asked").with("silences", n(silences)).with("windows", n(windows)).with("rules", n(rules))
}

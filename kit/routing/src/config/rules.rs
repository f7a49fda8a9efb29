//! Which fields of one receiver, or of the global section, go together.

use std::collections::BTreeSet;

use ryugaku_document::{Fields, Problems};
use ryugaku_kernel::Msg;

pub enum Rule {
    Required(&'static str),
    AtLeastOne(&'static [&'static str]),
    AtMostOne(&'static [&'static str]),
    /// At least one of the first here, or of the second in the global section.
    HereOrGlobal(&'static [&'static str], &'static [&'static str]),
}

/// `global`: the fields that are set there.
pub fn check(rules: &[Rule], fields: &Fields<'_>, global: &BTreeSet<&str>, problems: &mut Problems) {
    for rule in rules {
        let set = |names: &'static [&'static str]| names.iter().filter(|name| fields.is_set(name)).count();
        match rule {
            Rule::Required(name) => {
                if !fields.is_set(name) {
                    fields.refuse(name, Msg::new("routing-field-missing").with("name", *name), problems);
                }
            }
            Rule::AtLeastOne(names) => {
                if set(names) == 0 {
                    fields.refuse(names[0], Msg::new("routing-one-of").with("names", names.join(", ")), problems);
                }
            }
            Rule::AtMostOne(names) => {
                if set(names) > 1 {
                    fields.refuse(names[0], Msg::new("routing-only-one-of").with("names", names.join(", ")), problems);
                }
            }
            Rule::HereOrGlobal(here, there) => {
                if set(here) == 0 && !there.iter().any(|name| global.contains(name)) {
                    let msg = Msg::new("routing-global-missing")
                        .with("names", here.join(", "))
                        .with("global", there.join(", "));
                    fields.refuse(here[0], msg, problems);
                }
            }
        }
    }
}

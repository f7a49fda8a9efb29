//! What is written is read back the same, whatever it holds; and what is said of a route is what is done.

mod any;

use proptest::collection::vec;
use proptest::prelude::*;
use ryugaku_alerting::Labels;
use ryugaku_routing::config::Routing;
use ryugaku_routing::{InhibitRule, Tried};

const NAMES: any::Names = any::Names { matcher: "[a-z]|(?s:[^\\x00]{1,5})", label: "[a-z決 ][a-z.]{0,4}" };

proptest! {
    #[test]
    fn routing_is_read_as_it_was_written(routing in any::routing(NAMES)) {
        let text = routing.write(true);
        prop_assert_eq!(&Routing::read(&text).unwrap(), &routing, "{}", text);
        let imported = ryugaku_routing::config::read(&routing.write(false)).unwrap();
        prop_assert_eq!(imported.tree, routing.tree);
        let nameless: Vec<_> =
            routing.inhibit_rules.into_iter().map(|rule| InhibitRule { name: None, ..rule }).collect();
        prop_assert_eq!(imported.inhibit_rules, nameless);
        prop_assert_eq!(imported.intervals, routing.intervals);
        prop_assert!(imported.remarks.is_empty());
    }

    #[test]
    fn what_is_explained_is_what_is_taken(nodes in vec(any::node(NAMES), 1..12), labels in vec(("[a-z]", "[a-c]"), 0..6)) {
        let (tree, labels) = (any::tree(nodes), Labels::new(labels));
        let steps = tree.explain(&labels);
        let takes: Vec<_> = steps.iter().filter(|step| step.result == Tried::Takes).map(|step| step.node).collect();
        prop_assert_eq!(takes, tree.takes(&labels));
        for step in &steps {
            match &step.result {
                Tried::Differs(matcher) => prop_assert!(!matcher.matches(&labels)),
                Tried::TakenBefore(before) => prop_assert!(before < &step.node && !tree.node(*before).goes_on),
                Tried::Takes | Tried::Passes => prop_assert!(tree.node(step.node).matchers.iter().all(|m| m.matches(&labels))),
            }
        }
    }
}

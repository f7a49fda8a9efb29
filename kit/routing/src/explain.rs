//! Why an alert takes the routes it takes: what was tried, in order, and what came of it.

use ryugaku_alerting::{LabelSet, Matcher};

use crate::{NodeId, Tree};

#[derive(Clone, PartialEq, Debug)]
pub struct Step<'a> {
    pub node: NodeId,
    /// How far below the root.
    pub depth: usize,
    pub result: Tried<'a>,
}

#[derive(Clone, PartialEq, Debug)]
pub enum Tried<'a> {
    /// It matches, and the alert is its own.
    Takes,
    /// It matches, and routes below it take the alert.
    Passes,
    /// The first of its matchers that does not.
    Differs(&'a Matcher),
    /// Not asked: the named route before it, with the same parent, took the alert and does not go on.
    TakenBefore(NodeId),
}

impl Tree {
    /// Depth first, a route before those below it. Routes below one that does not match, or was not asked, are left out.
    pub fn explain(&self, labels: &dyn LabelSet) -> Vec<Step<'_>> {
        let mut steps = Vec::new();
        self.step(NodeId(0), 0, labels, &mut steps);
        steps
    }

    fn step<'a>(&'a self, id: NodeId, depth: usize, labels: &dyn LabelSet, steps: &mut Vec<Step<'a>>) -> bool {
        let node = self.node(id);
        if let Some(matcher) = node.matchers.iter().find(|matcher| !matcher.matches(labels)) {
            steps.push(Step { node: id, depth, result: Tried::Differs(matcher) });
            return false;
        }
        let own = steps.len();
        steps.push(Step { node: id, depth, result: Tried::Takes });
        let mut last = None;
        for child in &node.children {
            if let Some(before) = last {
                steps.push(Step { node: *child, depth: depth + 1, result: Tried::TakenBefore(before) });
            } else if self.step(*child, depth + 1, labels, steps) {
                steps[own].result = Tried::Passes;
                last = (!self.node(*child).goes_on).then_some(*child);
            }
        }
        true
    }
}

#[cfg(test)]
mod tests {
    use ryugaku_alerting::Labels;

    use super::*;
    use crate::config::Routing;

    #[test]
    fn each_route_says_what_came_of_it() {
        let text = r#"
route:
  receiver: a
  routes:
    - {matchers: [team="x"]}
    - {matchers: [env="prod"], continue: true}
    - matchers: [env="prod", team!="x"]
      routes:
        - {matchers: [severity="page"]}
        - {}
        - {}
    - {}
receivers: [{name: a}]
"#;
        let tree = Routing::read(text).unwrap().tree;
        let said: Vec<_> = tree
            .explain(&Labels::new([("env", "prod"), ("team", "y")]))
            .into_iter()
            .map(|step| {
                let result = match step.result {
                    Tried::Takes => "takes".to_owned(),
                    Tried::Passes => "passes".to_owned(),
                    Tried::Differs(matcher) => matcher.to_string(),
                    Tried::TakenBefore(before) => format!("after {}", before.0),
                };
                format!("{}{} {result}", " ".repeat(step.depth), step.node.0)
            })
            .collect();
        assert_eq!(
            said,
            [
                "0 passes",
                r#" 1 team="x""#,
                " 2 takes",
                " 3 passes",
                r#"  4 severity="page""#,
                "  5 takes",
                "  6 after 5",
                " 7 after 3"
            ]
        );
    }
}

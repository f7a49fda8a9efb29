//! The routes that hold before anybody has written any.

/// All alerts go to one receiver.
pub const BUILT_IN: &str = "\
route:
  receiver: default
  group_by: [alertname, service]
  group_wait: 30s
  group_interval: 5m
  repeat_interval: 4h
receivers:
  - name: default
ryugaku:
  service_labels: [service]
  team_labels: [team]
";

#[cfg(test)]
mod tests {
    use jiff::SignedDuration;
    use ryugaku_routing::config::Routing;
    use ryugaku_routing::{GroupBy, NodeId};

    use super::*;

    #[test]
    fn the_built_in_says_what_it_should() {
        let routing = Routing::read(BUILT_IN).unwrap();
        let root = routing.tree.node(NodeId(0));
        assert_eq!(root.group_by, GroupBy::Labels(vec!["alertname".into(), "service".into()]));
        assert_eq!((root.receiver.as_str(), root.repeat_interval), ("default", SignedDuration::from_hours(4)));
        assert_eq!(
            (routing.own.service_labels, routing.own.team_labels),
            (vec!["service".into()], vec!["team".into()])
        );
    }
}

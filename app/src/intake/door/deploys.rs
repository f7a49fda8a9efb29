//! `/intake/deploy`: one deploy, a list of them, or GitHub's `deployment_status`, read into what can be recorded.

use ryugaku_kernel::{Failure, FieldError, Msg, Outcome};
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::deploys::{DeploymentStatus, NewDeploy};

/// Of one delivery.
const MOST: usize = 500;

/// Each with where it stood, as its errors begin; and what is wrong with those that cannot be read.
#[derive(Debug, Default)]
pub struct Posted {
    pub news: Vec<(String, NewDeploy)>,
    pub refused: Vec<FieldError>,
    /// GitHub tells of something else: a push, or that its webhook was made.
    pub is_other: bool,
}

/// What GitHub calls the one event that tells of deploys.
const DEPLOYED: &str = "deployment_status";

/// `service`: which one GitHub's deployments are of. `event`: what GitHub says that it is.
pub fn read(body: &[u8], service: Option<&str>, event: Option<&str>) -> Outcome<Posted> {
    if event.is_some_and(|event| event != DEPLOYED) {
        return Ok(Posted { is_other: true, ..Posted::default() });
    }
    let value: Value = serde_json::from_slice(body)
        .map_err(|error| Failure::invalid_msg("body", Msg::new("failure-json").with("why", error.to_string())))?;
    let mut posted = Posted::default();
    match value {
        Value::Array(items) if items.len() > MOST => {
            return Err(Failure::invalid_msg("body", Msg::new("deploy-too-many").with("most", MOST)));
        }
        Value::Array(items) => {
            for (at, item) in items.into_iter().enumerate() {
                posted.add(&format!("{at}."), item);
            }
        }
        Value::Object(map) if map.contains_key(DEPLOYED) => match typed::<DeploymentStatus>("", Value::Object(map)) {
            Ok(status) => posted.news.extend(status.deploy(service).map(|new| (String::new(), new))),
            Err(error) => posted.refused.push(error),
        },
        // Every event of GitHub has these two, and the one when the webhook is made those. A deploy says its version, whatever
        // else a pipeline adds to it.
        Value::Object(map)
            if !map.contains_key("version")
                && ((map.contains_key("repository") && map.contains_key("sender"))
                    || (map.contains_key("zen") && map.contains_key("hook_id"))) =>
        {
            posted.is_other = true;
        }
        Value::Object(map) => posted.add("", Value::Object(map)),
        _ => return Err(Failure::invalid("body", "deploy-not-understood")),
    }
    Ok(posted)
}

impl Posted {
    fn add(&mut self, at: &str, item: Value) {
        match typed(at, item) {
            Ok(new) => self.news.push((at.to_owned(), new)),
            Err(error) => self.refused.push(error),
        }
    }
}

/// Where in a list it stood; what stood alone is first.
pub fn place(field: &str) -> usize {
    field.split('.').next().and_then(|place| place.parse().ok()).unwrap_or_default()
}

fn typed<T: DeserializeOwned>(at: &str, value: Value) -> Result<T, FieldError> {
    serde_path_to_error::deserialize(value).map_err(|error| {
        let path = error.path().to_string();
        let field = format!("{at}{}", if path == "." { "" } else { &path });
        let field = field.trim_end_matches('.');
        let msg = Msg::new("failure-json").with("why", error.into_inner().to_string());
        FieldError::new(if field.is_empty() { "body" } else { field }, msg)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The parts of a real payload that are read.
    fn github(state: &str) -> Vec<u8> {
        serde_json::json!({"action": "created", "deployment_status": {"state": state, "target_url": "",
            "created_at": "2019-05-15T15:20:55Z"}, "deployment": {"id": 145_988_746, "ref": "master",
            "sha": "f95f852bd8fca8fcc58a9a2d6c842781e32a215e", "environment": "production", "payload": {},
            "creator": {"login": "Codertocat"}}, "repository": {"name": "Hello-World", "full_name": "Codertocat/Hello-World"}})
        .to_string()
        .into_bytes()
    }

    #[test]
    fn github_tells_of_what_succeeded() {
        let new = read(&github("success"), None, None).unwrap().news.remove(0).1;
        assert_eq!((new.service.as_deref(), new.version.as_str()), (Some("Hello-World"), "master"));
        assert_eq!((new.id.as_deref(), new.who.as_deref()), (Some("github-145988746"), Some("Codertocat")));
        assert_eq!(
            read(&github("success"), Some("api"), Some(DEPLOYED)).unwrap().news[0].1.service.as_deref(),
            Some("api")
        );
        for nothing in [github("in_progress"), github("failure"), br#"{"zen": "Keep it", "hook_id": 1}"#.to_vec()] {
            let posted = read(&nothing, None, None).unwrap();
            assert!(posted.news.is_empty() && posted.refused.is_empty(), "{posted:?}");
        }
        let push = br#"{"ref": "refs/heads/main", "commits": [], "repository": {}, "sender": {}}"#;
        for (body, event) in [(&push[..], None), (&push[..], Some("push")), (&b"payload=%7B%7D"[..], Some("push"))] {
            let posted = read(body, None, event).unwrap();
            assert!(posted.is_other && posted.news.is_empty() && posted.refused.is_empty(), "{posted:?}");
        }
        let own = br#"{"service": "a", "version": "1", "repository": "shop", "sender": "ci"}"#;
        assert_eq!(read(own, None, None).unwrap().news.len(), 1, "a pipeline's own");
    }

    #[test]
    fn what_cannot_be_read_is_named_and_the_rest_is_kept() {
        let posted = read(
            br#"[{"service": "a", "version": "1"}, 5, {"version": 2}, {"version": "1", "at": "now"}]"#,
            None,
            None,
        );
        let posted = posted.unwrap();
        let fields: Vec<&str> = posted.refused.iter().map(|error| error.field.as_str()).collect();
        assert_eq!((posted.news.len(), fields), (1, vec!["1", "2.version", "3.at"]));
        let places: Vec<usize> = posted.refused.iter().map(|error| place(&error.field)).collect();
        assert_eq!((places, place("service")), (vec![1, 2, 3], 0));
        let many = format!("[{}]", vec!["{}"; MOST + 1].join(","));
        for wrong in [&b"5"[..], b"[", b"", many.as_bytes()] {
            assert!(read(wrong, None, None).is_err(), "{}", wrong.len());
        }
    }
}

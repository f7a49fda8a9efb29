//! What to paste into a sender's configuration, with this server's address and the key in it.

use url::Url;

use super::Kind;

/// A line of configuration; `own` is the part that is this server's.
pub struct Line {
    pub before: String,
    pub own: String,
    pub after: &'static str,
}

pub struct Snippet {
    pub file: &'static str,
    pub lines: Vec<Line>,
}

/// `key` is the key itself right after it was made, later the words that stand in for it.
pub fn snippet(kind: Kind, public_url: &Url, key: &str) -> Snippet {
    match kind {
        Kind::Prometheus => prometheus(public_url, key),
        Kind::Alertmanager => alertmanager(public_url, key),
        Kind::Deploy => deploy(public_url, key),
    }
}

fn prometheus(public_url: &Url, key: &str) -> Snippet {
    let mut lines = vec![
        plain("alerting:"),
        plain("  alertmanagers:"),
        own("    - scheme: ", public_url.scheme(), ""),
        plain("      authorization:"),
        own("        credentials: \"", key, "\""),
        plain("      static_configs:"),
        own("        - targets: [\"", &authority(public_url), "\"]"),
    ];
    let path = public_url.path().trim_end_matches('/');
    if !path.is_empty() {
        lines.insert(3, own("      path_prefix: ", path, ""));
    }
    Snippet { file: "prometheus.yml", lines }
}

fn alertmanager(public_url: &Url, key: &str) -> Snippet {
    let url = format!("{}/intake/alertmanager", public_url.as_str().trim_end_matches('/'));
    let lines = vec![
        plain("route:"),
        plain("  receiver: ryugaku"),
        plain("receivers:"),
        plain("  - name: ryugaku"),
        plain("    webhook_configs:"),
        own("      - url: \"", &url, "\""),
        plain("        http_config:"),
        plain("          authorization:"),
        own("            credentials: \"", key, "\""),
    ];
    Snippet { file: "alertmanager.yml", lines }
}

fn deploy(public_url: &Url, key: &str) -> Snippet {
    let url = format!("{}/intake/deploy", public_url.as_str().trim_end_matches('/'));
    let lines = vec![
        own("curl -fsS \"", &url, "\" \\"),
        own("  -H \"Authorization: Bearer ", key, "\" \\"),
        plain("  -H \"Content-Type: application/json\" \\"),
        plain("  -d '{\"service\": \"checkout-api\", \"version\": \"1.4.2\", \"environment\": \"production\"}'"),
    ];
    Snippet { file: "deploy.sh", lines }
}

fn plain(text: &str) -> Line {
    own(text, "", "")
}

fn own(before: &str, own: &str, after: &'static str) -> Line {
    Line { before: before.into(), own: own.into(), after }
}

/// Host and port, the port always written out: Prometheus takes 80 where it is missing, whatever the scheme.
fn authority(url: &Url) -> String {
    let host = url.host_str().unwrap_or("localhost");
    format!("{host}:{}", url.port_or_known_default().unwrap_or(4649))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(kind: Kind, url: &str) -> String {
        let line = |line: &Line| format!("{}{}{}", line.before, line.own, line.after);
        let snippet = snippet(kind, &url.parse().unwrap(), "rki_x");
        snippet.lines.iter().map(line).collect::<Vec<_>>().join("\n")
    }

    #[test]
    fn prometheus_takes_seven_lines() {
        assert_eq!(
            text(Kind::Prometheus, "http://127.0.0.1:4649/"),
            "alerting:\n  alertmanagers:\n    - scheme: http\n      authorization:\n        credentials: \"rki_x\"\n      \
             static_configs:\n        - targets: [\"127.0.0.1:4649\"]"
        );
        let behind = text(Kind::Prometheus, "https://tools.example.com/ryugaku/");
        assert!(behind.contains("path_prefix: /ryugaku\n") && behind.contains("tools.example.com:443"), "{behind}");
    }

    #[test]
    fn alertmanager_is_told_where_and_with_what() {
        let text = text(Kind::Alertmanager, "https://r.example.com");
        assert!(text.contains("- url: \"https://r.example.com/intake/alertmanager\"\n"), "{text}");
        assert!(text.contains("credentials: \"rki_x\""), "{text}");
    }

    #[test]
    fn a_deploy_is_told_by_one_command() {
        let text = text(Kind::Deploy, "https://r.example.com/x/");
        assert!(text.starts_with("curl -fsS \"https://r.example.com/x/intake/deploy\" \\\n"), "{text}");
        assert!(text.contains("Bearer rki_x\" \\\n") && text.ends_with("\"production\"}'"), "{text}");
    }
}

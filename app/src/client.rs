//! The command line's way to the organisation: the socket of the server on this data folder, a server elsewhere with a
//! token, or, with no server running, the same program in this process with the data folder's lock.

use std::io::IsTerminal;
use std::path::PathBuf;

use anyhow::{Context, Result, bail};
use axum::Router;
use axum::body::{Body, Bytes};
use axum::http::{Request, header};
use http_body_util::BodyExt;
use reqwest::Method;
use ryugaku_kernel::{Lang, Msg};
use ryugaku_web::Problem;
use serde_json::{Value, json};
use tower::ServiceExt;

use crate::config::Config;
use crate::{door, serve, words};

#[derive(Clone, Debug, Default, clap::Args)]
pub struct ClientFlags {
    /// A server elsewhere; its token comes from RYUGAKU_TOKEN or --token
    #[arg(long, global = true, value_name = "URL")]
    pub server: Option<url::Url>,
    /// A token for --server
    #[arg(long, global = true, env = "RYUGAKU_TOKEN", hide_env_values = true, value_name = "TOKEN")]
    pub token: Option<String>,
    /// Print the answer as JSON
    #[arg(long, global = true)]
    pub json: bool,
    /// Whether the command may begin a database where there is none.
    #[arg(skip)]
    pub may_begin: bool,
}

enum Way {
    Http { client: reqwest::Client, base: url::Url, token: Option<String> },
    Alone { router: Router, _lock: serve::FolderLock },
}

pub struct Client {
    way: Way,
    pub json: bool,
    pub lang: Lang,
}

impl Client {
    pub async fn open(config: &Config, flags: &ClientFlags) -> Result<Self> {
        let lang = language(config);
        let socket = serve::socket_path(config.data());
        let way = if let Some(base) = &flags.server {
            Way::Http { client: build(None)?, base: base.clone(), token: flags.token.clone() }
        } else if tokio::net::UnixStream::connect(&socket).await.is_ok() {
            let base = "http://localhost/".parse().context("a fixed address")?;
            Way::Http { client: build(Some(socket))?, base, token: None }
        } else {
            if !flags.may_begin && config.database.is_none() && !serve::database_path(config.data()).exists() {
                let folder = config.data().display().to_string();
                bail!(words::say(lang, &Msg::new("cli-no-database").with("folder", folder)));
            }
            let (router, lock) = serve::alone(config).await?;
            Way::Alone { router, _lock: lock }
        };
        Ok(Self { way, json: flags.json, lang })
    }

    pub async fn get(&self, path: &str) -> Result<Value> {
        self.send(Method::GET, path, None).await
    }

    /// All pages of a list, as one; `path` asks for as many rows on a page as may be.
    pub async fn all(&self, path: &str) -> Result<Value> {
        let mut items = Vec::new();
        let mut page = self.get(path).await?;
        loop {
            items.extend(page["items"].as_array().cloned().unwrap_or_default());
            let Some(next) = page["next"].as_str() else { return Ok(json!({"items": items})) };
            page = self.get(&format!("{path}&{}", door::query([("after", next)]))).await?;
        }
    }

    pub async fn post(&self, path: &str, body: Value) -> Result<Value> {
        self.send(Method::POST, path, Some(body)).await
    }

    pub async fn send(&self, method: Method, path: &str, body: Option<Value>) -> Result<Value> {
        let bytes = body.map(|body| body.to_string().into_bytes()).unwrap_or_default();
        self.send_as(method, path, "application/json", bytes).await
    }

    /// Refused if the thing is of another version than this by then; without one it is put whatever it was.
    pub async fn put_onto(&self, version: Option<i64>, path: &str, body: Value) -> Result<Value> {
        let bytes = body.to_string().into_bytes();
        parsed(&self.answer(Method::PUT, path, "application/json", bytes, version).await?)
    }

    /// A body of another kind than JSON, such as a file.
    pub async fn send_as(&self, method: Method, path: &str, content_type: &str, bytes: Vec<u8>) -> Result<Value> {
        parsed(&self.answer(method, path, content_type, bytes, None).await?)
    }

    /// An answer of another kind than JSON, such as Markdown.
    pub async fn text(&self, path: &str) -> Result<String> {
        let answer = self.answer(Method::GET, path, "application/json", Vec::new(), None).await?;
        String::from_utf8(answer.into()).context("the answer is no text")
    }

    async fn answer(
        &self,
        method: Method,
        path: &str,
        content_type: &str,
        bytes: Vec<u8>,
        version: Option<i64>,
    ) -> Result<Bytes> {
        let tag = version.map(|version| format!("\"{version}\""));
        let (status, answer) = match &self.way {
            Way::Http { client, base, token } => {
                let mut request = client
                    .request(method, base.join(path)?)
                    .header(header::CONTENT_TYPE, content_type)
                    .header(header::ACCEPT_LANGUAGE, self.lang.tag())
                    .body(bytes);
                if let Some(tag) = tag {
                    request = request.header(header::IF_MATCH, tag);
                }
                if let Some(token) = token {
                    request = request.bearer_auth(token);
                }
                let response = request.send().await.with_context(|| format!("{base} does not answer"))?;
                (response.status().as_u16(), response.bytes().await?)
            }
            Way::Alone { router, .. } => {
                let mut request = Request::builder()
                    .method(method)
                    .uri(path)
                    .header(header::CONTENT_TYPE, content_type)
                    .header(header::ACCEPT_LANGUAGE, self.lang.tag());
                if let Some(tag) = tag {
                    request = request.header(header::IF_MATCH, tag);
                }
                let response = router.clone().oneshot(request.body(Body::from(bytes))?).await?;
                (response.status().as_u16(), response.into_body().collect().await?.to_bytes())
            }
        };
        if status >= 400 {
            bail!(refusal(self.lang, &answer, status));
        }
        Ok(answer)
    }

    pub fn say(&self, msg: &Msg) -> String {
        words::say(self.lang, msg)
    }

    /// Prints the answer as JSON, or as `human` says it.
    pub fn print(&self, answer: &Value, human: impl FnOnce(&Value) -> String) {
        if self.json {
            println!("{answer:#}");
        } else {
            println!("{}", plain(&human(answer)));
        }
    }

    /// Prints a list as JSON, or as rows of the named members under their names.
    pub fn print_rows(&self, answer: &Value, columns: &[&str]) {
        self.print(answer, |answer| {
            // A list's page, a plain list, or one thing alone.
            let one = std::slice::from_ref(answer);
            let rows = answer["items"].as_array().or_else(|| answer.as_array()).map_or(one, Vec::as_slice);
            let rows: Vec<Vec<String>> =
                rows.iter().map(|row| columns.iter().map(|column| cell(self.lang, &row[*column])).collect()).collect();
            if rows.is_empty() {
                return words::text(self.lang, "cli-nothing");
            }
            table(columns, &rows)
        });
    }
}

/// Whether a person watches, so that progress may be drawn.
pub fn is_watched() -> bool {
    std::io::stderr().is_terminal()
}

fn parsed(answer: &[u8]) -> Result<Value> {
    if answer.is_empty() {
        return Ok(Value::Null);
    }
    serde_json::from_slice(answer).context("the answer is no JSON; is this a Ryugaku server?")
}

fn refusal(lang: Lang, answer: &[u8], status: u16) -> String {
    let Ok(problem) = serde_json::from_slice::<Problem>(answer) else { return format!("status {status}") };
    let mut text = format!("{}: {}", problem.title, problem.detail);
    for error in problem.errors {
        // A line of a file is said as elsewhere; other names are those of the API.
        let line = error.field.strip_prefix("line ").filter(|line| line.bytes().all(|one| one.is_ascii_digit()));
        let at = line.map(|line| words::say(lang, &Msg::new("calendar-line").with("line", line.to_owned())));
        text.push_str(&format!("\n  {} {}", at.unwrap_or_else(|| format!("{}:", error.field)), error.detail));
    }
    text
}

/// Without what would command the terminal, or turn the direction of what follows: anybody may have written it.
fn plain(text: &str) -> String {
    text.chars().filter(|letter| matches!(letter, '\n' | '\t') || !words::is_hidden(*letter)).collect()
}

fn cell(lang: Lang, value: &Value) -> String {
    match value {
        Value::Null => "-".into(),
        // A row is one line.
        Value::String(text) => to_the_second(text).unwrap_or_else(|| text.replace(['\n', '\t'], " ")),
        Value::Array(values) => values.iter().map(|one| cell(lang, one)).collect::<Vec<_>>().join(", "),
        Value::Object(object) => {
            // A thing by its name; a text in both languages in this one, else in the other.
            let found = ["name", lang.tag(), lang.other().tag(), "id"].into_iter().filter_map(|name| object.get(name));
            found.map(|one| cell(lang, one)).find(|text| !text.is_empty()).unwrap_or_default()
        }
        other => other.to_string(),
    }
}

/// A moment, without the parts of a second, which nobody reads.
fn to_the_second(text: &str) -> Option<String> {
    let (second, rest) = text.split_at_checked(19)?;
    let parts = rest.strip_prefix('.')?.strip_suffix('Z')?;
    let is_moment = parts.bytes().all(|one| one.is_ascii_digit()) && second.parse::<jiff::civil::DateTime>().is_ok();
    is_moment.then(|| format!("{second}Z"))
}

/// Columns as wide as their widest cell; full-width letters count twice.
fn table(columns: &[&str], rows: &[Vec<String>]) -> String {
    let heads: Vec<String> = columns.iter().map(|column| column.replace('_', " ").to_uppercase()).collect();
    let width = |at: usize| rows.iter().chain([&heads]).map(|row| columns_of(&row[at])).max().unwrap_or(0);
    let widths: Vec<usize> = (0..columns.len()).map(width).collect();
    let line = |row: &Vec<String>| {
        let cells =
            row.iter().zip(&widths).map(|(cell, width)| format!("{cell}{}", " ".repeat(width - columns_of(cell))));
        cells.collect::<Vec<_>>().join("  ").trim_end().to_owned()
    };
    [&heads].into_iter().chain(rows).map(line).collect::<Vec<_>>().join("\n")
}

fn columns_of(text: &str) -> usize {
    text.chars().map(|letter| if u32::from(letter) >= 0x1100 { 2 } else { 1 }).sum()
}

/// The terminal's language, else the one in the settings.
fn language(config: &Config) -> Lang {
    let terminal = ["LC_ALL", "LC_MESSAGES", "LANG"].iter().find_map(|name| std::env::var(name).ok());
    let terminal = terminal.and_then(|tag| Lang::named(tag.get(..2)?));
    terminal.or_else(|| Lang::named(config.language.as_deref()?)).unwrap_or(Lang::En)
}

#[expect(
    clippy::disallowed_methods,
    reason = "calls our own server, at the address that whoever runs the command gave"
)]
fn build(socket: Option<PathBuf>) -> Result<reqwest::Client> {
    // A second call finds it installed already.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let mut builder = reqwest::Client::builder().no_proxy();
    if let Some(socket) = socket {
        builder = builder.unix_socket(socket);
    }
    Ok(builder.build()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_is_one_line_in_the_readers_language() {
        let said = |value: Value| cell(Lang::En, &value);
        assert_eq!(said(json!({"ja": "障害", "en": ""})), "障害");
        assert_eq!(said(json!([{"ja": "障害", "en": "Outage"}, {"name": "a\nb", "id": "1"}])), "Outage, a b");
        assert_eq!(plain("a\u{1b}[2J\nb"), "a[2J\nb");
    }

    #[test]
    fn a_moment_is_told_to_the_second() {
        let said = |text: &str| cell(Lang::En, &json!(text));
        assert_eq!(said("2026-11-27T03:04:05.678901Z"), "2026-11-27T03:04:05Z");
        for text in ["2026-11-27T03:04:05Z", "2026-11-27", "上限を 2026-11-27 に戻した.Z", "v2.9.0-2026-11-27-rc1.5Z"]
        {
            assert_eq!(said(text), text);
        }
    }

    #[test]
    fn columns_line_up_under_full_width_letters() {
        let rows = vec![vec!["INC-1".into(), "決済".into()], vec!["INC-20".into(), "x".into()]];
        assert_eq!(table(&["number", "title"], &rows), "NUMBER  TITLE\nINC-1   決済\nINC-20  x");
    }
}

//! `cargo xtask bench pages`: each page of `bench/pages.txt`, one request after the other with a signed-in session.
//!
//! What is measured is the server's own time, as it says it in `Server-Timing: app;dur=…`; not the network, not the browser.

use std::process::ExitCode;

use anyhow::{Context, bail};
use ureq::Agent;
use ureq::http::HeaderMap;

use super::figures::quantile;
use super::{machine, sign_in};
use crate::server::{self, Profile, Server};
use crate::{interrupt, place, web};

#[derive(clap::Args)]
pub struct Options {
    /// Measured requests for each page
    #[arg(short = 'n', long, default_value_t = 200)]
    requests: usize,
    /// Requests for each page before measuring
    #[arg(long, default_value_t = 20)]
    warm_up: usize,
    /// Fail if a page's p99 is above this many milliseconds
    #[arg(long, default_value_t = 20.0)]
    limit: f64,
    /// A program to measure, instead of building one
    #[arg(long)]
    program: Option<std::path::PathBuf>,
}

pub fn run(options: &Options) -> anyhow::Result<ExitCode> {
    let program = match &options.program {
        Some(program) => program.clone(),
        None => {
            web::ensure_built()?;
            server::build(Profile::Demo)?
        }
    };
    let server = Server::start(&program, None, true)?;
    let client = sign_in::client();
    let session = sign_in::sign_in(&client, server.address(), &server.sign_in_link()?)?;
    let mut visitor =
        Visitor { client, address: server.address().to_owned(), session, pages: list()?, links: Vec::new() };
    for page in visitor.pages.iter().filter(|page| !page.contains('*')) {
        let (_, body) = visitor.get(page)?;
        visitor.links.extend(links(&body));
    }

    println!("{}", machine::line());
    println!("{}: {} requests a page after {} to warm up", program.display(), options.requests, options.warm_up);
    println!("{:<44} {:>6} {:>9} {:>9} {:>9}", "page", "n", "p50 ms", "p99 ms", "max ms");
    let mut slow = 0;
    for page in &visitor.pages {
        let path = visitor.find(page)?;
        for _ in 0..options.warm_up {
            visitor.time(&path)?;
        }
        let mut times = Vec::with_capacity(options.requests);
        for _ in 0..options.requests.max(1) {
            times.push(visitor.time(&path)?);
            if interrupt::asked_to_stop() {
                bail!("interrupted");
            }
        }
        times.sort_by(f64::total_cmp);
        let (p50, p99, max) = (quantile(&times, 0.5), quantile(&times, 0.99), times[times.len() - 1]);
        let mark = if p99 > options.limit { "  over" } else { "" };
        slow += usize::from(p99 > options.limit);
        println!("{path:<44} {:>6} {p50:>9.2} {p99:>9.2} {max:>9.2}{mark}", times.len());
    }
    if slow > 0 {
        println!("{slow} pages with a p99 above {} ms", options.limit);
    }
    Ok(if slow == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

struct Visitor {
    client: Agent,
    address: String,
    session: String,
    /// The lines of the list.
    pages: Vec<String>,
    /// From those among them that need not be found.
    links: Vec<String>,
}

impl Visitor {
    /// The path to measure: `/incidents/*` is the first address below `/incidents/` that the page `/incidents` links to, or else
    /// another page of the list. Where more follows the star, it is the first below which that is found.
    fn find(&self, page: &str) -> anyhow::Result<String> {
        let Some((prefix, rest)) = page.split_once('*') else {
            return self.get(page).map(|_| page.to_owned());
        };
        let near = self.links_above(prefix.trim_end_matches('/'));
        let mut tried = Vec::new();
        for link in near.iter().chain(&self.links) {
            let Some(thing) = thing(prefix, link) else { continue };
            // A page of its own is no thing, such as `/exchanges/limits`.
            if self.pages.contains(&thing) || tried.contains(&thing) {
                continue;
            }
            if let Ok(found) = self.find(&format!("{thing}{rest}")) {
                return Ok(found);
            }
            tried.push(thing);
        }
        bail!("no page links to anything like {page}")
    }

    /// From this page; where there is none, from the nearest above it.
    fn links_above(&self, page: &str) -> Vec<String> {
        let mut at = page;
        loop {
            if let Ok((_, body)) = self.get(at) {
                return links(&body);
            }
            match at.rsplit_once('/') {
                Some((above, _)) if !above.is_empty() => at = above,
                _ => return Vec::new(),
            }
        }
    }

    /// Milliseconds the server took, by its own account.
    fn time(&self, path: &str) -> anyhow::Result<f64> {
        let (headers, _) = self.get(path)?;
        headers
            .get_all("server-timing")
            .iter()
            .filter_map(|value| value.to_str().ok())
            .find_map(own_time)
            .with_context(|| format!("{path}: no `Server-Timing: app;dur=…` in the answer"))
    }

    fn get(&self, path: &str) -> anyhow::Result<(HeaderMap, String)> {
        let request = self.client.get(format!("{}{path}", self.address));
        let request = request.header("cookie", &self.session).header("accept", "text/html");
        let mut answer = request.call().with_context(|| path.to_owned())?;
        if answer.status().as_u16() != 200 {
            bail!("{path} was answered with {}", answer.status());
        }
        let body = answer.body_mut().read_to_string()?;
        Ok((answer.headers().clone(), body))
    }
}

/// `app;dur=3.2` out of a `Server-Timing` header.
fn own_time(header: &str) -> Option<f64> {
    let mut metrics = header.split(',').map(|metric| metric.split(';').map(str::trim));
    let mut app = metrics.find(|metric| metric.clone().next() == Some("app"))?;
    app.find_map(|parameter| parameter.strip_prefix("dur=")).and_then(|number| number.parse().ok())
}

fn links(body: &str) -> Vec<String> {
    body.split("href=\"").skip(1).filter_map(|link| link.split('"').next()).map(str::to_owned).collect()
}

/// The thing below this prefix to which a link leads, or to something of it; `/incidents/new` is none.
fn thing(prefix: &str, link: &str) -> Option<String> {
    let name = link.strip_prefix(prefix)?.split(['/', '?', '#']).next()?;
    (!["", "new", "import"].contains(&name)).then(|| format!("{prefix}{name}"))
}

fn list() -> anyhow::Result<Vec<String>> {
    let file = place::root().join("bench/pages.txt");
    let text = std::fs::read_to_string(&file).with_context(|| format!("reading {}", file.display()))?;
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
    Ok(lines.map(str::to_owned).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_leads_to_a_thing_or_to_something_of_it() {
        let found = |link: &str| thing("/incidents/", link);
        for link in ["/incidents/INC-7", "/incidents/INC-7/edit", "/incidents/INC-7?tab=notes", "/incidents/INC-7#now"]
        {
            assert_eq!(found(link).as_deref(), Some("/incidents/INC-7"), "{link}");
        }
        for link in ["/incidents", "/incidents/", "/incidents/new", "/incidents/new?practice=yes", "/tasks/RT-1"] {
            assert_eq!(found(link), None, "{link}");
        }
        assert_eq!(links("<a href=\"/a\">a</a><a class=\"b\" href=\"/b?c\">b</a>"), ["/a", "/b?c"]);
    }

    #[test]
    fn the_servers_own_time_is_read() {
        assert_eq!(own_time("app;dur=3.25"), Some(3.25));
        assert_eq!(own_time("db;dur=1, app;desc=\"all\";dur=2"), Some(2.0));
        assert_eq!(own_time("db;dur=1"), None);
    }
}

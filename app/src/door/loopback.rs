//! Whether somebody without a token is let in, since the settings open the server to programs of the same machine.
//!
//! Refuses browsers that come for another site: a page there names its origin, and one whose name was bound to this
//! machine's address names itself as the host.

use axum::http::uri::Authority;
use axum::http::{HeaderMap, Uri, header};
use url::Host;

use crate::config::Config;

pub fn is_open(config: &Config, uri: &Uri, headers: &HeaderMap) -> bool {
    let on_loopback = config.open_on_loopback && config.listen().ip().is_loopback();
    on_loopback && !headers.contains_key(header::ORIGIN) && is_meant(config, uri, headers)
}

/// Whether the request is for this machine by a name that is its own. Only programs, no browsers, name none.
fn is_meant(config: &Config, uri: &Uri, headers: &HeaderMap) -> bool {
    let host = match (headers.get(header::HOST), uri.authority()) {
        (Some(host), _) => host.to_str().ok().and_then(|host| host.parse::<Authority>().ok()),
        (None, Some(authority)) => Some(authority.clone()),
        (None, None) => return true,
    };
    let Some(host) = host.and_then(|host| Host::parse(host.host()).ok()) else { return false };
    let own = config.public_url().host().is_some_and(|own| own.to_owned() == host);
    own || match host {
        Host::Domain(name) => name == "localhost",
        Host::Ipv4(address) => address.is_loopback(),
        Host::Ipv6(address) => address.is_loopback(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_for_this_machine_by_its_own_names() {
        let public_url = Some("https://ryugaku.example.com/".parse().unwrap());
        let config = Config { open_on_loopback: true, public_url, ..Config::default() };
        let asked = |host: &str| {
            let headers = HeaderMap::from_iter([(header::HOST, host.parse().unwrap())]);
            is_open(&config, &Uri::from_static("/metrics"), &headers)
        };
        for host in ["localhost", "LOCALHOST:4649", "127.0.0.1:4649", "127.8.9.1", "[::1]:4649", "ryugaku.example.com"]
        {
            assert!(asked(host), "{host}");
        }
        for host in
            ["evil.example", "evil.example:4649", "localhost.evil.example", "10.0.0.1", "[2001:db8::1]", "", "a b"]
        {
            assert!(!asked(host), "{host}");
        }
        let (none, elsewhere) = (HeaderMap::new(), HeaderMap::from_iter([(header::ORIGIN, "null".parse().unwrap())]));
        assert!(
            is_open(&config, &Uri::from_static("/"), &none) && !is_open(&config, &Uri::from_static("/"), &elsewhere)
        );
        assert!(!is_open(&config, &Uri::from_static("http://evil.example/"), &none));
        assert!(!is_open(&Config::default(), &Uri::from_static("/"), &none));
        let wide = Config { listen: Some(([0, 0, 0, 0], 4649).into()), ..config.clone() };
        assert!(!is_open(&wide, &Uri::from_static("/"), &none));
    }
}

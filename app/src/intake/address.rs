//! Where a request came from: the peer, or whom a trusted proxy names.

use std::net::IpAddr;

use axum::http::HeaderMap;

use crate::config::Config;
use crate::door::Transport;

/// For counting: one network of IPv6 is one sender.
pub fn address(config: &Config, headers: &HeaderMap, transport: Option<Transport>) -> String {
    let Some(Transport::Tcp(peer)) = transport else { return "socket".to_owned() };
    let mut address = peer.ip().to_canonical();
    // From the right, as each proxy adds the one it was asked by; the first that is not ours is the sender.
    let named = headers.get_all("x-forwarded-for").iter().filter_map(|value| value.to_str().ok());
    let named: Vec<&str> = named.flat_map(|line| line.split(',')).map(str::trim).collect();
    for name in named.into_iter().rev() {
        if !config.trusted_proxies.contains(&address) {
            break;
        }
        let Ok(before) = name.parse::<IpAddr>() else { break };
        address = before.to_canonical();
    }
    match address {
        IpAddr::V4(v4) => v4.to_string(),
        IpAddr::V6(v6) => {
            let [a, b, c, d, ..] = v6.segments();
            format!("{a:x}:{b:x}:{c:x}:{d:x}::/64")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_trusted_proxies_are_believed() {
        let config = Config { trusted_proxies: vec!["10.0.0.1".parse().unwrap()], ..Config::default() };
        for (peer, header, expected) in [
            ("192.0.2.7:1", "", "192.0.2.7"),
            ("192.0.2.7:1", "203.0.113.9", "192.0.2.7"),
            ("10.0.0.1:1", "203.0.113.9", "203.0.113.9"),
            ("10.0.0.1:1", "198.51.100.1, 203.0.113.9", "203.0.113.9"),
            ("10.0.0.1:1", "198.51.100.1, nonsense", "10.0.0.1"),
            ("[2001:db8:1:2:3::4]:1", "", "2001:db8:1:2::/64"),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert("x-forwarded-for", header.parse().unwrap());
            let transport = Some(Transport::Tcp(peer.parse().unwrap()));
            assert_eq!(address(&config, &headers, transport), expected, "{peer} {header}");
        }
    }
}

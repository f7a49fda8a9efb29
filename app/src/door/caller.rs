//! From where a request came: address and browser. A proxy is believed only when `trusted_proxies` names it.

use std::net::{IpAddr, Ipv6Addr};

use axum::http::{HeaderMap, header};

use super::Transport;

/// Of what a browser says of itself.
const LONGEST: usize = 300;

#[derive(Clone, Debug, Default)]
pub struct Caller {
    pub address: Option<IpAddr>,
    pub user_agent: String,
}

impl Caller {
    pub fn of(trusted: &[IpAddr], headers: &HeaderMap, transport: Option<Transport>) -> Self {
        let peer = match transport {
            Some(Transport::Tcp(peer)) => Some(peer.ip().to_canonical()),
            _ => None,
        };
        let agent = headers.get(header::USER_AGENT).map(|agent| String::from_utf8_lossy(agent.as_bytes()));
        let user_agent = agent.unwrap_or_default().chars().take(LONGEST).collect();
        Self { address: peer.map(|peer| client(trusted, headers, peer)), user_agent }
    }

    /// Empty when it is not known.
    pub fn address_text(&self) -> String {
        self.address.map(|address| address.to_string()).unwrap_or_default()
    }

    /// What one caller can be expected to hold: an IPv4 address, or the /64 around an IPv6 address.
    pub fn network(&self) -> Option<IpAddr> {
        self.address.map(|address| match address {
            IpAddr::V4(_) => address,
            IpAddr::V6(v6) => {
                let [a, b, c, d, ..] = v6.segments();
                IpAddr::V6(Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0))
            }
        })
    }
}

/// The last address in `X-Forwarded-For` that no proxy of ours has: what stands before it may be made up.
fn client(trusted: &[IpAddr], headers: &HeaderMap, peer: IpAddr) -> IpAddr {
    let is_ours = |address: &IpAddr| trusted.iter().any(|proxy| proxy.to_canonical() == *address);
    if !is_ours(&peer) {
        return peer;
    }
    let lines = headers.get_all("x-forwarded-for").iter().filter_map(|line| line.to_str().ok());
    let named: Vec<&str> = lines.flat_map(|line| line.split(',')).map(str::trim).collect();
    let mut nearest = peer;
    for text in named.into_iter().rev() {
        let Ok(address) = text.parse::<IpAddr>() else { break };
        nearest = address.to_canonical();
        if !is_ours(&nearest) {
            break;
        }
    }
    nearest
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    #[test]
    fn only_our_proxies_say_who_the_client_is() {
        let trusted = ["10.0.0.1".parse().unwrap(), "10.0.0.2".parse().unwrap()];
        for (peer, forwarded, address) in [
            ("203.0.113.9", "198.51.100.7", "203.0.113.9"),
            ("10.0.0.1", "198.51.100.7", "198.51.100.7"),
            ("::ffff:10.0.0.1", "198.51.100.7", "198.51.100.7"),
            ("10.0.0.1", "1.2.3.4, 198.51.100.7, 10.0.0.2", "198.51.100.7"),
            ("10.0.0.1", "1.2.3.4, nonsense", "10.0.0.1"),
            ("10.0.0.1", "", "10.0.0.1"),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert("x-forwarded-for", HeaderValue::from_static(forwarded));
            let peer = Transport::Tcp((peer.parse::<IpAddr>().unwrap(), 1).into());
            assert_eq!(Caller::of(&trusted, &headers, Some(peer)).address_text(), address, "{forwarded}");
        }
    }

    #[test]
    fn a_caller_holds_a_whole_network_of_ipv6() {
        let at = |text: &str| Caller { address: Some(text.parse().unwrap()), user_agent: String::new() }.network();
        assert_eq!(at("2001:db8:1:2:3::4"), at("2001:db8:1:2:ffff::1"));
        assert_ne!(at("198.51.100.7"), at("198.51.100.8"));
    }
}

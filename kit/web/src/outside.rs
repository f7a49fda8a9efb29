//! The clients for calls to the outside. A name that came in with data is resolved once for a connection, what comes out is
//! checked against private ranges, and called at the very address that was checked; redirects are never followed.

use std::error::Error;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use reqwest::dns::{Name, Resolve, Resolving};
use reqwest::redirect::Policy;
use reqwest::{Client, ClientBuilder, Method};
use ryugaku_kernel::{Failure, Msg, Outcome};
use url::{Host, Url};

/// How far an address may lead.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Reach {
    /// It stands in the settings of whoever runs the server: anywhere.
    Settings,
    /// It came in with data: public addresses alone.
    Public,
}

#[derive(Clone)]
pub struct Outside {
    anywhere: Client,
    public: Client,
}

pub struct Reply {
    pub status: u16,
    pub headers: reqwest::header::HeaderMap,
    /// The first megabyte, unless more was asked for.
    pub body: Bytes,
}

const PATIENCE: Duration = Duration::from_secs(15);
const LONGEST_REPLY: usize = 1 << 20;

impl Outside {
    pub fn new() -> Outcome<Self> {
        Self::waiting(PATIENCE)
    }

    /// One that waits so long for an answer.
    pub fn waiting(patience: Duration) -> Outcome<Self> {
        // A second call finds it installed already.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let public = builder(patience).dns_resolver(Arc::new(PublicNames)).build().map_err(Failure::internal)?;
        Ok(Self { anywhere: builder(patience).build().map_err(Failure::internal)?, public })
    }

    /// Calls `url` once. A reply of any status is a reply; no reply is *unavailable*.
    pub async fn call(
        &self,
        method: Method,
        url: &Url,
        headers: reqwest::header::HeaderMap,
        body: Vec<u8>,
        reach: Reach,
    ) -> Outcome<Reply> {
        self.call_at_most(method, url, headers, body, reach, LONGEST_REPLY).await
    }

    /// The same where more than a megabyte may be answered.
    pub async fn call_at_most(
        &self,
        method: Method,
        url: &Url,
        headers: reqwest::header::HeaderMap,
        body: Vec<u8>,
        reach: Reach,
        most: usize,
    ) -> Outcome<Reply> {
        let client = match reach {
            Reach::Settings => &self.anywhere,
            Reach::Public => {
                check(url)?;
                &self.public
            }
        };
        let request = client.request(method, url.clone()).headers(headers).body(body);
        let mut response = request.send().await.map_err(failed)?;
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        let mut body = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(away)? {
            body.extend_from_slice(&chunk[..chunk.len().min(most - body.len())]);
            if body.len() >= most {
                break;
            }
        }
        Ok(Reply { status, headers, body: body.into() })
    }
}

#[expect(clippy::disallowed_methods, reason = "the one place that makes HTTP clients")]
fn builder(patience: Duration) -> ClientBuilder {
    Client::builder()
        .redirect(Policy::none())
        .timeout(patience)
        .connect_timeout(patience)
        .no_proxy()
        .user_agent(concat!("ryugaku/", env!("CARGO_PKG_VERSION")))
}

/// Refuses what needs no resolving to be refused.
fn check(url: &Url) -> Outcome<()> {
    let address = match (url.scheme(), url.host()) {
        ("http" | "https", Some(Host::Domain(_))) => return Ok(()),
        ("http" | "https", Some(Host::Ipv4(v4))) => IpAddr::V4(v4),
        ("http" | "https", Some(Host::Ipv6(v6))) => IpAddr::V6(v6),
        _ => return Err(Failure::invalid("url", "failure-url-not-http")),
    };
    if is_public(address) { Ok(()) } else { Err(private()) }
}

/// Resolves names every address of which is public.
struct PublicNames;

#[derive(Debug, thiserror::Error)]
#[error("the name leads to an address that is not public")]
struct Private;

impl Resolve for PublicNames {
    fn resolve(&self, name: Name) -> Resolving {
        Box::pin(async move {
            // The port is the caller's to set.
            let addresses: Vec<SocketAddr> = tokio::net::lookup_host((name.as_str(), 0)).await?.collect();
            if addresses.iter().any(|address| !is_public(address.ip())) {
                return Err(Private.into());
            }
            Ok(Box::new(addresses.into_iter()) as _)
        })
    }
}

fn private() -> Failure {
    Failure::invalid("url", "failure-url-private")
}

fn failed(error: reqwest::Error) -> Failure {
    let mut cause: Option<&(dyn Error + 'static)> = Some(&error);
    while let Some(one) = cause {
        if one.is::<Private>() {
            return private();
        }
        cause = one.source();
    }
    away(error)
}

fn away(error: impl Into<Box<dyn Error + Send + Sync>>) -> Failure {
    Failure::Unavailable { msg: Msg::new("failure-outside-away"), source: Some(error.into()) }
}

fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(v4) => is_public_v4(v4),
        IpAddr::V6(v6) => is_public_v6(v6),
    }
}

/// RFC 6890's special-purpose ranges are not public.
fn is_public_v4(address: Ipv4Addr) -> bool {
    let [a, b, c, _] = address.octets();
    !(address.is_private()
        || address.is_loopback()
        || address.is_link_local()
        || address.is_multicast()
        || address.is_documentation()
        || a == 0
        || a >= 240
        || (a == 100 && (64..128).contains(&b))
        || (a == 192 && b == 0 && c == 0)
        || (a == 198 && (18..20).contains(&b)))
}

fn is_public_v6(address: Ipv6Addr) -> bool {
    let first = address.segments()[0];
    // IPv4 in IPv6's clothes (mapped, 6to4, NAT64) is judged as what it is.
    if let Some(v4) = address.to_ipv4_mapped() {
        return is_public_v4(v4);
    }
    let global_unicast = first & 0xe000 == 0x2000;
    let documentation = first == 0x2001 && address.segments()[1] == 0x0db8;
    global_unicast && !documentation && first != 0x2002
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn private_ranges_are_refused() {
        for text in [
            "127.0.0.1",
            "10.1.2.3",
            "172.16.0.1",
            "192.168.1.1",
            "169.254.169.254",
            "100.64.0.1",
            "0.0.0.0",
            "224.0.0.1",
            "255.255.255.255",
            "198.18.0.1",
            "::1",
            "fe80::1",
            "fc00::1",
            "::ffff:10.0.0.1",
            "2002:7f00:1::",
            "64:ff9b::7f00:1",
        ] {
            assert!(!is_public(text.parse().unwrap()), "{text}");
        }
        for text in ["8.8.8.8", "1.1.1.1", "2606:4700:4700::1111"] {
            assert!(is_public(text.parse().unwrap()), "{text}");
        }
    }

    #[tokio::test]
    async fn who_never_answers_is_away() {
        let silent = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url: Url = format!("http://{}/", silent.local_addr().unwrap()).parse().unwrap();
        let outside = Outside::waiting(Duration::from_millis(50)).unwrap();
        let answer = outside.call(Method::GET, &url, Default::default(), Vec::new(), Reach::Settings).await;
        assert!(matches!(answer, Err(Failure::Unavailable { .. })));
    }

    #[tokio::test]
    async fn a_name_that_leads_home_is_refused() {
        let outside = Outside::new().unwrap();
        for url in
            ["http://localhost:1/", "http://127.0.0.1:1/", "http://[::1]:1/", "http://0x7f.1:1/", "ftp://example.com/"]
        {
            let url = url.parse().unwrap();
            let refused = outside.call(Method::GET, &url, Default::default(), Vec::new(), Reach::Public).await;
            assert!(matches!(refused, Err(Failure::Invalid(_))), "{url}");
        }
    }
}

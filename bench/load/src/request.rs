//! Requests as bytes, made before they are sent.

use std::net::SocketAddr;

/// Where requests go, and as whom.
#[derive(clap::Args)]
pub struct Server {
    /// Address and port; given several times, connections are spread over them
    #[arg(long = "to", required = true, value_name = "ADDRESS:PORT")]
    pub addresses: Vec<SocketAddr>,
    /// Bearer token
    #[arg(long, value_name = "TOKEN")]
    token: Option<String>,
}

impl Server {
    /// `POST /api/v2/alerts`
    pub fn post(&self, body: &[u8]) -> Vec<u8> {
        let mut request = self.head("POST", "/api/v2/alerts");
        request.push_str(&format!("content-type: application/json\r\ncontent-length: {}\r\n\r\n", body.len()));
        let mut request = request.into_bytes();
        request.extend_from_slice(body);
        request
    }

    /// `GET` of a path that is escaped already.
    pub fn get(&self, path: &str) -> Vec<u8> {
        let mut request = self.head("GET", path);
        request.push_str("accept: application/json\r\n\r\n");
        request.into_bytes()
    }

    fn head(&self, method: &str, path: &str) -> String {
        let mut head = format!("{method} {path} HTTP/1.1\r\nhost: {}\r\n", self.addresses[0]);
        if let Some(token) = &self.token {
            head.push_str(&format!("authorization: Bearer {token}\r\n"));
        }
        head
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_says_its_length_and_who_asks() {
        let server = Server { addresses: vec!["127.0.0.1:9093".parse().unwrap()], token: Some("ryu_x".to_owned()) };
        let request = String::from_utf8(server.post(b"[]")).unwrap();
        assert!(request.starts_with("POST /api/v2/alerts HTTP/1.1\r\nhost: 127.0.0.1:9093\r\n"), "{request}");
        assert!(
            request.contains("\r\nauthorization: Bearer ryu_x\r\n") && request.contains("\r\ncontent-length: 2\r\n")
        );
        assert!(request.ends_with("\r\n\r\n[]"));
    }
}

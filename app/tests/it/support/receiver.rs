//! A receiver of webhooks that listens on loopback and checks signatures in its own way.

use std::sync::Arc;
use std::sync::atomic::{AtomicU16, Ordering};

use axum::Router;
use axum::body::Bytes;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::post;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;
use sha2::{Digest, Sha256};
use tokio::sync::Mutex;

/// Something that listens, keeps what comes, and answers as it is told.
#[derive(Clone)]
pub struct Receiver {
    pub url: String,
    answer: Arc<AtomicU16>,
    got: Arc<Mutex<Vec<(HeaderMap, Bytes)>>>,
    heard: Arc<AtomicU16>,
}

impl Receiver {
    pub async fn start() -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/hook", listener.local_addr().unwrap());
        let receiver = Self { url, answer: Arc::new(AtomicU16::new(200)), got: Arc::default(), heard: Arc::default() };
        let heard = receiver.clone();
        let answer = move |headers: HeaderMap, body: Bytes| {
            let heard = heard.clone();
            async move {
                heard.got.lock().await.push((headers, body));
                heard.heard.fetch_add(1, Ordering::SeqCst);
                let status = StatusCode::from_u16(heard.answer.load(Ordering::SeqCst)).unwrap();
                (status, format!("said {}{}", status.as_u16(), "x".repeat(2000)))
            }
        };
        tokio::spawn(axum::serve(listener, Router::new().route("/hook", post(answer))).into_future());
        receiver
    }

    /// So many requests have come.
    pub fn heard(&self) -> i64 {
        self.heard.load(Ordering::SeqCst).into()
    }

    pub fn answer(&self, status: u16) {
        self.answer.store(status, Ordering::SeqCst);
    }

    pub async fn take(&self) -> Vec<(HeaderMap, Value)> {
        let got = std::mem::take(&mut *self.got.lock().await);
        got.into_iter().map(|(headers, body)| (headers, serde_json::from_slice(&body).unwrap())).collect()
    }

    /// As a receiver checks: does one of the signatures fit this secret?
    pub async fn last_fits(&self, secret: &str) -> bool {
        let got = self.got.lock().await;
        let (headers, body) = got.last().unwrap();
        let header = |name: &str| headers[name].to_str().unwrap();
        let key = STANDARD.decode(secret.strip_prefix("whsec_").unwrap()).unwrap();
        let signed =
            [header("webhook-id").as_bytes(), b".", header("webhook-timestamp").as_bytes(), b".", body].concat();
        let expected = format!("v1,{}", STANDARD.encode(hmac_by_hand(&key, &signed)));
        header("webhook-signature").split(' ').any(|signature| signature == expected)
    }
}

/// RFC 2104, written out: not the code that signs.
fn hmac_by_hand(key: &[u8], message: &[u8]) -> Vec<u8> {
    let mut block = [0_u8; 64];
    block[..key.len()].copy_from_slice(key);
    let inner = Sha256::digest([block.map(|b| b ^ 0x36).as_slice(), message].concat());
    Sha256::digest([block.map(|b| b ^ 0x5c).as_slice(), &inner].concat()).to_vec()
}

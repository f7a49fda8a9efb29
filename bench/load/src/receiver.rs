//! The other end of webhooks: takes every request, answers 200, and says when its body had arrived.

use std::net::SocketAddr;
use std::time::Instant;

use anyhow::Context;
use tokio::net::TcpListener;
use tokio::sync::mpsc;

use crate::wire::Wire;

pub struct Arrived {
    pub at: Instant,
    pub body: Vec<u8>,
}

/// Listens from now on, for as long as the program runs.
pub async fn listen(address: SocketAddr) -> anyhow::Result<mpsc::UnboundedReceiver<Arrived>> {
    let listener = TcpListener::bind(address).await.with_context(|| format!("cannot listen on {address}"))?;
    let (tell, arrivals) = mpsc::unbounded_channel();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let tell = tell.clone();
            tokio::spawn(async move {
                let Ok(mut wire) = Wire::new(stream) else { return };
                while let Ok(Some(body)) = wire.request().await {
                    let arrived = Arrived { at: Instant::now(), body };
                    let answered = wire.send(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n").await;
                    if tell.send(arrived).is_err() || answered.is_err() {
                        return;
                    }
                }
            });
        }
    });
    Ok(arrivals)
}

//! A cable between the app and PostgreSQL that can be pulled out and put back.

use std::net::SocketAddr;
use std::sync::Arc;

use tokio::io::copy_bidirectional;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;

pub struct Cable {
    pub address: SocketAddr,
    plugged: Arc<watch::Sender<bool>>,
}

impl Cable {
    /// Leads to `server`, plugged in.
    pub async fn to(server: String) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let plugged = Arc::new(watch::channel(true).0);
        let sender = plugged.clone();
        tokio::spawn(async move {
            while let Ok((near, _)) = listener.accept().await {
                let (server, plugged) = (server.clone(), sender.subscribe());
                tokio::spawn(carry(near, server, plugged));
            }
        });
        Self { address, plugged }
    }

    pub fn pull(&self) {
        self.plugged.send_replace(false);
    }

    pub fn plug(&self) {
        self.plugged.send_replace(true);
    }
}

async fn carry(mut near: TcpStream, server: String, mut plugged: watch::Receiver<bool>) {
    if !*plugged.borrow() {
        return;
    }
    let Ok(mut far) = TcpStream::connect(server).await else { return };
    tokio::select! {
        _ = copy_bidirectional(&mut near, &mut far) => {}
        _ = plugged.wait_for(|plugged| !plugged) => {}
    }
}

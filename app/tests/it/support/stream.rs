//! Event streams read as a browser reads them, from this app or from a second one on the same database.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::{Body, BodyDataStream};
use axum::http::{HeaderMap, Request, header};
use futures_util::StreamExt;
use ryugaku::app::{App, Parts};
use ryugaku::router;
use ryugaku_kernel::Chance;
use serde_json::Value;
use tokio_util::sync::CancellationToken;
use tower::ServiceExt;

use super::{TestApp, Who};

/// A second server on the database of a [`TestApp`].
pub struct Replica {
    pub app: App,
    router: Router,
}

pub struct Events {
    pub status: u16,
    pub headers: HeaderMap,
    body: BodyDataStream,
    read: String,
}

#[derive(Debug, Default, PartialEq)]
pub struct Heard {
    pub event: String,
    pub id: Option<String>,
    pub data: Value,
}

/// Far longer than anything takes that works.
const PATIENCE: Duration = Duration::from_secs(60);

impl TestApp {
    pub async fn replica(&self) -> Replica {
        let app = App::new(Parts {
            db: self.home.open().await,
            clock: self.clock.clone(),
            chance: Arc::new(Chance::seeded(2)),
            config: self.app.config.clone(),
            keys: self.app.keys.clone(),
            outside: self.app.outside.clone(),
            stop: CancellationToken::new(),
            provider: ryugaku::sign_in::Provider::default(),
        });
        Replica { router: router::build(&app), app }
    }

    pub async fn stream(&self, who: &Who, path: &str, headers: &[(&str, &str)]) -> Events {
        open(&self.router, who, path, headers).await
    }
}

impl Replica {
    pub async fn stream(&self, who: &Who, path: &str) -> Events {
        open(&self.router, who, path, &[]).await
    }
}

async fn open(router: &Router, who: &Who, path: &str, headers: &[(&str, &str)]) -> Events {
    let mut request = Request::get(path).header(header::COOKIE, who.cookie());
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let response = router.clone().oneshot(request.body(Body::empty()).unwrap()).await.unwrap();
    let (parts, body) = response.into_parts();
    Events { status: parts.status.as_u16(), headers: parts.headers, body: body.into_data_stream(), read: String::new() }
}

impl Events {
    /// The next one; `None` when the stream has ended.
    pub async fn next(&mut self) -> Option<Heard> {
        loop {
            if let Some((block, rest)) = self.read.split_once("\n\n") {
                let heard = parse(block);
                self.read = rest.to_owned();
                return Some(heard);
            }
            let chunk = tokio::time::timeout(PATIENCE, self.body.next()).await.expect("nothing came on the stream")?;
            self.read.push_str(&String::from_utf8_lossy(&chunk.unwrap()));
        }
    }

    /// The next one that is no heartbeat.
    pub async fn change(&mut self) -> Option<Heard> {
        loop {
            match self.next().await {
                Some(heard) if heard.event == "beat" => {}
                heard => return heard,
            }
        }
    }
}

fn parse(block: &str) -> Heard {
    let mut heard = Heard::default();
    for line in block.lines() {
        match line.split_once(':').map(|(name, value)| (name, value.trim_start())) {
            Some(("event", value)) => heard.event = value.to_owned(),
            Some(("id", value)) => heard.id = Some(value.to_owned()),
            Some(("data", value)) => heard.data = serde_json::from_str(value).unwrap(),
            _ => {}
        }
    }
    heard
}

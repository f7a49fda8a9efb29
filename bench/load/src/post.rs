//! Posts alerts in a closed loop: each connection sends its next batch when the one before has been answered.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use anyhow::bail;
use serde::Serialize;
use tokio::net::TcpStream;
use tokio::task::JoinSet;

use crate::request::Server;
use crate::wire::Wire;
use crate::{alert, cpu};

#[derive(clap::Args)]
pub struct Options {
    #[command(flatten)]
    server: Server,
    /// How many alerts
    #[arg(long)]
    alerts: u64,
    /// The first alert's number: the same number is the same alert
    #[arg(long, default_value_t = 0)]
    first: u64,
    /// Alerts in a request
    #[arg(long)]
    batch: u64,
    #[arg(long)]
    connections: usize,
    /// Seconds since 1970
    #[arg(long)]
    starts_at: i64,
    /// Seconds since 1970
    #[arg(long)]
    ends_at: i64,
}

#[derive(Serialize)]
pub struct Report {
    /// Answered with success.
    alerts: u64,
    bytes: u64,
    /// From the first request until the last answer.
    seconds: f64,
    /// This program's own, meanwhile.
    cpu_seconds: f64,
    /// Requests that were answered with 503 and sent again.
    put_off: u64,
    /// Of each request, from its first byte sent until its answer; being put off and sent again counts.
    latencies_us: Vec<u64>,
}

pub async fn run(options: Options) -> anyhow::Result<Report> {
    let Options { server, alerts, first, batch, connections, starts_at, ends_at } = options;
    let span = alert::Span::new(starts_at, ends_at)?;
    let end = first + alerts;
    let starts = (first..end).step_by(usize::try_from(batch.max(1))?);
    let requests: Vec<_> = starts.map(|from| server.post(&alert::body(from..end.min(from + batch), &span))).collect();
    let bytes = requests.iter().map(|request| request.len() as u64).sum();
    let share = Arc::new(Share { requests, next: AtomicUsize::new(0), put_off: AtomicU64::new(0) });

    let mut wires = Vec::new();
    for connection in 0..connections.max(1) {
        let address = server.addresses[connection % server.addresses.len()];
        wires.push(Wire::new(TcpStream::connect(address).await?)?);
    }
    let (cpu_before, began) = (cpu::own(), Instant::now());
    let mut posting: JoinSet<_> = wires.into_iter().map(|wire| post(wire, share.clone())).collect();
    let mut latencies_us = Vec::new();
    while let Some(done) = posting.join_next().await {
        latencies_us.extend(done??);
    }
    let seconds = began.elapsed().as_secs_f64();
    let cpu_seconds = (cpu::own() - cpu_before).as_secs_f64();
    let put_off = share.put_off.load(Ordering::Relaxed);
    Ok(Report { alerts, bytes, seconds, cpu_seconds, put_off, latencies_us })
}

/// What the connections have in common.
struct Share {
    requests: Vec<Vec<u8>>,
    next: AtomicUsize,
    put_off: AtomicU64,
}

async fn post(mut wire: Wire, share: Arc<Share>) -> anyhow::Result<Vec<u64>> {
    let mut latencies = Vec::new();
    while let Some(request) = share.requests.get(share.next.fetch_add(1, Ordering::Relaxed)) {
        let began = Instant::now();
        deliver(&mut wire, request, &share.put_off).await?;
        latencies.push(u64::try_from(began.elapsed().as_micros())?);
    }
    Ok(latencies)
}

/// Until it is taken; a server that says "later" is asked again soon.
pub async fn deliver(wire: &mut Wire, request: &[u8], put_off: &AtomicU64) -> anyhow::Result<()> {
    loop {
        wire.send(request).await?;
        let mut body = Vec::new();
        match wire.answer(|piece| body.extend_from_slice(piece)).await? {
            200 | 202 => return Ok(()),
            503 => {
                put_off.fetch_add(1, Ordering::Relaxed);
                tokio::time::sleep(Duration::from_millis(10)).await;
            }
            other => {
                let said: String = String::from_utf8_lossy(&body).chars().take(300).collect();
                bail!("alerts were answered with {other}: {said}");
            }
        }
    }
}

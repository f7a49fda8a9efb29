//! From the first byte of a post until its webhook's body has arrived: one new alert at a time.

use std::net::SocketAddr;
use std::sync::atomic::AtomicU64;
use std::time::{Duration, Instant};

use memchr::memmem;
use serde::Serialize;
use tokio::net::TcpStream;
use tokio::sync::mpsc::UnboundedReceiver;

use crate::receiver::{self, Arrived};
use crate::request::Server;
use crate::wire::Wire;
use crate::{alert, post};

#[derive(clap::Args)]
pub struct Options {
    #[command(flatten)]
    server: Server,
    /// Where the server calls
    #[arg(long, value_name = "ADDRESS:PORT")]
    listen: SocketAddr,
    #[arg(long)]
    samples: u64,
    /// Samples before those that count
    #[arg(long, default_value_t = 10)]
    warm_up: u64,
    #[arg(long, default_value_t = 0)]
    first: u64,
    /// Seconds since 1970
    #[arg(long)]
    starts_at: i64,
    /// Seconds since 1970
    #[arg(long)]
    ends_at: i64,
    /// Seconds until a webhook is taken for lost
    #[arg(long, default_value_t = 10)]
    timeout: u64,
}

#[derive(Serialize)]
pub struct Report {
    latencies_us: Vec<u64>,
    /// Alerts whose webhook did not come in time. After three, no further is tried.
    lost: u64,
}

pub async fn run(options: Options) -> anyhow::Result<Report> {
    let span = alert::Span::new(options.starts_at, options.ends_at)?;
    let mut arrivals = receiver::listen(options.listen).await?;
    let mut wire = Wire::new(TcpStream::connect(options.server.addresses[0]).await?)?;
    let mut report = Report { latencies_us: Vec::new(), lost: 0 };
    let put_off = AtomicU64::new(0);
    for sample in 0..options.warm_up + options.samples {
        let number = options.first + sample;
        let request = options.server.post(&alert::body(number..number + 1, &span));
        let began = Instant::now();
        post::deliver(&mut wire, &request, &put_off).await?;
        let pod = alert::pod(number);
        let called = called(&mut arrivals, &pod);
        match tokio::time::timeout(Duration::from_secs(options.timeout), called).await {
            Ok(Some(at)) if sample >= options.warm_up => {
                report.latencies_us.push(u64::try_from((at - began).as_micros())?);
            }
            Ok(_) => (),
            Err(_) => report.lost += 1,
        }
        if report.lost >= 3 {
            break;
        }
    }
    Ok(report)
}

/// When the webhook came that names this pod; others are passed over.
async fn called(arrivals: &mut UnboundedReceiver<Arrived>, pod: &str) -> Option<Instant> {
    loop {
        let arrived = arrivals.recv().await?;
        if memmem::find(&arrived.body, pod.as_bytes()).is_some() {
            return Some(arrived.at);
        }
    }
}

//! Gets alerts once, and counts them on the way; what was read is not kept.

use std::time::{Duration, Instant};

use anyhow::bail;
use memchr::memmem;
use serde::Serialize;
use tokio::net::TcpStream;

use crate::request::Server;
use crate::wire::Wire;

#[derive(clap::Args)]
pub struct Options {
    #[command(flatten)]
    server: Server,
    /// Path and query, escaped
    #[arg(long, default_value = "/api/v2/alerts")]
    path: String,
    /// Seconds until the server is left alone
    #[arg(long, default_value_t = 120)]
    timeout: u64,
}

#[derive(Serialize)]
pub struct Report {
    /// Until the last byte; nothing if that did not come in time.
    seconds: Option<f64>,
    first_byte_seconds: Option<f64>,
    bytes: u64,
    alerts: u64,
}

pub async fn run(options: Options) -> anyhow::Result<Report> {
    let mut wire = Wire::new(TcpStream::connect(options.server.addresses[0]).await?)?;
    let request = options.server.get(&options.path);
    let mut count = Count::default();
    let mut first_byte_seconds = None;
    let began = Instant::now();
    let whole = async {
        wire.send(&request).await?;
        wire.answer(|piece| {
            first_byte_seconds.get_or_insert_with(|| began.elapsed().as_secs_f64());
            count.add(piece);
        })
        .await
    };
    let seconds = match tokio::time::timeout(Duration::from_secs(options.timeout), whole).await {
        Ok(status) => match status? {
            200 => Some(began.elapsed().as_secs_f64()),
            other => bail!("{} was answered with {other}", options.path),
        },
        Err(_) => None,
    };
    Ok(Report { seconds, first_byte_seconds, bytes: count.bytes, alerts: count.alerts })
}

/// Every alert has one, and nothing else.
const MARK: &[u8] = br#""fingerprint":"#;

#[derive(Default)]
struct Count {
    bytes: u64,
    alerts: u64,
    /// The end of what came before, shorter than the mark.
    tail: Vec<u8>,
}

impl Count {
    fn add(&mut self, piece: &[u8]) {
        self.bytes += piece.len() as u64;
        // A mark across the seam is in neither part alone.
        let reach = piece.len().min(MARK.len() - 1);
        let mut seam = std::mem::take(&mut self.tail);
        seam.extend_from_slice(&piece[..reach]);
        self.alerts += (memmem::find_iter(&seam, MARK).count() + memmem::find_iter(piece, MARK).count()) as u64;
        let kept = if piece.len() < MARK.len() { &seam[..] } else { piece };
        self.tail = kept[kept.len().saturating_sub(MARK.len() - 1)..].to_vec();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn alerts_are_counted_however_the_body_is_cut() {
        let body = br#"[{"fingerprint":"a","labels":{}},{"labels":{},"fingerprint":"b"},{"fingerprint":"c"}]"#;
        for size in 1..=body.len() {
            let mut count = Count::default();
            for piece in body.chunks(size) {
                count.add(piece);
            }
            assert_eq!((count.alerts, count.bytes), (3, body.len() as u64), "in pieces of {size}");
        }
    }
}

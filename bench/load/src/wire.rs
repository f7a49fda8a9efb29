//! One HTTP/1.1 connection that is kept open: heads parsed by httparse, bodies of known length or in chunks. No compression, no
//! upgrade, no body that ends with its connection.

use anyhow::{Context, bail};
use bytes::{Buf, BytesMut};
use httparse::{Header, Status};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

const HEADERS: usize = 64;
/// At most so much is read in one call.
const PIECE: usize = 256 << 10;

pub struct Wire {
    stream: TcpStream,
    read: BytesMut,
}

enum Length {
    Known(u64),
    Chunked,
}

impl Wire {
    pub fn new(stream: TcpStream) -> anyhow::Result<Wire> {
        stream.set_nodelay(true)?;
        Ok(Wire { stream, read: BytesMut::with_capacity(PIECE) })
    }

    pub async fn send(&mut self, bytes: &[u8]) -> anyhow::Result<()> {
        self.stream.write_all(bytes).await.context("sending")
    }

    /// The status of the next answer; its body goes piece by piece into `sink`.
    pub async fn answer(&mut self, sink: impl FnMut(&[u8])) -> anyhow::Result<u16> {
        let (used, status, length) = loop {
            let mut headers = [httparse::EMPTY_HEADER; HEADERS];
            let mut head = httparse::Response::new(&mut headers);
            if let Status::Complete(used) = head.parse(&self.read)? {
                let status = head.code.context("an answer without status")?;
                break (used, status, length(head.headers)?);
            }
            if !self.more().await? {
                bail!("the server closed the connection instead of answering");
            }
        };
        self.read.advance(used);
        self.body(length, sink).await?;
        Ok(status)
    }

    /// The body of the next request that comes in; nothing once the other side has closed.
    pub async fn request(&mut self) -> anyhow::Result<Option<Vec<u8>>> {
        let (used, length) = loop {
            let mut headers = [httparse::EMPTY_HEADER; HEADERS];
            let mut head = httparse::Request::new(&mut headers);
            if let Status::Complete(used) = head.parse(&self.read)? {
                break (used, length(head.headers)?);
            }
            if !self.more().await? {
                return Ok(None);
            }
        };
        self.read.advance(used);
        let mut body = Vec::new();
        self.body(length, |piece| body.extend_from_slice(piece)).await?;
        Ok(Some(body))
    }

    async fn body(&mut self, length: Length, mut sink: impl FnMut(&[u8])) -> anyhow::Result<()> {
        match length {
            Length::Known(length) => self.pass(length, &mut sink).await,
            Length::Chunked => loop {
                let size = self.chunk_size().await?;
                self.pass(size, &mut sink).await?;
                self.pass(2, &mut |_| ()).await?;
                if size == 0 {
                    return Ok(());
                }
            },
        }
    }

    async fn chunk_size(&mut self) -> anyhow::Result<u64> {
        loop {
            let parsed = httparse::parse_chunk_size(&self.read).ok().context("a chunk without a size")?;
            if let Status::Complete((used, size)) = parsed {
                self.read.advance(used);
                return Ok(size);
            }
            self.need_more().await?;
        }
    }

    /// Passes on so many bytes.
    async fn pass(&mut self, mut left: u64, sink: &mut impl FnMut(&[u8])) -> anyhow::Result<()> {
        while left > 0 {
            if self.read.is_empty() {
                self.need_more().await?;
            }
            let piece = self.read.len().min(usize::try_from(left).unwrap_or(usize::MAX));
            sink(&self.read[..piece]);
            self.read.advance(piece);
            left -= piece as u64;
        }
        Ok(())
    }

    async fn need_more(&mut self) -> anyhow::Result<()> {
        if !self.more().await? {
            bail!("the connection was closed in the middle of a body");
        }
        Ok(())
    }

    /// False at the end of the connection.
    async fn more(&mut self) -> anyhow::Result<bool> {
        self.read.reserve(PIECE);
        Ok(self.stream.read_buf(&mut self.read).await.context("receiving")? > 0)
    }
}

fn length(headers: &[Header]) -> anyhow::Result<Length> {
    let value = |name: &str| headers.iter().find(|header| header.name.eq_ignore_ascii_case(name)).map(|h| h.value);
    if value("transfer-encoding").is_some_and(|value| value.eq_ignore_ascii_case(b"chunked")) {
        return Ok(Length::Chunked);
    }
    match value("content-length") {
        Some(text) => Ok(Length::Known(std::str::from_utf8(text)?.trim().parse().context("content-length")?)),
        None => Ok(Length::Known(0)),
    }
}

#[cfg(test)]
mod tests {
    use tokio::net::TcpListener;

    use super::*;

    /// What a client makes of bytes that come in pieces.
    async fn answers(pieces: &'static [&'static str]) -> Vec<(u16, String)> {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        tokio::spawn(async move {
            let (mut stream, _) = listener.accept().await.unwrap();
            for piece in pieces {
                stream.write_all(piece.as_bytes()).await.unwrap();
                tokio::task::yield_now().await;
            }
        });
        let mut wire = Wire::new(TcpStream::connect(address).await.unwrap()).unwrap();
        let mut answers = Vec::new();
        loop {
            let mut body = Vec::new();
            let Ok(status) = wire.answer(|piece| body.extend_from_slice(piece)).await else { return answers };
            answers.push((status, String::from_utf8(body).unwrap()));
        }
    }

    #[tokio::test]
    async fn bodies_of_known_length_and_in_chunks_follow_each_other() {
        let found = answers(&[
            "HTTP/1.1 200 OK\r\nContent-Le",
            "ngth: 5\r\n\r\nhel",
            "loHTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nab",
            "c\r\nA\r\n0123456789\r\n0\r\n\r\nHTTP/1.1 503 Later\r\ncontent-length: 0\r\n\r\n",
        ])
        .await;
        let expected = [(200, "hello"), (200, "abc0123456789"), (503, "")];
        assert_eq!(found, expected.map(|(status, body)| (status, body.to_owned())));
    }

    #[tokio::test]
    async fn a_body_that_is_cut_off_is_no_answer() {
        assert_eq!(answers(&["HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nhe"]).await, []);
    }
}

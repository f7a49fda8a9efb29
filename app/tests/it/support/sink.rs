//! A mail server that takes everything and keeps it: enough of SMTP (RFC 5321) for a client that sends in the clear.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Mutex;

#[derive(Clone)]
pub struct MailSink {
    pub url: String,
    refuses: Arc<AtomicBool>,
    got: Arc<Mutex<Vec<Mail>>>,
}

/// One message as it came over the wire.
#[derive(Clone, Debug)]
pub struct Mail {
    pub from: String,
    pub to: Vec<String>,
    /// Folded lines are one.
    headers: Vec<(String, String)>,
    body: String,
}

impl MailSink {
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("smtp://{}", listener.local_addr().unwrap());
        let sink = Self { url, refuses: Arc::default(), got: Arc::default() };
        let serving = sink.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let sink = serving.clone();
                tokio::spawn(async move { sink.talk(stream).await });
            }
        });
        sink
    }

    /// Whether recipients are refused from now on.
    pub fn refuse(&self, refuses: bool) {
        self.refuses.store(refuses, Ordering::SeqCst);
    }

    pub async fn take(&self) -> Vec<Mail> {
        std::mem::take(&mut *self.got.lock().await)
    }

    async fn talk(&self, stream: TcpStream) -> Option<()> {
        let (read, mut write) = stream.into_split();
        let mut lines = BufReader::new(read).lines();
        write.write_all(b"220 sink\r\n").await.ok()?;
        let (mut from, mut to) = (String::new(), Vec::new());
        while let Some(line) = lines.next_line().await.ok()? {
            let verb = line.split([' ', ':']).next().unwrap_or_default().to_ascii_uppercase();
            let address = || line.split(['<', '>']).nth(1).unwrap_or_default().to_owned();
            let answer = match verb.as_str() {
                "EHLO" | "HELO" => "250-sink\r\n250 8BITMIME\r\n",
                "RCPT" if self.refuses.load(Ordering::SeqCst) => {
                    write.write_all(format!("550 5.1.1 <{}>: nobody here\r\n", address()).as_bytes()).await.ok()?;
                    continue;
                }
                "MAIL" => {
                    from = address();
                    "250 ok\r\n"
                }
                "RCPT" => {
                    to.push(address());
                    "250 ok\r\n"
                }
                "DATA" => {
                    write.write_all(b"354 go on\r\n").await.ok()?;
                    let mut text = Vec::new();
                    loop {
                        let line = lines.next_line().await.ok()??;
                        if line == "." {
                            break;
                        }
                        text.push(line.strip_prefix('.').unwrap_or(&line).to_owned());
                    }
                    let mail = Mail::read(std::mem::take(&mut from), std::mem::take(&mut to), &text);
                    self.got.lock().await.push(mail);
                    "250 queued as 1\r\n"
                }
                "QUIT" => {
                    write.write_all(b"221 bye\r\n").await.ok()?;
                    return Some(());
                }
                _ => "250 ok\r\n",
            };
            write.write_all(answer.as_bytes()).await.ok()?;
        }
        Some(())
    }
}

impl Mail {
    fn read(from: String, to: Vec<String>, lines: &[String]) -> Self {
        let end = lines.iter().position(String::is_empty).unwrap_or(lines.len());
        let mut headers: Vec<(String, String)> = Vec::new();
        for line in &lines[..end] {
            match (line.strip_prefix([' ', '\t']), headers.last_mut()) {
                (Some(more), Some((_, value))) => {
                    value.push(' ');
                    value.push_str(more);
                }
                _ => headers.extend(line.split_once(": ").map(|(name, value)| (name.to_owned(), value.to_owned()))),
            }
        }
        Self { from, to, headers, body: lines.get(end + 1..).unwrap_or_default().join("\n") }
    }

    /// As it came; none is an empty one.
    pub fn header(&self, name: &str) -> &str {
        let found = self.headers.iter().find(|(other, _)| other.eq_ignore_ascii_case(name));
        found.map_or("", |(_, value)| value)
    }

    /// With its encoded words (RFC 2047) read.
    pub fn subject(&self) -> String {
        let (mut words, mut encoded) = (String::new(), true);
        for word in self.header("Subject").split(' ') {
            let inside = word.strip_prefix("=?utf-8?b?").and_then(|word| word.strip_suffix("?="));
            // Between two encoded words a space is none.
            if !(words.is_empty() || encoded && inside.is_some()) {
                words.push(' ');
            }
            words.push_str(&inside.map_or_else(|| word.to_owned(), |word| text(&decode(word))));
            encoded = inside.is_some();
        }
        words.trim_end().to_owned()
    }

    /// Of a mail in several forms each with its kind, such as `text/html`.
    pub fn parts(&self) -> Vec<(String, String)> {
        let Some((_, boundary)) = self.header("Content-Type").split_once("boundary=\"") else { return Vec::new() };
        let boundary = format!("--{}", boundary.trim_end_matches('"'));
        let parts = self.body.split(boundary.as_str()).skip(1).filter(|part| !part.starts_with("--"));
        let part = |part: &str| {
            let lines: Vec<String> = part.trim_start().lines().map(str::to_owned).collect();
            let part = Self::read(String::new(), Vec::new(), &lines);
            (part.header("Content-Type").split(';').next().unwrap_or_default().to_owned(), part.body())
        };
        parts.map(part).collect()
    }

    pub fn body(&self) -> String {
        match self.header("Content-Transfer-Encoding") {
            "base64" => text(&decode(&self.body.replace('\n', ""))),
            "quoted-printable" => text(&unquote(&self.body)),
            _ => self.body.clone(),
        }
        .replace("\r\n", "\n")
    }
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

fn decode(word: &str) -> Vec<u8> {
    use base64::Engine as _;
    base64::engine::general_purpose::STANDARD.decode(word).unwrap()
}

fn unquote(text: &str) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut rest = text.replace("=\n", "").into_bytes().into_iter();
    while let Some(byte) = rest.next() {
        if byte == b'=' {
            let digits = [rest.next().unwrap(), rest.next().unwrap()];
            bytes.push(u8::from_str_radix(std::str::from_utf8(&digits).unwrap(), 16).unwrap());
        } else {
            bytes.push(byte);
        }
    }
    bytes
}

//! Socket Mode: what Slack would post comes over a WebSocket that is opened from here
//! (<https://docs.slack.dev/apis/events-api/using-socket-mode>).

use std::time::Duration;

use futures_util::stream::{SplitSink, SplitStream};
use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::protocol::WebSocketConfig;
use tokio_tungstenite::tungstenite::{Error, Message};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async_with_config};

use super::Slack;
use crate::Fault;

type Stream = WebSocketStream<MaybeTlsStream<TcpStream>>;

/// Reads what comes.
pub struct Socket(SplitStream<Stream>);

/// Says what was taken.
pub struct Line(SplitSink<Stream, Message>);

pub enum Mail {
    Letter(Letter),
    /// Slack is about to end this connection: another is to be opened.
    Leaving,
    /// Socket Mode was switched off in the app's settings.
    Disabled,
    /// Nothing to act on.
    Other,
}

/// The same that would be posted; to be acknowledged within three seconds, or it comes again.
pub struct Letter {
    pub id: String,
    /// `slash_commands`, `events_api` or `interactive`.
    pub kind: String,
    pub payload: Value,
}

const PATIENCE: Duration = Duration::from_secs(15);
/// Slack pings all the time: so long a silence is a dead line.
const SILENCE: Duration = Duration::from_secs(90);
const LARGEST: usize = 4 << 20;

impl Slack {
    /// Opens the socket; `self` speaks with the app's own token.
    pub async fn connect(&self) -> Result<(Socket, Line), Fault> {
        let address = self.socket_address().await?;
        let is_safe = address.starts_with("wss://") || (self.is_plain() && address.starts_with("ws://"));
        if !is_safe {
            return Err(Fault::Uncertain("Slack gave an address that is not encrypted".into()));
        }
        let limits = WebSocketConfig::default().max_message_size(Some(LARGEST)).max_frame_size(Some(LARGEST));
        let opening = connect_async_with_config(address, Some(limits), false);
        let opened = tokio::time::timeout(PATIENCE, opening).await;
        let opened = opened.map_err(|_| Fault::Uncertain("the socket does not open".into()))?;
        let (stream, _) = opened.map_err(|error| broken(&error))?;
        let (line, socket) = stream.split();
        Ok((Socket(socket), Line(line)))
    }
}

impl Socket {
    /// `None`: it has ended.
    pub async fn next(&mut self) -> Result<Option<Mail>, Fault> {
        let next = tokio::time::timeout(SILENCE, self.0.next()).await;
        match next.map_err(|_| Fault::Uncertain("the socket is silent".into()))? {
            None | Some(Ok(Message::Close(_))) => Ok(None),
            Some(Ok(Message::Text(text))) => Ok(Some(mail(&text))),
            // Pings are answered by the library.
            Some(Ok(_)) => Ok(Some(Mail::Other)),
            Some(Err(error)) => Err(broken(&error)),
        }
    }
}

impl Line {
    /// `answer` is what would have been the response's body.
    pub async fn acknowledge(&mut self, id: &str, answer: Option<Value>) -> Result<(), Fault> {
        let mut said = json!({"envelope_id": id});
        if let Some(answer) = answer {
            said["payload"] = answer;
        }
        self.0.send(Message::text(said.to_string())).await.map_err(|error| broken(&error))
    }
}

fn mail(text: &str) -> Mail {
    let Ok(mut said) = serde_json::from_str::<Value>(text) else { return Mail::Other };
    let kind = said["type"].as_str().unwrap_or_default().to_owned();
    match (kind.as_str(), said["envelope_id"].as_str()) {
        ("disconnect", _) if said["reason"] == "link_disabled" => Mail::Disabled,
        ("disconnect", _) => Mail::Leaving,
        (_, Some(id)) => Mail::Letter(Letter { id: id.to_owned(), payload: said["payload"].take(), kind }),
        _ => Mail::Other,
    }
}

fn broken(error: &Error) -> Fault {
    // An error of the handshake may quote the address, which holds a ticket.
    let what = match error {
        Error::Io(error) => error.kind().to_string(),
        Error::Http(response) => format!("the socket's handshake was answered {}", response.status().as_u16()),
        Error::ConnectionClosed | Error::AlreadyClosed => "the socket was closed".into(),
        _ => "the socket broke".into(),
    };
    Fault::Uncertain(what)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_are_told_from_the_rest() {
        let letter = r#"{"envelope_id": "e1", "type": "events_api", "payload": {"type": "event_callback"}}"#;
        let Mail::Letter(letter) = mail(letter) else { panic!("it is a letter") };
        assert_eq!((letter.id.as_str(), letter.kind.as_str()), ("e1", "events_api"));
        assert_eq!(letter.payload["type"], "event_callback");
        assert!(matches!(mail(r#"{"type": "disconnect", "reason": "refresh_requested"}"#), Mail::Leaving));
        assert!(matches!(mail(r#"{"type": "disconnect", "reason": "link_disabled"}"#), Mail::Disabled));
        for other in [r#"{"type": "hello"}"#, "", "no json", "[]"] {
            assert!(matches!(mail(other), Mail::Other), "{other}");
        }
    }
}

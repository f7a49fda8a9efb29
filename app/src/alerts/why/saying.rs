//! A sentence of a step: a message whose times and lengths are told in the reader's zone and language.

use jiff::SignedDuration;
use jiff::tz::TimeZone;
use ryugaku_kernel::{Arg, Lang, Msg, Time};

use crate::routing::length;
use crate::shell::when;
use crate::words;

#[derive(Clone, PartialEq, Debug)]
pub struct Saying {
    msg: Msg,
    times: Vec<(&'static str, Time)>,
    /// To be told exactly, or about.
    lengths: Vec<(&'static str, SignedDuration, bool)>,
    /// Messages within it.
    parts: Vec<(&'static str, Msg)>,
    /// Where what it names is found.
    pub address: Option<String>,
}

/// Who reads it.
#[derive(Clone)]
pub struct Reader {
    pub lang: Lang,
    pub zone: TimeZone,
    pub now: Time,
}

/// Texts of alerts and labels in a sentence.
const LONGEST: usize = 200;

pub fn say(key: &'static str) -> Saying {
    Saying { msg: Msg::new(key), times: Vec::new(), lengths: Vec::new(), parts: Vec::new(), address: None }
}

/// What somebody wrote, not too much of it.
pub fn short(text: &str) -> String {
    if text.chars().count() <= LONGEST {
        return text.to_owned();
    }
    text.chars().take(LONGEST).chain(['…']).collect()
}

impl Saying {
    pub fn with(mut self, name: &'static str, value: impl Into<Arg>) -> Self {
        self.msg = self.msg.with(name, value);
        self
    }

    pub fn at(mut self, name: &'static str, time: Time) -> Self {
        self.times.push((name, time));
        self
    }

    pub fn long(mut self, name: &'static str, length: SignedDuration) -> Self {
        self.lengths.push((name, length, true));
        self
    }

    pub fn about(mut self, name: &'static str, length: SignedDuration) -> Self {
        self.lengths.push((name, length, false));
        self
    }

    pub fn part(mut self, name: &'static str, msg: Msg) -> Self {
        self.parts.push((name, msg));
        self
    }

    pub fn to(mut self, address: impl Into<String>) -> Self {
        self.address = Some(address.into());
        self
    }

    pub fn words(&self, reader: &Reader) -> String {
        let zoned = |time: Time| time.timestamp().to_zoned(reader.zone.clone());
        let mut msg = self.msg.clone();
        for (name, time) in &self.times {
            msg = msg.with(name, when::short(&zoned(*time), &zoned(reader.now), reader.lang));
        }
        for (name, duration, exactly) in &self.lengths {
            let told = if *exactly { length(*duration, reader.lang) } else { when::span(*duration, reader.lang) };
            msg = msg.with(name, told);
        }
        for (name, part) in &self.parts {
            msg = msg.with(name, words::say(reader.lang, part));
        }
        words::say(reader.lang, &msg)
    }
}

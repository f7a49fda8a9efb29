//! A receiver, and what its name may look like.

use ryugaku_kernel::{Failure, FieldError, Msg, Outcome, id_type};

use super::Channel;

id_type!(
    /// A receiver's key.
    ReceiverId
);

id_type!(
    /// A channel's key.
    ChannelId
);

#[derive(Clone, Debug)]
pub struct Receiver {
    pub id: ReceiverId,
    /// By which routes name it; unique among those that are there.
    pub name: String,
    /// In lists.
    pub position: i64,
    pub version: i64,
    /// In the order of their numbers.
    pub channels: Vec<Channel>,
}

impl Receiver {
    /// Refuses a caller who has read another version.
    pub fn expect_version(&self, expected: Option<i64>) -> Outcome<()> {
        if expected.is_some_and(|version| version != self.version) { Err(Failure::Stale) } else { Ok(()) }
    }

    pub fn channel(&self, number: i64) -> Outcome<&Channel> {
        self.channels.iter().find(|channel| channel.number == number).ok_or(Failure::NotFound("channel"))
    }
}

const LONGEST_NAME: usize = 200;
pub const MOST_RECEIVERS: usize = 1_000;
pub const MOST_CHANNELS: usize = 20;

/// A name as Alertmanager takes it: anything but nothing, on one line.
pub fn check_name(name: &str) -> Outcome<()> {
    let msg = if name.is_empty() {
        Msg::new("failure-required")
    } else if name.chars().count() > LONGEST_NAME {
        Msg::new("failure-too-long").with("most", LONGEST_NAME)
    } else if name.contains(char::is_control) {
        Msg::new("receiver-name-control")
    } else {
        return Ok(());
    };
    Err(Failure::Invalid(vec![FieldError::new("name", msg)]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_on_one_line() {
        for name in ["default", "team-X-mails", "決済チーム / 夜間"] {
            assert!(check_name(name).is_ok(), "{name}");
        }
        for name in ["", "a\nb", &"x".repeat(201)] {
            assert!(check_name(name).is_err(), "{name}");
        }
    }
}

//! A channel that is named, as in a policy: looked for among all others once, and anew where it is there no longer.

use jiff::SignedDuration;
use ryugaku::bot::say_once;
use ryugaku_chat::Message;

use crate::bot::stage;
use crate::both_homes;
use crate::support::Home;
use crate::support::slack::Channel;

fn called(id: &str, name: &str) -> Channel {
    Channel { id: id.into(), name: name.into(), ..Channel::default() }
}

fn at(channel: &str, looked: usize) -> (Result<String, bool>, usize) {
    (Ok(channel.to_owned()), looked)
}

async fn a_named_channel_is_looked_for_once(home: Home) {
    let stage = stage(home).await;
    stage.slack.look().channels.extend([called("C0GEN0001", "general"), called("C0MISC001", "misc")]);
    // Where it was said, or why not, and how often all channels were asked for.
    let say = async |address: &str| {
        let id = stage.app.app.chance.id(stage.app.now());
        let said = say_once(&stage.app.app, address, id, None, &Message::line("告知")).await;
        let looked = stage.slack.look().calls.iter().filter(|(method, _)| method == "conversations.list").count();
        (said.map(|said| said.channel).map_err(|fault| fault.is("channel_not_found")), looked)
    };
    for _ in 0..3 {
        assert_eq!(say("#general").await, at("C0GEN0001", 1));
    }
    assert_eq!(say("#misc").await, at("C0MISC001", 2));
    assert_eq!(say("C0MISC001").await, at("C0MISC001", 2));

    // Somebody archives it, and another takes its name.
    {
        let mut workspace = stage.slack.look();
        (workspace.channels[0].name, workspace.channels[0].archived) = ("general-before".into(), true);
        workspace.channels.push(called("C0GEN0002", "general"));
    }
    for _ in 0..2 {
        assert_eq!(say("#general").await, at("C0GEN0002", 3));
    }
    // It is deleted, and made again.
    stage.slack.look().channels.retain(|channel| channel.id != "C0GEN0002");
    assert_eq!(say("#general").await, (Err(true), 4));
    stage.slack.look().channels.push(called("C0GEN0003", "general"));
    assert_eq!(say("#general").await, at("C0GEN0003", 5));

    // It goes on under another name: who has the name now is seen after a day.
    {
        let mut workspace = stage.slack.look();
        workspace.channels.iter_mut().find(|channel| channel.id == "C0GEN0003").unwrap().name = "general-old".into();
        workspace.channels.push(called("C0GEN0004", "general"));
    }
    stage.after(SignedDuration::from_hours(23)).await;
    assert_eq!(say("#general").await, at("C0GEN0003", 5));
    stage.after(SignedDuration::from_hours(2)).await;
    assert_eq!(say("#general").await, at("C0GEN0004", 6));
    stage.slack.check();
}

both_homes!(a_named_channel_is_looked_for_once);

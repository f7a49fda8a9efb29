//! What goes wrong between the bot and Matrix: strangers, lost answers, pauses, a homeserver that is away, what comes twice, and what the
//! sync leaves out.

use std::time::Duration;

use jiff::SignedDuration;
use ryugaku::bot::Ear;
use ryugaku_db::{Read, Row, sql};
use ryugaku_kernel::Role;
use serde_json::json;

use crate::bot_matrix::{ADMIN, stage};
use crate::both_homes;
use crate::support::Home;
use crate::support::matrix::{BOT, Mishap};

/// Whoever is nobody here is told what to do, and nothing happens; a code is good once, alone, and for a while.
async fn only_a_code_makes_somebody_known(home: Home) {
    let stage = stage(home).await;
    let member = stage.app.person("水野 遥", Role::Member).await;
    let (stranger, mizuno) = ("@stranger:elsewhere", "@mizuno:test");
    // A room of a stranger's is no place to be asked into; to be talked to alone is.
    let odd = stage.matrix.invites_bot(stranger, false);
    let alone = stage.matrix.invites_bot(mizuno, true);
    stage.hear().await;
    assert!(!stage.found(&odd).has(BOT) && stage.found(&alone).has(BOT));
    let said = stage.says(&alone, mizuno, "!incident open sev1 x").await;
    assert!(said.contains("⚠️") && said.contains("/me/chat"), "{said}");
    assert!(stage.says(&alone, mizuno, "!link AAAAAAAAAA").await.contains("知らない"));

    let code = || async { stage.app.api(&member, "POST", "/api/v1/me/chat/codes", json!({})).await.expect(201).json() };
    let old = code().await;
    let say = code().await["say"].as_str().unwrap().to_owned();
    assert!(
        stage.says(&alone, mizuno, old["say"].as_str().unwrap()).await.contains("知らない"),
        "another was made since"
    );
    stage.matrix.joins(&alone, "@other:test");
    assert!(stage.says(&alone, mizuno, &say).await.contains("ほかにだれも"));
    stage.matrix.look().room_mut(&alone).members.remove("@other:test");
    stage.after(SignedDuration::from_mins(31)).await;
    assert!(stage.says(&alone, mizuno, &say).await.contains("知らない"), "too old");
    let say = code().await["say"].as_str().unwrap().to_ascii_lowercase();
    assert!(stage.says(&alone, mizuno, &say).await.contains("水野 遥"));
    assert!(stage.says(&alone, mizuno, &say).await.contains("知らない"), "used");
    let linked = stage.app.get(&member, "/api/v1/me/chat").await.expect(200).json();
    assert_eq!((&linked["account"], &linked["bot"]), (&json!(mizuno), &json!(BOT)), "{linked}");
    assert!(stage.app.page(&member, "/me/chat").await.expect(200).text.contains(mizuno));

    assert!(stage.says(&alone, mizuno, "!incident list").await.contains("ない"));
    stage.app.api(&member, "DELETE", "/api/v1/me/chat", json!({})).await.expect(200);
    assert!(stage.says(&alone, mizuno, "!incident list").await.contains("⚠️"));
    stage.app.api(&member, "DELETE", "/api/v1/me/chat", json!({})).await.expect(404);
    assert!(stage.matrix.look().rooms.iter().all(|room| !room.alias.starts_with("#inc-")));
    stage.matrix.check();
}

/// Answers get lost, a pause is asked for, the homeserver is away: each thing is there once, in order.
async fn what_matrix_did_not_hear_it_hears_once(home: Home) {
    let stage = stage(home).await;
    stage.matrix.next("createRoom", Mishap::LostAnswer);
    stage.matrix.next("m.room.pinned_events", Mishap::Status(500));
    stage.says(&stage.direct, ADMIN, "!incident open sev1 x").await;
    stage.matrix.next("send/m.room.message", Mishap::LostAnswer);
    for _ in 0..6 {
        stage.after(SignedDuration::from_secs(20)).await;
    }
    let room = stage.matrix.room("inc-1");
    assert_eq!((room.said().len(), room.pins().len()), (1, 1), "{:#?}", room.said());
    assert_eq!(room.members.get(ADMIN), Some(&"invite"));

    let note = |text: &str| {
        let body = json!({"text": text});
        async { stage.app.api(&stage.admin, "POST", "/api/v1/incidents/INC-1/notes", body).await.expect(201) }
    };
    stage.matrix.next("send/m.room.message", Mishap::Limited(90_000));
    note("ひとつ").await;
    stage.settle().await;
    stage.after(SignedDuration::from_secs(60)).await;
    assert_eq!(stage.matrix.room("inc-1").said().len(), 1, "a pause was asked for");
    stage.after(SignedDuration::from_secs(31)).await;
    assert!(stage.matrix.room("inc-1").said()[1].contains("ひとつ"));

    stage.matrix.set_away(true);
    for text in ["ふたつ", "みっつ", "よっつ"] {
        note(text).await;
        stage.after(SignedDuration::from_mins(3)).await;
    }
    assert!(stage.ear.lock().await.hear(Duration::ZERO).await.is_err());
    stage.matrix.set_away(false);
    stage.after(SignedDuration::from_mins(6)).await;
    stage.hear().await;
    let said = stage.matrix.room("inc-1").said();
    let notes = ["ひとつ", "ふたつ", "みっつ", "よっつ"];
    let places: Vec<_> = notes.iter().map(|note| said.iter().filter(|one| one.contains(note)).count()).collect();
    assert_eq!(places, [1, 1, 1, 1], "{said:#?}");
    let places: Vec<_> = notes.iter().map(|note| said.iter().position(|one| one.contains(note))).collect();
    assert!(places.is_sorted(), "{said:#?}");
    stage.matrix.check();
}

/// The process ends before it writes how far it has heard: all comes again, and is acted on and answered once.
async fn what_comes_again_acts_once(home: Home) {
    let stage = stage(home).await;
    let room = stage.opened("sev2").await;
    let mut tx = stage.app.begin().await;
    let next = |row: &Row| row.get::<String>("next");
    let place = tx.one(sql("select next from bot_syncs"), next).await.unwrap().unwrap();
    tx.commit().await.unwrap();
    stage.says(&room.id, ADMIN, "!incident note 一度だけ").await;
    stage.says(&room.id, ADMIN, "!incident list").await;
    stage.reacts(&room.id, &room.pins()[0], "🙋").await;
    let said = stage.matrix.room("inc-1").said();
    let told = stage.timeline().await;
    let mut tx = stage.app.begin().await;
    tx.run(sql("update bot_syncs set next = $1").bind(place)).await.unwrap();
    tx.commit().await.unwrap();
    // Another replica, while this one still listens, then once it has not been heard of for a while.
    let mut other = Ear::new(&stage.app.app).unwrap();
    assert!(!other.hear(Duration::ZERO).await.unwrap());
    stage.after(SignedDuration::from_secs(61)).await;
    assert!(other.hear(Duration::ZERO).await.unwrap());
    stage.settle().await;
    assert_eq!(stage.matrix.room("inc-1").said(), said);
    assert_eq!(stage.timeline().await, told);
    stage.matrix.check();
}

/// More happened than the sync shows at once: what is between is fetched. What was said before the bot came is not heard.
async fn what_the_sync_leaves_out_is_fetched(home: Home) {
    let stage = stage(home).await;
    let room = stage.opened("sev2").await.id;
    stage.matrix.look().most = 2;
    for number in 0..9 {
        stage.matrix.says(&room, ADMIN, &format!("!incident note {number}番目"));
    }
    let odd = stage.matrix.invites_bot(ADMIN, false);
    for _ in 0..4 {
        stage.matrix.says(&odd, ADMIN, "!incident INC-1 note まだいない");
    }
    stage.hear().await;
    stage.says(&odd, ADMIN, "!incident INC-1 note もういる").await;
    let told = stage.timeline().await;
    for number in 0..9 {
        assert_eq!(told.iter().filter(|line| line.contains(&format!("{number}番目"))).count(), 1, "{told:#?}");
    }
    assert_eq!(told.iter().filter(|line| line.contains("もういる")).count(), 1, "{told:#?}");
    assert!(!told.iter().any(|line| line.contains("まだいない")), "{told:#?}");
    stage.matrix.check();
}

/// The bot is put out of the room: the incident goes on, and gets another one. A token that is no good holds everything up.
async fn a_room_that_is_gone_is_made_anew(home: Home) {
    let stage = stage(home).await;
    let room = stage.opened("sev1").await.id;
    stage.matrix.next("send/m.room.message", Mishap::Refused("M_FORBIDDEN"));
    let body = json!({"text": "届かない"});
    stage.app.api(&stage.admin, "POST", "/api/v1/incidents/INC-1/notes", body).await.expect(201);
    stage.hear().await;
    let chat = || async { stage.app.get(&stage.admin, "/api/v1/incidents/INC-1/chat").await.expect(200).json() };
    let failed = chat().await["steps"].as_array().unwrap().iter().find(|step| step["state"] == "failed").cloned();
    assert!(failed.unwrap()["trouble"].as_str().unwrap().contains("ホームサーバー"));
    stage.matrix.look().room_mut(&room).members.remove(BOT);
    let body = json!({"text": "まだ続いている"});
    stage.app.api(&stage.admin, "POST", "/api/v1/incidents/INC-1/notes", body).await.expect(201);
    stage.hear().await;
    assert_eq!(chat().await["room"]["state"], "gone");
    stage.app.api(&stage.admin, "POST", "/api/v1/incidents/INC-1/chat/again", json!({"room": true})).await.expect(200);
    stage.settle().await;
    let room = stage.matrix.room("inc-1-2");
    assert_eq!((room.pins().len(), room.members.get(ADMIN)), (1, Some(&"invite")));
    assert!(room.said().iter().any(|said| said.contains("まだ続いている")), "{:#?}", room.said());
    stage.matrix.next("send/m.room.message", Mishap::Refused("M_UNKNOWN_TOKEN"));
    let body = json!({"text": "トークンを替える"});
    stage.app.api(&stage.admin, "POST", "/api/v1/incidents/INC-1/notes", body).await.expect(201);
    stage.settle().await;
    let trouble = chat().await["steps"].to_string();
    assert!(trouble.contains("matrix.access_token"), "{trouble}");
    stage.after(SignedDuration::from_mins(6)).await;
    assert!(stage.matrix.room("inc-1-2").said().iter().any(|said| said.contains("トークンを替える")));
    stage.matrix.check();
}

/// An invitation from behind a homeserver that is away is tried again, and holds nobody up.
async fn an_invitation_from_nowhere_holds_nobody_up(home: Home) {
    let stage = stage(home).await;
    let odd = stage.matrix.invites_bot("@far:elsewhere", true);
    for _ in 0..5 {
        stage.matrix.next(&format!("{odd}/join"), Mishap::Status(502));
    }
    stage.matrix.says(&stage.direct, ADMIN, "!incident open sev3 それでも開く");
    for _ in 0..4 {
        assert!(stage.ear.lock().await.hear(Duration::ZERO).await.is_err());
        assert_eq!(stage.incident().await["title"], "それでも開く");
    }
    stage.hear().await;
    assert!(!stage.found(&odd).has(BOT));
    assert_eq!(stage.matrix.room("inc-1").said().len(), 1, "it was opened once");
    stage.matrix.check();
}

/// Where the bot cannot read it asks into a room where it can, once.
async fn an_encrypted_room_leads_to_another(home: Home) {
    let stage = stage(home).await;
    let alone = stage.matrix.invites_bot("@mizuno:test", true);
    stage.hear().await;
    stage.matrix.next("createRoom", Mishap::LostAnswer);
    for _ in 0..2 {
        stage.matrix.event(&alone, "@mizuno:test", "m.room.encrypted", json!({"algorithm": "m.megolm.v1.aes-sha2"}));
        stage.hear().await;
    }
    stage.after(SignedDuration::from_mins(2)).await;
    let made: Vec<_> =
        stage.matrix.look().rooms.iter().filter(|room| room.alias.starts_with("#ryugaku-")).cloned().collect();
    assert_eq!(made.len(), 1);
    assert_eq!(made[0].members.get("@mizuno:test"), Some(&"invite"));
    assert_eq!(made[0].said().len(), 1, "{:#?}", made[0].said());
    assert!(made[0].said()[0].contains("暗号化"));
    stage.matrix.check();
}

/// Whoever has linked their account, and chosen a language, reads it in that.
async fn an_encrypted_room_is_answered_in_ones_own_language(home: Home) {
    let stage = stage(home).await;
    stage.app.api(&stage.admin, "PATCH", "/api/v1/me", json!({"language": "en"})).await.expect(200);
    let alone = stage.matrix.invites_bot(ADMIN, true);
    stage.hear().await;
    stage.matrix.event(&alone, ADMIN, "m.room.encrypted", json!({"algorithm": "m.megolm.v1.aes-sha2"}));
    stage.hear().await;
    let made = stage.matrix.look().rooms.iter().find(|room| room.alias.starts_with("#ryugaku-")).cloned();
    let said = made.expect("a room of its own").said();
    assert!(said[0].contains("cannot read encrypted rooms"), "{said:#?}");
    stage.matrix.check();
}

/// Of an encrypted room in which others talk the homeserver is not asked with each word; once only one is left there, they are asked into
/// another.
async fn an_encrypted_room_of_others_is_left_alone(home: Home) {
    let stage = stage(home).await;
    let room = stage.matrix.invites_bot("@mizuno:test", true);
    stage.hear().await;
    stage.matrix.joins(&room, "@aoki:test");
    stage.hear().await;
    let asked = || stage.matrix.look().calls.iter().filter(|call| call.contains("joined_members")).count();
    let direct = || stage.matrix.look().rooms.iter().filter(|room| room.alias.starts_with("#ryugaku-")).count();
    let before = asked();
    let talked = async || {
        for _ in 0..3 {
            stage.matrix.event(&room, "@mizuno:test", "m.room.encrypted", json!({"algorithm": "m.megolm.v1.aes-sha2"}));
            stage.hear().await;
        }
        stage.settle().await;
    };
    talked().await;
    assert_eq!((asked() - before, direct()), (1, 0));
    stage.after(SignedDuration::from_hours(1)).await;
    stage.matrix.look().room_mut(&room).members.remove("@aoki:test");
    talked().await;
    assert_eq!((asked() - before, direct()), (2, 1));
    stage.matrix.check();
}

/// The homeserver has forgotten how far it was heard: what was said since is heard all the same, and nothing twice.
async fn a_forgotten_place_loses_nothing(home: Home) {
    let stage = stage(home).await;
    let room = stage.opened("sev4").await.id;
    stage.says(&room, ADMIN, "!incident note ずっとまえ").await;
    stage.after(SignedDuration::from_mins(10)).await;
    stage.says(&room, ADMIN, "!incident note すぐまえ").await;
    // Refused then, for want of what was done since: it is not done now.
    assert!(stage.says(&room, ADMIN, "!incident close").await.contains("⚠️"));
    stage.app.api(&stage.admin, "POST", "/api/v1/incidents/INC-1/resolve", json!({})).await.expect(200);
    let asked = stage.matrix.look().calls.len();
    for code in ["M_UNKNOWN_POS", "M_UNKNOWN"] {
        stage.matrix.look().most = 2;
        for number in 0..9 {
            stage.matrix.says(&room, ADMIN, &format!("!incident note {code}の{number}番目"));
        }
        stage.matrix.next("sync", Mishap::Refused(code));
        stage.hear().await;
    }
    assert!(stage.matrix.look().calls[asked..].iter().any(|call| call.contains("messages")), "it is fetched");
    stage.says(&room, ADMIN, "!incident note あと").await;
    let told = stage.timeline().await;
    let times = |words: &str| told.iter().filter(|line| line.contains(words)).count();
    for number in 0..9 {
        let (one, other) = (format!("POSの{number}番目"), format!("UNKNOWNの{number}番目"));
        assert_eq!((times(&one), times(&other)), (1, 1), "{told:#?}");
    }
    assert_eq!((times("ずっとまえ"), times("すぐまえ"), times("あと")), (1, 1, 1), "{told:#?}");
    assert_ne!(stage.incident().await["status"], "closed");
    stage.matrix.check();
}

/// Done, and broken off before anybody was told: it is answered once, and not done again, also where the homeserver has forgotten how far it
/// was heard.
async fn what_was_broken_off_is_answered_at_last(home: Home) {
    let stage = stage(home).await;
    let room = stage.opened("sev1").await.id;
    for forgotten in [false, true] {
        for (place, line, told) in [
            (&room, "incident note もう書いた", "次の一手"),
            (&stage.direct, "incident INC-1 note もう書いた", "INC-1"),
            (&stage.direct, "exchange consult もう頼んだ", "もう一度送らなくてよい"),
        ] {
            let before = stage.found(place).said().len() + 1;
            let event = stage.matrix.says(place, ADMIN, &format!("!{line}"));
            let mut tx = stage.app.begin().await;
            let row = sql("insert into bot_taken (key, taken_at) values ($1, $2)");
            tx.run(row.bind(format!("matrix-event:{event}")).bind(stage.app.now())).await.unwrap();
            tx.commit().await.unwrap();
            if forgotten {
                stage.matrix.next("sync", Mishap::Refused("M_UNKNOWN_POS"));
            }
            stage.hear().await;
            let said = stage.found(place).said().split_off(before);
            assert!(said.len() == 1 && said[0].contains(told), "{line}: {said:#?}");
        }
    }
    assert!(!stage.timeline().await.iter().any(|line| line.contains("もう書いた")));
    stage.matrix.check();
}

/// The homeserver of somebody who is to be asked in is away for days: the room goes on without them and says so, until it is asked again.
/// While the bot's own is away nobody is given up.
async fn somebody_out_of_reach_holds_nobody_up(home: Home) {
    let stage = stage(home).await;
    let far = stage.app.person("遠野 遥", Role::Member).await;
    stage.links(&far, "@far:elsewhere").await;
    let room = stage.opened("sev2").await.id;
    for _ in 0..2 {
        stage.matrix.next(&format!("{room}/invite"), Mishap::Status(502));
    }
    let note = async |text: &str| {
        let body = json!({"text": text});
        stage.app.api(&stage.admin, "POST", "/api/v1/incidents/INC-1/notes", body).await.expect(201);
    };
    let chat = async || stage.app.get(&stage.admin, "/api/v1/incidents/INC-1/chat").await.expect(200).json();
    let is_said = |text: &str| stage.matrix.room("inc-1").said().iter().any(|said| said.contains(text));
    stage.app.api(&far, "PUT", "/api/v1/incidents/INC-1/roles/scribe", json!({"person": "me"})).await.expect(200);
    note("それでも進む").await;
    stage.settle().await;
    stage.matrix.set_away(true);
    for _ in 0..6 {
        stage.after(SignedDuration::from_mins(6)).await;
    }
    assert_eq!(chat().await["failed"], 0, "all of Matrix is away");
    stage.matrix.set_away(false);
    for _ in 0..4 {
        stage.after(SignedDuration::from_mins(6)).await;
    }
    assert!(is_said("それでも進む"), "{:#?}", stage.matrix.room("inc-1").said());
    let steps = chat().await["steps"].clone();
    let failed = steps.as_array().unwrap().iter().find(|step| step["state"] == "failed").cloned().unwrap();
    assert!(failed["trouble"].as_str().unwrap().contains("この人のホームサーバー"), "{failed}");
    stage.matrix.calm();
    let again = json!({"step": failed["number"]});
    stage.app.api(&stage.admin, "POST", "/api/v1/incidents/INC-1/chat/again", again).await.expect(200);
    stage.settle().await;
    assert_eq!(stage.matrix.room("inc-1").members.get("@far:elsewhere"), Some(&"invite"));
    stage.matrix.check();
}

/// Taking a role with no account there asks nobody in; linking one does, once.
async fn who_links_late_is_asked_in(home: Home) {
    let stage = stage(home).await;
    let aoki = stage.app.person("青木 澄", Role::Member).await;
    stage.opened("sev2").await;
    stage.app.api(&aoki, "PUT", "/api/v1/incidents/INC-1/roles/scribe", json!({"person": "me"})).await.expect(200);
    stage.settle().await;
    let membership = || stage.matrix.room("inc-1").members.get("@aoki:test").copied();
    assert_eq!(membership(), None);
    stage.links(&aoki, "@aoki:test").await;
    stage.settle().await;
    assert_eq!(membership(), Some("invite"));
    let chat = stage.app.get(&stage.admin, "/api/v1/incidents/INC-1/chat").await.expect(200).json();
    assert_eq!((&chat["waiting"], &chat["failed"]), (&json!(0), &json!(0)), "{chat}");
    stage.matrix.check();
}

both_homes!(
    a_forgotten_place_loses_nothing
    what_was_broken_off_is_answered_at_last
    who_links_late_is_asked_in
    somebody_out_of_reach_holds_nobody_up
    only_a_code_makes_somebody_known
    what_matrix_did_not_hear_it_hears_once
    what_comes_again_acts_once
    what_the_sync_leaves_out_is_fetched
    a_room_that_is_gone_is_made_anew
    an_encrypted_room_leads_to_another
    an_encrypted_room_is_answered_in_ones_own_language
    an_encrypted_room_of_others_is_left_alone
    an_invitation_from_nowhere_holds_nobody_up
);

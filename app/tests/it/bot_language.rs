//! The language of an incident's channel, changed from outside the chat.

use ryugaku_kernel::{Lang, Role};
use serde_json::json;

use crate::both_homes;
use crate::own_command_line::Terminal;
use crate::support::Home;

/// By API, in the room and in a terminal: how things stand is said anew in it. Who only reads changes nothing, and is shown no form.
async fn a_channel_is_told_its_language(home: Home) {
    let stage = crate::bot::stage(home).await;
    let reader = stage.app.person("監査", Role::Read).await;
    stage.opened("sev1").await;
    assert!(stage.said()[0].contains("次の一手"), "{}", stage.said()[0]);
    let path = "/api/v1/incidents/INC-1/chat";
    let english = json!({"language": "en"});
    stage.app.api(&reader, "PATCH", path, english.clone()).await.expect(403);
    stage.app.api(&stage.admin, "PATCH", path, json!({"language": "fr"})).await.expect(422);
    stage.app.api(&stage.admin, "PATCH", path, json!({"language": "en", "network": "matrix"})).await.expect(404);
    let chat = stage.app.api(&stage.admin, "PATCH", path, english).await.expect(200).json();
    assert_eq!(chat["room"]["language"], "en", "{chat}");
    stage.settle().await;
    assert!(stage.said()[0].contains("Next steps"), "{}", stage.said()[0]);
    // On record once, however often the same is set, and for whoever was there alone.
    stage.app.api(&stage.admin, "PATCH", path, json!({"language": "en"})).await.expect(200);
    stage.settle().await;
    for (lang, in_room, in_ledger) in [
        (Lang::Ja, "チャンネルの言語を英語にした", "のチャンネルの言語を英語にした"),
        (Lang::En, "Changed the channel’s language to English", "Changed the language of the channel of"),
    ] {
        let room = stage.app.page_in(lang, Some(&reader), "/incidents/INC-1?show=deeds").await.expect(200).text;
        assert_eq!(room.matches(in_room).count(), 1, "{room}");
        let ledger = stage.app.page_in(lang, Some(&reader), "/ledger?kind=incident").await.expect(200).text;
        assert!(ledger.contains(in_ledger) && !ledger.contains('⟦'), "{ledger}");
    }

    let form = "/incidents/INC-1/chat/language";
    assert!(!stage.app.page(&reader, "/incidents/INC-1").await.expect(200).text.contains(form));
    let room = stage.app.page(&stage.admin, "/incidents/INC-1").await.expect(200).text;
    assert!(room.contains(form) && room.contains("<option value=\"en\" lang=\"en\" selected>"), "{room}");
    let japanese = [("network", "slack"), ("language", "ja")];
    stage.app.post_form(&reader, form, &japanese).await.expect(403);
    stage.app.post_form(&stage.admin, form, &[("network", "slack"), ("language", "fr")]).await.expect(422);
    stage.app.post_form(&stage.admin, form, &japanese).await.expect(303);
    stage.settle().await;
    assert!(stage.said()[0].contains("次の一手"), "{}", stage.said()[0]);

    let terminal = Terminal::of(&stage.app, &stage.admin).await;
    terminal.refused(&["incident", "chat", "INC-1", "--language", "en", "--make"]);
    terminal.done(&["incident", "chat", "INC-1", "--language", "en"]);
    stage.settle().await;
    assert!(stage.said()[0].contains("Next steps"), "{}", stage.said()[0]);
    stage.app.api(&stage.admin, "POST", "/api/v1/incidents/INC-1/resolve", json!({})).await.expect(200);
    let draft =
        stage.app.api(&stage.admin, "POST", "/api/v1/incidents/INC-1/postmortem", json!({})).await.expect(201).text;
    assert!(draft.contains("| 2026-") && !draft.contains("チャンネルの言語"), "{draft}");
    stage.settle().await;
    stage.slack.check();
}

both_homes!(a_channel_is_told_its_language);

//! Writing a post-mortem together: editors in browsers, made here of the same documents that browsers have, and beside them whole
//! texts.

use std::time::Duration;

use base64::Engine;
use base64::prelude::BASE64_STANDARD as BASE64;
use jiff::SignedDuration;
use ryugaku_db::sql;
use ryugaku_kernel::{Lang, Role};
use serde_json::{Value, json};
use yrs::updates::decoder::Decode;
use yrs::updates::encoder::Encode;
use yrs::{Any, Doc, GetString, Map, ReadTxn, StateVector, Text, Transact, Update};

use crate::both;
use crate::support::{Reply, TestApp, Who};

const AT: &str = "/api/v1/incidents/INC-1/postmortem";
const TOGETHER: &str = "/incidents/INC-1/postmortem/together";
const TEXT: &str = "# 題\n\n## 概要\n\n止まった\n\n## 要因\n\n- 上限";

/// A draft with a short text.
pub async fn draft(app: &TestApp, who: &Who) {
    app.api(who, "POST", "/api/v1/incidents", json!({"title": "決済APIで5xx", "severity": "sev1"})).await.expect(201);
    app.api(who, "POST", "/api/v1/incidents/INC-1/resolve", json!({})).await.expect(200);
    app.api(who, "POST", AT, json!({})).await.expect(201);
    app.api(who, "PUT", AT, json!({"body": TEXT, "version": 1})).await.expect(200);
}

/// One page in a browser.
pub struct Editor {
    doc: Doc,
    client: u32,
    unsent: Vec<u8>,
}

impl Editor {
    pub fn new(client: u32) -> Self {
        Self { doc: Doc::with_client_id(client.into()), client, unsent: Vec::new() }
    }

    fn text(&self) -> String {
        self.doc.get_or_insert_text("body").get_string(&self.doc.transact())
    }

    /// Puts `new` after `place`, or at the end.
    pub fn types(&mut self, place: &str, new: &str) {
        let text = self.text();
        let at = text.find(place).map_or(text.len(), |at| at + place.len());
        let body = self.doc.get_or_insert_text("body");
        let before = self.doc.transact().state_vector();
        body.insert(&mut self.doc.transact_mut(), at as u32, new);
        self.keep(&before);
    }

    pub fn deletes(&mut self, word: &str) {
        let at = self.text().find(word).unwrap();
        let body = self.doc.get_or_insert_text("body");
        let before = self.doc.transact().state_vector();
        body.remove_range(&mut self.doc.transact_mut(), at as u32, word.len() as u32);
        self.keep(&before);
    }

    fn keep(&mut self, before: &StateVector) {
        let change = self.doc.transact().encode_diff_v1(before);
        self.unsent =
            if self.unsent.is_empty() { change } else { yrs::merge_updates_v1([&self.unsent, &change]).unwrap() };
    }

    async fn post(&self, app: &TestApp, who: &Who, update: Option<&[u8]>) -> Reply {
        let vector = BASE64.encode(self.doc.transact().state_vector().encode_v1());
        let mut body = json!({"vector": vector, "client": self.client, "cursor": "[1]"});
        if let Some(update) = update {
            body["update"] = BASE64.encode(update).into();
        }
        app.api(who, "POST", TOGETHER, body).await
    }

    /// Sends what was typed, takes in what it lacks; gives who else is here.
    pub async fn syncs(&mut self, app: &TestApp, who: &Who) -> Vec<Value> {
        let unsent = std::mem::take(&mut self.unsent);
        let told =
            self.post(app, who, Some(unsent.as_slice()).filter(|unsent| !unsent.is_empty())).await.expect(200).json();
        let lacking = BASE64.decode(told["update"].as_str().unwrap()).unwrap();
        self.doc.transact_mut().apply_update(Update::decode_v1(&lacking).unwrap()).unwrap();
        told["present"].as_array().unwrap().clone()
    }
}

pub async fn saved(app: &TestApp, who: &Who) -> (i64, String) {
    let one = app.get(who, AT).await.expect(200).json();
    (one["version"].as_i64().unwrap(), one["body"].as_str().unwrap().to_owned())
}

async fn events(app: &TestApp, who: &Who, kind: &str) -> usize {
    let all = app.get(who, "/api/v1/events?limit=200").await.expect(200).json();
    all["items"].as_array().unwrap().iter().filter(|event| event["kind"] == kind).count()
}

both! {
    /// Who looks on waits for nobody who is just writing.
    async fn looking_on_waits_for_nobody(app: TestApp) {
        let saeki = app.person("佐伯 真", Role::Member).await;
        draft(&app, &saeki).await;
        let mut one = Editor::new(1);
        one.syncs(&app, &saeki).await;
        let mut writes = app.begin().await;
        writes.run(sql("update postmortems set version = version")).await.unwrap();
        let looked = tokio::time::timeout(Duration::from_secs(30), one.post(&app, &saeki, None)).await;
        looked.expect("it waited").expect(200);
        writes.commit().await.unwrap();
    }

    /// Two in the same line, one of them away for a while: both texts are there, in one version with both names.
    async fn what_two_write_at_once_is_one_text(app: TestApp) {
        let (saeki, mizuno) = (app.person("佐伯 真", Role::Member).await, app.person("水野 遥", Role::Member).await);
        draft(&app, &saeki).await;
        let (mut one, mut other) = (Editor::new(1), Editor::new(2));
        assert_eq!(one.syncs(&app, &saeki).await, Vec::<Value>::new());
        assert_eq!(one.text(), TEXT);
        let here = other.syncs(&app, &mizuno).await;
        assert_eq!((here.len(), &here[0]["name"], &here[0]["cursor"]), (1, &json!("佐伯 真"), &json!("[1]")));
        one.types("止まった", "。18分");
        other.types("## 概要\n\n", "決済が");
        one.syncs(&app, &saeki).await;
        // Away: typed on, nothing sent, while the other goes on too.
        other.types("上限", "の監視がない");
        one.types("上限", "を");
        one.deletes("## 要因");
        one.syncs(&app, &saeki).await;
        other.syncs(&app, &mizuno).await;
        one.syncs(&app, &saeki).await;
        assert_eq!(one.text(), other.text());
        for said in ["決済が止まった。18分", "を", "の監視がない"] {
            assert!(one.text().contains(said), "{said}: {}", one.text());
        }
        assert!(!one.text().contains("## 要因"));
        assert_eq!(saved(&app, &saeki).await, (2, TEXT.to_owned()), "no version while they write");
        app.advance(SignedDuration::from_secs(61)).await;
        assert_eq!(saved(&app, &saeki).await, (3, one.text()));
        assert_eq!((events(&app, &saeki, "postmortem.changed").await, events(&app, &saeki, "postmortem.kept").await), (3, 1));
        app.advance(SignedDuration::from_secs(61)).await;
        assert_eq!(saved(&app, &saeki).await.0, 3, "nobody has written");
        one.types("", "\nその後");
        one.syncs(&app, &saeki).await;
        app.advance(SignedDuration::from_secs(61)).await;
        assert_eq!((saved(&app, &saeki).await.0, events(&app, &saeki, "postmortem.changed").await), (4, 3), "one event for one sitting");
        assert!(other.syncs(&app, &mizuno).await.is_empty(), "who was not heard of has left");
        for lang in Lang::ALL {
            let ledger = app.page_in(lang, Some(&saeki), "/ledger?kind=postmortem").await.expect(200).text;
            assert!(!ledger.contains('⟦'), "{ledger}");
        }
    }

    /// A text saved as a whole goes into what the others are writing, and theirs into it.
    async fn whole_texts_are_joined(app: TestApp) {
        let (saeki, mizuno) = (app.person("佐伯 真", Role::Member).await, app.person("水野 遥", Role::Member).await);
        draft(&app, &saeki).await;
        let mut editor = Editor::new(1);
        editor.syncs(&app, &saeki).await;
        editor.types("止まった", "。18分");
        editor.syncs(&app, &saeki).await;
        let theirs = TEXT.replace("- 上限", "- 上限\n- 監視");
        let joined = app.api(&mizuno, "PUT", AT, json!({"body": theirs, "version": 2})).await.expect(200).json();
        assert_eq!(joined["version"], 4, "what was written together is a version of its own");
        editor.types("# 題", "名");
        editor.syncs(&app, &saeki).await;
        assert_eq!(editor.text(), "# 題名\n\n## 概要\n\n止まった。18分\n\n## 要因\n\n- 上限\n- 監視");
        app.post_form(&saeki, "/incidents/INC-1/postmortem/edit", &[("together", "on"), ("body", "x")]).await.expect(303);
        assert_eq!(saved(&app, &saeki).await, (5, editor.text()));
        let unconditional = app.api(&mizuno, "PUT", AT, json!({"body": "# 別"})).await.expect(200).json();
        assert_eq!(unconditional["version"], 6);
        editor.syncs(&app, &saeki).await;
        assert_eq!(editor.text(), "# 別");
        editor.deletes("# 別");
        editor.syncs(&app, &saeki).await;
        app.post_form(&saeki, "/incidents/INC-1/postmortem/edit", &[("together", "on")]).await.expect(422);
        app.advance(SignedDuration::from_secs(61)).await;
        assert_eq!(saved(&app, &saeki).await, (6, "# 別".to_owned()), "nothing at all is no text");
    }

    /// A whole text that meets the same lines is refused beside what was written until then, which is a version from then on: what
    /// is typed after that is not lost to whoever saves against it.
    async fn what_is_typed_after_a_refusal_is_not_lost(app: TestApp) {
        let (saeki, mizuno) = (app.person("佐伯 真", Role::Member).await, app.person("水野 遥", Role::Member).await);
        draft(&app, &saeki).await;
        let mut editor = Editor::new(1);
        editor.syncs(&app, &saeki).await;
        editor.types("止まった", "。18分");
        editor.syncs(&app, &saeki).await;
        let (edit, mine) = ("/incidents/INC-1/postmortem/edit", TEXT.replace("止まった", "落ちた"));
        let apart = app.post_form(&mizuno, edit, &[("version", "2"), ("body", &mine)]).await.expect(409).text;
        assert!(apart.contains("name=\"version\" value=\"3\"") && apart.contains("止まった。18分"), "{apart}");
        assert_eq!(saved(&app, &saeki).await.0, 3, "what they are shown is a version");
        app.api(&mizuno, "PUT", AT, json!({"body": mine, "version": 2})).await.expect(412);
        editor.types("- 上限", "の監視");
        editor.syncs(&app, &saeki).await;
        app.post_form(&mizuno, edit, &[("version", "3"), ("body", &mine)]).await.expect(303);
        let (_, text) = saved(&app, &saeki).await;
        assert!(text.contains("落ちた") && text.contains("- 上限の監視"), "{text}");
    }

    /// What is published is not written in; what stood there until then is in it.
    async fn publishing_ends_the_writing(app: TestApp) {
        let saeki = app.person("佐伯 真", Role::Member).await;
        draft(&app, &saeki).await;
        let mut editor = Editor::new(1);
        editor.syncs(&app, &saeki).await;
        editor.types("止まった", "。18分");
        editor.syncs(&app, &saeki).await;
        let sent = app.api(&saeki, "POST", &format!("{AT}/review"), json!({})).await.expect(200).json();
        assert_eq!(sent["body"], editor.text());
        editor.types("18分", "間");
        editor.syncs(&app, &saeki).await;
        let published = app.api(&saeki, "POST", &format!("{AT}/publish"), json!({})).await.expect(200).json();
        assert_eq!(published["body"], editor.text());
        editor.types("18分間", "も");
        let late = editor.unsent.clone();
        editor.post(&app, &saeki, Some(&late)).await.expect(409);
        assert_eq!(saved(&app, &saeki).await.1, published["body"].as_str().unwrap());
        app.api(&saeki, "POST", &format!("{AT}/take-back"), json!({"reason": "数字が違う"})).await.expect(200);
        editor.syncs(&app, &saeki).await;
        app.advance(SignedDuration::from_secs(61)).await;
        assert!(saved(&app, &saeki).await.1.contains("18分間も"), "what was late comes in after all");
    }

    /// Forged, broken and oversized changes are refused with what is wrong, and change nothing.
    async fn what_is_no_change_is_refused(app: TestApp) {
        let (saeki, reader) = (app.person("佐伯 真", Role::Member).await, app.person("監査", Role::Read).await);
        draft(&app, &saeki).await;
        let mut editor = Editor::new(1);
        editor.syncs(&app, &saeki).await;
        editor.post(&app, &reader, None).await.expect(403);
        for bytes in [&b""[..], b"text", &[0xff; 64], &[1; 3]] {
            let refused = editor.post(&app, &saeki, Some(bytes)).await.expect(422).json();
            assert_eq!(refused["errors"][0]["field"], "update", "{bytes:?}");
        }
        let mut stranger = Editor::new(7);
        stranger.types("", "始");
        stranger.unsent.clear();
        stranger.types("始", "終");
        let gap = stranger.unsent.clone();
        let refused = stranger.post(&app, &saeki, Some(&gap)).await.expect(422).json();
        assert!(refused["errors"][0]["detail"].as_str().unwrap().contains("has not arrived"), "{refused}");
        let map = Editor::new(8);
        map.doc.get_or_insert_map("other").insert(&mut map.doc.transact_mut(), "key", Any::from(1.0));
        let whole = map.doc.transact().encode_state_as_update_v1(&StateVector::default());
        map.post(&app, &saeki, Some(&whole)).await.expect(422);
        let mut long = Editor::new(9);
        long.types("", &"長".repeat(100_001));
        let whole = long.unsent.clone();
        long.post(&app, &saeki, Some(&whole)).await.expect(422);
        let mut huge = Editor::new(10);
        huge.types("", &"x".repeat(600 << 10));
        let whole = huge.unsent.clone();
        huge.post(&app, &saeki, Some(&whole)).await.expect(413);
        for body in [json!({}), json!({"vector": "?", "client": 1}), json!({"vector": "AA==", "client": -1}), json!({"vector": "/////w==", "client": 1})] {
            app.api(&saeki, "POST", TOGETHER, body.clone()).await.expect(422);
        }
        let cursor = json!({"vector": "AA==", "client": 1, "cursor": "x".repeat(501)});
        app.api(&saeki, "POST", TOGETHER, cursor).await.expect(422);
        editor.syncs(&app, &saeki).await;
        app.advance(SignedDuration::from_secs(61)).await;
        assert_eq!((editor.text(), saved(&app, &saeki).await), (TEXT.to_owned(), (2, TEXT.to_owned())));
    }

    /// Each version says who wrote it and what changed; a former one becomes the text again, and those who write see it.
    async fn a_former_version_comes_back(app: TestApp) {
        let (saeki, mizuno) = (app.person("佐伯 真", Role::Member).await, app.person("水野 遥", Role::Member).await);
        let reader = app.person("監査", Role::Read).await;
        draft(&app, &saeki).await;
        let (mut one, mut other) = (Editor::new(1), Editor::new(2));
        one.syncs(&app, &saeki).await;
        other.syncs(&app, &mizuno).await;
        one.types("止まった", "。18分");
        other.types("- 上限", "の監視");
        one.syncs(&app, &saeki).await;
        other.syncs(&app, &mizuno).await;
        app.advance(SignedDuration::from_secs(61)).await;
        let list = app.get(&reader, &format!("{AT}/versions")).await.expect(200).json();
        assert_eq!(list["items"][0]["version"], 3, "{list}");
        let by = list["items"][0]["by"].as_array().unwrap();
        assert!(by.contains(&json!("佐伯 真")) && by.contains(&json!("水野 遥")), "{list}");
        assert_eq!(app.get(&reader, &format!("{AT}/versions?limit=1&after=3")).await.expect(200).json()["items"][0]["version"], 2);
        for lang in Lang::ALL {
            let page = app.page_in(lang, Some(&saeki), "/incidents/INC-1/postmortem/versions").await.expect(200).text;
            assert!(page.contains("postmortem/versions/3") && page.contains("水野 遥"), "{page}");
        }
        let page = app.page(&saeki, "/incidents/INC-1/postmortem/versions/3").await.expect(200).text;
        assert!(page.contains("+ 止まった。18分") && page.contains("− 止まった") && !page.contains("/restore"), "{page}");
        let page = app.page(&saeki, "/incidents/INC-1/postmortem/versions/2").await.expect(200).text;
        assert!(page.contains("/versions/2/restore"), "{page}");
        app.page(&saeki, "/incidents/INC-1/postmortem/versions/99").await.expect(404);
        let back = format!("{AT}/versions/2/restore");
        app.api(&reader, "POST", &back, json!({})).await.expect(403);
        app.api(&saeki, "POST", &format!("{AT}/versions/9/restore"), json!({})).await.expect(404);
        app.post_form(&saeki, "/incidents/INC-1/postmortem/versions/2/restore", &[]).await.expect(303);
        app.api(&saeki, "POST", &back, json!({})).await.expect(409);
        one.syncs(&app, &saeki).await;
        assert_eq!((one.text(), saved(&app, &saeki).await), (TEXT.to_owned(), (4, TEXT.to_owned())));
        app.api(&saeki, "POST", &format!("{AT}/review"), json!({})).await.expect(200);
        app.api(&saeki, "POST", &format!("{AT}/publish"), json!({})).await.expect(200);
        app.api(&saeki, "POST", &format!("{AT}/versions/3/restore"), json!({})).await.expect(409);
        let ledger = app.page(&saeki, "/ledger?kind=postmortem").await.expect(200).text;
        assert!(!ledger.contains('⟦'), "{ledger}");
    }

    /// Who is not named of a restricted incident is answered at these doors as for a number that is not there, and hears nothing
    /// of what is written; a version is kept all the same.
    async fn a_restricted_text_is_for_the_named(app: TestApp) {
        let (saeki, mizuno) = (app.person("佐伯 真", Role::Member).await, app.person("水野 遥", Role::Member).await);
        let admin = app.admin().await;
        draft(&app, &saeki).await;
        let mut editor = Editor::new(1);
        editor.syncs(&app, &saeki).await;
        let mut early = Editor::new(2);
        early.syncs(&app, &mizuno).await;
        app.api(&saeki, "PUT", "/api/v1/incidents/INC-1/restriction", json!({})).await.expect(200);
        editor.types("止まった", "。鍵束");
        editor.syncs(&app, &saeki).await;
        early.types("", "も");
        let (late, whole) = (early.unsent.clone(), json!({"vector": "AA==", "client": 3}));
        let doors = [
            ("POST", TOGETHER, whole),
            ("GET", "/incidents/INC-1/postmortem/versions", json!({})),
            ("GET", "/incidents/INC-1/postmortem/versions/2", json!({})),
            ("POST", "/incidents/INC-1/postmortem/versions/2/restore", json!({})),
            ("GET", "/api/v1/incidents/INC-1/postmortem/versions", json!({})),
            ("POST", "/api/v1/incidents/INC-1/postmortem/versions/2/restore", json!({})),
        ];
        for who in [&mizuno, &admin] {
            for (method, path, body) in &doors {
                let mut said = Vec::new();
                for path in [path.to_string(), path.replace("INC-1", "INC-999")] {
                    let reply = match (*method, path.starts_with("/api/")) {
                        ("GET", false) => app.page(who, &path).await,
                        (_, false) if path.ends_with("/restore") => app.post_form(who, &path, &[]).await,
                        _ => app.api(who, method, &path, body.clone()).await,
                    };
                    let reply = reply.expect(404);
                    // A page says the address and its own form's token.
                    said.push(if path.starts_with("/api/") { reply.text } else { String::new() });
                }
                assert_eq!(said[0], said[1], "{method} {path}");
            }
            let events = app.get(who, "/api/v1/events?kind=postmortem&limit=200").await.expect(200).text;
            assert!(!events.contains("postmortem."), "{events}");
        }
        early.post(&app, &mizuno, Some(&late)).await.expect(404);
        app.advance(SignedDuration::from_secs(61)).await;
        assert_eq!(saved(&app, &saeki).await, (3, editor.text()));
        assert!(editor.text().contains("鍵束") && !editor.text().ends_with('も'));
        assert_eq!(events(&app, &saeki, "postmortem.kept").await, 1);
        assert_eq!(events(&app, &admin, "postmortem.kept").await, 0);
    }

    /// Very many small changes stay a small document, and what is sent again counts once.
    async fn changes_become_one_now_and_then(app: TestApp) {
        let saeki = app.person("佐伯 真", Role::Member).await;
        draft(&app, &saeki).await;
        let mut editor = Editor::new(1);
        editor.syncs(&app, &saeki).await;
        for n in 0..120 {
            editor.types("", &format!(" {n}"));
            let again = editor.unsent.clone();
            editor.syncs(&app, &saeki).await;
            if n % 10 == 0 {
                editor.post(&app, &saeki, Some(&again)).await.expect(200);
            }
        }
        let mut tx = app.begin().await;
        let rows = ryugaku_db::Read::count(&mut tx, sql("select count(*) as n from postmortem_updates")).await.unwrap();
        assert!((20..60).contains(&rows), "{rows}");
        drop(tx);
        let mut fresh = Editor::new(2);
        fresh.syncs(&app, &saeki).await;
        assert_eq!(fresh.text(), editor.text());
        let page = app.page(&saeki, "/incidents/INC-1/postmortem/edit").await.expect(200);
        let policy = page.headers["content-security-policy"].to_str().unwrap();
        let nonce = page.text.split_once("nonce=\"").and_then(|(_, rest)| rest.split_once('"')).unwrap().0.replace("&#43;", "+").replace("&#x2f;", "/");
        assert!(policy.contains(&format!("style-src 'self' 'nonce-{nonce}'")) && !policy.contains("unsafe"), "{policy} {nonce}");
    }
}

//! The next steps are the same wherever one looks: by API, on the command line, in the room and in Slack.

use jiff::SignedDuration;
use ryugaku_kernel::Lang;
use serde_json::{Value, json};

use crate::bot::{Stage, stage};
use crate::both_homes;
use crate::own_command_line::Terminal;
use crate::support::Home;

/// So many are named in the chat.
const IN_CHAT: usize = 4;

/// In order, of those that are put off or of the others.
fn each(answer: &Value, what: &str, put_off: bool) -> Vec<String> {
    let all = answer["items"].as_array().unwrap().iter();
    let found = all.filter(|step| step["put_off_until"].is_string() == put_off);
    found.map(|step| step[what].as_str().unwrap().to_owned()).collect()
}

fn titles(answer: &Value, put_off: bool) -> Vec<String> {
    each(answer, "title", put_off)
}

/// The large one, then those in the lists below it.
fn in_room(page: &str) -> Vec<String> {
    let part = page.split("id=\"next\"").nth(1).unwrap().split("</section>").next().unwrap();
    let large = part.split_once("<h2 id=\"next-h\">").and_then(|(_, rest)| rest.split("</h2>").next());
    let lists = part.split("class=\"then\">").skip(1);
    let lines = lists.flat_map(|list| list.split("<li><span>").skip(1));
    let below = lines.map(|line| line.split("<span>").nth(1).unwrap().split("</span>").next().unwrap());
    large.into_iter().chain(below).map(str::to_owned).collect()
}

fn in_chat(said: &str) -> Vec<String> {
    let lines = said.lines().filter_map(|line| line.strip_prefix("• "));
    lines.map(|line| line.split(" – ").next().unwrap().to_owned()).collect()
}

/// Gives the titles of what waits, once all four have said so.
async fn alike(stage: &Stage, terminal: &Terminal, channel: &str) -> Vec<String> {
    let answer = stage.app.get(&stage.admin, "/api/v1/incidents/INC-1/steps").await.expect(200).json();
    let (waiting, put_off) = (titles(&answer, false), titles(&answer, true));
    let printed: Value = serde_json::from_str(&terminal.done(&["incident", "steps", "INC-1", "--json"])).unwrap();
    // It has a language of its own.
    for put_off in [false, true] {
        assert_eq!(each(&printed, "step", put_off), each(&answer, "step", put_off), "on the command line");
    }
    let page = stage.app.page_in(Lang::Ja, Some(&stage.admin), "/incidents/INC-1").await.expect(200).text;
    assert_eq!(in_room(&page), [waiting.clone(), put_off].concat(), "in the room");
    let said = stage.says("U1", channel, "next").await;
    assert_eq!(in_chat(&said), &waiting[..waiting.len().min(IN_CHAT)], "in Slack: {said}");
    let more = waiting.len().saturating_sub(IN_CHAT);
    assert_eq!(said.contains(&format!("ほか {more}件")), more > 0, "{said}");
    waiting
}

async fn the_same_steps_stand_everywhere(home: Home) {
    let stage = stage(home).await;
    let terminal = Terminal::of(&stage.app, &stage.admin).await;
    let channel = stage.opened("sev1").await;
    let send = async |part: &str, body: Value| {
        let path = format!("/api/v1/incidents/INC-1/{part}");
        stage.app.api(&stage.admin, "POST", &path, body).await.expect(200);
    };
    let opened = alike(&stage, &terminal, &channel).await;
    assert!(opened.len() > IN_CHAT && opened[0] == "指揮を引き受ける", "{opened:?}");

    stage.presses("U1", &channel, "take:1 commander").await;
    stage.after(SignedDuration::from_mins(12)).await;
    let late = alike(&stage, &terminal, &channel).await;
    assert!(late != opened && late.contains(&"原因を突き止める".to_owned()), "{late:?}");

    send("steps", json!({"step": "update/inside/1", "answer": "put_off"})).await;
    send("steps", json!({"step": "tell/経営層", "answer": "told"})).await;
    let answered = alike(&stage, &terminal, &channel).await;
    assert_eq!(answered.len(), late.len() - 2, "{answered:?}");

    // Others read of it on the status page, and are to read that it is over.
    let api = async |verb: &str, path: &str, body: Value| stage.app.api(&stage.admin, verb, path, body).await;
    api("PATCH", "/api/v1/status-page", json!({"visibility": "inside"})).await.expect(200);
    let draft = api("POST", "/api/v1/incidents/INC-1/status-notice", json!({})).await.expect(201).json();
    let notice = format!("/api/v1/status-page/notices/{}", draft["id"].as_str().unwrap());
    let written = json!({"title": {"ja": "決済が使えません"}, "body": {"ja": "調べています"}});
    api("PUT", &notice, written).await.expect(200);
    api("POST", &format!("{notice}/publish"), json!({})).await.expect(200);
    stage.settle().await;
    let ends = "ステータスページのお知らせを終える".to_owned();
    assert!(!alike(&stage, &terminal, &channel).await.contains(&ends));

    send("resolve", json!({"line": "上限を戻した"})).await;
    stage.settle().await;
    let resolved = alike(&stage, &terminal, &channel).await;
    assert!(resolved.contains(&ends) && resolved != answered, "{resolved:?}");
    stage.after(SignedDuration::from_mins(31)).await;
    stage.after(SignedDuration::from_secs(21)).await;
    let called = |said: &String| said.contains('⏰') && said.contains(&ends);
    assert!(stage.said().iter().skip(1).any(called), "{:#?}", stage.said());
    let said = json!({"stage": "resolved", "body": {"ja": "直りました"}});
    api("POST", &format!("{notice}/updates"), said).await.expect(200);
    stage.settle().await;
    assert!(!alike(&stage, &terminal, &channel).await.contains(&ends));

    send("steps", json!({"step": "close/postmortem", "answer": "not_needed", "reason": "訓練だった"})).await;
    send("close", json!({})).await;
    stage.settle().await;
    assert!(alike(&stage, &terminal, &channel).await.is_empty());
    stage.slack.check();
}

both_homes!(the_same_steps_stand_everywhere);

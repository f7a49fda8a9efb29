//! The command line of a person, with a token of their own, against a server that runs: the exchange's rooms, and calendars.

use std::future::IntoFuture;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::{Value, json};

use crate::both;
use crate::exchange::{active, cast};
use crate::support::{TestApp, Who};

/// Somebody's terminal.
pub struct Terminal {
    server: String,
    token: String,
    folder: tempfile::TempDir,
}

impl Terminal {
    pub async fn of(app: &TestApp, who: &Who) -> Self {
        let made =
            app.api(who, "POST", "/api/v1/tokens", json!({"name": "terminal", "role": "member"})).await.expect(201);
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let server = format!("http://{}/", listener.local_addr().unwrap());
        tokio::spawn(axum::serve(listener, ryugaku::router::build(&app.app)).into_future());
        let token = made.json()["token"].as_str().unwrap().to_owned();
        Self { server, token, folder: tempfile::tempdir().unwrap() }
    }

    fn run(&self, lang: &str, words: &[&str]) -> Output {
        let mut program = Command::new(env!("CARGO_BIN_EXE_ryugaku"));
        program.args(words).args(["--server", &self.server, "--data"]).arg(self.folder.path());
        program.env("RYUGAKU_TOKEN", &self.token).env("LC_ALL", lang).current_dir(self.folder.path());
        tokio::task::block_in_place(|| program.output().unwrap())
    }

    #[track_caller]
    pub fn done(&self, words: &[&str]) -> String {
        let output = self.run("en_GB.UTF-8", words);
        assert!(output.status.success(), "{words:?}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    }

    #[track_caller]
    pub fn refused(&self, words: &[&str]) -> String {
        let output = self.run("en_GB.UTF-8", words);
        assert!(!output.status.success(), "{words:?}: {}", String::from_utf8_lossy(&output.stdout));
        String::from_utf8(output.stderr).unwrap()
    }

    #[track_caller]
    fn json(&self, words: &[&str]) -> Value {
        serde_json::from_str(&self.done(&[words, &["--json"]].concat())).unwrap()
    }
}

fn id_of(value: &Value) -> String {
    value["id"].as_str().unwrap().to_owned()
}

both! {
    /// Lines and outcomes are changed and taken away; what is hidden is found again, by the guest alone.
    async fn a_diary_is_kept_from_the_terminal(app: TestApp) {
        let cast = cast(&app).await;
        active(&app, &cast).await;
        let (guest, buddy) = (Terminal::of(&app, &cast.guest).await, Terminal::of(&app, &cast.buddy).await);
        let written = guest.json(&["diary", "write", "EX-1", "朝の相談"]);
        let line = written["activity"].as_str().unwrap();
        let changed = guest.json(&["diary", "change", "EX-1", line, "--text", "夕方の相談", "--kind", "meeting", "--at", "2026-11-29T08:30:00Z", "--url", "https://wiki.example.com/"]);
        assert_eq!((&changed["what"], &changed["kind"], &changed["at"], &changed["url"]), (&json!("夕方の相談"), &json!("meeting"), &json!("2026-11-29T08:30:00Z"), &json!("https://wiki.example.com/")));
        assert_eq!(guest.json(&["diary", "change", "EX-1", line, "--kind", "discussion"])["what"], "夕方の相談");
        let outcome = guest.json(&["diary", "outcome", "EX-1", "手順書", "--aim", "g1", "--activity", line, "--day", "2026-11-28"]);
        assert_eq!((&outcome["aim"], &outcome["day"]), (&json!("g1"), &json!("2026-11-28")));
        let id = id_of(&outcome);
        let changed = guest.json(&["diary", "change-outcome", "EX-1", &id, "--artefact", "https://wiki.example.com/runbook"]);
        assert_eq!((&changed["what"], &changed["aim"], &changed["activities"][0]), (&json!("手順書"), &json!("g1"), &json!(line)));
        assert_eq!(guest.json(&["diary", "change-outcome", "EX-1", &id, "--what", "手順書 第2版", "--aim", ""])["aim"], Value::Null);
        guest.done(&["diary", "remove-outcome", "EX-1", &id]);
        assert!(guest.refused(&["diary", "change-outcome", "EX-1", &id, "--what", "x"]).contains("Not found"));
        assert_eq!(guest.json(&["diary", "outcomes", "EX-1"])["items"], json!([]));
        app.api(&cast.guest, "POST", "/api/v1/tasks", json!({"title": "上限を決める"})).await.expect(201);
        app.api(&cast.guest, "POST", "/api/v1/tasks", json!({"title": "下限を決める"})).await.expect(201);
        let positions: Vec<String> = guest.json(&["diary", "list", "EX-1", "--show", "auto"])["items"].as_array().unwrap().iter().map(|one| one["activity"].as_str().unwrap().to_owned()).collect();
        for position in &positions {
            guest.done(&["diary", "hide", "EX-1", position]);
        }
        let first = guest.json(&["diary", "list", "EX-1", "--show", "hidden", "--limit", "1"]);
        assert_eq!(first["items"][0]["activity"], json!(positions[0]));
        let rest = guest.json(&["diary", "list", "EX-1", "--show", "hidden", "--after", first["next"].as_str().unwrap()]);
        assert_eq!((&rest["items"][0]["activity"], &rest["next"]), (&json!(positions[1]), &Value::Null));
        assert_eq!(guest.json(&["diary", "list", "EX-1", "--show", "hidden", "--kind", "meeting"])["items"], json!([]));
        assert!(buddy.refused(&["diary", "list", "EX-1", "--show", "hidden"]).contains("The guest decides"));
        guest.done(&["diary", "show", "EX-1", &positions[0]]);
        assert_eq!(guest.json(&["diary", "list", "EX-1", "--show", "auto"])["items"][0]["activity"], json!(positions[0]));
        let page = app.page(&cast.guest, "/exchanges/EX-1/diary?show=hidden").await.expect(200).text;
        assert!(page.contains("RT-2") && !page.contains('⟦'), "{page}");
    }

    /// What is changed by its id is printed with it.
    async fn an_exchange_is_read_and_changed_from_the_terminal(app: TestApp) {
        let cast = cast(&app).await;
        active(&app, &cast).await;
        let guest = Terminal::of(&app, &cast.guest).await;
        let said = guest.done(&["exchange", "put-off", "EX-1", "移行の設計", "--until", "2027-01-15"]);
        let put_off = id_of(&guest.json(&["exchange", "show", "EX-1"])["put_offs"][0]);
        assert!(said.contains(&put_off), "{said}");
        guest.done(&["exchange", "follow-up", "add", "EX-1", "月に一度話す", "--next", "2027-01-20"]);
        let whole = guest.json(&["exchange", "show", "EX-1"]);
        let (follow_up, step) = (id_of(&whole["follow_ups"][0]), id_of(&whole["steps"][0]));
        let noted = guest.done(&["exchange", "follow-up", "note", "EX-1", &follow_up, "話した"]);
        assert!(noted.contains(&follow_up), "{noted}");
        guest.done(&["exchange", "aim", "change", "EX-1", "g1", "--baseline", "2", "--priority", "1", "--unit", "件"]);
        let shown = guest.done(&["exchange", "show", "EX-1"]);
        for part in [put_off.as_str(), &follow_up, &step, "久保田 翠", "平井 灯", "g1", "一次を受ける", "話した", "移行の設計", "アカウント", "Aims", "People"] {
            assert!(shown.contains(part), "{part} in {shown}");
        }
        assert!(!shown.contains('⟦'), "{shown}");
        let aim = guest.json(&["exchange", "show", "EX-1"])["aims"][0].clone();
        assert_eq!((&aim["baseline"], &aim["target"], &aim["priority"], &aim["unit"]), (&json!(2.0), &json!(8.0), &json!(1), &json!("件")));
        let emptied = guest.json(&["exchange", "aim", "change", "EX-1", "g1", "--baseline", "", "--target", "10"]);
        assert_eq!((&emptied["baseline"], &emptied["target"], &emptied["what"]), (&Value::Null, &json!(10.0), &json!("一次を受ける")));
        guest.done(&["exchange", "aim", "read", "EX-1", "g1", "5"]);
        assert_eq!(guest.json(&["exchange", "aim", "read", "EX-1", "g1"])["reading"], Value::Null);
        assert!(guest.done(&["exchange", "away", "EX-1", "2026-11-30", "2"]).contains("2026-11-30"));
        guest.done(&["exchange", "take-back", "EX-1", &put_off]);
        assert!(!guest.done(&["exchange", "show", "EX-1"]).contains("移行の設計"));
        let item = guest.json(&["plan", "add", "EX-1", "手順書を書く", "--from", "2026-12-01T10:00", "--until", "2026-12-01T11:00", "--invite", "久保田 翠"]);
        assert_eq!(guest.json(&["plan", "show", "EX-1", &item["number"].to_string()]), item);
        assert!(guest.done(&["plan", "invitation", "EX-1", "1"]).contains("METHOD:REQUEST"));
        guest.done(&["plan", "invitation", "EX-1", "1", "--output", "pairing.ics"]);
        let file = std::fs::read_to_string(guest.folder.path().join("pairing.ics")).unwrap();
        assert!(file.starts_with("BEGIN:VCALENDAR\r\n"), "{file}");
        assert_eq!(guest.json(&["plan", "feed", "EX-1", "--show"])["made_at"], Value::Null);
        guest.done(&["plan", "feed", "EX-1"]);
        assert!(guest.json(&["plan", "feed", "EX-1", "--show"])["made_at"].is_string());
    }

    /// A scenario and the drill that was played from it tell what happens and what is aimed at; what is no drill has no debrief.
    async fn a_drill_is_led_from_the_terminal(app: TestApp) {
        let who = app.person("水野 遥", ryugaku_kernel::Role::Member).await;
        let leads = Terminal::of(&app, &who).await;
        let written = leads.done(&["drill", "write", "決済が止まる", "--severity", "sev1", "--inject", "0 決済が 500 を返す", "--aim", "15分で知らせる"]);
        for said in [written, leads.done(&["drill", "scenario", "SC-1"])] {
            assert!(said.contains("決済が 500 を返す") && said.contains("15分で知らせる"), "{said}");
        }
        leads.done(&["incident", "open", "決済が止まる", "--severity", "sev1", "--practice", "--scenario", "SC-1"]);
        leads.done(&["drill", "aim", "DRILL-1", "1", "--missed"]);
        leads.done(&["drill", "learnt", "DRILL-1", "先に決める"]);
        let shown = leads.done(&["drill", "show", "DRILL-1"]);
        for part in ["DRILL-1", "SC-1", "決済が 500 を返す", "15分で知らせる", "false", "先に決める"] {
            assert!(shown.contains(part), "{part} in {shown}");
        }
        assert_eq!(shown, leads.done(&["drill", "debrief", "DRILL-1"]));
        // Drills and incidents count together: the bare count finds it, and the other word does not.
        assert!(leads.done(&["incident", "show", "1"]).contains("DRILL-1"));
        assert!(leads.refused(&["incident", "resolve", "INC-1"]).contains("belongs to DRILL-1"));
        leads.done(&["incident", "open", "本番の障害", "--severity", "sev3"]);
        assert!(leads.refused(&["drill", "show", "INC-2"]).contains("This is no drill"));
    }

    async fn filters_of_alerts_are_kept_from_the_terminal(app: TestApp) {
        let who = app.person("水野 遥", ryugaku_kernel::Role::Member).await;
        let terminal = Terminal::of(&app, &who).await;
        let kept = terminal.json(&["alert", "filter", "keep", "severity=critical", "Tokyo"]);
        assert_eq!(kept["conditions"], json!(["severity=\"critical\"", "tokyo"]));
        let list = terminal.done(&["alert", "filter", "list"]);
        assert!(list.contains("severity=\"critical\", tokyo") && list.contains("KEPT AT"), "{list}");
        assert!(terminal.refused(&["alert", "filter", "keep", "severity=~["]).contains("conditions[0]"));
        assert_eq!(terminal.json(&["alert", "filter", "drop", &id_of(&kept)])["items"], json!([]));
        assert!(terminal.refused(&["alert", "filter", "drop", &id_of(&kept)]).contains("Not found"));
        assert_eq!(terminal.done(&["alert", "filter", "list"]), "Nothing\n");
    }

    /// What is refused says in which line and what to do, in the reader's language.
    async fn a_calendar_is_imported_as_on_its_page(app: TestApp) {
        let who = cast(&app).await.guest;
        let terminal = Terminal::of(&app, &who).await;
        let write = |name: &str, text: &str| std::fs::write(terminal.folder.path().join(name), text).unwrap();
        write("bare.txt", "BEGIN:VEVENT\r\nUID:1\r\nDTSTART:20261124T140000Z\r\nDURATION:PT1H\r\nEND:VEVENT\r\n");
        write("todo.ics", "BEGIN:VTODO\r\nUID:2\r\nSUMMARY:買う\r\nEND:VTODO\r\n");
        write("empty.ics", "");
        write("broken.ics", "BEGIN:VEVENT\r\nUID:3\r\nDTSTART:soon\r\nEND:VEVENT\r\n");
        write("notes.txt", "hello\n");
        assert!(terminal.done(&["import", "--dry-run", "bare.txt"]).contains("dry run"));
        assert!(terminal.done(&["me", "calendar", "import", "bare.txt"]).contains('1'));
        for (file, said) in [("todo.ics", "Line 1: No events"), ("empty.ics", "Line 1: Not a calendar file"), ("broken.ics", "Line 3: Start")] {
            for words in [&["import", "--dry-run"][..], &["me", "calendar", "import", "--dry-run"]] {
                let refused = terminal.refused(&[words, &[file]].concat());
                assert!(refused.contains(said), "{file}: {refused}");
            }
        }
        let refused = String::from_utf8(terminal.run("ja_JP.UTF-8", &["import", "empty.ics"]).stderr).unwrap();
        assert!(refused.contains("1行目: ") && refused.contains(".ics"), "{refused}");
        assert!(terminal.refused(&["import", "notes.txt"]).contains("calendars (.ics)"));
    }
}

/// All files below the folder whose names end so.
pub fn files(folder: &Path, endings: &[&str], found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files(&path, endings, found);
        } else if path.extension().is_some_and(|ending| endings.iter().any(|one| ending == *one)) {
            found.push(path);
        }
    }
}

/// Calendars that nobody here wrote, if `RYUGAKU_SAMPLES` (or the folder beside the repository) has them.
#[tokio::test(flavor = "multi_thread")]
async fn every_sample_is_imported_or_refused_with_a_line() {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/data");
    let folder = std::env::var_os("RYUGAKU_SAMPLES").map_or(beside, PathBuf::from).join("11-ical");
    if !folder.is_dir() {
        eprintln!("SKIPPED: no sample data at {}; set RYUGAKU_SAMPLES", folder.display());
        return;
    }
    let app = TestApp::on(crate::support::Home::sqlite()).await;
    let who = cast(&app).await.guest;
    let terminal = Terminal::of(&app, &who).await;
    let mut calendars = Vec::new();
    files(&folder, &["ics"], &mut calendars);
    assert!(calendars.len() > 100, "{} calendars", calendars.len());
    let mut taken = 0;
    for file in &calendars {
        let output = terminal.run("en_GB.UTF-8", &["import", "--dry-run", file.to_str().unwrap()]);
        let said = String::from_utf8(output.stderr).unwrap();
        // What can be read of one is read, whatever is refused of it.
        if String::from_utf8(output.stdout).unwrap().contains("dry run") {
            taken += 1;
            continue;
        }
        let line = said.lines().find(|line| line.trim_start().starts_with("Line "));
        let advised = line.is_some_and(|line| line.split(": ").nth(1).is_some_and(|why| why.len() > 20));
        assert!(advised, "{}: {said}", file.display());
    }
    assert!(taken > 70, "{taken} of {} were taken", calendars.len());
}

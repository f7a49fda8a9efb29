//! People from a file: looked at, refused line by line, taken whole, taken again.

use crate::both;
use ryugaku::people::TeamKind;
use ryugaku_kernel::Role;
use serde_json::json;

const PATH: &str = "/api/v1/people/import";

fn multipart(csrf: &str, parts: &[(&str, &str)]) -> (String, Vec<u8>) {
    let mut body = String::new();
    for (name, value) in [("csrf", csrf)].iter().chain(parts) {
        body.push_str(&format!("--x\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n"));
    }
    body.push_str("--x--\r\n");
    ("multipart/form-data; boundary=x".to_owned(), body.into_bytes())
}

both! {
    async fn a_dry_run_says_what_the_run_then_does(app: TestApp) {
        let admin = app.admin().await;
        app.team("payments", TeamKind::Product).await;
        app.team("sre", TeamKind::Sre).await;
        let csv = "\u{feff}name,email,team,role,language,time_zone,from_day\r\n\
                   \"水野, 遥\",haruka@example.com,payments,,ja,,2026-04-01\r\n\
                   Okawa,okawa@example.com,SRE,admin,en,asia/tokyo,\r\n";
        let look = app.post_bytes(&admin, &format!("{PATH}?dry_run=true"), "text/csv", csv.as_bytes()).await.expect(200).json();
        assert_eq!((look["applied"].as_bool(), look["added"].as_i64(), look["refused"].as_array().unwrap().len()), (Some(false), Some(2), 0));
        assert_eq!(app.get(&admin, "/api/v1/people").await.json()["items"].as_array().unwrap().len(), 1);
        let done = app.post_bytes(&admin, PATH, "text/csv", csv.as_bytes()).await.expect(200).json();
        assert_eq!((done["applied"].as_bool(), done["added"].as_i64()), (Some(true), Some(2)));
        let haruka = app.get(&admin, "/api/v1/people/haruka@example.com").await.expect(200).json();
        assert_eq!((haruka["name"].as_str(), haruka["team"].as_str(), haruka["role"].as_str()), (Some("水野, 遥"), Some("payments"), Some("member")));
        let again = app.post_bytes(&admin, PATH, "text/csv", csv.as_bytes()).await.expect(200).json();
        assert_eq!((again["added"].as_i64(), again["changed"].as_i64(), again["unchanged"].as_i64()), (Some(0), Some(0), Some(2)));
        let other = "email,name,team,role,from_day\nHARUKA@example.com,水野 遥,sre,read,2026-10-01\n";
        let changed = app.post_bytes(&admin, PATH, "text/csv", other.as_bytes()).await.expect(200).json();
        assert_eq!(changed["lines"][0]["columns"], json!(["name", "team", "role"]));
        let homes = app.get(&admin, "/api/v1/people/haruka@example.com/memberships").await.json();
        assert_eq!(homes["items"][1], json!({"team": "payments", "from_day": "2026-04-01", "until_day": "2026-09-30"}));
    }

    async fn with_refused_lines_nothing_is_done_unless_asked(app: TestApp) {
        let admin = app.admin().await;
        let gone = app.person("古川 亮", Role::Member).await;
        app.api(&admin, "PATCH", &format!("/api/v1/people/{}", gone.id), json!({"email": "gone@example.com"})).await.expect(200);
        app.api(&admin, "PATCH", &format!("/api/v1/people/{}", admin.id), json!({"email": "admin@example.com"})).await.expect(200);
        app.api(&admin, "POST", &format!("/api/v1/people/{}/deactivate", gone.id), json!({})).await.expect(200);
        let csv = "name,email,team,role,language,time_zone,from_day\n\
                   Good,good@example.com,,,,,\n\
                   ,bad,nowhere,chief,fr,Mars/Base,soon\n\
                   Twice,GOOD@example.com,,,,,\n\
                   Gone,gone@example.com,,,,,\n\
                   Admin,admin@example.com,,member,,,\n\
                   Many,many@example.com,,,,,,x\n";
        let look = app.post_bytes(&admin, &format!("{PATH}?dry_run=true"), "text/csv", csv.as_bytes()).await.expect(200).json();
        let refused: Vec<_> = look["refused"].as_array().unwrap().iter().map(|r| (r["line"].as_i64().unwrap(), r["column"].as_str().unwrap())).collect();
        let expected = [(3, "name"), (3, "email"), (3, "role"), (3, "language"), (3, "team"), (3, "from_day"), (3, "time_zone"), (4, "email"), (5, "email"), (6, "role"), (7, "line")];
        assert_eq!(refused, expected);
        let all = app.post_bytes(&admin, PATH, "text/csv", csv.as_bytes()).await.expect(422).json();
        assert_eq!(all["errors"][0]["field"], "line 3, name");
        app.get(&admin, "/api/v1/people/good@example.com").await.expect(404);
        let some = app.post_bytes(&admin, &format!("{PATH}?skip_refused=true"), "text/csv", csv.as_bytes()).await.expect(200).json();
        assert_eq!((some["added"].as_i64(), some["changed"].as_i64()), (Some(1), Some(0)));
        app.get(&admin, "/api/v1/people/good@example.com").await.expect(200);
        app.get(&admin, "/api/v1/people/many@example.com").await.expect(404);
        // With another admin in the same file, the role may go.
        let swap = "name,email,role\n佐伯 真,admin@example.com,member\nGood,good@example.com,admin\n";
        app.post_bytes(&admin, PATH, "text/csv", swap.as_bytes()).await.expect(200);
        app.post_bytes(&admin, PATH, "text/csv", swap.as_bytes()).await.expect(403);
    }

    async fn other_files_are_refused_in_words(app: TestApp) {
        let admin = app.admin().await;
        for (file, says) in [
            (&b"name,email\n\x8e\x81\x96\xbc,a@example.com\n"[..], "Shift_JIS"),
            (b"", "空"),
            (b"name,team\n", "email"),
            (b"name,email,salary\n", "salary"),
        ] {
            let refused = app.post_bytes(&admin, PATH, "text/csv", file).await.expect(422);
            assert!(refused.text.contains(says), "{says}: {}", refused.text);
        }
    }

    async fn the_page_looks_first(app: TestApp) {
        let admin = app.admin().await;
        let csv = "name,email\n水野 遥,haruka@example.com\n";
        let post = async |parts: &[(&str, &str)]| {
            let (kind, body) = multipart(&admin.csrf, parts);
            app.post_bytes(&admin, "/people/import", &kind, &body).await
        };
        let look = post(&[("file", ""), ("text", csv)]).await.expect(200);
        assert!(look.text.contains("haruka@example.com") && look.text.contains("1人を加え") && !look.text.contains('⟦'), "{}", look.text);
        app.get(&admin, "/api/v1/people/haruka@example.com").await.expect(404);
        let bad = format!("{csv},nobody\n");
        let refused = post(&[("apply", "1"), ("text", &bad)]).await.expect(422);
        assert!(refused.text.contains("3 行目") && refused.text.contains("skip_refused") && !refused.text.contains('⟦'), "{}", refused.text);
        let wrong = post(&[("text", "x")]).await.expect(422);
        assert!(wrong.text.contains("列") && !wrong.text.contains('⟦'), "{}", wrong.text);
        let done = post(&[("apply", "1"), ("skip_refused", "1"), ("text", &bad)]).await.expect(303);
        assert_eq!(done.location(), "/people");
        app.get(&admin, "/api/v1/people/haruka@example.com").await.expect(200);
        let nothing = post(&[("text", csv)]).await.expect(200);
        assert!(nothing.text.contains("変わるものはない"), "{}", nothing.text);
        let member = app.person("監査", Role::Member).await;
        app.post_bytes(&member, PATH, "text/csv", csv.as_bytes()).await.expect(403);
    }
}

//! Templates and limits, by page and by API.

use jiff::civil::date;
use ryugaku::exchange::brief;
use ryugaku::market::limits::{self, Rule, Stay};
use ryugaku::market::{offer_store, templates, wish_store};
use ryugaku_kernel::Lang;
use serde_json::json;

use crate::both;
use crate::market::{Cast, cast, offer, wish};
use crate::support::Who;

both! {
    /// The program's templates in both languages; edited, put back, archived; own ones beside them. By owners alone.
    async fn templates_become_ones_own(app: TestApp) {
        let Cast { sre, guest, .. } = cast(&app).await;
        let all = "/api/v1/exchange-templates";
        let slugs = async |who: &Who| -> Vec<String> { app.get(who, all).await.expect(200).json()["items"].as_array().unwrap().iter().map(|one| one["slug"].as_str().unwrap().to_owned()).collect() };
        assert_eq!(slugs(&guest).await, ["product-to-sre", "sre-to-product", "product-to-product", "swap", "on-call-shadow", "hours-a-week"]);
        for (lang, name) in [(Lang::Ja, "入れ替わり"), (Lang::En, "Swap")] {
            let page = app.page_in(lang, Some(&guest), "/exchanges/templates/swap").await.expect(200).text;
            assert!(page.contains(&format!("<h1>{name}</h1>")) && !page.contains("/edit\""), "{page}");
            assert!(app.page_in(lang, Some(&guest), "/exchanges/templates").await.text.contains(name));
        }
        app.page(&guest, "/exchanges/templates/swap/edit").await.expect(403);
        app.page(&guest, "/exchanges/templates/new").await.expect(403);
        app.page(&guest, "/exchanges/templates/moon").await.expect(404);
        let mut swap = app.get(&sre, &format!("{all}/swap")).await.expect(200).json();
        app.api(&guest, "PUT", &format!("{all}/swap"), swap.clone()).await.expect(403);
        swap["name"] = json!(" 2人の入れ替わり ");
        swap["aims"][0]["what"] = json!("");
        let refused = app.api(&sre, "PUT", &format!("{all}/swap"), swap.clone()).await.expect(422).json();
        assert_eq!(refused["errors"][0]["field"], "aims[0].what");
        swap["aims"][0]["what"] = json!("相手の 1週間を知る");
        let written = app.api_with(&sre, "PUT", &format!("{all}/swap"), swap.clone(), &[("if-match", "\"0\"")]).await.expect(200).json();
        assert_eq!((&written["name"], &written["edited"], &written["built_in"], &written["version"]), (&json!("2人の入れ替わり"), &json!(true), &json!(true), &json!(1)));
        app.api_with(&sre, "PUT", &format!("{all}/swap"), swap, &[("if-match", "\"0\"")]).await.expect(412);
        assert!(app.page_in(Lang::En, Some(&guest), "/exchanges/templates/swap").await.text.contains("2人の入れ替わり"), "as it was written, in both languages");
        app.api(&guest, "POST", &format!("{all}/swap/put-back"), json!({})).await.expect(403);
        app.post_form(&sre, "/exchanges/templates/swap/put-back", &[("version", "1")]).await.expect(303);
        assert!(app.page_in(Lang::En, Some(&guest), "/exchanges/templates/swap").await.text.contains("<h1>Swap</h1>"));
        app.post_form(&sre, "/exchanges/templates/swap/archive", &[]).await.expect(303);
        assert!(!app.page(&guest, "/exchanges/templates").await.text.contains("templates/swap\"") && app.page(&guest, "/exchanges/templates?archived=1").await.text.contains("templates/swap\""));
        app.post_form(&sre, "/exchanges/templates/swap/restore", &[]).await.expect(303);

        let edit = app.page(&sre, "/exchanges/templates/hours-a-week/edit").await.expect(200).text;
        assert!(edit.contains("name=\"aims[2].how\"") && edit.contains("name=\"aims[5].what\"") && !edit.contains("name=\"aims[6].what\"") && edit.contains("name=\"version\" value=\"0\""), "{edit}");
        let new = [("slug", "joint-drill"), ("name", "合同訓練"), ("shape", "hours"), ("weeks", "2"), ("share", "10"),
                   ("aims[1].what", "一緒に訓練する"), ("aims[1].side", "host"), ("aims[1].kind", "joint_task"),
                   ("steps[0].what", "日を決める"), ("steps[0].days_before", "よっか"), ("steps[0].owner", "buddy"),
                   ("questions[0].text", "何が残ったか"), ("questions[0].moment", "end"), ("questions[0].side", "home"),
                   ("commitments[0].what", "もう一度やる"), ("commitments[0].cadence", "monthly"), ("commitments[0].owner", "guest")];
        let refused = app.post_form(&sre, "/exchanges/templates", &new).await.expect(422).text;
        assert!(refused.contains("w-steps-0-days") && refused.contains("name=\"aims[0].what\" maxlength=\"500\" value=\"一緒に訓練する\""), "{refused}");
        let mut new = new.to_vec();
        new[9].1 = "4";
        app.post_form(&guest, "/exchanges/templates", &new).await.expect(403);
        assert_eq!(app.post_form(&sre, "/exchanges/templates", &new).await.expect(303).location(), "/exchanges/templates/joint-drill");
        let taken = app.post_form(&sre, "/exchanges/templates", &new).await.expect(422).text;
        assert!(taken.contains("w-slug"), "{taken}");
        let own = app.get(&guest, &format!("{all}/joint-drill")).await.expect(200).json();
        assert_eq!((&own["aims"][0]["kind"], &own["steps"][0]["days_before"], &own["commitments"][0]["cadence"], &own["built_in"]), (&json!("joint_task"), &json!(4), &json!("monthly"), &json!(false)));
        app.api(&sre, "POST", &format!("{all}/joint-drill/put-back"), json!({})).await.expect(409);
        let body = json!({"slug": "new", "name": "", "shape": "swap", "weeks": 1, "share": 1});
        assert_eq!(app.api(&sre, "POST", all, body).await.expect(422).json()["errors"].as_array().unwrap().len(), 2);
        app.api(&sre, "PATCH", &format!("{all}/joint-drill"), json!({"archived": true})).await.expect(200);
        let mut q = app.app.db.reader();
        assert_eq!((templates::open(&mut q, Lang::Ja).await.unwrap().len(), templates::all(&mut q, Lang::Ja).await.unwrap().len()), (6, 7));
        for lang in Lang::ALL {
            let ledger = app.page_in(lang, Some(&guest), "/ledger?kind=exchange_template").await.expect(200).text;
            assert!(ledger.contains("href=\"/exchanges/templates/joint-drill\">合同訓練</a>") && !ledger.contains('⟦'), "{ledger}");
            assert!(ledger.contains(if lang == Lang::En { ">Swap</a>" } else { ">入れ替わり</a>" }), "{ledger}");
        }
    }

    /// Limits of all and of a team, and what a match would break.
    async fn limits_are_set_and_said(app: TestApp) {
        let Cast { sre, guest, other } = cast(&app).await;
        let path = "/api/v1/exchange-limits";
        let usual = app.get(&guest, path).await.expect(200).json();
        assert_eq!(usual, json!({"all": {"guests": 2, "away": 1, "exchanges": 1, "share": 100}, "version": 0, "teams": []}));
        let wanted = json!({"guests": 1, "away": 1, "exchanges": 1, "share": 60});
        app.api(&guest, "PUT", path, wanted.clone()).await.expect(403);
        app.api(&sre, "PUT", path, json!({"guests": -1, "away": 1, "exchanges": 0, "share": 101})).await.expect(422);
        app.api_with(&sre, "PUT", path, wanted.clone(), &[("if-match", "\"0\"")]).await.expect(200);
        app.api_with(&sre, "PUT", path, wanted, &[("if-match", "\"0\"")]).await.expect(412);
        app.api(&guest, "PUT", &format!("{path}/sre"), json!({"guests": 0})).await.expect(403);
        app.api(&sre, "PUT", &format!("{path}/moon"), json!({"guests": 0})).await.expect(422);
        app.api(&sre, "PUT", &format!("{path}/sre"), json!({"guests": 0})).await.expect(200);
        assert_eq!(app.get(&guest, path).await.json()["teams"][0], json!({"team": "sre", "guests": 0, "away": null, "version": 1}));
        app.api(&sre, "POST", "/api/v1/offers", offer()).await.expect(201);
        app.api(&guest, "POST", "/api/v1/wishes", wish()).await.expect(201);
        let page = app.page(&guest, "/matches/OF-1/WI-1").await.text;
        assert!(page.contains("SRE はいま受け入れない。上限が 0人になっている"), "{page}");

        let form = app.page(&sre, "/exchanges/limits").await.expect(200).text;
        assert!(form.contains("name=\"team\" value=\"sre\"") && !app.page(&guest, "/exchanges/limits").await.text.contains("method=\"post\""), "{form}");
        app.post_form(&guest, "/exchanges/limits", &[("guests", "1")]).await.expect(403);
        let refused = app.post_form(&sre, "/exchanges/limits", &[("team", "sre"), ("version", "1"), ("guests", "百")]).await.expect(422).text;
        assert!(refused.contains("w-sre-guests") && refused.contains("value=\"百\"") && !refused.contains("w-all-guests"), "{refused}");
        assert!(app.post_form(&sre, "/exchanges/limits", &[("version", "1"), ("guests", "")]).await.expect(422).text.contains("w-all-share"));
        app.post_form(&sre, "/exchanges/limits", &[("team", "sre"), ("version", "1"), ("guests", "1"), ("away", "")]).await.expect(303);
        app.post_form(&sre, "/exchanges/limits", &[("version", "1"), ("guests", "3"), ("away", "2"), ("exchanges", "1"), ("share", "50")]).await.expect(303);
        let ledger = app.page(&other, "/ledger?kind=exchange_limits").await.text;
        assert!(ledger.contains("受け入れ 3人") && ledger.contains("href=\"/exchanges/limits\"") && !ledger.contains('⟦'), "{ledger}");

        // Somebody is with SRE from January on: it is said who, and until when.
        app.api(&guest, "POST", "/api/v1/matches/1/1/propose", json!({})).await.expect(201);
        let mut q = app.app.db.reader();
        let offered = offer_store::by_count(&mut q, 1).await.unwrap();
        let wished = wish_store::by_count(&mut q, 1).await.unwrap().id.0;
        let drafted = brief::of_wish(&mut q, wished).await.unwrap().pop().unwrap();
        let new = Stay { exchange: None, guest: other.id.0, home_team: app.app.chance.id(app.now()), host_team: offered.team, from: date(2027, 2, 1), until: date(2027, 3, 1), share: 60 };
        // A draft binds nobody.
        let rules = limits::check(&mut q, &new).await.unwrap().iter().map(|told| told.rule).collect::<Vec<_>>();
        assert_eq!(rules, [Rule::Share]);
        let there = limits::clashes(&limits::between(&mut q, new.home_team, new.host_team).await.unwrap(), &[Stay::from(&drafted)], &new);
        assert_eq!((there[0].rule, there[0].day, there[0].others.len()), (Rule::Guests, new.from, 1));
        let names = ryugaku::people::names(&mut q, [guest.id.0, new.host_team]).await.unwrap();
        let said = ryugaku::words::say(Lang::Ja, &there[0].msg(&new, &names));
        assert_eq!(said, "SRE には 2027-02-01 に 水野 遥 EX-1 (2027-01-04–2027-02-26) が来ている。同時に受け入れるのは 1人まで。日をずらすか、上限を変える");
    }
}

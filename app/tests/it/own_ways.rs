//! Since when nobody but the person could have come in a way: what feedback opens by.

use crate::both;
use axum::body::Body;
use axum::http::{Request, header};
use jiff::SignedDuration;
use ryugaku::door::Caller;
use ryugaku::people::PersonId;
use ryugaku::sign_in::oidc::Proof;
use ryugaku::sign_in::{identity, who};
use ryugaku_kernel::{Actor, Lang, Role, Time};
use serde_json::{Value, json};

use crate::support::{TestApp, Who};

pub const FIRST: &str = "correct horse battery";
const SECOND: &str = "湯気の向こうに山がある夜";

fn email(who: &Who) -> String {
    format!("{}@example.com", who.id)
}

/// Posts a form as somebody not known yet; gives the token of the session that begins.
pub async fn enter(app: &TestApp, path: &str, fields: &[(&str, &str)]) -> String {
    let mut body = url::form_urlencoded::Serializer::new(String::new());
    body.append_pair("csrf", &app.app.keys.sign("csrf", b"anonymous")).extend_pairs(fields);
    let request = Request::post(path).header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
    let reply = app.send(request.body(Body::from(body.finish())).unwrap()).await.expect(303);
    let cookies = reply.headers.get_all(header::SET_COOKIE).iter().filter_map(|cookie| cookie.to_str().ok());
    let session = cookies.filter_map(|cookie| cookie.strip_prefix("ryugaku_session=")).next().unwrap();
    session.split(';').next().unwrap().to_owned()
}

pub async fn link(app: &TestApp, admin: &Who, whom: &Who) -> String {
    let path = format!("/api/v1/people/{}/sign-in-link", whom.id);
    let made = app.api(admin, "POST", &path, json!({})).await.expect(200).json();
    format!("/sign-in/link/{}", made["link"].as_str().unwrap().rsplit_once('/').unwrap().1)
}

async fn by_session(app: &TestApp, session: &str) -> Actor {
    who::by_session(&app.app, session, &Caller::default()).await.unwrap().unwrap().actor
}

async fn by_token(app: &TestApp, token: &str) -> Actor {
    who::by_token(&app.app, token).await.unwrap().unwrap().actor
}

pub async fn by_password(app: &TestApp, whom: &Who, password: &str) -> String {
    enter(app, "/sign-in", &[("email", &email(whom)), ("password", password)]).await
}

/// Somebody with the session that a form began.
pub async fn with_session(app: &TestApp, session: &str) -> Who {
    let known = who::by_session(&app.app, session, &Caller::default()).await.unwrap().unwrap();
    let (person, session_id) = (PersonId(known.actor.id.unwrap()), known.session.unwrap());
    Who::with_cookie(person, session, app.app.keys.sign("csrf", session_id.as_bytes()))
}

/// The API by a session's cookie, as its browser asks.
async fn call(app: &TestApp, session: &str, path: &str, body: Value) -> Value {
    let id = who::by_session(&app.app, session, &Caller::default()).await.unwrap().unwrap().session.unwrap();
    let request = Request::post(path)
        .header(header::COOKIE, format!("ryugaku_session={session}"))
        .header("x-csrf-token", app.app.keys.sign("csrf", id.as_bytes()))
        .header(header::CONTENT_TYPE, "application/json");
    let reply = app.send(request.body(Body::from(body.to_string())).unwrap()).await;
    assert!((200..300).contains(&reply.status), "{} {}", reply.status, reply.text);
    if reply.text.is_empty() { Value::Null } else { reply.json() }
}

pub async fn token(app: &TestApp, session: &str) -> String {
    let made = call(app, session, "/api/v1/tokens", json!({"name": "x", "role": "member"})).await;
    made["token"].as_str().unwrap().to_owned()
}

async fn linked(app: &TestApp, by: Actor, subject: &str, whom: PersonId) -> Option<Time> {
    let proof = Proof {
        issuer: "https://id.example.com".into(),
        subject: subject.into(),
        email: Some(format!("{whom}@example.com")),
    };
    let mut tx = app.begin().await;
    let found = identity::recognise(&mut tx, &app.app.cx(by, Lang::Ja), &proof).await.unwrap();
    tx.commit().await.unwrap();
    let (person, own_since) = found.unwrap();
    assert_eq!(person.id, whom);
    own_since
}

both! {
    /// A password set by somebody's link counts from when it was set, not before; what is set in a session of one's own
    /// goes on counting.
    async fn a_link_is_never_ones_own_and_its_password_only_from_now_on(app: TestApp) {
        let (admin, member) = (app.admin().await, app.person("水野 遥", Role::Member).await);
        let plain = enter(&app, &link(&app, &admin, &member).await, &[]).await;
        assert_eq!(by_session(&app, &plain).await.own_since, None);
        let first = app.now();
        let by_link = enter(&app, &link(&app, &admin, &member).await, &[("password", FIRST)]).await;
        assert_eq!(by_session(&app, &by_link).await.own_since, None);
        app.clock.advance(SignedDuration::from_mins(3));
        let own = by_password(&app, &member, FIRST).await;
        assert_eq!(by_session(&app, &own).await.own_since, Some(first));
        call(&app, &own, "/api/v1/me/password", json!({"old": FIRST, "new": SECOND})).await;
        let again = by_password(&app, &member, SECOND).await;
        let actor = by_session(&app, &again).await;
        assert!(actor.opens(first) && !actor.opens(Time(first.0 - 1)), "{actor:?}");
        // Whoever holds a link can set a password without knowing the old one: it opens nothing from before.
        let second = app.now();
        let by_link = enter(&app, &link(&app, &admin, &member).await, &[]).await;
        call(&app, &by_link, "/api/v1/me/password", json!({"old": "", "new": FIRST})).await;
        assert_eq!(by_session(&app, &by_link).await.own_since, None);
        let reset = by_password(&app, &member, FIRST).await;
        assert_eq!(by_session(&app, &reset).await.own_since, Some(second));
        assert!(!by_session(&app, &reset).await.opens(first));
    }

    async fn a_token_is_worth_the_session_it_was_made_in(app: TestApp) {
        let (admin, member) = (app.admin().await, app.person("水野 遥", Role::Member).await);
        let since = app.now();
        enter(&app, &link(&app, &admin, &member).await, &[("password", FIRST)]).await;
        let own = by_password(&app, &member, FIRST).await;
        assert_eq!(by_token(&app, &token(&app, &own).await).await.own_since, Some(since));
        let by_link = enter(&app, &link(&app, &admin, &member).await, &[]).await;
        assert_eq!(by_token(&app, &token(&app, &by_link).await).await.own_since, None);
        for person in [json!(member.id.to_string()), Value::Null] {
            let body = json!({"name": "x", "role": "member", "person": person});
            let made = app.api(&admin, "POST", "/api/v1/tokens", body).await.expect(201).json();
            assert_eq!(by_token(&app, made["token"].as_str().unwrap()).await.own_since, None);
        }
    }

    /// An address is in administrators' hands: an identity that comes to stand beside another way in opens nothing.
    async fn an_identity_is_ones_own_when_it_is_the_first_or_was_joined_from_inside(app: TestApp) {
        let (admin, member) = (app.admin().await, app.person("水野 遥", Role::Member).await);
        let now = app.now();
        assert_eq!(linked(&app, Actor::anonymous(), "first", member.id).await, Some(now));
        app.clock.advance(SignedDuration::from_mins(3));
        assert_eq!(linked(&app, Actor::anonymous(), "first", member.id).await, Some(now));
        assert_eq!(linked(&app, Actor::anonymous(), "other", member.id).await, None);
        // A password by a link beside an identity would not be noticed.
        enter(&app, &link(&app, &admin, &member).await, &[("password", FIRST)]).await;
        let session = by_password(&app, &member, FIRST).await;
        assert_eq!(by_session(&app, &session).await.own_since, None);

        let other = app.person("大川 理", Role::Member).await;
        enter(&app, &link(&app, &admin, &other).await, &[("password", FIRST)]).await;
        let own = by_session(&app, &by_password(&app, &other, FIRST).await).await;
        assert_eq!(linked(&app, Actor::anonymous(), "beside", other.id).await, None);
        assert_eq!(linked(&app, own.clone(), "inside", other.id).await, own.own_since);
        assert!(own.own_since.is_some());
    }
}

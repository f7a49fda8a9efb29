//! Requests to the app, by somebody, without a network.

use axum::body::Body;
use axum::http::{HeaderMap, HeaderName, Request, header};
use http_body_util::BodyExt;
use jiff::SignedDuration;
use ryugaku::people::PersonId;
use ryugaku_db::sql;
use ryugaku_kernel::Lang;
use serde_json::Value;
use tower::ServiceExt;

use super::TestApp;

/// Who asks, with the session they ask with.
#[derive(Clone, Debug)]
pub struct Who {
    pub id: PersonId,
    cookie: String,
    pub csrf: String,
}

impl Who {
    pub fn with_cookie(id: PersonId, token: &str, csrf: String) -> Self {
        Self { id, cookie: format!("ryugaku_session={token}"), csrf }
    }

    pub fn cookie(&self) -> &str {
        &self.cookie
    }
}

pub struct Reply {
    pub status: u16,
    pub headers: HeaderMap,
    pub text: String,
}

impl Reply {
    #[track_caller]
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|_| panic!("no JSON: {} {}", self.status, self.text))
    }

    /// The address of a redirect or of what was made.
    #[track_caller]
    pub fn location(&self) -> &str {
        self.headers
            .get(header::LOCATION)
            .unwrap_or_else(|| panic!("no location: {} {}", self.status, self.text))
            .to_str()
            .unwrap()
    }

    #[track_caller]
    pub fn expect(self, status: u16) -> Self {
        assert_eq!(self.status, status, "{}", self.text);
        self
    }
}

impl TestApp {
    /// A session for somebody, as if begun with a password of their own.
    pub async fn signed_in(&self, id: PersonId) -> Who {
        let token = format!("session-of-{id}");
        let (session, now) = (self.app.chance.id(self.now()), self.now());
        let mut tx = self.begin().await;
        let row = sql(
            "insert into sessions (id, token_hash, person_id, created_at, seen_at, expires_at, user_agent, address, \
                       own_since) values ($1, $2, $3, $4, $4, $5, 'test', '127.0.0.1', $4)",
        );
        let row = row.bind(session).bind(self.app.keys.hash(&token)).bind(id.0).bind(now);
        tx.run(row.bind(now.plus(SignedDuration::from_hours(24 * 365)))).await.unwrap();
        tx.commit().await.unwrap();
        Who { id, cookie: format!("ryugaku_session={token}"), csrf: self.app.keys.sign("csrf", session.as_bytes()) }
    }

    /// A page, in Japanese.
    pub async fn page(&self, who: &Who, path: &str) -> Reply {
        self.page_in(Lang::Ja, Some(who), path).await
    }

    pub async fn page_in(&self, lang: Lang, who: Option<&Who>, path: &str) -> Reply {
        let request =
            Request::get(path).header(header::ACCEPT, "text/html").header(header::ACCEPT_LANGUAGE, lang.tag());
        self.send(with(request, who).body(Body::empty()).unwrap()).await
    }

    /// A form, as a browser without script posts it.
    pub async fn post_form(&self, who: &Who, path: &str, fields: &[(&str, &str)]) -> Reply {
        let mut body = url::form_urlencoded::Serializer::new(String::new());
        body.append_pair("csrf", &who.csrf).extend_pairs(fields);
        let request = Request::post(path)
            .header(header::ACCEPT, "text/html")
            .header(header::ACCEPT_LANGUAGE, "ja")
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        self.send(with(request, Some(who)).body(Body::from(body.finish())).unwrap()).await
    }

    /// The API, with the token of the session's form in the header. Failures speak English.
    pub async fn api(&self, who: &Who, method: &str, path: &str, body: Value) -> Reply {
        self.api_with(who, method, path, body, &[]).await
    }

    pub async fn api_with(&self, who: &Who, method: &str, path: &str, body: Value, headers: &[(&str, &str)]) -> Reply {
        let mut request = Request::builder()
            .method(method)
            .uri(path)
            .header(header::CONTENT_TYPE, "application/json")
            .header(header::ACCEPT_LANGUAGE, "en")
            .header("x-csrf-token", &who.csrf);
        for (name, value) in headers {
            let name = HeaderName::from_bytes(name.as_bytes()).unwrap();
            request.headers_mut().unwrap().insert(name, value.parse().unwrap());
        }
        let body = if body.is_null() { Body::empty() } else { Body::from(body.to_string()) };
        self.send(with(request, Some(who)).body(body).unwrap()).await
    }

    /// A file, to a page or to the API.
    pub async fn post_bytes(&self, who: &Who, path: &str, content_type: &str, bytes: &[u8]) -> Reply {
        let request = Request::post(path)
            .header(header::ACCEPT, "text/html")
            .header(header::ACCEPT_LANGUAGE, "ja")
            .header(header::CONTENT_TYPE, content_type)
            .header("x-csrf-token", &who.csrf);
        self.send(with(request, Some(who)).body(Body::from(bytes.to_vec())).unwrap()).await
    }

    pub async fn get(&self, who: &Who, path: &str) -> Reply {
        self.api(who, "GET", path, Value::Null).await
    }

    pub async fn send(&self, request: Request<Body>) -> Reply {
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let bytes = body.collect().await.unwrap().to_bytes();
        Reply {
            status: parts.status.as_u16(),
            headers: parts.headers,
            text: String::from_utf8_lossy(&bytes).into_owned(),
        }
    }
}

fn with(request: axum::http::request::Builder, who: Option<&Who>) -> axum::http::request::Builder {
    match who {
        Some(who) => request.header(header::COOKIE, &who.cookie),
        None => request,
    }
}

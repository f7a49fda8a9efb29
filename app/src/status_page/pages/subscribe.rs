//! `/status/subscribe` and the link in the mail that follows: GET shows, POST acts.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse};
use axum::{Extension, Router};
use ryugaku_kernel::{Failure, Outcome};

use super::public::{kept, seen, shell};
use crate::app::App;
use crate::door::{Fields, Form, PageResult, Visit, get, post};
use crate::shell::Shell;
use crate::status_page::component::Component;
use crate::status_page::subscribe::{self, Asked};
use crate::status_page::{component_store, links, subscriber_store};
use crate::words;

pub fn routes() -> Router<App> {
    Router::new()
        .route("/status/subscribe", get(show).merge(post(ask)))
        .route("/status/confirm/{token}", get(show_confirm).merge(post(confirm)))
}

#[derive(Template)]
#[template(path = "status_page/subscribe.html")]
struct SubscribePage {
    shell: Shell,
    organisation: String,
    form: Form,
    components: Vec<Component>,
    /// Without a mail server there is the feed alone.
    has_mail: bool,
}

/// One question or one sentence.
#[derive(Template)]
#[template(path = "status_page/word.html")]
pub(super) struct Word {
    pub shell: Shell,
    pub organisation: String,
    pub text: String,
    /// Where its button posts to, and what stands on it.
    pub button: Option<(String, String)>,
}

async fn show(State(app): State<App>, Extension(visit): Extension<Visit>) -> PageResult {
    seen(&app, &visit).await?;
    form_page(&app, &visit, StatusCode::OK, Form::default()).await
}

async fn ask(State(app): State<App>, Extension(visit): Extension<Visit>, fields: Fields) -> PageResult {
    seen(&app, &visit).await?;
    match try_ask(&app, &visit, &fields).await {
        Ok(()) => word(&app, &visit, "status-subscribe-title", "status-asked-said", None),
        Err(Failure::Invalid(errors)) => {
            let form = Form::refused(&fields, &errors, visit.lang());
            form_page(&app, &visit, StatusCode::UNPROCESSABLE_ENTITY, form).await
        }
        Err(failure) => Err(failure.into()),
    }
}

async fn try_ask(app: &App, visit: &Visit, fields: &Fields) -> Outcome<()> {
    if app.config.smtp.url.is_none() {
        return Err(Failure::conflict("status-no-mail"));
    }
    let wrong = |_| Failure::invalid("components", "failure-choose-one");
    let components = fields.all("components").map(str::parse).collect::<Result<Vec<_>, _>>().map_err(wrong)?;
    let asked = Asked { address: fields.get("address"), language: visit.lang(), components };
    let mut tx = app.begin().await?;
    subscribe::ask(&mut tx, &visit.cx, &app.keys, &visit.caller, asked).await?;
    tx.commit().await.map(drop)
}

async fn show_confirm(
    State(app): State<App>,
    Extension(visit): Extension<Visit>,
    Path(token): Path<String>,
) -> PageResult {
    seen(&app, &visit).await?;
    let (id, asked_at) = links::read_confirm(&app.keys, &token, visit.cx.now())?;
    if subscriber_store::asked(&mut app.db.reader(), id, asked_at).await?.is_none() {
        return Err(Failure::Gone(ryugaku_kernel::Msg::new("status-link-gone")).into());
    }
    let button = (format!("/status/confirm/{token}"), words::text(visit.lang(), "status-confirm"));
    word(&app, &visit, "status-subscribe-title", "status-confirm-ask", Some(button))
}

async fn confirm(State(app): State<App>, Extension(visit): Extension<Visit>, Path(token): Path<String>) -> PageResult {
    seen(&app, &visit).await?;
    let mut tx = app.begin().await?;
    subscribe::confirm(&mut tx, &visit.cx, &app.keys, &token).await?;
    tx.commit().await?;
    word(&app, &visit, "status-subscribe-title", "status-confirmed-said", None)
}

pub(super) fn word(
    app: &App,
    visit: &Visit,
    title: &'static str,
    text: &'static str,
    button: Option<(String, String)>,
) -> PageResult {
    let lang = visit.lang();
    let shell = shell(app, visit, words::text(lang, title));
    let organisation = visit.organisation.name.clone();
    let page = Word { shell, organisation, text: words::text(lang, text), button };
    kept(visit, false, Html(page.render().map_err(Failure::internal)?).into_response())
}

async fn form_page(app: &App, visit: &Visit, status: StatusCode, form: Form) -> PageResult {
    let components = component_store::shown(&mut app.db.reader()).await?;
    let shell = shell(app, visit, words::text(visit.lang(), "status-subscribe-title"));
    let organisation = visit.organisation.name.clone();
    let has_mail = app.config.smtp.url.is_some();
    let page = SubscribePage { shell, organisation, form, components, has_mail };
    let html = page.render().map_err(Failure::internal)?;
    kept(visit, false, (status, Html(html)).into_response())
}

//! `/receivers`: all of them, and one with its channels.

use askama::Template;
use axum::Router;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use ryugaku_kernel::{Failure, FieldError, Lang, Msg, Outcome, Uuid};

use super::api::numbered;
use super::channel::{Channel, ChannelKind, NewChannel, Way, addresses_of};
use super::channel_change::{self, ChannelChange};
use super::receiver::{Receiver, ReceiverId};
use super::target::Authorization;
use super::trial_door::{Tried, try_out};
use super::{change, make, store};
use crate::app::App;
use crate::door::{Fields, Flash, Form, PageResult, Visit, get, page_with, post, see_other};
use crate::routing::{self, may_edit};
use crate::shell::{Place, Shell};
use crate::words;

pub fn routes() -> Router<App> {
    Router::new()
        .route("/receivers", get(list).merge(post(add)))
        .route("/receivers/{id}", get(show))
        .route("/receivers/{id}/{deed}", post(act))
        .route("/receivers/{id}/channels/{channel}/{deed}", post(act_on_channel))
}

#[derive(Template)]
#[template(path = "receivers/list.html")]
struct ListPage {
    shell: Shell,
    receivers: Vec<Receiver>,
    /// Those that routes name.
    named: Vec<String>,
    form: Form,
    may_edit: bool,
}

#[derive(Template)]
#[template(path = "receivers/one.html")]
struct OnePage {
    shell: Shell,
    receiver: Receiver,
    named: bool,
    form: Form,
    /// Of which channel the form is; `None`: of a new one.
    of: Option<i64>,
    /// A signing key, shown now.
    secret: Option<String>,
    /// What a test led to, shown now.
    tried: Vec<Tried>,
    may_edit: bool,
}

impl OnePage {
    /// Whether the form that is shown again is this channel's.
    fn is_of(&self, channel: &Channel) -> bool {
        self.of == Some(channel.number)
    }
}

async fn shell(app: &App, visit: &Visit, title: impl Into<String>) -> Outcome<Shell> {
    let shell = Shell::new(app, visit, Place::Alerts, title).await?;
    let shell = shell.crumb(words::text(visit.lang(), "nav-alerts"), "/alerts");
    Ok(shell.crumb(words::text(visit.lang(), "routing-title"), "/routing"))
}

async fn list(State(app): State<App>, visit: Visit) -> PageResult {
    visit.cx.require_read()?;
    list_page(&app, &visit, StatusCode::OK, Form::default()).await
}

async fn list_page(app: &App, visit: &Visit, status: StatusCode, form: Form) -> PageResult {
    let mut q = app.db.reader();
    let receivers = store::all(&mut q).await?;
    let named = routing::current(&mut q).await?.routing.receivers;
    let may_edit = may_edit(&mut q, &visit.cx).await?;
    let shell = shell(app, visit, words::text(visit.lang(), "receivers-title")).await?;
    page_with(status, &ListPage { shell, receivers, named, form, may_edit })
}

async fn add(State(app): State<App>, visit: Visit, fields: Fields) -> PageResult {
    let tried: Outcome<Receiver> = async {
        let mut tx = app.begin().await?;
        let receiver = make::make(&mut tx, &visit.cx, fields.get("name")).await?;
        tx.commit().await?;
        Ok(receiver)
    }
    .await;
    match tried {
        Ok(receiver) => {
            let said = Flash::new(Msg::new("receiver-made-said").with("name", receiver.name));
            Ok(see_other(&app, &address(receiver.id), Some(said)))
        }
        Err(Failure::Invalid(errors)) => {
            let form = Form::refused(&fields, &errors, visit.lang());
            list_page(&app, &visit, StatusCode::UNPROCESSABLE_ENTITY, form).await
        }
        Err(failure) => Err(failure.into()),
    }
}

fn address(id: ReceiverId) -> String {
    format!("/receivers/{id}")
}

/// What a page of one receiver shows beside it.
#[derive(Default)]
struct Beside {
    form: Form,
    of: Option<i64>,
    secret: Option<String>,
    tried: Vec<Tried>,
}

async fn show(State(app): State<App>, visit: Visit, Path(id): Path<Uuid>) -> PageResult {
    visit.cx.require_read()?;
    one_page(&app, &visit, StatusCode::OK, ReceiverId(id), Beside::default()).await
}

async fn one_page(app: &App, visit: &Visit, status: StatusCode, id: ReceiverId, beside: Beside) -> PageResult {
    let mut q = app.db.reader();
    let receiver = store::find(&mut q, id).await?;
    let named = routing::current(&mut q).await?.routing.receivers.contains(&receiver.name);
    let may_edit = may_edit(&mut q, &visit.cx).await?;
    let shell = shell(app, visit, receiver.name.clone()).await?;
    let shell = shell.crumb(words::text(visit.lang(), "receivers-title"), "/receivers");
    let Beside { form, of, secret, tried } = beside;
    page_with(status, &OnePage { shell, receiver, named, form, of, secret, tried, may_edit })
}

/// The form again, with the reasons; what is secret is typed anew.
async fn refused(
    app: &App,
    visit: &Visit,
    id: ReceiverId,
    fields: &Fields,
    errors: &[FieldError],
    of: Option<i64>,
) -> PageResult {
    let form = Form::refused(fields, errors, visit.lang());
    one_page(app, visit, StatusCode::UNPROCESSABLE_ENTITY, id, Beside { form, of, ..Beside::default() }).await
}

async fn act(
    State(app): State<App>,
    visit: Visit,
    Path((id, deed)): Path<(Uuid, String)>,
    fields: Fields,
) -> PageResult {
    visit.cx.require_act()?;
    if deed == "test" {
        return tried(&app, &visit, ReceiverId(id), None).await;
    }
    let (id, mut tx) = (ReceiverId(id), app.begin().await?);
    match deed.as_str() {
        "rename" => {
            match change::rename(&mut tx, &visit.cx, id, fields.get("name"), fields.maybe_parse("version")?).await {
                Ok(receiver) => {
                    tx.commit().await?;
                    let said = Flash::new(Msg::new("receiver-renamed-said").with("name", receiver.name));
                    Ok(see_other(&app, &address(id), Some(said)))
                }
                Err(Failure::Invalid(errors)) => {
                    drop(tx);
                    refused(&app, &visit, id, &fields, &errors, None).await
                }
                Err(failure) => Err(failure.into()),
            }
        }
        "remove" => {
            let receiver = change::remove(&mut tx, &visit.cx, id).await?;
            tx.commit().await?;
            let said = Flash::new(Msg::new("receiver-removed-said").with("name", receiver.name));
            Ok(see_other(&app, "/receivers", Some(said)))
        }
        "channels" => {
            let added = match new_channel(&fields) {
                Ok(new) => channel_change::add(&mut tx, &visit.cx, &app.keys, id, &new).await,
                Err(failure) => Err(failure),
            };
            match added {
                Ok((_, _, None)) => {
                    tx.commit().await?;
                    Ok(see_other(&app, &address(id), Some(Flash::new(Msg::new("receiver-channel-added-said")))))
                }
                // Answered at once and not after a redirect: the key is nowhere to be read again.
                Ok((_, _, secret)) => {
                    tx.commit().await?;
                    let beside = Beside { secret, ..Beside::default() };
                    one_page(&app, &visit, StatusCode::CREATED, id, beside).await
                }
                Err(Failure::Invalid(errors)) => {
                    drop(tx);
                    refused(&app, &visit, id, &fields, &errors, None).await
                }
                Err(failure) => Err(failure.into()),
            }
        }
        _ => Err(Failure::NotFound("page").into()),
    }
}

async fn act_on_channel(
    State(app): State<App>,
    visit: Visit,
    Path((id, channel, deed)): Path<(Uuid, String, String)>,
    fields: Fields,
) -> PageResult {
    visit.cx.require_act()?;
    let (id, number) = (ReceiverId(id), numbered(&channel)?);
    if deed == "test" {
        return tried(&app, &visit, id, Some(number)).await;
    }
    let mut tx = app.begin().await?;
    let (done, key) = match deed.as_str() {
        "change" => {
            let changed = match channel_change(&fields) {
                Ok(wanted) => {
                    channel_change::change(
                        &mut tx,
                        &visit.cx,
                        &app.keys,
                        id,
                        number,
                        wanted,
                        fields.maybe_parse("version")?,
                    )
                    .await
                }
                Err(failure) => Err(failure),
            };
            (changed, "receiver-channel-changed-said")
        }
        "remove" => (channel_change::remove(&mut tx, &visit.cx, id, number).await, "receiver-channel-removed-said"),
        _ => return Err(Failure::NotFound("page").into()),
    };
    match done {
        Ok(_) => {
            tx.commit().await?;
            Ok(see_other(&app, &address(id), Some(Flash::new(Msg::new(key)))))
        }
        Err(Failure::Invalid(errors)) => {
            drop(tx);
            refused(&app, &visit, id, &fields, &errors, Some(number)).await
        }
        Err(failure) => Err(failure.into()),
    }
}

/// Answered at once, with what the other side said.
async fn tried(app: &App, visit: &Visit, id: ReceiverId, channel: Option<i64>) -> PageResult {
    let tried = try_out(app, &visit.cx, id, channel).await?;
    one_page(app, visit, StatusCode::OK, id, Beside { tried, ..Beside::default() }).await
}

fn new_channel(fields: &Fields) -> Outcome<NewChannel> {
    let way = match fields.word("kind", ChannelKind::named)? {
        ChannelKind::Webhook => {
            Way::Webhook { url: fields.get("url").into(), authorization: authorization(fields).unwrap_or_default() }
        }
        ChannelKind::SignedWebhook => Way::SignedWebhook { url: fields.get("url").into() },
        ChannelKind::Email => Way::Email { to: addresses_of(fields.get("to")) },
    };
    Ok(NewChannel {
        send_resolved: fields.checked("send_resolved"),
        max_alerts: fields.maybe_parse("max_alerts")?.unwrap_or(0),
        language: fields.maybe_word("language", Lang::named)?,
        way,
    })
}

/// Fields for secrets that are left empty change nothing.
fn channel_change(fields: &Fields) -> Outcome<ChannelChange> {
    Ok(ChannelChange {
        send_resolved: Some(fields.checked("send_resolved")),
        max_alerts: Some(fields.maybe_parse("max_alerts")?.unwrap_or(0)),
        language: Some(fields.maybe_word("language", Lang::named)?),
        url: fields.some("url").map(str::to_owned),
        authorization: authorization(fields),
        to: fields.some("to").map(addresses_of),
    })
}

fn authorization(fields: &Fields) -> Option<Authorization> {
    let text = |name: &str| fields.get(name).to_owned();
    if fields.some("token").is_some() {
        return Some(Authorization::Bearer { token: text("token") });
    }
    let basic = fields.some("username").is_some() || fields.some("password").is_some();
    basic.then(|| Authorization::Basic { username: text("username"), password: text("password") })
}

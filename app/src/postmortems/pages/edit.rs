//! `/incidents/{number}/postmortem/edit`: writing, with a preview beside it; with script several write in one text, without it
//! texts are joined when they are saved. Where two changed the same lines, both texts stand on the page.

use askama::Template;
use axum::Router;
use axum::extract::{Path, State};
use axum::http::{StatusCode, header};
use axum::response::{Html, IntoResponse};
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use ryugaku_kernel::{Failure, Msg, Outcome};
use ryugaku_ledger::Tx;
use ryugaku_web::headers;

use super::show::body_html;
use crate::app::App;
use crate::door::{Fields, Flash, Form, PageResult, Visit, get, page_with, post, see_other};
use crate::incidents::{self, incident::count_of};
use crate::postmortems::postmortem::{LONGEST_BODY, Postmortem};
use crate::postmortems::save::{self, Saved};
use crate::postmortems::{gather, store, withdrawn};
use crate::shell::{Place, Shell};
use crate::words;

pub fn routes() -> Router<App> {
    Router::new()
        .route("/incidents/{number}/postmortem/edit", get(edit).merge(post(save_one)))
        .route("/incidents/{number}/postmortem/preview", post(preview))
}

#[derive(Template)]
#[template(path = "postmortems/edit.html")]
struct EditPage {
    shell: Shell,
    number: String,
    /// Of a drill.
    practice: bool,
    form: Form,
    preview: String,
    /// What somebody else has saved meanwhile in the same lines.
    theirs: Option<Postmortem>,
    by: String,
    /// So many entries of the timeline are younger than the draft.
    since_draft: usize,
    /// Words of the timeline were taken away since.
    is_withdrawn: bool,
    /// Of the styles that the editor makes.
    nonce: String,
}

impl EditPage {
    /// What was refused is mended in the textarea, where it stands.
    fn is_together(&self) -> bool {
        self.theirs.is_none() && !self.form.is_refused()
    }
}

async fn edit(State(app): State<App>, visit: Visit, Path(number): Path<String>) -> PageResult {
    visit.cx.require_act()?;
    let count = count_of(&number)?;
    let mut q = app.db.reader();
    let incident = incidents::store::by_count(&mut q, &visit.cx.who, count).await?;
    let found = store::of_incident(&mut q, incident.id.0).await?.ok_or(Failure::NotFound("postmortem"))?;
    found.state.change()?;
    drop(q);
    let form = Form::filled(&[("body", &found.body), ("version", &found.version.to_string())]);
    form_page(&app, &visit, StatusCode::OK, count, form, None).await
}

async fn save_one(State(app): State<App>, visit: Visit, Path(number): Path<String>, fields: Fields) -> PageResult {
    visit.cx.require_act()?;
    let count = count_of(&number)?;
    let mut tx = app.begin().await?;
    let done = save_fields(&mut tx, &visit, count, &fields).await;
    let said = match done {
        Ok(Saved::As(_)) => "postmortem-saved-said",
        Ok(Saved::Joined(_)) => "postmortem-joined-said",
        Ok(Saved::Apart(theirs)) => {
            // What was written together until now is a version: it is what they are shown, and save against next.
            tx.commit().await?;
            let form = Form::overtaken(&fields, theirs.version, visit.lang());
            return form_page(&app, &visit, StatusCode::CONFLICT, count, form, Some(theirs)).await;
        }
        Err(Failure::Invalid(errors)) => {
            drop(tx);
            let form = Form::refused(&fields, &errors, visit.lang());
            return form_page(&app, &visit, StatusCode::UNPROCESSABLE_ENTITY, count, form, None).await;
        }
        Err(other) => return Err(other.into()),
    };
    tx.commit().await?;
    let part = if fields.has("stay") { "/edit" } else { "" };
    Ok(see_other(&app, &format!("/incidents/{count}/postmortem{part}"), Some(Flash::new(Msg::new(said)))))
}

/// The text of the form, or the one that is written together, in which everything is already.
async fn save_fields(tx: &mut Tx, visit: &Visit, count: i64, fields: &Fields) -> Outcome<Saved> {
    if fields.checked("together") {
        return save::save_together(tx, &visit.cx, count).await.map(Saved::As);
    }
    save::save(tx, &visit.cx, count, fields.maybe_parse("version")?, fields.get("body")).await
}

/// The part beside the text alone.
async fn preview(visit: Visit, Path(number): Path<String>, fields: Fields) -> PageResult {
    visit.cx.require_act()?;
    count_of(&number)?;
    let body = fields.get("body");
    if body.chars().count() > LONGEST_BODY {
        return Err(Failure::TooLarge { limit: LONGEST_BODY as u64 }.into());
    }
    Ok(Html(body_html(body)).into_response())
}

async fn form_page(
    app: &App,
    visit: &Visit,
    status: StatusCode,
    count: i64,
    form: Form,
    theirs: Option<Postmortem>,
) -> PageResult {
    let mut q = app.db.reader();
    let incident = incidents::store::by_count(&mut q, &visit.cx.who, count).await?;
    let found = store::of_incident(&mut q, incident.id.0).await?.ok_or(Failure::NotFound("postmortem"))?;
    let since_draft = gather::since_draft(&mut q, &visit.cx, &incident).await?;
    let is_withdrawn = withdrawn::withdrawn(&mut q, &visit.cx, &incident, &found).await?;
    let number = incident.number().to_string();
    let shell = Shell::new(app, visit, Place::Incidents, words::text(visit.lang(), "postmortem-edit")).await?;
    let shell = shell.crumb(words::text(visit.lang(), "nav-incidents"), "/incidents");
    let shell = shell.crumb(number.clone(), format!("/incidents/{number}"));
    let shell = shell.crumb(words::text(visit.lang(), "postmortem"), format!("/incidents/{number}/postmortem"));
    let by = theirs.as_ref().and_then(|theirs| theirs.changed_by);
    let by = match by {
        Some(id) => crate::people::names(&mut q, [id]).await?.remove(&id).unwrap_or_default(),
        // It came by the API, from somebody who is no person.
        None => words::text(visit.lang(), "actor-token"),
    };
    let preview = body_html(form.value("body"));
    let nonce = BASE64_STANDARD.encode(visit.cx.chance.bytes::<16>());
    let policy = headers::with_style_nonce(&nonce);
    let page = EditPage {
        shell,
        number,
        practice: incident.practice,
        form,
        preview,
        theirs,
        by,
        since_draft,
        is_withdrawn,
        nonce,
    };
    let mut response = page_with(status, &page)?;
    if let Some(policy) = policy {
        response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    Ok(response)
}

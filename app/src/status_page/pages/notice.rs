//! `/status-page/notices/{id}`: one notice as others see it in both languages, what it was before, and what its buttons post.

use askama::Template;
use axum::Router;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use ryugaku_kernel::{Failure, FieldError, Lang, Msg, Outcome, Time, Uuid};

use super::drafts::{field, levels, local, time};
use super::editor::below;
use crate::app::App;
use crate::door::{Fields, Flash, Form, PageResult, Visit, get, page_with, post, see_other};
use crate::incidents::{self, IncidentBrief};
use crate::shell::Shell;
use crate::status_page::board::Told;
use crate::status_page::component::{Component, Level};
use crate::status_page::draft;
use crate::status_page::notice::{Kind, Levels, Notice, NoticeId, Stage, State as Stands, Update, UpdateId};
use crate::status_page::say::{self, Mended, Said};
use crate::status_page::{Bilingual, access, notice_store, shown, update_store};
use crate::{people, words};

pub fn routes() -> Router<App> {
    Router::new()
        .route("/status-page/notices/{id}", get(show))
        .route("/status-page/notices/{id}/publish", post(publish))
        .route("/status-page/notices/{id}/drop", post(drop_one))
        .route("/status-page/notices/{id}/updates", post(update))
        .route("/status-page/notices/{id}/mend", post(mend))
        .route("/status-page/updates/{id}", post(edit))
}

#[derive(Template)]
#[template(path = "status_page/notice.html")]
struct NoticePage {
    shell: Shell,
    notice: Notice,
    updates: Vec<Update>,
    /// As it is read, in each language.
    told: [(Lang, Told); 2],
    components: Vec<Component>,
    hit: Levels,
    levels: [Level; 4],
    incident: Option<IncidentBrief>,
    /// What stood there before, when that was saved, by whom.
    before: Vec<(Bilingual, Time, String)>,
    /// What keeps a draft from being published.
    unready: Vec<FieldError>,
    may_write: bool,
    form: Form,
    /// Whose form was refused: `say`, `mend`, or the key of an update.
    refused: String,
}

impl NoticePage {
    fn is(&self, state: Stands) -> bool {
        self.notice.state == state
    }

    fn stages(&self) -> &'static [Stage] {
        self.notice.kind.stages()
    }

    fn is_planned(&self) -> bool {
        self.notice.kind == Kind::Maintenance
    }

    fn is_refused(&self, what: &str) -> bool {
        self.refused == what
    }

    fn level_of(&self, component: &Component, level: &Level) -> bool {
        match self.is_refused("say") {
            true => self.form.value(&field(component.id.0)) == level.name(),
            false => self.hit.get(&component.id.0) == Some(level),
        }
    }

    fn typed(&self, what: &str, name: &str, else_: &str) -> String {
        if self.is_refused(what) { self.form.value(name).to_owned() } else { else_.to_owned() }
    }

    fn why(&self, what: &str, name: &str) -> String {
        if self.is_refused(what) { self.form.why(name).to_owned() } else { String::new() }
    }

    fn when(&self, at: &Option<Time>) -> String {
        let zone = self.shell.zone().clone();
        at.map(|at| at.timestamp().to_zoned(zone).strftime("%Y-%m-%dT%H:%M").to_string()).unwrap_or_default()
    }

    /// What is missing, by field.
    fn missing(&self, error: &FieldError) -> String {
        let key = match error.field.as_str() {
            "title_ja" => "status-field-title-ja",
            "title_en" => "status-field-title-en",
            "body_ja" => "status-field-body-ja",
            "body_en" => "status-field-body-en",
            "begins_at" => "status-begins",
            _ => "status-ends",
        };
        format!("{}: {}", self.shell.t(key), self.shell.say(&error.msg))
    }
}

async fn show(State(app): State<App>, visit: Visit, Path(id): Path<Uuid>) -> PageResult {
    visit.cx.require_read()?;
    page_of(&app, &visit, NoticeId(id), StatusCode::OK, Form::default(), "").await
}

async fn publish(State(app): State<App>, visit: Visit, Path(id): Path<Uuid>, fields: Fields) -> PageResult {
    visit.cx.require_act()?;
    let mut tx = app.begin().await?;
    let done = say::publish(&mut tx, &visit.cx, NoticeId(id), fields.maybe_parse("version")?).await;
    if done.is_ok() {
        tx.commit().await?;
    }
    after(&app, &visit, NoticeId(id), &fields, done, "publish", "status-published-said").await
}

async fn drop_one(State(app): State<App>, visit: Visit, Path(id): Path<Uuid>, fields: Fields) -> PageResult {
    visit.cx.require_act()?;
    let mut tx = app.begin().await?;
    draft::drop_one(&mut tx, &visit.cx, NoticeId(id), fields.maybe_parse("version")?).await?;
    tx.commit().await?;
    Ok(see_other(&app, "/status-page", Some(Flash::new(Msg::new("status-dropped-said")))))
}

async fn update(State(app): State<App>, visit: Visit, Path(id): Path<Uuid>, fields: Fields) -> PageResult {
    visit.cx.require_act()?;
    let done = async {
        let body = Bilingual::new(fields.get("body_ja"), fields.get("body_en"));
        let said = Said { stage: fields.word("stage", Stage::named)?, body, components: Some(levels(&fields)?) };
        let mut tx = app.begin().await?;
        let notice = say::update(&mut tx, &visit.cx, NoticeId(id), fields.maybe_parse("version")?, said).await?;
        tx.commit().await?;
        Ok(notice)
    };
    after(&app, &visit, NoticeId(id), &fields, done.await, "say", "status-updated-said").await
}

async fn mend(State(app): State<App>, visit: Visit, Path(id): Path<Uuid>, fields: Fields) -> PageResult {
    visit.cx.require_act()?;
    let done = async {
        let before = notice_store::find(&mut app.db.reader(), &visit.cx.who, NoticeId(id)).await?;
        // The field knows minutes alone: left as it was, it must not cut the seconds off.
        let kept = |name: &'static str, was: Option<Time>| match was {
            Some(was) if fields.get(name) == local(&visit, was) => Ok(None),
            _ => time(&visit, &fields, name),
        };
        let title = Bilingual::new(fields.get("title_ja"), fields.get("title_en"));
        let (begins_at, ends_at) = (kept("begins_at", before.begins_at)?, kept("ends_at", before.ends_at)?);
        let mended = Mended { title: title.into(), begins_at, ends_at };
        let mut tx = app.begin().await?;
        let notice = say::mend(&mut tx, &visit.cx, NoticeId(id), fields.maybe_parse("version")?, mended).await?;
        tx.commit().await?;
        Ok(notice)
    };
    after(&app, &visit, NoticeId(id), &fields, done.await, "mend", "status-mended-said").await
}

async fn edit(State(app): State<App>, visit: Visit, Path(id): Path<Uuid>, fields: Fields) -> PageResult {
    visit.cx.require_act()?;
    let notice = update_store::find(&mut app.db.reader(), UpdateId(id)).await?.notice;
    let done = async {
        let body = Bilingual::new(fields.get("body_ja"), fields.get("body_en"));
        let mut tx = app.begin().await?;
        let notice = say::edit(&mut tx, &visit.cx, UpdateId(id), fields.maybe_parse("version")?, body.into()).await?;
        tx.commit().await?;
        Ok(notice)
    };
    after(&app, &visit, notice, &fields, done.await, &id.to_string(), "status-edited-said").await
}

async fn after(
    app: &App,
    visit: &Visit,
    id: NoticeId,
    fields: &Fields,
    done: Outcome<Notice>,
    what: &str,
    said: &'static str,
) -> PageResult {
    match done {
        Ok(_) => {
            let said = Flash::new(Msg::new(said));
            Ok(see_other(app, &format!("/status-page/notices/{id}"), Some(said)))
        }
        Err(Failure::Invalid(errors)) => {
            let form = Form::refused(fields, &errors, visit.lang());
            page_of(app, visit, id, StatusCode::UNPROCESSABLE_ENTITY, form, what).await
        }
        Err(failure) => Err(failure.into()),
    }
}

async fn page_of(app: &App, visit: &Visit, id: NoticeId, status: StatusCode, form: Form, refused: &str) -> PageResult {
    let mut q = app.db.reader();
    let notice = notice_store::find(&mut q, &visit.cx.who, id).await?;
    let may_write = access::may_write(&mut q, &visit.cx, notice.incident).await?;
    let incident = incidents::of_ids(&mut q, &visit.cx.who, notice.incident.into_iter().collect()).await?.pop();
    let rows = shown::of(&mut q, vec![notice.clone()]).await?;
    let told = [visit.lang(), visit.lang().other()].map(|lang| (lang, Told::of(&rows, 0, lang)));
    let (_, hit, updates) = rows.notices.into_iter().next().ok_or(Failure::NotFound("status_notice"))?;
    let about = updates.iter().map(|update| update.id.0).chain([notice.id.0]).collect();
    let texts = notice_store::texts(&mut q, about).await?;
    let names = people::names(&mut q, texts.iter().filter_map(|(_, _, _, by)| *by)).await?;
    let by = |id: Option<Uuid>| id.and_then(|id| names.get(&id).cloned()).unwrap_or_default();
    let before = texts.into_iter().map(|(_, text, at, id)| (text, at, by(id))).collect();
    let body = updates.first().map(|update| update.body.clone()).unwrap_or_default();
    let unready = if notice.is(Stands::Draft) { notice.unready(&body) } else { Vec::new() };
    let title = told[0].1.title.text.clone();
    let title = if title.is_empty() { words::text(visit.lang(), "status-untitled") } else { title };
    let shell = below(app, visit, title).await?;
    let components = rows.components.into_iter().filter(|component| component.removed_at.is_none()).collect();
    let refused = refused.to_owned();
    let levels = Level::ALL;
    let page = NoticePage {
        shell,
        notice,
        updates,
        told,
        components,
        hit,
        levels,
        incident,
        before,
        unready,
        may_write,
        form,
        refused,
    };
    page_with(status, &page)
}

//! The form of a draft, by hand or from an incident.

use askama::Template;
use axum::Router;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use ryugaku_kernel::{Failure, Msg, Outcome, Time, Uuid};
use serde::Deserialize;

use super::editor::below;
use crate::app::App;
use crate::door::{Fields, Flash, Form, PageResult, Visit, get, page_with, post, see_other};
use crate::incidents::incident::count_of;
use crate::shell::Shell;
use crate::status_page::component::{Component, Level};
use crate::status_page::draft::{self, Written};
use crate::status_page::notice::{Kind, Levels, NoticeId, Stage, State as Stands};
use crate::status_page::{Bilingual, access, component_store, from_incident, notice_store, update_store};
use crate::words;

pub fn routes() -> Router<App> {
    Router::new()
        .route("/status-page/notices/new", get(new))
        .route("/status-page/notices", post(begin))
        .route("/status-page/notices/{id}/edit", get(edit).merge(post(change)))
        .route("/incidents/{number}/status-notice", post(from_one))
}

#[derive(Default, Deserialize)]
struct Asked {
    /// `incident` or `maintenance`.
    #[serde(default)]
    kind: String,
}

#[derive(Template)]
#[template(path = "status_page/edit.html")]
struct EditPage {
    shell: Shell,
    form: Form,
    kind: Kind,
    /// Of one that is there already.
    id: Option<Uuid>,
    components: Vec<Component>,
    levels: [Level; 4],
    stages: Vec<Stage>,
}

impl EditPage {
    fn is_planned(&self) -> bool {
        self.kind == Kind::Maintenance
    }

    fn chosen(&self, component: &Component, level: &Level) -> bool {
        self.form.value(&field(component.id.0)) == level.name()
    }
}

async fn new(State(app): State<App>, visit: Visit, Query(asked): Query<Asked>) -> PageResult {
    visit.cx.require_act()?;
    let kind = Kind::named(&asked.kind).unwrap_or(Kind::Incident);
    form_page(&app, &visit, StatusCode::OK, Form::default(), kind, None).await
}

async fn begin(State(app): State<App>, visit: Visit, fields: Fields) -> PageResult {
    visit.cx.require_act()?;
    let kind = fields.word("kind", Kind::named)?;
    let done = async {
        let mut tx = app.begin().await?;
        let notice = draft::begin(&mut tx, &visit.cx, kind, None, written(&visit, &fields)?).await?;
        tx.commit().await?;
        Ok(notice.id)
    };
    after(&app, &visit, &fields, done.await, kind, None).await
}

async fn edit(State(app): State<App>, visit: Visit, Path(id): Path<Uuid>) -> PageResult {
    visit.cx.require_act()?;
    let mut q = app.db.reader();
    let notice = notice_store::find(&mut q, &visit.cx.who, NoticeId(id)).await?;
    notice.must_be(Stands::Draft)?;
    let updates = update_store::of(&mut q, &[notice.id]).await?.remove(&notice.id).unwrap_or_default();
    let body = updates.into_iter().next().map(|update| update.body).unwrap_or_default();
    let levels = notice_store::levels(&mut q, &[notice.id]).await?.remove(&notice.id).unwrap_or_default();
    let local = |at: Option<Time>| at.map(|at| local(&visit, at)).unwrap_or_default();
    let mut values = vec![
        ("title_ja".to_owned(), notice.title.ja.clone()),
        ("title_en".to_owned(), notice.title.en.clone()),
        ("body_ja".to_owned(), body.ja),
        ("body_en".to_owned(), body.en),
        ("stage".to_owned(), notice.stage.name().to_owned()),
        ("begins_at".to_owned(), local(notice.begins_at)),
        ("ends_at".to_owned(), local(notice.ends_at)),
        ("version".to_owned(), notice.version.to_string()),
    ];
    values.extend(levels.into_iter().map(|(id, level)| (field(id), level.name().to_owned())));
    let pairs: Vec<(&str, &str)> = values.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    form_page(&app, &visit, StatusCode::OK, Form::filled(&pairs), notice.kind, Some(id)).await
}

async fn change(State(app): State<App>, visit: Visit, Path(id): Path<Uuid>, fields: Fields) -> PageResult {
    visit.cx.require_act()?;
    let kind = notice_store::find(&mut app.db.reader(), &visit.cx.who, NoticeId(id)).await?.kind;
    let done = async {
        let mut tx = app.begin().await?;
        let expected = fields.maybe_parse("version")?;
        let written = written(&visit, &fields)?;
        let notice = draft::change(&mut tx, &visit.cx, NoticeId(id), expected, written).await?;
        tx.commit().await?;
        Ok(notice.id)
    };
    after(&app, &visit, &fields, done.await, kind, Some(id)).await
}

async fn from_one(State(app): State<App>, visit: Visit, Path(number): Path<String>) -> PageResult {
    visit.cx.require_act()?;
    let mut tx = app.begin().await?;
    let notice = from_incident::draft_of(&mut tx, &visit.cx, count_of(&number)?).await?;
    tx.commit().await?;
    let said = Flash::new(Msg::new("status-drafted-from-said"));
    Ok(see_other(&app, &format!("/status-page/notices/{}/edit", notice.id), Some(said)))
}

async fn after(
    app: &App,
    visit: &Visit,
    fields: &Fields,
    done: Outcome<NoticeId>,
    kind: Kind,
    id: Option<Uuid>,
) -> PageResult {
    match done {
        Ok(id) => {
            let said = Flash::new(Msg::new("status-draft-saved-said"));
            Ok(see_other(app, &format!("/status-page/notices/{id}"), Some(said)))
        }
        Err(Failure::Invalid(errors)) => {
            let form = Form::refused(fields, &errors, visit.lang());
            form_page(app, visit, StatusCode::UNPROCESSABLE_ENTITY, form, kind, id).await
        }
        Err(failure) => Err(failure.into()),
    }
}

fn written(visit: &Visit, fields: &Fields) -> Outcome<Written> {
    Ok(Written {
        title: Bilingual::new(fields.get("title_ja"), fields.get("title_en")),
        body: Bilingual::new(fields.get("body_ja"), fields.get("body_en")),
        components: levels(fields)?,
        stage: fields.maybe_word("stage", Stage::named)?,
        begins_at: time(visit, fields, "begins_at")?,
        ends_at: time(visit, fields, "ends_at")?,
    })
}

/// The name of the field of one component.
pub(super) fn field(id: Uuid) -> String {
    format!("level_{id}")
}

/// The components for which something was chosen.
pub(super) fn levels(fields: &Fields) -> Outcome<Levels> {
    let mut levels = Levels::new();
    for id in fields.all("component") {
        let id: Uuid = id.parse().map_err(|_| Failure::invalid("components", "failure-choose-one"))?;
        if let Some(level) = fields.maybe_word(&field(id), Level::named)? {
            levels.insert(id, level);
        }
    }
    Ok(levels)
}

/// As a field of kind `datetime-local` takes it, in the reader's zone.
pub(super) fn local(visit: &Visit, at: Time) -> String {
    at.timestamp().to_zoned(visit.zone()).strftime("%Y-%m-%dT%H:%M").to_string()
}

pub(super) fn time(visit: &Visit, fields: &Fields, name: &'static str) -> Outcome<Option<Time>> {
    let Some(text) = fields.some(name) else { return Ok(None) };
    let wrong = || Failure::invalid(name, "failure-not-understood");
    let civil: jiff::civil::DateTime = text.parse().map_err(|_| wrong())?;
    let zoned = civil.to_zoned(visit.zone()).map_err(|_| wrong())?;
    Ok(Some(zoned.timestamp().into()))
}

async fn form_page(
    app: &App,
    visit: &Visit,
    status: StatusCode,
    form: Form,
    kind: Kind,
    id: Option<Uuid>,
) -> PageResult {
    let mut q = app.db.reader();
    let incident = match id {
        Some(id) => notice_store::find(&mut q, &visit.cx.who, NoticeId(id)).await?.incident,
        None => None,
    };
    access::require_write(&mut q, &visit.cx, incident).await?;
    let components = component_store::shown(&mut q).await?;
    let title = match kind {
        Kind::Incident => "status-draft-incident",
        Kind::Maintenance => "status-draft-maintenance",
    };
    let shell = below(app, visit, words::text(visit.lang(), title)).await?;
    let stages = kind.stages().iter().copied().filter(|stage| !stage.ends()).collect();
    page_with(status, &EditPage { shell, form, kind, id, components, levels: Level::ALL, stages })
}

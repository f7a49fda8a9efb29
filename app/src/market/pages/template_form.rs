//! The form in which a template is written: a row for each aim, step, question and commitment, and some empty ones.
//!
//! Fields of rows are called as the API calls them (`aims[2].what`), so that reasons find their place. A row that says
//! nothing is left out.

use askama::Template as Rendered;
use axum::Router;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use ryugaku_kernel::{Failure, FieldError, Msg, Outcome};

use super::offer_form::{must, or_say};
use crate::app::App;
use crate::door::{Fields, Flash, Form, PageResult, Visit, get, page_with, post, see_other};
use crate::exchange::{AimKind, Side};
use crate::market::moment::{Cadence, Moment, Owner};
use crate::market::shape::Shape;
use crate::market::template::{AimIdea, Commitment, Content, MOST_ROWS, Question, StepIdea, Template};
use crate::market::{edit_template, owners, templates};
use crate::shell::{Place, Shell};
use crate::words;

pub fn routes() -> Router<App> {
    Router::new()
        .route("/exchanges/templates/new", get(new))
        .route("/exchanges/templates/{slug}/edit", get(edit).merge(post(change)))
}

/// Empty rows below those that are filled; saving gives more.
const SPARE: usize = 3;

#[derive(Rendered)]
#[template(path = "market/template_form.html")]
struct FormPage {
    shell: Shell,
    form: Form,
    /// The one that is changed; a new one has none.
    slug: Option<String>,
    shapes: [Shape; 6],
    sides: [Side; 3],
    kinds: [AimKind; 7],
    owners: [Owner; 4],
    moments: [Moment; 4],
    cadences: [Cadence; 3],
}

impl FormPage {
    /// The rows of a kind: those up to the last one that says something, and some empty ones.
    fn rows(&self, kind: &str, text: &str) -> std::ops::Range<usize> {
        let filled = (0..MOST_ROWS).rev().find(|at| !self.form.value(&field(kind, *at, text)).is_empty());
        0..(filled.map_or(0, |at| at + 1) + SPARE).min(MOST_ROWS)
    }

    fn value(&self, kind: &str, at: &usize, part: &str) -> &str {
        self.form.value(&field(kind, *at, part))
    }

    fn why(&self, kind: &str, at: &usize, part: &str) -> &str {
        self.form.why(&field(kind, *at, part))
    }

    fn has(&self, kind: &str, at: &usize, part: &str, value: &str) -> bool {
        self.form.has(&field(kind, *at, part), value)
    }
}

fn field(kind: &str, at: usize, part: &str) -> String {
    format!("{kind}[{at}].{part}")
}

async fn new(State(app): State<App>, visit: Visit) -> PageResult {
    visit.cx.require_act()?;
    form_page(&app, &visit, StatusCode::OK, Form::default(), None).await
}

async fn edit(State(app): State<App>, visit: Visit, Path(slug): Path<String>) -> PageResult {
    visit.cx.require_act()?;
    let template = templates::find(&mut app.db.reader(), visit.lang(), &slug).await?;
    let values = filled(&template);
    let pairs: Vec<(&str, &str)> = values.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    form_page(&app, &visit, StatusCode::OK, Form::filled(&pairs), Some(slug)).await
}

pub(super) async fn add(State(app): State<App>, visit: Visit, fields: Fields) -> PageResult {
    visit.cx.require_act()?;
    let fields = closed_up(&fields);
    match try_add(&app, &visit, &fields).await {
        Ok(template) => Ok(done(&app, "template-added-said", &template)),
        Err(failure) => refused(&app, &visit, &fields, None, failure).await,
    }
}

async fn try_add(app: &App, visit: &Visit, fields: &Fields) -> Outcome<Template> {
    owners::require(&mut app.db.reader(), &visit.cx).await?;
    let content = read(fields)?;
    let mut tx = app.begin().await?;
    let template = edit_template::add(&mut tx, &visit.cx, fields.get("slug"), content).await?;
    tx.commit().await?;
    Ok(template)
}

async fn change(State(app): State<App>, visit: Visit, Path(slug): Path<String>, fields: Fields) -> PageResult {
    visit.cx.require_act()?;
    let fields = closed_up(&fields);
    match try_change(&app, &visit, &slug, &fields).await {
        Ok(template) => Ok(done(&app, "template-changed-said", &template)),
        Err(failure) => refused(&app, &visit, &fields, Some(slug), failure).await,
    }
}

async fn try_change(app: &App, visit: &Visit, slug: &str, fields: &Fields) -> Outcome<Template> {
    owners::require(&mut app.db.reader(), &visit.cx).await?;
    let content = read(fields)?;
    let mut tx = app.begin().await?;
    let version = fields.maybe_parse("version")?;
    let template = edit_template::write(&mut tx, &visit.cx, slug, version, content).await?;
    tx.commit().await?;
    Ok(template)
}

fn done(app: &App, key: &'static str, template: &Template) -> axum::response::Response {
    let said = Flash::new(Msg::new(key).with("name", template.content.name.clone()));
    see_other(app, &format!("/exchanges/templates/{}", template.slug), Some(said))
}

/// Kinds of rows: the part without which a row says nothing, and all parts.
const ROWS: [(&str, &str, &[&str]); 4] = [
    ("aims", "what", &["side", "kind", "what", "how"]),
    ("steps", "what", &["what", "days_before", "owner"]),
    ("questions", "text", &["moment", "side", "text"]),
    ("commitments", "what", &["what", "cadence", "owner"]),
];

/// The fields without rows that say nothing: what is wrong in the third row is then said beside the third row.
fn closed_up(fields: &Fields) -> Fields {
    let plain = ["slug", "name", "about", "shape", "weeks", "share", "version"];
    let mut kept: Vec<(String, &str)> = plain.map(|name| (name.to_owned(), fields.get(name))).into();
    for (kind, text, parts) in ROWS {
        let filled = (0..MOST_ROWS).filter(|at| fields.some(&field(kind, *at, text)).is_some());
        for (to, from) in filled.enumerate() {
            kept.extend(parts.iter().map(|part| (field(kind, to, part), fields.get(&field(kind, from, part)))));
        }
    }
    let pairs: Vec<(&str, &str)> = kept.iter().map(|(name, value)| (name.as_str(), *value)).collect();
    Fields::of(&pairs)
}

/// The caller has closed up the fields.
fn read(fields: &Fields) -> Outcome<Content> {
    let mut errors = Vec::new();
    let rows = |kind: &'static str, text: &'static str| {
        (0..MOST_ROWS).take_while(move |at| fields.some(&field(kind, *at, text)).is_some())
    };
    let text = |kind: &str, at: usize, part: &str| fields.get(&field(kind, at, part)).to_owned();
    let mut aims = Vec::new();
    for at in rows("aims", "what") {
        let side = or_say(&mut errors, fields.word(&field("aims", at, "side"), Side::named));
        let kind = or_say(&mut errors, fields.word(&field("aims", at, "kind"), AimKind::named));
        let aim = |(side, kind)| AimIdea { side, kind, what: text("aims", at, "what"), how: text("aims", at, "how") };
        aims.extend(side.zip(kind).map(aim));
    }
    let mut steps = Vec::new();
    for at in rows("steps", "what") {
        let owner = or_say(&mut errors, fields.word(&field("steps", at, "owner"), Owner::named));
        let days = or_say(&mut errors, must(fields, &field("steps", at, "days_before")));
        let step = |(owner, days_before)| StepIdea { what: text("steps", at, "what"), days_before, owner };
        steps.extend(owner.zip(days).map(step));
    }
    let mut questions = Vec::new();
    for at in rows("questions", "text") {
        let moment = or_say(&mut errors, fields.word(&field("questions", at, "moment"), Moment::named));
        let side = or_say(&mut errors, fields.word(&field("questions", at, "side"), Side::named));
        let asked = |(moment, side)| Question { moment, side, text: text("questions", at, "text") };
        questions.extend(moment.zip(side).map(asked));
    }
    let mut commitments = Vec::new();
    for at in rows("commitments", "what") {
        let cadence = or_say(&mut errors, fields.word(&field("commitments", at, "cadence"), Cadence::named));
        let owner = or_say(&mut errors, fields.word(&field("commitments", at, "owner"), Owner::named));
        let kept = |(cadence, owner)| Commitment { what: text("commitments", at, "what"), cadence, owner };
        commitments.extend(cadence.zip(owner).map(kept));
    }
    let content = Content {
        shape: or_say(&mut errors, fields.word("shape", Shape::named)).unwrap_or(Shape::Hours),
        name: fields.get("name").into(),
        about: fields.get("about").into(),
        weeks: or_say(&mut errors, must(fields, "weeks")).unwrap_or_default(),
        share: or_say(&mut errors, must(fields, "share")).unwrap_or_default(),
        aims,
        steps,
        questions,
        commitments,
    };
    if content.name.is_empty() && !errors.is_empty() {
        errors.insert(0, FieldError::new("name", Msg::new("failure-required")));
    }
    if errors.is_empty() { Ok(content) } else { Err(Failure::Invalid(errors)) }
}

fn filled(template: &Template) -> Vec<(String, String)> {
    let content = &template.content;
    let mut values: Vec<(String, String)> = [
        ("name", content.name.clone()),
        ("about", content.about.clone()),
        ("shape", content.shape.name().into()),
        ("weeks", content.weeks.to_string()),
        ("share", content.share.to_string()),
        ("version", template.version.to_string()),
    ]
    .map(|(name, value)| (name.to_owned(), value))
    .into();
    let mut row = |kind: &str, at: usize, parts: &[(&str, &str)]| {
        values.extend(parts.iter().map(|(part, value)| (field(kind, at, part), (*value).to_owned())));
    };
    for (at, aim) in content.aims.iter().enumerate() {
        let parts = [("side", aim.side.name()), ("kind", aim.kind.name()), ("what", &aim.what), ("how", &aim.how)];
        row("aims", at, &parts);
    }
    for (at, step) in content.steps.iter().enumerate() {
        let days = step.days_before.to_string();
        row("steps", at, &[("what", &step.what), ("days_before", &days), ("owner", step.owner.name())]);
    }
    for (at, asked) in content.questions.iter().enumerate() {
        let parts = [("moment", asked.moment.name()), ("side", asked.side.name()), ("text", &asked.text)];
        row("questions", at, &parts);
    }
    for (at, kept) in content.commitments.iter().enumerate() {
        let parts = [("what", kept.what.as_str()), ("cadence", kept.cadence.name()), ("owner", kept.owner.name())];
        row("commitments", at, &parts);
    }
    values
}

async fn refused(app: &App, visit: &Visit, fields: &Fields, slug: Option<String>, failure: Failure) -> PageResult {
    match failure {
        Failure::Invalid(errors) => {
            let form = Form::refused(fields, &errors, visit.lang());
            form_page(app, visit, StatusCode::UNPROCESSABLE_ENTITY, form, slug).await
        }
        other => Err(other.into()),
    }
}

async fn form_page(app: &App, visit: &Visit, status: StatusCode, form: Form, slug: Option<String>) -> PageResult {
    let mut q = app.db.reader();
    owners::require(&mut q, &visit.cx).await?;
    let title = words::text(visit.lang(), if slug.is_some() { "template-edit" } else { "template-new" });
    let shell = Shell::new(app, visit, Place::Offers, title).await?;
    let mut shell = shell
        .crumb(words::text(visit.lang(), "nav-offers"), "/offers")
        .crumb(words::text(visit.lang(), "templates-title"), "/exchanges/templates");
    if let Some(slug) = &slug {
        let name = templates::find(&mut q, visit.lang(), slug).await?.content.name;
        shell = shell.crumb(name, format!("/exchanges/templates/{slug}"));
    }
    let page = FormPage {
        shell,
        form,
        slug,
        shapes: Shape::ALL,
        sides: Side::ALL,
        kinds: AimKind::ALL,
        owners: Owner::ALL,
        moments: Moment::ALL,
        cadences: Cadence::ALL,
    };
    page_with(status, &page)
}

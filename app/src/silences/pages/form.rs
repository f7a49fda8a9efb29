//! `/silences/new` and `/silences/{id}/edit`: the form of a silence, and beside it what it would hide.

use askama::Template;
use axum::Router;
use axum::extract::{Path, RawQuery, State};
use axum::http::StatusCode;
use ryugaku_alerting::{Matcher, Op};
use ryugaku_kernel::{Failure, Msg, Outcome};
use ryugaku_routing::SilenceState;

use super::seen::Seen;
use super::written;
use crate::alerts;
use crate::app::App;
use crate::door::{Fields, Flash, Form, PageResult, Visit, get, page_with, post, see_other};
use crate::shell::{Place, Shell};
use crate::silences::api::named;
use crate::silences::given::{self, Lasting};
use crate::silences::make::NewSilence;
use crate::silences::preview::Hours;
use crate::silences::silence::Silence;
use crate::silences::{change, make, matchers, store};
use crate::words;

pub fn routes() -> Router<App> {
    Router::new().route("/silences/new", get(new)).route("/silences/{id}/edit", get(edit).merge(post(change)))
}

#[derive(Template)]
#[template(path = "silences/form.html")]
struct FormPage {
    shell: Shell,
    form: Form,
    action: String,
    back: String,
    /// Where the preview is asked again.
    here: String,
    /// It has begun, and keeps its start.
    has_begun: bool,
    is_edit: bool,
    lastings: [Lasting; 6],
    seen: Seen,
}

impl FormPage {
    /// What the form's button does.
    fn deed(&self) -> &'static str {
        if self.is_edit { "silence-save" } else { "silence-make-it" }
    }
}

/// Filled in from `?alert=<fingerprint>`, from `?matcher=…` any number of times, or from what was typed.
async fn new(State(app): State<App>, visit: Visit, RawQuery(query): RawQuery) -> PageResult {
    visit.cx.require_act()?;
    let asked: Vec<(String, String)> =
        url::form_urlencoded::parse(query.unwrap_or_default().as_bytes()).into_owned().collect();
    let mut filled: Vec<(&str, String)> = Vec::new();
    let all = |name: &str| -> Vec<String> {
        asked.iter().filter(|(key, _)| key == name).map(|(_, value)| value.clone()).collect()
    };
    let mut lines = all("matchers");
    lines.extend(all("matcher"));
    for fingerprint in all("alert") {
        lines.push(labels(&app, &fingerprint).await?);
    }
    filled.push(("matchers", lines.join("\n")));
    for name in ["starts_at", "lasting", "until", "comment"] {
        filled.extend(all(name).into_iter().next().map(|value| (name, value)));
    }
    if !filled.iter().any(|(name, _)| *name == "lasting") {
        filled.push(("lasting", Lasting::default().name().to_owned()));
    }
    let filled: Vec<(&str, &str)> = filled.iter().map(|(name, value)| (*name, value.as_str())).collect();
    form_page(&app, &visit, StatusCode::OK, Form::filled(&filled), None).await
}

/// An alert's labels as matchers, one a line.
async fn labels(app: &App, fingerprint: &str) -> Outcome<String> {
    let fingerprint = fingerprint.parse().map_err(|_| Failure::NotFound("alert"))?;
    let alert = alerts::by_fingerprint(&mut app.db.reader(), fingerprint).await?;
    let one = |(name, value)| Matcher::new(name, Op::Equal, value);
    Ok(matchers::lines(&alert.labels.iter().map(one).collect::<Outcome<Vec<_>>>()?))
}

pub(super) async fn add(State(app): State<App>, visit: Visit, fields: Fields) -> PageResult {
    visit.cx.require_act()?;
    let done = async {
        let new = read(&visit, &fields, None)?;
        let weighed = written::weigh(&app, &new.matchers, &fields).await?;
        let mut tx = app.begin().await?;
        let silence = make::make(&mut tx, &visit.cx, new, weighed).await?;
        tx.commit().await?;
        Ok(silence)
    }
    .await;
    match done {
        Ok(silence) => {
            let said = Flash::new(Msg::new("silence-made-said").with("name", matchers::words(&silence.matchers)));
            Ok(see_other(&app, &format!("/silences/{}", silence.id), Some(said)))
        }
        Err(failure) => refused(&app, &visit, &fields, None, failure).await,
    }
}

async fn edit(State(app): State<App>, visit: Visit, Path(id): Path<String>, RawQuery(query): RawQuery) -> PageResult {
    visit.cx.require_act()?;
    let silence = store::by_id(&mut app.db.reader(), named(&id)?).await?;
    let form = written::again(query, || filled(&visit, &silence));
    form_page(&app, &visit, StatusCode::OK, form, Some(silence)).await
}

fn filled(visit: &Visit, silence: &Silence) -> Form {
    let zone = visit.zone();
    Form::filled(&[
        ("matchers", &matchers::lines(&silence.matchers)),
        ("starts_at", &given::local(silence.starts_at, &zone)),
        ("lasting", Lasting::Until.name()),
        ("until", &given::local(silence.ends_at, &zone)),
        ("comment", &silence.comment),
        ("version", &silence.version.to_string()),
    ])
}

async fn change(State(app): State<App>, visit: Visit, Path(id): Path<String>, fields: Fields) -> PageResult {
    visit.cx.require_act()?;
    let old = store::by_id(&mut app.db.reader(), named(&id)?).await?;
    let done = async {
        let new = read(&visit, &fields, Some(&old))?;
        let weighed = written::weigh(&app, &new.matchers, &fields).await?;
        let mut tx = app.begin().await?;
        let silence = change::put(&mut tx, &visit.cx, old.id, fields.maybe_parse("version")?, new, weighed).await?;
        tx.commit().await?;
        Ok(silence)
    }
    .await;
    match done {
        Ok(silence) => {
            let key = if silence.id == old.id { "silence-changed-said" } else { "silence-replaced-said" };
            Ok(see_other(&app, &format!("/silences/{}", silence.id), Some(Flash::new(Msg::new(key)))))
        }
        Err(failure) => refused(&app, &visit, &fields, Some(old), failure).await,
    }
}

fn read(visit: &Visit, fields: &Fields, old: Option<&Silence>) -> Outcome<NewSilence> {
    let (zone, now) = (visit.zone(), visit.cx.now());
    let (began, ended) = (old.map(|old| old.starts_at), old.map(|old| old.ends_at));
    let starts_at = written::time(fields, "starts_at", began, &zone)?.or(began);
    let lasting = fields.word("lasting", Lasting::named)?;
    let until = fields.get("until");
    let kept = ended.filter(|at| lasting == Lasting::Until && given::local(*at, &zone) == until);
    let ends_at = match kept {
        Some(at) => at,
        None => lasting.end(starts_at.unwrap_or(now).max(now), now, &zone, until)?,
    };
    let matchers = matchers::of_lines(fields.get("matchers"))?;
    Ok(NewSilence { matchers, starts_at, ends_at, comment: fields.get("comment").into(), created_by: None })
}

async fn refused(app: &App, visit: &Visit, fields: &Fields, old: Option<Silence>, failure: Failure) -> PageResult {
    let (status, form) = written::refused(visit, fields, old.as_ref().map(|old| old.version), failure)?;
    form_page(app, visit, status, form, old).await
}

async fn form_page(app: &App, visit: &Visit, status: StatusCode, form: Form, old: Option<Silence>) -> PageResult {
    let (now, zone) = (visit.cx.now(), visit.zone());
    let from = given::at("starts_at", form.value("starts_at"), &zone).ok().flatten().unwrap_or(now).max(now);
    let lasting = Lasting::named(form.value("lasting")).unwrap_or_default();
    // While a time is being typed, an hour stands for it.
    let until = lasting.end(from, now, &zone, form.value("until")).ok().filter(|until| *until > from);
    let until = until.unwrap_or(from.plus(jiff::SignedDuration::from_hours(1)));
    let hours = Hours { span: (from, until), weekly: None, zone: visit.organisation.zone() };
    let mut seen = Seen::of(app, visit, form.value("matchers"), &hours).await?;
    seen.preview.same.retain(|other| old.as_ref().is_none_or(|old| old.id != other.id));
    let key = if old.is_some() { "silence-edit" } else { "silence-new" };
    let shell = Shell::new(app, visit, Place::Alerts, words::text(visit.lang(), key)).await?;
    let shell = shell.crumb(words::text(visit.lang(), "nav-alerts"), "/alerts");
    let mut shell = shell.crumb(words::text(visit.lang(), "silences-title"), "/silences");
    let (action, back, here) = match &old {
        Some(old) => {
            let back = format!("/silences/{}", old.id);
            shell = shell.crumb(matchers::words(&old.matchers), back.clone());
            (format!("{back}/edit"), back.clone(), format!("{back}/edit"))
        }
        None => ("/silences".to_owned(), "/silences".to_owned(), "/silences/new".to_owned()),
    };
    page_with(
        status,
        &FormPage {
            shell,
            form,
            action,
            back,
            here,
            has_begun: old.as_ref().is_some_and(|old| old.state(now) == SilenceState::Active),
            is_edit: old.is_some(),
            lastings: Lasting::ALL,
            seen,
        },
    )
}

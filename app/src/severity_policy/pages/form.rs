//! `/severity-policy/form`: the same policy with a field for everything it asks for; what is saved is its text.

use askama::Template;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use ryugaku_kernel::{Failure, FieldError, Outcome};
use serde::Deserialize;

use super::super::current::{Current, current};
use super::super::level::Closing;
use super::super::reach::WORDS;
use super::super::{document, written};
use super::edit::{Changes, look, saved};
use super::filled;
use crate::app::App;
use crate::catalog::product_store;
use crate::door::{Fields, Form, PageResult, Visit, page_with};
use crate::incidents::circle::Circle;
use crate::incidents::role::Role;
use crate::incidents::severity::Severity;
use crate::people::{Team, team_store};
use crate::routing::may_edit;
use crate::shell::{Place, Shell};
use crate::words;

#[derive(Default, Deserialize)]
pub struct Asked {
    /// A product's short name; empty: what holds in general.
    #[serde(default)]
    product: String,
}

#[derive(Template)]
#[template(path = "severity_policy/form.html")]
struct FormPage {
    shell: Shell,
    form: Form,
    /// Of what the text itself refuses.
    wrong: Vec<String>,
    changes: Option<Vec<Changes>>,
    may_edit: bool,
    /// Short name and name of each; first those that there are.
    products: Vec<(String, String)>,
    product: String,
    teams: Vec<Team>,
    loses_remarks: bool,
}

pub async fn show(State(app): State<App>, visit: Visit, Query(asked): Query<Asked>) -> PageResult {
    visit.cx.require_read()?;
    let current = current(&mut app.db.reader()).await?;
    let product = Some(asked.product.as_str()).filter(|product| !product.is_empty());
    let mut values = filled::fields_of(&current.policy, product);
    values.push(("version".into(), current.version.version.to_string()));
    let values: Vec<(&str, &str)> = values.iter().map(|(name, value)| (&**name, &**value)).collect();
    form_page(&app, &visit, current, Form::filled(&values), asked.product, Looked::default()).await
}

#[derive(Default)]
struct Looked {
    errors: Vec<FieldError>,
    changes: Option<Vec<Changes>>,
}

pub async fn act(State(app): State<App>, visit: Visit, fields: Fields) -> PageResult {
    visit.cx.require_act()?;
    let current = current(&mut app.db.reader()).await?;
    let product = fields.get("product").to_owned();
    let text = text_of(&current, &fields);
    let looked = match (text, fields.get("deed")) {
        (Err(failure), _) => Err(failure),
        (Ok(text), "preview") => look(&app, &visit, &text).await.map(Some),
        (Ok(text), _) => match saved(&app, &visit, text, &fields).await {
            Ok(answer) => return Ok(answer),
            Err(failure) => Err(failure),
        },
    };
    let looked = match looked {
        Ok(changes) => Looked { errors: Vec::new(), changes },
        Err(Failure::Invalid(errors)) => Looked { errors, changes: None },
        Err(failure) => return Err(failure.into()),
    };
    let form = Form::refused(&fields, &looked.errors, visit.lang());
    form_page(&app, &visit, current, form, product, looked).await
}

/// What was filled in, as the text that says the same.
fn text_of(current: &Current, fields: &Fields) -> Outcome<String> {
    let product = fields.some("product");
    let policy = filled::policy_of(&current.policy, product, fields).map_err(Failure::Invalid)?;
    // As it reads, so that what the form has no field for cannot get lost unseen.
    let text = written::text(&policy, &current.version.text);
    let again = document::read(&text)?;
    if again == policy { Ok(text) } else { Err(Failure::conflict("severity-policy-form-not")) }
}

async fn form_page(
    app: &App,
    visit: &Visit,
    current: Current,
    form: Form,
    product: String,
    looked: Looked,
) -> PageResult {
    let mut q = app.db.reader();
    let status = if looked.errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let products: Vec<(String, String)> =
        product_store::open(&mut q).await?.into_iter().map(|product| (product.slug, product.name)).collect();
    if !product.is_empty() && products.iter().all(|(slug, _)| *slug != product) {
        return Err(Failure::NotFound("product").into());
    }
    let word = |key| words::text(visit.lang(), key);
    let shell = Shell::new(app, visit, Place::Incidents, word("severity-policy-form")).await?;
    let shell = shell.crumb(word("nav-incidents"), "/incidents");
    let shell = shell.crumb(word("severity-policy-title"), "/severity-policy");
    // Those of a field stand at the field.
    let elsewhere = looked.errors.iter().filter(|error| error.msg.args.contains_key("line"));
    let page = FormPage {
        wrong: elsewhere.map(|error| visit.say(&error.msg)).collect(),
        changes: looked.changes,
        may_edit: may_edit(&mut q, &visit.cx).await?,
        loses_remarks: written::loses_remarks(&current.version.text),
        teams: team_store::open(&mut q).await?,
        shell,
        form,
        products,
        product,
    };
    page_with(status, &page)
}

impl FormPage {
    fn field(&self, severity: &Severity, part: impl std::fmt::Display) -> String {
        format!("{}.{part}", severity.name())
    }

    /// The rows for names of those who must know, two of them free.
    fn rows(&self, severity: &Severity) -> std::ops::Range<usize> {
        let is_used = |name: &str| !self.form.value(name).is_empty() || !self.form.why(name).is_empty();
        0..filled::rows(is_used, *severity)
    }

    /// The rows of those who can be reached somehow.
    fn reached(&self) -> Vec<(usize, String)> {
        let name = |row: usize| self.form.value(&format!("reach.{row}.name")).to_owned();
        (0..).map(|row| (row, name(row))).take_while(|(_, name)| !name.is_empty()).collect()
    }

    /// The words of the ways, as the document has them.
    fn kinds(&self) -> [&'static str; 5] {
        WORDS.map(|(kind, _)| kind)
    }

    /// The key of what such ways are called.
    fn way(&self, kind: &str) -> &'static str {
        match kind {
            "mail" => "severity-policy-form-mail",
            "people" => "severity-policy-form-people",
            "teams" => "severity-policy-form-team-names",
            "channels" => "severity-policy-form-channels",
            _ => "severity-policy-form-receivers",
        }
    }

    /// What a name is called: the circles have words of their own.
    fn called(&self, name: &str) -> String {
        Circle::named(name).map_or_else(|| name.to_owned(), |circle| self.shell.t(circle.key()))
    }
}

//! `/settings/tokens`: administrators see all, everybody else their own.

use std::collections::HashMap;

use askama::Template;
use axum::Router;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use ryugaku_kernel::{Failure, Msg, Outcome, Page, Role, Uuid};

use super::token::{self, NewToken, State as TokenState, Token};
use super::token_store;
use super::who::is_within;
use crate::app::App;
use crate::door::{Fields, Flash, Form, PageResult, Paging, Visit, get, page_with, post, see_other};
use crate::people::{self, PersonId};
use crate::shell::{Place, Shell};
use crate::words;

pub fn routes() -> Router<App> {
    Router::new()
        .route("/settings/tokens", get(list).merge(post(create)))
        .route("/settings/tokens/{id}/revoke", post(revoke))
}

#[derive(Template)]
#[template(path = "sign_in/tokens.html")]
struct TokensPage {
    shell: Shell,
    form: Form,
    /// The text of the one just made: shown now and never again.
    made: Option<(String, String)>,
    tokens: Page<Token>,
    names: HashMap<Uuid, String>,
    roles: Vec<Role>,
    own: bool,
}

impl TokensPage {
    /// Who made it, when that was somebody else than its owner.
    fn maker(&self, token: &Token) -> Option<&str> {
        let maker = token.created_by.filter(|maker| token.person.is_none_or(|person| person.0 != *maker))?;
        self.names.get(&maker).map(String::as_str)
    }

    fn owner(&self, token: &Token) -> String {
        match token.person {
            Some(person) => self.names.get(&person.0).cloned().unwrap_or_default(),
            None => self.shell.t("token-of-program"),
        }
    }

    fn state(&self, token: &Token) -> TokenState {
        token.state(self.shell.now())
    }
}

async fn list(State(app): State<App>, visit: Visit, Query(paging): Query<Paging>) -> PageResult {
    tokens_page(&app, &visit, StatusCode::OK, usual(&visit), paging, None).await
}

async fn create(State(app): State<App>, visit: Visit, fields: Fields) -> PageResult {
    match try_create(&app, &visit, &fields).await {
        Ok(made) => tokens_page(&app, &visit, StatusCode::OK, usual(&visit), Paging::default(), Some(made)).await,
        Err(Failure::Invalid(errors)) => {
            let form = Form::refused(&fields, &errors, visit.lang());
            tokens_page(&app, &visit, StatusCode::UNPROCESSABLE_ENTITY, form, Paging::default(), None).await
        }
        Err(failure) => Err(failure.into()),
    }
}

/// What a token mostly is: of one's own, for a quarter of a year.
fn usual(visit: &Visit) -> Form {
    let role = if visit.cx.who.may_act() { "member" } else { "read" };
    Form::filled(&[("role", role), ("days", "90"), ("owner", "me")])
}

async fn try_create(app: &App, visit: &Visit, fields: &Fields) -> Outcome<(String, String)> {
    let program = fields.get("owner") == "program";
    let new = NewToken {
        name: fields.get("name").into(),
        role: fields.word("role", Role::named)?,
        person: if program { None } else { visit.cx.who.person().map(PersonId) },
        days: fields.maybe_parse("days")?,
    };
    let mut tx = app.begin().await?;
    let (token, text) = token::create(&mut tx, &visit.cx, &app.keys, new).await?;
    tx.commit().await?;
    Ok((token.name, text))
}

async fn revoke(State(app): State<App>, visit: Visit, Path(id): Path<Uuid>) -> PageResult {
    let mut tx = app.begin().await?;
    let token = token::revoke(&mut tx, &visit.cx, id).await?;
    tx.commit().await?;
    let said = Flash::new(Msg::new("token-revoked-said").with("name", token.name));
    Ok(see_other(&app, "/settings/tokens", Some(said)))
}

async fn tokens_page(
    app: &App,
    visit: &Visit,
    status: StatusCode,
    form: Form,
    paging: Paging,
    made: Option<(String, String)>,
) -> PageResult {
    let scope = token::scope(&visit.cx)?;
    let mut q = app.db.reader();
    let tokens = token_store::page(&mut q, scope, paging.after()?, paging.limit()).await?;
    let people = tokens.items.iter().filter_map(|token| token.person.map(|person| person.0));
    let names = people::names(&mut q, people.chain(tokens.items.iter().filter_map(|token| token.created_by))).await?;
    let own_role = visit.cx.who.role;
    let roles = Role::ALL.into_iter().filter(|role| own_role.is_some_and(|own| is_within(*role, own))).collect();
    let shell = Shell::new(app, visit, Place::Settings, words::text(visit.lang(), "token-title")).await?;
    let shell = shell.crumb(words::text(visit.lang(), "nav-settings"), "/settings");
    page_with(status, &TokensPage { shell, form, made, tokens, names, roles, own: scope.is_some() })
}

/// The key of a role's words.
pub fn role_key(role: &Role) -> &'static str {
    match role {
        Role::Admin => "token-role-admin",
        Role::Member => "token-role-member",
        Role::Read => "token-role-read",
        Role::Intake => "token-role-intake",
    }
}

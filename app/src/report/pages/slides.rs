//! `/exchanges/{number}/slides`: the deck, served with its stylesheet; and as one file that needs nothing beside it.

use askama::Template;
use axum::Router;
use axum::extract::{Path, Query, State};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ryugaku_kernel::{Failure, Outcome};
use sha2::{Digest, Sha256};

use super::choice::{Choice, made};
use super::file::{Saved, html_file};
use crate::app::App;
use crate::door::{PageResult, Visit, get, page, query};
use crate::home::assets;
use crate::report::deck::{self, Body, Slide};
use crate::report::voice::Voice;
use crate::report::{Report, drawing};
use axum::response::IntoResponse;

pub fn routes() -> Router<App> {
    Router::new().route("/exchanges/{number}/slides", get(show)).route("/exchanges/{number}/slides.html", get(download))
}

#[derive(Template)]
#[template(path = "report/deck.html")]
struct Deck<'a> {
    voice: Voice,
    report: &'a Report,
    slides: Vec<Slide>,
    /// Styles and script: as links, or in the file itself.
    head: String,
    tail: String,
    theme: String,
    /// What is asked for, for the links of a deck that is served; unset in a file.
    asked: Option<String>,
}

async fn show(app: State<App>, visit: Visit, Path(number): Path<String>, Query(choice): Query<Choice>) -> PageResult {
    let (report, voice) = made(&app, &visit, &number, &choice).await?;
    let asked = query([("lang", voice.lang.tag()), ("audience", report.audience.name())]);
    page(&Deck {
        voice,
        slides: deck::slides(voice, &report),
        report: &report,
        head: "<link rel=\"stylesheet\" href=\"/assets/deck.css\">".into(),
        tail: "<script src=\"/assets/deck.js\"></script>".into(),
        theme: visit.choices.theme.clone().unwrap_or_default(),
        asked: Some(asked),
    })
}

async fn download(
    app: State<App>,
    visit: Visit,
    Path(number): Path<String>,
    Query(choice): Query<Choice>,
) -> PageResult {
    let (report, voice) = made(&app, &visit, &number, &choice).await?;
    Ok(slides_file(voice, &report)?.into_response())
}

/// The deck as one file: styles, script and icons inside, and a policy that lets it load nothing and run nothing else.
pub fn slides_file(voice: Voice, report: &Report) -> Outcome<Saved> {
    let (style, script) = (assets::text("deck.css")?, assets::text("deck.js")?);
    let policy = format!(
        "default-src 'none'; style-src '{}'; script-src '{}'; base-uri 'none'; form-action 'none'",
        hash(&style),
        hash(&script),
    );
    let deck = Deck {
        voice,
        slides: deck::slides(voice, report),
        report,
        head: format!("<meta http-equiv=\"content-security-policy\" content=\"{policy}\">\n<style>{style}</style>"),
        tail: format!("<script>{script}</script>"),
        theme: String::new(),
        asked: None,
    };
    Ok(html_file(voice, report, deck.render().map_err(Failure::internal)?))
}

/// As a policy names what may stand inline.
fn hash(text: &str) -> String {
    format!("sha256-{}", STANDARD.encode(Sha256::digest(text.as_bytes())))
}

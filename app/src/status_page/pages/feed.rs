//! `/status/feed.atom` and `/status.json`: for readers of feeds, and for programs.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::{Query, State};
use axum::http::header;
use axum::response::IntoResponse;
use axum::{Extension, Json, Router};
use ryugaku_kernel::{Failure, Lang, Time, Uuid};
use serde::Deserialize;
use serde_json::{Value, json};

use super::public::{kept, prose};
use crate::app::App;
use crate::door::{PageResult, Visit, get};
use crate::status_page::board::{Rows, Told};
use crate::status_page::shown;
use crate::words;

/// Entries at most.
const MOST: usize = 50;

pub fn routes() -> Router<App> {
    Router::new().route("/status/feed.atom", get(feed)).route("/status.json", get(data))
}

#[derive(Default, Deserialize)]
struct Asked {
    /// `ja` or `en`; what the reader asks for, if absent.
    #[serde(default)]
    lang: String,
}

#[derive(Template)]
#[template(path = "status_page/feed.xml")]
struct Feed {
    lang: Lang,
    title: String,
    base: String,
    updated: Time,
    entries: Vec<Entry>,
}

struct Entry {
    address: String,
    title: String,
    published: Time,
    updated: Time,
    html: String,
}

async fn feed(State(app): State<App>, Extension(visit): Extension<Visit>, Query(asked): Query<Asked>) -> PageResult {
    let mut q = app.db.reader();
    let public = shown::require_visible(&mut q, &visit.cx).await?;
    let lang = Lang::named(&asked.lang).unwrap_or(visit.lang());
    let rows = shown::rows(&mut q, visit.cx.now()).await?;
    let base = app.config.public_url().to_string();
    let told = (0..rows.notices.len()).map(|at| Told::of(&rows, at, lang));
    let mut entries: Vec<Entry> = told.filter_map(|told| entry(lang, &base, &told)).collect();
    entries.sort_by_key(|entry| std::cmp::Reverse(entry.updated));
    entries.truncate(MOST);
    let updated = entries.first().map_or(app.started, |entry| entry.updated);
    let title = format!("{} {}", visit.organisation.name, words::text(lang, "status-title"));
    let xml = Feed { lang, title, base, updated, entries }.render().map_err(Failure::internal)?;
    kept(&visit, public, ([(header::CONTENT_TYPE, "application/atom+xml; charset=utf-8")], xml).into_response())
}

/// All that was said of one notice; the last first.
fn entry(lang: Lang, base: &str, told: &Told) -> Option<Entry> {
    let said = told.said.iter().map(|said| {
        let at = said.at.map(|at| at.to_string()).unwrap_or_default();
        format!("<p><b>{}</b> <time>{at}</time></p>{}", words::text(lang, said.stage.key()), prose(&said.body))
    });
    Some(Entry {
        address: format!("{base}status/notices/{}", told.slug),
        title: plain(&format!("{}: {}", words::text(lang, told.stage.key()), told.title.text)),
        published: told.published_at?,
        updated: told.last()?.at?,
        html: plain(&said.collect::<String>()),
    })
}

/// Without letters that XML does not know: with one of them no reader takes the feed.
fn plain(text: &str) -> String {
    let known = |letter: &char| match letter {
        '\n' | '\t' => true,
        '\u{fffe}' | '\u{ffff}' => false,
        letter => !letter.is_control(),
    };
    text.chars().filter(known).collect()
}

async fn data(State(app): State<App>, Extension(visit): Extension<Visit>) -> PageResult {
    let mut q = app.db.reader();
    let public = shown::require_visible(&mut q, &visit.cx).await?;
    let rows = shown::rows(&mut q, visit.cx.now()).await?;
    let body = json!({
        "organisation": visit.organisation.name,
        "at": visit.cx.now(),
        "components": components(&rows, visit.cx.now()),
        "notices": rows.notices.iter().map(|row| notice(&rows, row)).collect::<Vec<_>>(),
    });
    kept(&visit, public, Json(body).into_response())
}

/// `no_known_problem` is what it says: nobody claims that it works.
fn components(rows: &Rows, now: Time) -> Vec<Value> {
    let levels = rows.levels(now);
    let shown = rows.components.iter().filter(|component| component.removed_at.is_none());
    let row = |component: &crate::status_page::component::Component| {
        let level = levels.get(&component.id.0).map_or("no_known_problem", |level| level.name());
        json!({"name": component.name, "group": component.group, "state": level})
    };
    shown.map(row).collect()
}

type Row =
    (crate::status_page::notice::Notice, crate::status_page::notice::Levels, Vec<crate::status_page::notice::Update>);

fn notice(rows: &Rows, (notice, levels, updates): &Row) -> Value {
    let names: BTreeMap<Uuid, _> = rows.components.iter().map(|one| (one.id.0, &one.name)).collect();
    let hit = levels.iter().filter_map(|(id, level)| Some(json!({"name": names.get(id)?, "state": level.name()})));
    let said = updates.iter().rev().map(|update| {
        json!({"stage": update.stage, "body": update.body, "at": update.said_at, "edited_at": update.edited_at})
    });
    json!({
        "slug": notice.slug, "kind": notice.kind, "state": notice.state, "stage": notice.stage, "title": notice.title,
        "begins_at": notice.begins_at, "ends_at": notice.ends_at, "published_at": notice.published_at,
        "ended_at": notice.ended_at, "components": hit.collect::<Vec<_>>(), "updates": said.collect::<Vec<_>>(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_letters_of_xml_are_in_the_feed() {
        assert_eq!(plain("決済\u{1b}[31m\u{8}\n\tが止まった\u{ffff}"), "決済[31m\n\tが止まった");
    }
}

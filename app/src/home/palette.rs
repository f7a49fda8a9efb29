//! `/palette`: what one looks for or wants to do, as a list for the field that ⌘K opens. An action leads to the page that
//! asks for it; nothing is changed here.

use askama::Template;
use axum::extract::{Query, State};
use axum::response::{Html, IntoResponse};
use ryugaku_kernel::{Failure, Lang, Outcome};
use serde::Deserialize;

use super::fold::{fits, fold};
use super::places;
use crate::app::App;
use crate::door::{PageResult, Visit};
use crate::words;

/// Something to go to.
#[derive(Clone, Debug)]
pub struct Choice {
    pub icon: &'static str,
    pub label: String,
    /// In small letters: the short name, the team.
    pub note: String,
    pub address: String,
}

impl Choice {
    pub fn new(icon: &'static str, label: impl Into<String>, address: impl Into<String>) -> Self {
        Self { icon, label: label.into(), note: String::new(), address: address.into() }
    }

    #[must_use]
    pub fn note(mut self, note: impl Into<String>) -> Self {
        self.note = note.into();
        self
    }
}

/// Choices of one kind, under a heading.
pub struct Group {
    /// The key of its heading.
    pub key: &'static str,
    pub choices: Vec<Choice>,
}

#[derive(Deserialize)]
pub struct Asked {
    #[serde(default)]
    q: String,
}

#[derive(Template)]
#[template(path = "home/palette.html")]
struct Fragment {
    lang: Lang,
    groups: Vec<Group>,
}

impl Fragment {
    fn t(&self, key: &str) -> String {
        words::text(self.lang, key)
    }
}

const LONGEST: usize = 100;
/// Of one kind, while something is typed.
const MOST: usize = 8;

pub async fn find(State(app): State<App>, visit: Visit, Query(Asked { q }): Query<Asked>) -> PageResult {
    visit.cx.require_read()?;
    let asked: String = q.trim().chars().take(LONGEST).collect();
    let groups =
        if asked.is_empty() { places::at_first(&app, &visit).await? } else { found(&app, &visit, &asked).await? };
    let html = Fragment { lang: visit.lang(), groups }.render().map_err(Failure::internal)?;
    Ok(Html(html).into_response())
}

async fn found(app: &App, visit: &Visit, asked: &str) -> Outcome<Vec<Group>> {
    let mut groups = places::by_number(app, visit, asked).await?;
    let asked = fold(asked);
    for group in places::all(app, visit).await? {
        let mut fitting: Vec<(u8, Choice)> = group
            .choices
            .into_iter()
            .filter_map(|choice| {
                let by_label = fits(&asked, &fold(&choice.label));
                // What stands beside it may be typed as well, and comes after.
                let by_note = || fits(&asked, &fold(&choice.note)).map(|fit| fit + 1);
                Some((by_label.or_else(by_note)?, choice))
            })
            .collect();
        fitting.sort_by_key(|(fit, _)| *fit);
        groups.push(Group {
            key: group.key,
            choices: fitting.into_iter().take(MOST).map(|(_, choice)| choice).collect(),
        });
    }
    groups.retain(|group| !group.choices.is_empty());
    Ok(groups)
}

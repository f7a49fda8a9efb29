//! The pages of a document's versions: who changed it when, and what.

use std::collections::HashMap;

use askama::Template;
use ryugaku_kernel::{Msg, Outcome, Page, Uuid};

use super::changes::{Line, Mark, changes};
use super::kind::Kind;
use super::said;
use super::version::{Origin, Version};
use crate::app::App;
use crate::door::{Flash, PageResult, Visit, page, see_other};
use crate::people;
use crate::shell::Shell;
use crate::words;

#[derive(Template)]
#[template(path = "versions/list.html")]
struct VersionsPage {
    shell: Shell,
    kind: &'static Kind,
    versions: Page<Version>,
    names: HashMap<Uuid, String>,
    holds: i64,
}

impl VersionsPage {
    fn is_current(&self, version: &Version) -> bool {
        version.version == self.holds
    }

    fn by(&self, version: &Version) -> String {
        said::maker(self.shell.lang, version, &self.names)
    }
}

#[derive(Template)]
#[template(path = "versions/one.html")]
struct VersionPage {
    shell: Shell,
    kind: &'static Kind,
    version: Version,
    by: String,
    /// From the version before it.
    changes: Vec<Vec<Line>>,
    holds: bool,
    may_edit: bool,
}

/// `holds` is the version in force.
pub async fn list_page(
    app: &App,
    visit: &Visit,
    kind: &'static Kind,
    versions: Page<Version>,
    holds: i64,
) -> PageResult {
    let mut q = app.db.reader();
    let names = people::names(&mut q, versions.items.iter().filter_map(|version| version.actor_id)).await?;
    let shell = shell(app, visit, kind, words::text(visit.lang(), "versions")).await?;
    page(&VersionsPage { shell, kind, versions, names, holds })
}

/// `before` is the text of the version before it; the program's own has none.
pub async fn one_page(
    app: &App,
    visit: &Visit,
    kind: &'static Kind,
    version: Version,
    before: Option<&str>,
    holds: i64,
    may_edit: bool,
) -> PageResult {
    let mut q = app.db.reader();
    let names = people::names(&mut q, version.actor_id).await?;
    let title = visit.say(&Msg::new("version-n").with("version", version.version));
    let shell = shell(app, visit, kind, title).await?;
    let shell = shell.crumb(words::text(visit.lang(), "versions"), format!("{}/versions", kind.path));
    let changes = before.map(|before| changes(before, &version.text)).unwrap_or_default();
    let (by, holds) = (said::maker(visit.lang(), &version, &names), holds == version.version);
    page(&VersionPage { shell, kind, version, by, changes, holds, may_edit })
}

/// Back to the document, after a former version holds again.
pub fn restored(app: &App, kind: &Kind, restored: i64, version: i64) -> PageResult {
    let said = Msg::new("version-restored-said").with("restored", restored).with("version", version);
    Ok(see_other(app, kind.path, Some(Flash::new(said))))
}

/// A page below the document's own.
async fn shell(app: &App, visit: &Visit, kind: &Kind, title: String) -> Outcome<Shell> {
    let (above, address) = kind.above;
    let shell = Shell::new(app, visit, kind.place, title).await?.crumb(words::text(visit.lang(), above), address);
    Ok(shell.crumb(words::text(visit.lang(), kind.title), kind.path))
}

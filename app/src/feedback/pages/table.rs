//! `/exchanges/{number}/feedback`: moments × sides, whose turn it is, when it was given.

use askama::Template;
use axum::Router;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect};
use ryugaku_kernel::Msg;

use crate::app::App;
use crate::door::{PageResult, Visit, get, page};
use crate::exchange::Side;
use crate::exchange::exchange::{Exchange, count_of};
use crate::feedback::feedback;
use crate::feedback::moment::{self, Moment, Waits};
use crate::feedback::see::{self, Cell};
use crate::people;
use crate::shell::{Place, Shell};
use crate::words;

pub fn routes() -> Router<App> {
    Router::new().route("/exchanges/{number}/feedback", get(table))
}

/// A side with who writes for it.
struct Row {
    side: Side,
    writer: Option<String>,
    cells: Vec<Cell>,
}

#[derive(Template)]
#[template(path = "feedback/table.html")]
struct TablePage {
    shell: Shell,
    exchange: Exchange,
    number: String,
    rows: Vec<Row>,
    moments: [(Moment, jiff::civil::Date); 4],
    /// What the one who looks can write now.
    turns: Vec<(Moment, Side)>,
    own_way: bool,
}

impl TablePage {
    fn is_draft(&self, cell: &Cell) -> bool {
        cell.mine == Some(feedback::State::Draft)
    }
}

async fn table(State(app): State<App>, visit: Visit, Path(number): Path<String>) -> PageResult {
    visit.cx.require_read()?;
    let count = count_of(&number)?;
    let canonical = format!("EX-{count}");
    if number != canonical {
        return Ok(Redirect::permanent(&format!("/exchanges/{canonical}/feedback")).into_response());
    }
    let mut q = app.db.reader();
    let (exchange, cells) = see::table(&mut q, &visit.cx, count).await?;
    let writers = Side::ALL.map(|side| moment::writer(&exchange, side));
    let names = people::names(&mut q, writers.into_iter().flatten()).await?;
    let undone = |cell: &&Cell| cell.may_write && cell.mine.is_none_or(|state| state == feedback::State::Draft);
    let turns = cells.iter().filter(undone).map(|cell| (cell.moment, cell.side)).collect();
    let mut cells = cells.into_iter();
    let rows = Side::ALL.into_iter().zip(writers).map(|(side, writer)| Row {
        side,
        writer: writer.and_then(|id| names.get(&id).cloned()),
        cells: cells.by_ref().take(Moment::ALL.len()).collect(),
    });
    let rows = rows.collect();
    let title = visit.say(&Msg::new("feedback-of").with("number", canonical.as_str()));
    let shell = Shell::new(&app, &visit, Place::Exchanges, title).await?;
    let shell = shell.crumb(words::text(visit.lang(), "nav-exchanges"), "/exchanges");
    let shell = shell.crumb(canonical.clone(), format!("/exchanges/{canonical}"));
    let moments = moment::due(&exchange);
    let own_way = see::require_own_way(&visit.cx).is_ok();
    page(&TablePage { shell, exchange, number: canonical, rows, moments, turns, own_way })
}

/// What one moment of one side is called.
pub(super) fn title(visit: &Visit, moment: Moment, side: Side) -> String {
    let (moment, side) = (words::text(visit.lang(), moment.key()), words::text(visit.lang(), side.key()));
    visit.say(&Msg::new("feedback-one").with("moment", moment).with("side", side))
}

//! `/programme`: the years on one page.

use askama::Template;
use axum::Router;
use axum::extract::State;
use jiff::civil::Date;
use ryugaku_kernel::{Lang, Msg, Number, Uuid};

use super::axis::{PerCent, Tick};
use super::gather::{Overview, gather};
use super::story::{self, Story};
use super::timeline::{self, Timeline};
use super::together::{self, Together};
use crate::app::App;
use crate::door::{PageResult, Visit, get, page};
use crate::exchange::exchange::PREFIX;
use crate::learnings::Travelled;
use crate::market::brief::{self, Standing};
use crate::people::Team;
use crate::programme::milestone::MilestoneKind;
use crate::programme::product_sre::Appointment;
use crate::programme::write_sre;
use crate::shell::{Place, Shell, when};
use crate::words;

pub fn routes() -> Router<App> {
    Router::new().route("/programme", get(show))
}

#[derive(Template)]
#[template(path = "programme/programme.html")]
struct ProgrammePage {
    shell: Shell,
    overview: Overview,
    story: Option<Story>,
    timeline: Option<Timeline>,
    together: Together,
    market: Standing,
    /// The teams that the learnings shown are for.
    columns: Vec<Team>,
    turns: Vec<Turn>,
    may_record: bool,
}

/// A milestone as a line.
struct Turn {
    day: Date,
    icon: &'static str,
    text: String,
    address: Option<String>,
    note: String,
    strong: bool,
}

/// Columns of the table of learnings, and milestones, at most.
const COLUMNS: usize = 8;
const TURNS: usize = 14;

impl ProgrammePage {
    fn months(&self, timeline: &Timeline) -> Vec<Tick> {
        timeline.axis.months(self.overview.today)
    }

    /// Where today is.
    fn now(&self, timeline: &Timeline) -> PerCent {
        PerCent(timeline.axis.at(self.overview.today))
    }

    /// The month; with the year in January and at the left end.
    fn month_label(&self, tick: &Tick) -> String {
        if tick.day.month() == 1 || tick.at.0 < 8.0 {
            return when::month(tick.day, self.shell.lang);
        }
        match self.shell.lang {
            Lang::Ja => format!("{}月", tick.day.month()),
            Lang::En => tick.day.strftime("%b").to_string(),
        }
    }

    /// A day as year and month, which is all that a story of years needs.
    fn month_of(&self, day: &Date) -> String {
        when::month(*day, self.shell.lang)
    }

    fn short_today(&self) -> String {
        let day = self.overview.today;
        match self.shell.lang {
            Lang::Ja => format!("{}/{}", day.month(), day.day()),
            Lang::En => day.strftime("%-d %b").to_string(),
        }
    }

    fn person(&self, id: &Uuid) -> &str {
        self.overview.name(*id)
    }

    /// The appointment that lasts, of a product.
    fn sre_of(&self, product: &crate::catalog::Product) -> Option<&Appointment> {
        self.overview.appointments.iter().find(|one| one.until.is_none() && one.product == product.id.0)
    }

    fn number_of(&self, learning: &Travelled) -> Option<String> {
        let line = self.overview.exchanges.iter().find(|line| Some(line.id) == learning.exchange)?;
        Some(Number::new(PREFIX, line.count).to_string())
    }
}

async fn show(State(app): State<App>, visit: Visit) -> PageResult {
    visit.cx.require_read()?;
    let mut q = app.db.reader();
    let today = visit.organisation.today(visit.cx.now());
    let overview = gather(&mut q, today).await?;
    let market = brief::standing(&mut q, &visit.cx, visit.lang(), today).await?;
    let sre_teams: Vec<Team> = overview.of_kind(crate::people::TeamKind::Sre).cloned().collect();
    let may_record = write_sre::may_write(&visit.cx, &sre_teams);
    let shell = Shell::new(&app, &visit, Place::Programme, words::text(visit.lang(), "nav-programme")).await?;
    let mut timeline = timeline::timeline(&overview);
    if let Some(timeline) = &mut timeline {
        timeline::say_why(&mut q, &visit.cx, timeline).await?;
    }
    page(&ProgrammePage {
        story: story::story(&overview),
        timeline,
        market,
        together: together::together(&overview),
        columns: columns(&overview),
        turns: turns(&overview, visit.lang()),
        may_record,
        overview,
        shell,
    })
}

fn columns(overview: &Overview) -> Vec<Team> {
    let is_for = |team: &Team| overview.learnings.iter().any(|learning| learning.of_team(team.id.0).is_some());
    overview.teams.iter().filter(|team| is_for(team)).take(COLUMNS).cloned().collect()
}

/// What was recorded, the first exchange and the Product SREs; newest first.
fn turns(overview: &Overview, lang: Lang) -> Vec<Turn> {
    let mut turns: Vec<Turn> = overview
        .milestones
        .iter()
        .map(|one| {
            let team = one.team.map(|team| overview.name(team).to_owned()).unwrap_or_default();
            let text = match one.kind {
                MilestoneKind::Other => one.what.clone(),
                kind => words::say(lang, &Msg::new(kind.said()).with("team", team.clone())),
            };
            let note = if one.kind == MilestoneKind::Other { team } else { one.what.clone() };
            let strong = one.kind == MilestoneKind::Founded;
            Turn { day: one.day, icon: one.kind.icon(), text, address: None, note, strong }
        })
        .collect();
    if let Some(line) = overview.first_exchange() {
        let number = Number::new(PREFIX, line.count).to_string();
        let (home, host) = (overview.name(line.home_team), overview.name(line.host_team));
        let weeks = (line.until - line.from).get_days() / 7 + 1;
        turns.push(Turn {
            day: line.from,
            icon: "exchange",
            text: words::say(lang, &Msg::new("programme-first-exchange").with("home", home).with("host", host)),
            address: Some(format!("/exchanges/{number}")),
            note: words::say(lang, &Msg::new("programme-weeks").with("n", i64::from(weeks))),
            strong: true,
        });
    }
    for (at, one) in overview.appointments.iter().enumerate() {
        let Some(product) = overview.products.iter().find(|product| product.id.0 == one.product) else { continue };
        let key = if at == 0 { "programme-first-product-sre" } else { "programme-new-product-sre" };
        let person = overview.name(one.person);
        turns.push(Turn {
            day: one.from,
            icon: "person",
            text: words::say(lang, &Msg::new(key).with("product", product.name.clone())),
            address: Some(format!("/products/{}/sre", product.slug)),
            note: person.to_owned(),
            strong: at == 0,
        });
    }
    turns.sort_by_key(|turn| std::cmp::Reverse(turn.day));
    turns.truncate(TURNS);
    turns
}

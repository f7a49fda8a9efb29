//! `/figures`: a year of incidents by month and by team; the same as a file.

use askama::Template;
use axum::Router;
use axum::extract::{Query, State};
use axum::http::header;
use axum::response::IntoResponse;
use jiff::SignedDuration;
use ryugaku_kernel::Uuid;
use serde::Deserialize;

use super::figure::{Dot, Figures, Kept, Stretch};
use super::gather::{self, Asked, Year};
use super::month::Month;
use super::scale::{self, TICKS};
use crate::app::App;
use crate::door::{self, PageResult, Visit, get, page};
use crate::incidents::severity::Severity;
use crate::people::{Team, team_store};
use crate::shell::{Place, Shell, when};
use crate::words;

pub fn routes() -> Router<App> {
    Router::new().route("/figures", get(show)).route("/figures.csv", get(file))
}

#[derive(Clone, Default, Deserialize)]
struct Wanted {
    #[serde(default)]
    team: String,
    #[serde(default)]
    month: String,
    #[serde(default)]
    until: String,
}

#[derive(Template)]
#[template(path = "figures/figures.html")]
struct FiguresPage {
    shell: Shell,
    year: Year,
    /// To choose from.
    all_teams: Vec<Team>,
    /// Of the year before, and of the one after unless it is still to come.
    earlier: String,
    later: Option<String>,
    file: String,
}

async fn show(State(app): State<App>, visit: Visit, Query(wanted): Query<Wanted>) -> PageResult {
    visit.cx.require_read()?;
    let mut q = app.db.reader();
    let asked = Asked { team: wanted.team, month: wanted.month, until: wanted.until };
    let year = gather::gather(&mut q, &visit.cx, &asked, &visit.zone()).await?;
    let all_teams = team_store::open(&mut q).await?;
    let shell = Shell::new(&app, &visit, Place::Incidents, words::text(visit.lang(), "figures-title")).await?;
    let shell = shell.crumb(words::text(visit.lang(), "nav-incidents"), "/incidents");
    let this = Month::of(visit.cx.now(), &visit.zone());
    let later = (year.until < this).then(|| address("/figures", &asked.team, "", year.until.after(12).min(this)));
    page(&FiguresPage {
        earlier: address("/figures", &asked.team, "", year.until.before(12)),
        file: address("/figures.csv", "", "", year.until),
        shell,
        later,
        all_teams,
        year,
    })
}

fn address(path: &str, team: &str, month: &str, until: Month) -> String {
    format!("{path}?{}", door::query([("team", team), ("month", month), ("until", &until.to_string())]))
}

/// A line for every team and month with an incident; an incident that hit several teams stands in the line of each.
async fn file(State(app): State<App>, visit: Visit, Query(wanted): Query<Wanted>) -> PageResult {
    visit.cx.require_read()?;
    let asked = Asked { team: String::new(), month: String::new(), until: wanted.until };
    let year = gather::gather(&mut app.db.reader(), &visit.cx, &asked, &visit.zone()).await?;
    let mut text = "month,team,incidents,sev1,sev2,sev3,sev4,updates_in_time,updates_due,roles_in_time,roles_due,\
                    postmortems_in_time,postmortems_due"
        .to_owned();
    for stretch in Stretch::ALL {
        let name = stretch.name();
        text += &format!(",{name}_n,{name}_median_seconds");
    }
    text += "\n";
    for (month, team, figures) in &year.pairs {
        let team = team.as_ref().map_or("", |team| team.slug.as_str());
        text += &format!("{month},{team},{}", figures.incidents);
        let kept = [figures.updates, figures.roles, figures.postmortems].map(|kept| [kept.in_time, kept.due]);
        for number in figures.severities.iter().chain(kept.as_flattened()) {
            text += &format!(",{number}");
        }
        for stretch in Stretch::ALL {
            let median = figures.median(stretch).map(|median| median.as_secs().to_string()).unwrap_or_default();
            text += &format!(",{},{median}", figures.dots(stretch).len());
        }
        text += "\n";
    }
    let name = format!("attachment; filename=\"figures-{}.csv\"", year.until);
    let headers = [(header::CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()), (header::CONTENT_DISPOSITION, name)];
    Ok((headers, text).into_response())
}

impl FiguresPage {
    fn of_month(&self, month: &Month) -> String {
        let team = self.year.team.as_ref().map(|team| team.slug.as_str()).unwrap_or_default();
        address("/figures", team, &month.to_string(), self.year.until)
    }

    fn of_team(&self, team: &Team) -> String {
        let month = self.year.month.map(|month| month.to_string()).unwrap_or_default();
        address("/figures", &team.slug, &month, self.year.until)
    }

    fn label(&self, month: &Month) -> String {
        self.shell.month(&month.0)
    }

    fn is_month(&self, month: &Month) -> bool {
        self.year.month == Some(*month)
    }

    fn is_team(&self, team: &Uuid) -> bool {
        self.year.team.as_ref().is_some_and(|chosen| chosen.id.0 == *team)
    }

    /// Of the whole year: whether there is anything to show.
    fn is_empty(&self) -> bool {
        self.year.months.iter().all(|(_, figures)| figures.incidents == 0)
    }

    fn severities(&self, figures: &Figures) -> [(&'static str, usize); 4] {
        Severity::ALL.map(|severity| (severity.label(), figures.severities[severity as usize]))
    }

    fn kept(&self, kept: &Kept) -> String {
        if kept.due == 0 { "–".into() } else { format!("{} / {}", kept.in_time, kept.due) }
    }

    fn length(&self, length: &SignedDuration) -> String {
        when::span(*length, self.shell.lang)
    }

    fn ticks(&self) -> Vec<(String, f64)> {
        let tick = |seconds: i64| SignedDuration::from_secs(seconds);
        TICKS.map(tick).into_iter().map(|tick| (self.length(&tick), scale::place(tick))).collect()
    }

    fn place(&self, dot: &Dot) -> f64 {
        scale::place(dot.length)
    }

    fn median(&self, figures: &Figures, stretch: &Stretch) -> Option<(String, f64)> {
        let median = figures.median(*stretch)?;
        Some((self.length(&median), scale::place(median)))
    }
}

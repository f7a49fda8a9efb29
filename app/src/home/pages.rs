//! The page of today.

use askama::Template;
use axum::extract::State;
use ryugaku_kernel::{Lang, Msg};

use super::changes::{Changes, changes};
use super::first_steps::{Step, first_steps};
use super::needs::{Needs, needs};
use super::ruler::{Ruler, ruler};
use crate::app::App;
use crate::door::{PageResult, Visit, page};
use crate::exchange::brief;
use crate::exchange::mine::{self, Mine};
use crate::record::Part;
use crate::shell::{Place, Shell, when};
use crate::words;

#[derive(Template)]
#[template(path = "home/today.html")]
struct Today {
    shell: Shell,
    /// The week of the year, as people here count them (ISO 8601).
    week: String,
    day: String,
    needs: Needs,
    /// The day as a measure, if anything is planned.
    ruler: Option<Ruler>,
    /// The time now.
    clock: String,
    /// The exchange in which one is the guest.
    mine: Option<Mine>,
    changes: Changes,
    steps: Vec<Step>,
}

pub async fn today(State(app): State<App>, visit: Visit) -> PageResult {
    visit.cx.require_read()?;
    let mut q = app.db.reader();
    let now = visit.cx.now().timestamp().to_zoned(visit.zone());
    let week = i64::from(now.date().iso_week_date().week());
    let day = match visit.lang() {
        Lang::Ja => now.strftime("%-m月%-d日").to_string() + &when::weekday_note(&now),
        Lang::En => now.strftime("%A %-d %B").to_string(),
    };
    let today = visit.organisation.today(visit.cx.now());
    let (named, mine, ruler) = match visit.cx.who.person() {
        Some(me) => {
            let named = brief::of_person(&mut q, me).await?;
            let mine = mine::of(&mut q, visit.lang(), me, &named, today).await?;
            let ruler = ruler(&mut q, &visit, me, &named).await?;
            (named, mine, ruler)
        }
        None => (Vec::new(), None, None),
    };
    let title = words::text(visit.lang(), "nav-home");
    page(&Today {
        shell: Shell::new(&app, &visit, Place::Home, title).await?,
        week: words::say(visit.lang(), &Msg::new("home-week").with("n", week)),
        day,
        needs: needs(&app, &visit, &named).await?,
        mine,
        ruler,
        clock: now.strftime("%H:%M").to_string(),
        changes: changes(&mut q, &visit).await?,
        steps: first_steps(&mut q, &visit).await?,
    })
}

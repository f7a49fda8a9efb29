//! `/exchanges/limits`: how much of the exchange there may be at once. Owners of the programme write, everybody reads.

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use ryugaku_kernel::{Failure, Msg, Outcome};

use super::offer_form::{must, or_say};
use crate::app::App;
use crate::door::{Fields, Flash, Form, PageResult, Visit, get, page_with, post, see_other};
use crate::market::limit::{Limits, OwnLimits};
use crate::market::limit_store::Kept;
use crate::market::{limit_store, owners, set_limits};
use crate::people::{Team, team_store};
use crate::shell::{Place, Shell};
use crate::words;

pub fn routes() -> Router<App> {
    Router::new().route("/exchanges/limits", get(show).merge(post(write)))
}

#[derive(Template)]
#[template(path = "market/limits.html")]
struct LimitsPage {
    shell: Shell,
    all: Kept<Limits>,
    teams: Vec<(Team, Kept<OwnLimits>)>,
    may_write: bool,
    /// What was typed and refused, of the row that `team` in it names.
    form: Form,
}

impl LimitsPage {
    /// What stands in a field: what was typed, where this row was refused, else what holds.
    fn value(&self, team: &str, field: &str, kept: &Option<i64>) -> String {
        if self.is_refused(team) {
            return self.form.value(field).to_owned();
        }
        kept.map(|number| number.to_string()).unwrap_or_default()
    }

    fn why(&self, team: &str, field: &str) -> &str {
        if self.is_refused(team) { self.form.why(field) } else { "" }
    }

    fn is_refused(&self, team: &str) -> bool {
        self.form.is_refused() && self.form.value("team") == team
    }

    /// Field, word and value of what all teams go by.
    fn all_rows(&self) -> [(&'static str, &'static str, Option<i64>); 4] {
        let limits = self.all.limits;
        [
            ("guests", "limits-guests", Some(limits.guests)),
            ("away", "limits-away", Some(limits.away)),
            ("exchanges", "limits-exchanges", Some(limits.exchanges)),
            ("share", "limits-share", Some(limits.share)),
        ]
    }

    /// Field, word, value of a team and of all teams.
    fn own_rows(&self, kept: &Kept<OwnLimits>) -> [(&'static str, &'static str, Option<i64>, i64); 2] {
        let (own, all) = (kept.limits, self.all.limits);
        [("guests", "limits-guests", own.guests, all.guests), ("away", "limits-away", own.away, all.away)]
    }
}

async fn show(State(app): State<App>, visit: Visit) -> PageResult {
    visit.cx.require_read()?;
    page_of(&app, &visit, StatusCode::OK, Form::default()).await
}

async fn write(State(app): State<App>, visit: Visit, fields: Fields) -> PageResult {
    visit.cx.require_act()?;
    match try_write(&app, &visit, &fields).await {
        Ok(()) => Ok(see_other(&app, "/exchanges/limits", Some(Flash::new(Msg::new("limits-written-said"))))),
        Err(Failure::Invalid(errors)) => {
            let form = Form::refused(&fields, &errors, visit.lang());
            page_of(&app, &visit, StatusCode::UNPROCESSABLE_ENTITY, form).await
        }
        Err(failure) => Err(failure.into()),
    }
}

async fn try_write(app: &App, visit: &Visit, fields: &Fields) -> Outcome<()> {
    owners::require(&mut app.db.reader(), &visit.cx).await?;
    let mut errors = Vec::new();
    let version = fields.maybe_parse("version")?;
    let mut tx = app.begin().await?;
    match fields.some("team") {
        None => {
            let limits = Limits {
                guests: or_say(&mut errors, must(fields, "guests")).unwrap_or_default(),
                away: or_say(&mut errors, must(fields, "away")).unwrap_or_default(),
                exchanges: or_say(&mut errors, must(fields, "exchanges")).unwrap_or_default(),
                share: or_say(&mut errors, must(fields, "share")).unwrap_or_default(),
            };
            if !errors.is_empty() {
                return Err(Failure::Invalid(errors));
            }
            set_limits::for_all(&mut tx, &visit.cx, version, limits).await?;
        }
        Some(team) => {
            let own = OwnLimits {
                guests: or_say(&mut errors, fields.maybe_parse("guests")).flatten(),
                away: or_say(&mut errors, fields.maybe_parse("away")).flatten(),
            };
            if !errors.is_empty() {
                return Err(Failure::Invalid(errors));
            }
            set_limits::for_team(&mut tx, &visit.cx, team, version, own).await?;
        }
    }
    tx.commit().await?;
    Ok(())
}

async fn page_of(app: &App, visit: &Visit, status: StatusCode, form: Form) -> PageResult {
    let mut q = app.db.reader();
    let may_write = owners::asks(&mut q, &visit.cx).await?;
    let all = limit_store::of_all(&mut q).await?;
    let kept = limit_store::of_teams(&mut q).await?;
    let own = |team: Team| (kept.get(&team.id.0).copied().unwrap_or_default(), team);
    let teams = team_store::open(&mut q).await?.into_iter().map(own).map(|(kept, team)| (team, kept)).collect();
    let shell = Shell::new(app, visit, Place::Offers, words::text(visit.lang(), "limits-title")).await?;
    let shell = shell.crumb(words::text(visit.lang(), "nav-offers"), "/offers");
    page_with(status, &LimitsPage { shell, all, teams, may_write, form })
}

//! In which language and for whom a report is asked for.

use axum::extract::State;
use ryugaku_kernel::{Failure, Lang, Outcome};
use serde::Deserialize;
use utoipa::IntoParams;

use crate::app::App;
use crate::door::Visit;
use crate::exchange::exchange::count_of;
use crate::report::gather::{self, Asked};
use crate::report::voice::Voice;
use crate::report::{Audience, Report};

#[derive(Clone, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Choice {
    /// `ja` or `en`; without it the reader's
    #[serde(default)]
    pub lang: String,
    /// `inside` or `company`; without it the widest that one may have
    #[serde(default)]
    pub audience: String,
}

impl Choice {
    pub fn lang(&self, visit: &Visit) -> Outcome<Lang> {
        let named = |tag: &str| Lang::named(tag).ok_or_else(|| Failure::invalid("lang", "failure-choose-one"));
        if self.lang.is_empty() { Ok(visit.lang()) } else { named(&self.lang) }
    }

    fn asked(&self, visit: &Visit) -> Outcome<Asked> {
        let audience = match self.audience.as_str() {
            "" => None,
            name => Some(Audience::named(name).ok_or_else(|| Failure::invalid("audience", "failure-choose-one"))?),
        };
        Ok(Asked { audience, lang: self.lang(visit)? })
    }
}

/// The report that is asked for, and the voice that tells it.
pub async fn made(State(app): &State<App>, visit: &Visit, number: &str, choice: &Choice) -> Outcome<(Report, Voice)> {
    visit.cx.require_read()?;
    let asked = choice.asked(visit)?;
    let report = gather::report(&mut app.db.reader(), &app.keys, &visit.cx, count_of(number)?, asked).await?;
    let voice = Voice { lang: asked.lang, day: report.day };
    Ok((report, voice))
}

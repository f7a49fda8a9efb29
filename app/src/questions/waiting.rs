//! Which questions wait for whom, and over which alerts.

use std::collections::HashMap;

use ryugaku_alerting::Fingerprint;
use ryugaku_db::Query;
use ryugaku_kernel::{Cx, Outcome};

use super::question::{Question, QuestionBrief};
use super::store;
use crate::programme::write_sre;

/// So many are shown: more storms at once are looked at on their own page.
const MOST: i64 = 50;

/// Those about what the teams of whoever looks own; what nobody owns waits for the SRE teams. Oldest first.
pub async fn waiting_for(q: &mut dyn Query, cx: &Cx) -> Outcome<Vec<Question>> {
    if cx.who.teams.is_empty() {
        return Ok(Vec::new());
    }
    let sre = write_sre::sre_teams(q).await?.iter().any(|team| cx.who.in_team(team.id.0));
    store::open_of(q, &cx.who.teams, sre, MOST).await
}

/// By the alerts that they hold; of two over one alert the older. Whoever reads alerts reads these.
pub async fn waiting_over(q: &mut dyn Query) -> Outcome<HashMap<Fingerprint, QuestionBrief>> {
    // The oldest comes last, and stays.
    Ok(store::over_alerts(q, MOST).await?.into_iter().collect())
}

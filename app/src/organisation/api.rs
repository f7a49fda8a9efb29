//! `/api/v1/organisation`.

use axum::extract::State;
use ryugaku_calendar::{FiscalStart, Holidays};
use ryugaku_kernel::{Failure, Lang, Outcome};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;

use super::change::{self, Change};
use super::settings::{ExtraDay, Organisation};
use super::store;
use crate::app::App;
use crate::door::{Answer, Body, Failed, IfMatch, Visit, routes};

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(show, change))
}

#[derive(Serialize, ToSchema)]
struct OrganisationJson {
    name: String,
    #[schema(value_type = String, example = "ja")]
    language: Lang,
    /// IANA name.
    time_zone: String,
    /// The month in which the fiscal year begins, 1 to 12.
    fiscal_start_month: i8,
    /// `japan` or `none`.
    #[schema(value_type = String, example = "japan")]
    holidays: Holidays,
    extra_days: Vec<ExtraDay>,
    version: i64,
}

impl From<Organisation> for OrganisationJson {
    fn from(organisation: Organisation) -> Self {
        Self {
            name: organisation.name,
            language: organisation.language,
            time_zone: organisation.time_zone,
            fiscal_start_month: organisation.fiscal_start.month(),
            holidays: organisation.holidays,
            extra_days: organisation.extra_days,
            version: organisation.version,
        }
    }
}

#[derive(Deserialize, ToSchema)]
struct OrganisationChangeJson {
    name: Option<String>,
    /// `ja` or `en`.
    language: Option<String>,
    time_zone: Option<String>,
    fiscal_start_month: Option<i8>,
    /// `japan` or `none`.
    holidays: Option<String>,
    /// All of them; what is not here is no day off any more.
    extra_days: Option<Vec<ExtraDay>>,
}

impl OrganisationChangeJson {
    fn read(self) -> Outcome<Change> {
        Ok(Change {
            name: self.name,
            language: word("language", self.language, Lang::named)?,
            time_zone: self.time_zone,
            fiscal_start: self.fiscal_start_month.map(FiscalStart::in_month).transpose()?,
            holidays: word("holidays", self.holidays, Holidays::named)?,
            extra_days: self.extra_days,
        })
    }
}

fn word<T>(field: &str, given: Option<String>, named: impl Fn(&str) -> Option<T>) -> Outcome<Option<T>> {
    let Some(word) = given else { return Ok(None) };
    named(&word).map(Some).ok_or_else(|| Failure::invalid(field, "failure-choose-one"))
}

/// What holds for everybody here
#[utoipa::path(get, path = "/api/v1/organisation", tag = "organisation", responses(
    (status = 200, body = OrganisationJson), (status = "4XX", body = ryugaku_web::Problem, content_type = "application/problem+json")))]
async fn show(State(app): State<App>, visit: Visit) -> Result<Answer<OrganisationJson>, Failed> {
    visit.cx.require_read()?;
    let organisation = store::load(&mut app.db.reader()).await?;
    let version = organisation.version;
    Ok(Answer::ok(organisation.into()).version(version))
}

/// Change it; for admins
#[utoipa::path(patch, path = "/api/v1/organisation", tag = "organisation", request_body = OrganisationChangeJson, responses(
    (status = 200, body = OrganisationJson), (status = "4XX", body = ryugaku_web::Problem, content_type = "application/problem+json")))]
async fn change(
    State(app): State<App>,
    visit: Visit,
    IfMatch(expected): IfMatch,
    Body(change): Body<OrganisationChangeJson>,
) -> Result<Answer<OrganisationJson>, Failed> {
    let mut tx = app.begin().await?;
    let organisation = change::change(&mut tx, &visit.cx, expected, change.read()?).await?;
    tx.commit().await?;
    let version = organisation.version;
    Ok(Answer::ok(organisation.into()).version(version))
}

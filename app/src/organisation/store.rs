//! The organisation's row.

use ryugaku_calendar::{FiscalStart, Holidays};
use ryugaku_db::{Query, Read, Row, Transaction, sql};
use ryugaku_kernel::{Failure, Lang, Outcome, Time};

use super::Organisation;

pub async fn load(q: &mut dyn Query) -> Outcome<Organisation> {
    let statement = sql("select name, language, time_zone, fiscal_start, holidays, extra_days, version \
                         from organisation where id = 1");
    q.one(statement, read).await?.ok_or(Failure::NotFound("organisation"))
}

/// Makes the row at first start; gives whether it did.
pub async fn ensure(tx: &mut Transaction, now: Time, name: &str, language: Lang, time_zone: &str) -> Outcome<bool> {
    let row = sql("insert into organisation (id, name, language, time_zone, fiscal_start, holidays, extra_days, \
                   created_at, version) values (1, $1, $2, $3, 4, 'japan', $4, $5, 1) on conflict (id) do nothing");
    let no_days = serde_json::Value::Array(Vec::new());
    let made = tx.run(row.bind(name).bind(language.tag()).bind(time_zone).bind(no_days).bind(now)).await?;
    Ok(made > 0)
}

/// Writes all of it, if the row still has the version it was read with.
pub async fn update(tx: &mut Transaction, organisation: &Organisation) -> Outcome<()> {
    let row =
        sql("update organisation set name = $1, language = $2, time_zone = $3, fiscal_start = $4, holidays = $5, \
                   extra_days = $6, version = version + 1 where id = 1 and version = $7");
    let days = serde_json::to_value(&organisation.extra_days).map_err(Failure::internal)?;
    let row = row.bind(&organisation.name).bind(organisation.language.tag()).bind(&organisation.time_zone);
    let row = row.bind(i64::from(organisation.fiscal_start.month())).bind(organisation.holidays.name()).bind(days);
    match tx.run(row.bind(organisation.version)).await? {
        0 => Err(Failure::Stale),
        _ => Ok(()),
    }
}

fn read(row: &Row) -> Outcome<Organisation> {
    let fiscal_start: i64 = row.get("fiscal_start")?;
    let fiscal_start = i8::try_from(fiscal_start).ok().and_then(|month| FiscalStart::in_month(month).ok());
    Ok(Organisation {
        name: row.get("name")?,
        language: row.word("language", Lang::named)?,
        time_zone: row.get("time_zone")?,
        fiscal_start: fiscal_start.unwrap_or_default(),
        holidays: row.word("holidays", Holidays::named)?,
        extra_days: row.json("extra_days")?,
        version: row.get("version")?,
    })
}

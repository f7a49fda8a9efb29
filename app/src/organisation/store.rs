//! The organisation's row.

use ryugaku_db::{Query, Row, Transaction, sql};
use ryugaku_kernel::{Failure, Lang, Outcome, Time};

use super::Organisation;

pub async fn load(q: &mut impl Query) -> Outcome<Organisation> {
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

/// What the first administrator says of it.
pub async fn settle(tx: &mut Transaction, name: &str, language: Lang, time_zone: &str) -> Outcome<()> {
    let row =
        sql("update organisation set name = $1, language = $2, time_zone = $3, version = version + 1 where id = 1");
    tx.run(row.bind(name).bind(language.tag()).bind(time_zone)).await.map(drop)
}

fn read(row: &Row) -> Outcome<Organisation> {
    let fiscal_start: i64 = row.get("fiscal_start")?;
    Ok(Organisation {
        name: row.get("name")?,
        language: row.word("language", Lang::named)?,
        time_zone: row.get("time_zone")?,
        fiscal_start: i8::try_from(fiscal_start).unwrap_or(4),
        holidays: row.get("holidays")?,
        extra_days: row.json("extra_days")?,
        version: row.get("version")?,
    })
}

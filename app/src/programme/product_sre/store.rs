//! The rows of Product SREs.

use jiff::civil::Date;
use ryugaku_db::{Query, Read, Row, Transaction, sql};
use ryugaku_kernel::{Failure, Outcome, Uuid};

use super::appointment::Appointment;

const APPOINTMENT: &str = "select a.id, a.product_id, a.person_id, a.backup_id, a.from_day, a.until_day, a.exchange_id, \
                           a.end_reason, a.version from product_sres a where ";

/// A product's, latest first.
pub async fn of_product(q: &mut dyn Query, product: Uuid) -> Outcome<Vec<Appointment>> {
    let statement = sql(APPOINTMENT).text("a.product_id = ").arg(product);
    q.all(statement.text(" order by a.from_day desc, a.id desc"), read).await
}

/// All, of all products, by their first day: those now and those that ended.
pub async fn all(q: &mut dyn Query) -> Outcome<Vec<Appointment>> {
    q.all(sql(APPOINTMENT).text("1 = 1 order by a.from_day, a.id"), read).await
}

/// Those that last, by their first day.
pub async fn now(q: &mut dyn Query) -> Outcome<Vec<Appointment>> {
    q.all(sql(APPOINTMENT).text("a.until_day is null order by a.from_day, a.id"), read).await
}

pub async fn now_of(q: &mut dyn Query, product: Uuid) -> Outcome<Option<Appointment>> {
    q.one(sql(APPOINTMENT).text("a.until_day is null and a.product_id = ").arg(product), read).await
}

/// Those that last and name this person, as the SRE or as the backup.
pub async fn of_person(q: &mut dyn Query, person: Uuid) -> Outcome<Vec<Appointment>> {
    let statement = sql(APPOINTMENT).text("a.until_day is null and ").arg(person);
    q.all(statement.text(" in (a.person_id, a.backup_id) order by a.from_day, a.id"), read).await
}

/// Those that came out of an exchange, by their first day, whether they last or not.
pub async fn of_exchange(q: &mut dyn Query, exchange: Uuid) -> Outcome<Vec<Appointment>> {
    let statement = sql(APPOINTMENT).text("a.exchange_id = ").arg(exchange);
    q.all(statement.text(" order by a.from_day, a.id"), read).await
}

pub async fn insert(tx: &mut Transaction, new: &Appointment) -> Outcome<()> {
    let row = sql("insert into product_sres (id, product_id, person_id, backup_id, from_day, until_day, exchange_id, \
                   end_reason, version) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)");
    let row = row.bind(new.id).bind(new.product).bind(new.person).bind(new.backup).bind(new.from.to_string());
    let row = row.bind(new.until.map(|day| day.to_string())).bind(new.exchange).bind(&new.end_reason);
    tx.run(row.bind(new.version)).await.map(drop)
}

/// Writes what may change, if the row still has the version it was read with; it then has the next one.
pub async fn update(tx: &mut Transaction, appointment: &mut Appointment) -> Outcome<()> {
    let row = sql("update product_sres set backup_id = $1, until_day = $2, end_reason = $3, version = version + 1 \
                   where id = $4 and version = $5");
    let until = appointment.until.map(|day| day.to_string());
    let row = row.bind(appointment.backup).bind(until).bind(&appointment.end_reason).bind(appointment.id);
    if tx.run(row.bind(appointment.version)).await? == 0 {
        return Err(Failure::Stale);
    }
    appointment.version += 1;
    Ok(())
}

fn read(row: &Row) -> Outcome<Appointment> {
    let day = |text: String| text.parse::<Date>().map_err(Failure::internal);
    let until: Option<String> = row.get("until_day")?;
    Ok(Appointment {
        id: row.get("id")?,
        product: row.get("product_id")?,
        person: row.get("person_id")?,
        backup: row.get("backup_id")?,
        from: day(row.get("from_day")?)?,
        until: until.map(day).transpose()?,
        exchange: row.get("exchange_id")?,
        end_reason: row.get("end_reason")?,
        version: row.get("version")?,
    })
}

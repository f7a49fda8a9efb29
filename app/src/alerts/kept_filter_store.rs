//! Rows of kept filters.

use ryugaku_db::{Query, Read, Row, Transaction, sql};
use ryugaku_kernel::{Outcome, Uuid};

use super::kept_filter::{KeptFilter, KeptFilterId};

pub async fn of_person(q: &mut dyn Query, person: Uuid) -> Outcome<Vec<KeptFilter>> {
    let rows = sql("select id, person_id, query, made_at from alert_filters where person_id = $1 order by made_at, id");
    q.all(rows.bind(person), read).await
}

pub async fn insert(tx: &mut Transaction, filter: &KeptFilter) -> Outcome<()> {
    let row = sql("insert into alert_filters (id, person_id, query, made_at) values ($1, $2, $3, $4)");
    tx.run(row.bind(filter.id.0).bind(filter.person).bind(&filter.query).bind(filter.made_at)).await.map(drop)
}

pub async fn remove(tx: &mut Transaction, id: KeptFilterId) -> Outcome<()> {
    tx.run(sql("delete from alert_filters where id = $1").bind(id.0)).await.map(drop)
}

fn read(row: &Row) -> Outcome<KeptFilter> {
    Ok(KeptFilter {
        id: KeptFilterId(row.get("id")?),
        person: row.get("person_id")?,
        query: row.get("query")?,
        made_at: row.get("made_at")?,
    })
}

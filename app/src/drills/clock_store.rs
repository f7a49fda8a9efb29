//! The clocks of drills: a row for each time one was turned.

use std::collections::HashMap;

use ryugaku_db::{Query, Read, Transaction, sql};
use ryugaku_kernel::{Outcome, Uuid};

use super::clock::{Clock, Piece};

/// By the incident's id; of one that was never turned there is none.
pub async fn clocks(q: &mut dyn Query, incidents: Vec<Uuid>) -> Outcome<HashMap<Uuid, Clock>> {
    if incidents.is_empty() {
        return Ok(HashMap::new());
    }
    let statement = sql("select incident_id, at, drill_at, running from drill_clocks where incident_id in ");
    let statement = statement.list(incidents).text(" order by incident_id, at");
    let rows = q.all(statement, |row| {
        let piece = Piece { at: row.get("at")?, drill: row.get("drill_at")?, running: row.get("running")? };
        Ok((row.get::<Uuid>("incident_id")?, piece))
    });
    let mut clocks: HashMap<Uuid, Clock> = HashMap::new();
    for (incident, piece) in rows.await? {
        clocks.entry(incident).or_default().0.push(piece);
    }
    Ok(clocks)
}

/// Turned twice in one instant, the second holds.
pub async fn insert(tx: &mut Transaction, incident: Uuid, piece: Piece) -> Outcome<()> {
    let row = sql("insert into drill_clocks (incident_id, at, drill_at, running) values ($1, $2, $3, $4) \
                   on conflict (incident_id, at) do update set drill_at = excluded.drill_at, running = excluded.running");
    tx.run(row.bind(incident).bind(piece.at).bind(piece.drill).bind(piece.running)).await.map(drop)
}

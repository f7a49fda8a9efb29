//! Veils: a thing that only named people may learn of, with all that is recorded of it, before and after the veil was drawn.
//!
//! An event's audience is said once and for all; a veil is drawn over a thing and lifted again. Every way out of the ledger
//! leaves out events about a veiled thing, and rows of such things are read through [`unveiled`]. Administrators see no
//! more than others; a program sees nothing.

use ryugaku_db::{Query, Read, Statement, Transaction, sql};
use ryugaku_kernel::{Actor, ActorKind, Cx, Outcome, Uuid};

/// Draws it; whether it was not drawn before.
pub async fn draw(tx: &mut Transaction, cx: &Cx, thing: Uuid) -> Outcome<bool> {
    let row = sql("insert into veils (id, drawn_at) values ($1, $2) on conflict (id) do nothing");
    Ok(tx.run(row.bind(thing).bind(cx.now())).await? > 0)
}

/// Lifts it; whether it was drawn.
pub async fn lift(tx: &mut Transaction, thing: Uuid) -> Outcome<bool> {
    Ok(tx.run(sql("delete from veils where id = $1").bind(thing)).await? > 0)
}

/// Whether they were not named before.
pub async fn name(tx: &mut Transaction, cx: &Cx, thing: Uuid, person: Uuid) -> Outcome<bool> {
    let row = sql("insert into veil_names (id, person_id, named_at) values ($1, $2, $3) on conflict do nothing");
    Ok(tx.run(row.bind(thing).bind(person).bind(cx.now())).await? > 0)
}

/// Whether they were named.
pub async fn unname(tx: &mut Transaction, thing: Uuid, person: Uuid) -> Outcome<bool> {
    let row = sql("delete from veil_names where id = $1 and person_id = $2");
    Ok(tx.run(row.bind(thing).bind(person)).await? > 0)
}

/// Who is named, in the order in which they were.
pub async fn named(q: &mut dyn Query, thing: Uuid) -> Outcome<Vec<Uuid>> {
    let statement = sql("select person_id from veil_names where id = $1 order by named_at, person_id").bind(thing);
    q.all(statement, |row| row.get("person_id")).await
}

/// The things that somebody is named for, veiled now or once.
pub async fn things_of(q: &mut dyn Query, person: Uuid) -> Outcome<Vec<Uuid>> {
    let statement = sql("select id from veil_names where person_id = $1 order by id").bind(person);
    q.all(statement, |row| row.get("id")).await
}

/// Goes on with what `who` may learn of; `column` holds the thing's id. Ryugaku itself, which acts on all of them, is shown
/// all: what it tells others it reads through the ledger, where it is not.
pub fn unveiled(statement: Statement, who: &Actor, column: &'static str) -> Statement {
    if who.kind == ActorKind::System { statement } else { not_veiled(statement, who, column) }
}

fn not_veiled(statement: Statement, who: &Actor, column: &'static str) -> Statement {
    hidden(statement.text(" and ").text(column).text(" not in "), who)
}

/// Events about anything that is hidden from `who`.
pub(crate) fn no_veiled_subject(statement: Statement, who: &Actor) -> Statement {
    hidden(statement.text(" and e.position not in (select v.position from event_subjects v where v.id in "), who)
        .text(")")
}

fn hidden(statement: Statement, who: &Actor) -> Statement {
    statement
        .text("(select veils.id from veils where veils.id not in (select n.id from veil_names n where n.person_id in ")
        .list(who.person())
        .text("))")
}

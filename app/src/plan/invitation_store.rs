//! Rows of who is invited to what, and what they answered.

use ryugaku_db::{Query, Read, Transaction, sql};
use ryugaku_kernel::{Outcome, Time, Uuid};

use super::item::{Answer, Invitation, ItemId};

pub async fn of_items(q: &mut dyn Query, items: impl IntoIterator<Item = ItemId>) -> Outcome<Vec<Invitation>> {
    let statement = sql("select item_id, person_id, answer from plan_invitations where item_id in ");
    let statement = statement.list(items.into_iter().map(|ItemId(id)| id)).text(" order by item_id, person_id");
    q.all(statement, |row| {
        Ok(Invitation {
            item: ItemId(row.get("item_id")?),
            person: row.get("person_id")?,
            answer: row.word("answer", Answer::named)?,
        })
    })
    .await
}

pub async fn insert(tx: &mut Transaction, invitation: &Invitation, now: Time) -> Outcome<()> {
    let row = sql("insert into plan_invitations (item_id, person_id, answer, answered_at) values ($1, $2, $3, $4)");
    let answered_at = (invitation.answer != Answer::Unanswered).then_some(now);
    let row = row.bind(invitation.item.0).bind(invitation.person).bind(invitation.answer.name());
    tx.run(row.bind(answered_at)).await.map(drop)
}

pub async fn remove(tx: &mut Transaction, item: ItemId, person: Uuid) -> Outcome<()> {
    let row = sql("delete from plan_invitations where item_id = $1 and person_id = $2");
    tx.run(row.bind(item.0).bind(person)).await.map(drop)
}

/// Gives whether there was such an invitation.
pub async fn answer(tx: &mut Transaction, item: ItemId, person: Uuid, answer: Answer, now: Time) -> Outcome<bool> {
    let row = sql("update plan_invitations set answer = $1, answered_at = $2 where item_id = $3 and person_id = $4");
    Ok(tx.run(row.bind(answer.name()).bind(now).bind(item.0).bind(person)).await? > 0)
}

/// After it was moved everybody is asked again but the one who moved it.
pub async fn ask_again(tx: &mut Transaction, item: ItemId, but: Option<Uuid>) -> Outcome<()> {
    let row = sql("update plan_invitations set answer = 'unanswered', answered_at = null where item_id = ").arg(item.0);
    tx.run(row.optional(" and person_id <> ", but)).await.map(drop)
}

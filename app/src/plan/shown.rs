//! Items with the names of who is invited and the marks of the aims they serve.

use std::collections::HashMap;

use ryugaku_db::Query;
use ryugaku_kernel::{Lang, Outcome, Uuid};

use super::invitation_store;
use super::item::{Answer, Invitation, Item};
use crate::exchange::{Exchange, aim_store};
use crate::people;

#[derive(Clone, Debug)]
pub struct Shown {
    pub item: Item,
    pub aims: Vec<ShownAim>,
    pub invited: Vec<ShownInvited>,
}

#[derive(Clone, Debug)]
pub struct ShownAim {
    pub id: Uuid,
    /// `g1`
    pub mark: String,
    /// 留1
    pub label: String,
}

#[derive(Clone, Debug)]
pub struct ShownInvited {
    pub person: Uuid,
    pub name: String,
    pub answer: Answer,
}

impl Shown {
    /// What `person` answered, if they are invited.
    pub fn answer_of(&self, person: Option<Uuid>) -> Option<Answer> {
        self.invited.iter().find(|one| Some(one.person) == person).map(|one| one.answer)
    }

    pub fn invitations(&self) -> Vec<Invitation> {
        let of = |one: &ShownInvited| Invitation { item: self.item.id, person: one.person, answer: one.answer };
        self.invited.iter().map(of).collect()
    }
}

pub async fn many(q: &mut dyn Query, lang: Lang, exchange: &Exchange, items: Vec<Item>) -> Outcome<Vec<Shown>> {
    if items.is_empty() {
        return Ok(Vec::new());
    }
    let invitations = invitation_store::of_items(q, items.iter().map(|item| item.id)).await?;
    let names = people::names(q, invitations.iter().map(|one| one.person)).await?;
    let aims: HashMap<Uuid, ShownAim> = aims(q, lang, exchange).await?.into_iter().map(|aim| (aim.id, aim)).collect();
    let shown = |item: Item| Shown {
        aims: item.aims.iter().filter_map(|id| aims.get(id).cloned()).collect(),
        invited: invitations
            .iter()
            .filter(|one| one.item == item.id)
            .map(|one| ShownInvited {
                person: one.person,
                name: names.get(&one.person).cloned().unwrap_or_else(|| "?".into()),
                answer: one.answer,
            })
            .collect(),
        item,
    };
    Ok(items.into_iter().map(shown).collect())
}

pub async fn one(q: &mut dyn Query, lang: Lang, exchange: &Exchange, item: Item) -> Outcome<Shown> {
    let shown = many(q, lang, exchange, vec![item]).await?.pop();
    shown.ok_or_else(|| ryugaku_kernel::Failure::internal("an item was not shown"))
}

/// All aims of an exchange, as they are chosen.
pub async fn aims(q: &mut dyn Query, lang: Lang, exchange: &Exchange) -> Outcome<Vec<ShownAim>> {
    let aims = aim_store::of_exchange(q, exchange.id).await?;
    let shown = aims.iter().map(|aim| ShownAim { id: aim.id.0, mark: aim.mark(), label: aim.label(lang) });
    Ok(shown.collect())
}

//! What is typed of a step: not needed, later, told by hand, needed after all.

use ryugaku_kernel::{Cx, Failure, Msg, Outcome};
use ryugaku_ledger::Tx;

use super::buttons::LATER;
use crate::incidents::step::Deed;
use crate::incidents::{answer, facts, store};

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Answered {
    NotNeeded,
    Later,
    Told,
    Needed,
}

/// `said` begins with the step's name; where it ends the steps say. What follows is the reason.
pub async fn answered(tx: &mut Tx, cx: &Cx, count: i64, how: Answered, said: &str) -> Outcome<()> {
    let incident = store::by_count(tx, &cx.who, count).await?;
    let state = facts::one(tx, &incident).await?;
    let waiting = state.steps(cx.now()).into_iter().map(|step| step.deed);
    let deeds: Vec<Deed> = match how {
        Answered::Needed => state.answers.keys().cloned().collect(),
        Answered::Told => waiting.filter(|deed| matches!(deed, Deed::Tell(_))).collect(),
        Answered::NotNeeded | Answered::Later => waiting.filter(|deed| !matches!(deed, Deed::Turn(_))).collect(),
    };
    let (step, rest) = named(&deeds, said).ok_or_else(|| which(&deeds))?;
    let answered = match how {
        Answered::NotNeeded => answer::not_needed(tx, cx, count, &step, rest).await,
        Answered::Later => answer::put_off(tx, cx, count, &step, LATER).await,
        Answered::Told => answer::told(tx, cx, count, &step).await,
        Answered::Needed => answer::withdraw(tx, cx, count, &step).await,
    };
    answered.map(drop)
}

/// The step whose name is the longest with which this begins, and what follows it. Somebody who must know is named alone, too.
fn named<'a>(deeds: &[Deed], said: &'a str) -> Option<(String, &'a str)> {
    let said = said.trim();
    let after = |name: &str| {
        let begins = said.get(..name.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(name));
        let rest = said.get(name.len()..).filter(|_| begins)?;
        (rest.is_empty() || rest.starts_with(char::is_whitespace)).then(|| rest.trim())
    };
    let each = |deed: &Deed| {
        let whole = deed.to_string();
        let alone = match deed {
            Deed::Tell(name) => after(name),
            _ => None,
        };
        after(&whole).or(alone).map(|rest| (whole, rest))
    };
    deeds.iter().filter_map(each).min_by_key(|(_, rest)| rest.len())
}

fn which(deeds: &[Deed]) -> Failure {
    if deeds.is_empty() {
        return Failure::conflict("bot-no-step");
    }
    let all = deeds.iter().map(Deed::to_string).collect::<Vec<_>>().join(" · ");
    Failure::Conflict(Msg::new("bot-which-step").with("all", all))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::incidents::circle::Circle;
    use crate::incidents::role::Role;

    #[test]
    fn a_name_may_have_blanks() {
        let tell = |name: &str| Deed::Tell(name.into());
        let deeds = [
            tell("Customer"),
            tell("Customer support"),
            tell("経営層"),
            Deed::Fill(Role::Scribe),
            Deed::Update(Circle::Inside, 1),
        ];
        for (said, found) in [
            ("tell/Customer support They know", Some(("tell/Customer support", "They know"))),
            ("tell/customer support", Some(("tell/Customer support", ""))),
            ("tell/Customer supports it", Some(("tell/Customer", "supports it"))),
            ("Customer support　電話で", Some(("tell/Customer support", "電話で"))),
            ("経営層 電話で", Some(("tell/経営層", "電話で"))),
            ("role/scribe", Some(("role/scribe", ""))),
            ("update/inside/1 no", Some(("update/inside/1", "no"))),
            ("update/inside/12", None),
            ("role/commander", None),
            ("経", None),
            ("", None),
        ] {
            let found = found.map(|(step, rest)| (step.to_owned(), rest));
            assert_eq!(named(&deeds, said), found, "{said}");
        }
    }
}

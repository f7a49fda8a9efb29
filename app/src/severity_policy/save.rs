//! A new version, as it was written.

use std::collections::BTreeSet;

use ryugaku_db::Query;
use ryugaku_kernel::{Cx, Failure, Outcome};
use ryugaku_ledger::{NewEvent, Tx};

use super::KIND;
use super::current::{Current, current};
use super::document::{self, Read};
use super::policy::Policy;
use crate::catalog::product_store;
use crate::people::{self, team_store};
use crate::receivers;
use crate::routing::require_editor;
use crate::versions::{self, Made, Origin};

pub struct NewVersion {
    pub text: String,
    pub note: String,
}

/// Everything that is wrong is said at once, with lines; whatever it names that there is not is named. A text that is as
/// it was makes no version.
pub async fn save(tx: &mut Tx, cx: &Cx, new: NewVersion, expected: Option<i64>) -> Outcome<Current> {
    require_editor(tx, cx).await?;
    let before = current(tx).await?;
    before.version.expect(expected)?;
    let text = versions::tidied(&new.text);
    let mut errors = versions::note_errors(&new.note);
    let policy = match read(tx, &text).await {
        Ok(policy) => Some(policy),
        Err(Failure::Invalid(more)) => {
            errors.extend(more);
            None
        }
        Err(failure) => return Err(failure),
    };
    let Some(policy) = policy.filter(|_| errors.is_empty()) else { return Err(Failure::Invalid(errors)) };
    if text == before.version.text {
        return Ok(before);
    }
    let made = Made { text, note: new.note, origin: Origin::Edited, restored: None };
    let version = versions::written(tx, cx, &KIND, &before.version, made).await?;
    let event = NewEvent::of("severity_policy.saved").about("severity_policy", KIND.subject);
    tx.record(cx, event.fact("version", version.version));
    Ok(Current { version, policy })
}

/// A text with the products, teams, people and receivers that there are. All that is wrong is in the order of its lines.
pub async fn read(q: &mut dyn Query, text: &str) -> Outcome<Policy> {
    let Read { policy, names, mut problems } = document::read_all(text)?;
    if !names.products.is_empty() {
        let there: BTreeSet<String> = product_store::open(q).await?.into_iter().map(|product| product.slug).collect();
        document::unknown("severity-policy-product", &names.products, |name| there.contains(name), &mut problems);
    }
    if !names.teams.is_empty() {
        let there: BTreeSet<String> = team_store::open(q).await?.into_iter().map(|team| team.slug).collect();
        document::unknown("severity-policy-team", &names.teams, |name| there.contains(name), &mut problems);
    }
    if !names.people.is_empty() {
        let mut here = BTreeSet::new();
        for named in &names.people {
            match people::store::meant(q, &named.name).await {
                Ok(person) if person.deactivated_at.is_none() => drop(here.insert(named.name.clone())),
                Ok(_) | Err(Failure::Invalid(_)) => {}
                Err(failure) => return Err(failure),
            }
        }
        document::unknown("severity-policy-person", &names.people, |name| here.contains(name), &mut problems);
    }
    if !names.receivers.is_empty() {
        let there = receivers::channels(q).await?;
        document::unknown("severity-policy-receiver", &names.receivers, |name| there.contains_key(name), &mut problems);
    }
    problems.errors.sort_by_key(document::line);
    policy.filter(|_| problems.errors.is_empty()).ok_or(Failure::Invalid(problems.errors))
}

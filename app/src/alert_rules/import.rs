//! Taking the rules of one file, in place of those it brought before. A rule that cannot be read is left out and named.

use ryugaku_kernel::{Cx, Failure, FieldError, Msg, Outcome, Uuid};
use ryugaku_ledger::{NewEvent, Tx};
use ryugaku_routing::config::alert_rules;

use super::rule::{Rule, RuleId};
use super::store;
use crate::routing;

pub struct Import {
    /// By which the file is known; the same name replaces its rules.
    pub file: String,
    pub text: String,
    /// Say what would be done, and do nothing.
    pub dry_run: bool,
}

pub struct Taken {
    pub rules: Vec<Rule>,
    /// What is wrong with those left out.
    pub refused: Vec<FieldError>,
}

const LONGEST_FILE: usize = 200;

/// Under this id the ledger names all rules together.
const SUBJECT: Uuid = Uuid::from_u128(u128::from_be_bytes(*b"ryugaku_al_rules"));

/// Refuses what is no YAML, and a file of which nothing can be read. One without rules takes out those it brought before.
pub async fn import(tx: &mut Tx, cx: &Cx, import: Import) -> Outcome<Taken> {
    routing::require_editor(tx, cx).await?;
    let Import { file, text, dry_run } = import;
    if file.is_empty() || file.chars().count() > LONGEST_FILE || file.contains(char::is_control) {
        let msg = Msg::new("alert-rule-file-wrong").with("most", LONGEST_FILE);
        return Err(Failure::Invalid(vec![FieldError::new("file", msg)]));
    }
    let found = alert_rules::read(&text)?;
    if found.rules.is_empty() && !found.refused.is_empty() {
        return Err(Failure::Invalid(found.refused));
    }
    let own = routing::current(tx).await?.routing.own;
    let rule = |rule| Rule::of(RuleId(cx.new_id()), &file, rule, &own, cx.now());
    let rules: Vec<Rule> = found.rules.into_iter().map(rule).collect();
    if !dry_run {
        store::remove_file(tx, &file, cx.now()).await?;
        store::insert(tx, &rules).await?;
        let event = NewEvent::of("alert_rules.imported").about("alert_rules", SUBJECT);
        tx.record(cx, event.fact("rules", rules.len()).fact("refused", found.refused.len()));
        tx.wake("alert_rules");
    }
    Ok(Taken { rules, refused: found.refused })
}

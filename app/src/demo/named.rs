//! A restricted incident, of which the one who shows the example is named, and one that went on in another.

use jiff::SignedDuration;
use ryugaku_kernel::{Cx, Lang, Outcome};
use ryugaku_ledger::Tx;

use super::Both;
use super::settle::Company;
use crate::incidents::change::{self, IncidentChange};
use crate::incidents::open::{NewIncident, open};
use crate::incidents::severity::Severity;
use crate::incidents::users::Share;
use crate::incidents::{merge, note, turn};

const TITLE: Both = Both("退職者のアクセスキーが残っていた", "An access key of somebody who left was still valid");
const IMPACT: Both = Both("使われた形跡はない", "No sign that it was used");
const NOTE: Both = Both(
    "キーを無効にして、監査ログを 90日分さかのぼった。使われていない",
    "Revoked the key and went through 90 days of audit logs: it was not used",
);
const LINE: Both = Both("キーを無効にした。外す手順を退職の手続きに足す", "Revoked; leaving now includes it");
const ALIKE: Both = Both("画面が白いという問い合わせが続く", "Inquiries about a blank page keep coming");
const SOURCE: Both = Both("配信側のアクセスログ", "The edge’s access logs");

/// `running` is an incident that goes on, if there is one.
pub async fn load(tx: &mut Tx, company: &Company, cx: &Cx, lang: Lang, running: Option<i64>) -> Outcome<()> {
    let saeki = company.cx(cx, "saeki");
    let others = vec![company.name("kubota").to_owned()];
    let new = NewIncident {
        title: TITLE.get(lang).into(),
        severity: Severity::Sev3,
        services: Vec::new(),
        impact: IMPACT.get(lang).into(),
        began_at: Some(cx.now().minus(SignedDuration::from_hours(3))),
        alerts: Vec::new(),
        practice: None,
        restricted_to: Some(others),
    };
    let count = open(tx, &saeki, new).await?.count;
    note::write(tx, &saeki, count, NOTE.get(lang)).await?;
    turn::resolve(tx, &saeki, count, None, LINE.get(lang)).await?;
    let Some(running) = running else { return Ok(()) };
    let by = company.cx(cx, "kubota");
    let new = NewIncident {
        title: ALIKE.get(lang).into(),
        severity: Severity::Sev4,
        services: Vec::new(),
        impact: String::new(),
        began_at: None,
        alerts: Vec::new(),
        practice: None,
        restricted_to: None,
    };
    let count = open(tx, &by, new).await?.count;
    merge::merge(tx, &by, count, &format!("INC-{running}")).await?;
    let users = IncidentChange {
        users_share: Some(Some(Share(340))),
        users_source: Some(SOURCE.get(lang).into()),
        ..Default::default()
    };
    change::change(tx, &by, running, None, users).await.map(drop)
}

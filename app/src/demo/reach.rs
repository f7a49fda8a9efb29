//! How those who must know are reached in the example organisation. Written once its past is over: nobody is told of that.

use ryugaku_kernel::{Cx, Lang, Outcome};
use ryugaku_ledger::Tx;

use super::Both;
use super::settle::Company;
use crate::severity_policy::{self, NewVersion};

const NOTE: Both = Both("知らせる先を書いた", "How those who must know are reached");

const REACH: Both = Both(
    r##"products:
  checkout:
    sev1:
      updates: {inside: 10m, stakeholders: 15m}
    reach:
      カスタマーサポート: {mail: [checkout-support@example.com], receivers: [payments]}
reach:
  経営層: {people: [佐伯 真], channels: ["#exec"]}
  カスタマーサポート: {mail: [support@example.com], channels: ["#support"]}
  stakeholders: {mail: [all@example.com], channels: ["#status"]}
"##,
    r##"products:
  checkout:
    sev1:
      updates: {inside: 10m, stakeholders: 15m}
    reach:
      Customer support: {mail: [checkout-support@example.com], receivers: [payments]}
reach:
  Executives: {people: [Saeki Makoto], channels: ["#exec"]}
  Customer support: {mail: [support@example.com], channels: ["#support"]}
  stakeholders: {mail: [all@example.com], channels: ["#status"]}
"##,
);

pub async fn write(tx: &mut Tx, company: &Company, cx: &Cx, lang: Lang) -> Outcome<()> {
    let before = severity_policy::current(tx).await?.version.text;
    let new = NewVersion { text: format!("{before}{}", REACH.get(lang)), note: NOTE.get(lang).to_owned() };
    severity_policy::save(tx, &company.cx(cx, "saeki"), new, None).await.map(drop)
}

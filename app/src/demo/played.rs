//! The scenarios that drills of the example organisation are played from.

use ryugaku_kernel::{Cx, Lang, Outcome};
use ryugaku_ledger::Tx;

use super::Both;
use crate::drills::Inject;
use crate::drills::write_scenario::{NewScenario, write};
use crate::incidents::open::{NewIncident, Practice};
use crate::incidents::severity::Severity;

struct Played {
    title: Both,
    severity: Severity,
    services: &'static [&'static str],
    injects: &'static [(i64, Both)],
    aims: &'static [Both],
}

static SCENARIOS: [Played; 2] = [
    Played {
        title: Both("決済が止まる", "Checkout stops"),
        severity: Severity::Sev1,
        services: &["checkout-api", "payment-gateway"],
        injects: &[
            (
                0,
                Both(
                    "決済 API の 5xx が 40%。問い合わせが増えはじめた",
                    "40% of checkout requests fail. Support hears the first complaints",
                ),
            ),
            (10, Both("カード会社は「こちらは正常」と言う", "The card company says that all is well on their side")),
            (20, Both("広報が「いつ直るか」を聞いてきた", "Communications ask when it will be over")),
            (35, Both("指揮官の回線が切れた。15分は戻らない", "The commander’s line drops, for 15 minutes at least")),
            (
                50,
                Both(
                    "週末の前に変えた設定が戻っていなかったと分かる",
                    "A setting that was changed before the weekend turns out to be still there",
                ),
            ),
        ],
        aims: &[
            Both(
                "15分で対応チームに、30分で関係者に一報を出す",
                "A first word inside within 15 minutes, to stakeholders within 30",
            ),
            Both("指揮を途切れさせずに渡す", "Command is handed over without a gap"),
            Both("カスタマーサポートに言える文を出す", "Customer support gets a sentence it can say"),
        ],
    },
    Played {
        title: Both("夜中に検索の索引が壊れた", "The search index breaks at night"),
        severity: Severity::Sev2,
        services: &["search-api"],
        injects: &[
            (0, Both("検索の結果が 0件になる。当番は 1人", "Searches find nothing. One person is on call")),
            (15, Both("作り直しには 3時間かかると分かる", "Building it anew would take three hours")),
            (30, Both("昨日の索引がバックアップにあると分かる", "Yesterday’s index is found in the backup")),
        ],
        aims: &[
            Both("1人で抱えず、人を呼ぶ", "Nobody carries it alone: others are called"),
            Both("戻し方を 2つ比べてから決める", "Two ways back are compared before one is taken"),
        ],
    },
];

/// What opens a drill that is played from the scenario with this number.
pub fn drill(scenario: usize, lang: Lang) -> NewIncident {
    let played = &SCENARIOS[scenario - 1];
    NewIncident {
        title: played.title.get(lang).into(),
        severity: played.severity,
        services: played.services.iter().map(|slug| (*slug).to_owned()).collect(),
        impact: String::new(),
        began_at: None,
        alerts: Vec::new(),
        practice: Some(Practice { scenario: format!("SC-{scenario}") }),
        restricted_to: None,
    }
}

/// Services that the organisation does not have are left out.
pub async fn write_down(tx: &mut Tx, cx: &Cx, lang: Lang) -> Outcome<()> {
    let known: Vec<String> = crate::catalog::services(tx).await?.into_iter().map(|service| service.slug).collect();
    for played in &SCENARIOS {
        let services = played.services.iter().filter(|slug| known.iter().any(|one| one == *slug));
        let new = NewScenario {
            title: played.title.get(lang).into(),
            severity: played.severity,
            services: services.map(|slug| (*slug).to_owned()).collect(),
            injects: played
                .injects
                .iter()
                .map(|(minute, said)| Inject { minute: *minute, said: said.get(lang).into() })
                .collect(),
            aims: played.aims.iter().map(|aim| aim.get(lang).to_owned()).collect(),
        };
        write(tx, cx, new).await?;
    }
    Ok(())
}

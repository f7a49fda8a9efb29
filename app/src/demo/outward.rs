//! What the example organisation tells others: a status page with two components, one notice that came to its end, one draft.

use std::collections::BTreeMap;

use jiff::SignedDuration;
use ryugaku_kernel::{Cx, Failure, Outcome, Time, Uuid};
use ryugaku_ledger::Tx;

use super::settle::Company;
use crate::catalog::product_store;
use crate::status_page::Bilingual;
use crate::status_page::component::Level;
use crate::status_page::components::{self, Named};
use crate::status_page::draft::{self, Written};
use crate::status_page::notice::{Kind, NoticeId, Stage};
use crate::status_page::say::{self, Said};
use crate::status_page::switch::{self, Visibility};

/// Something that is done at a time.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Step {
    Switch,
    Publish,
    Identified,
    Resolved,
    Draft,
}

const MINUTES: [(i64, Step); 5] = [
    (-24 * 60 * 40, Step::Switch),
    (-24 * 60 * 5, Step::Publish),
    (-24 * 60 * 5 + 18, Step::Identified),
    (-24 * 60 * 5 + 52, Step::Resolved),
    (-95, Step::Draft),
];

/// What is known of the page from one step to the next.
#[derive(Default)]
pub struct Page {
    components: Vec<Uuid>,
    notice: Option<NoticeId>,
}

pub fn steps(now: Time) -> Vec<(Time, Step)> {
    MINUTES.into_iter().map(|(minutes, step)| (now.plus(SignedDuration::from_mins(minutes)), step)).collect()
}

pub async fn go(tx: &mut Tx, company: &Company, cx: &Cx, now: Time, page: &mut Page, step: Step) -> Outcome<()> {
    let cx = company.cx(cx, "saeki");
    match step {
        Step::Switch => {
            switch::switch(tx, &cx, None, Visibility::Public).await?;
            for (slug, name, place) in
                [("checkout", Bilingual::new("決済", "Checkout"), 10), ("search", Bilingual::new("検索", "Search"), 20)]
            {
                let product = product_store::by_slug(tx, slug).await?.id.0;
                let named = Named { name, group: Bilingual::new("お買い物", "Shopping"), place };
                page.components.push(components::add(tx, &cx, product, named).await?.id.0);
            }
        }
        Step::Publish => {
            let written = Written {
                title: Bilingual::new("決済に失敗することがあります", "Some payments fail"),
                body: Bilingual::new(
                    "一部のカードで決済に失敗しています。原因を調べています。",
                    "Payments with some cards fail. We are looking for the cause.",
                ),
                components: page.components.first().map(|id| (*id, Level::Partial)).into_iter().collect(),
                ..Written::default()
            };
            let notice = draft::begin(tx, &cx, Kind::Incident, None, written).await?;
            page.notice = Some(say::publish(tx, &cx, notice.id, None).await?.id);
        }
        Step::Identified => {
            let body = Bilingual::new(
                "カード会社への接続に原因がありました。対応しています。",
                "The cause is the way to a card company. We are working on it.",
            );
            let said = Said { stage: Stage::Identified, body, components: None };
            say::update(tx, &cx, of(page)?, None, said).await?;
        }
        Step::Resolved => {
            let body = Bilingual::new(
                "復旧しました。失敗した決済は、もう一度お試しください。",
                "It works again. Please try payments that failed once more.",
            );
            let said = Said { stage: Stage::Resolved, body, components: Some(BTreeMap::new()) };
            say::update(tx, &cx, of(page)?, None, said).await?;
        }
        Step::Draft => {
            let begins = now.plus(SignedDuration::from_hours(24 * 3));
            let written = Written {
                title: Bilingual::new("検索のメンテナンス", "Search maintenance"),
                body: Bilingual::new("この時間、検索の結果が古いことがあります。", ""),
                components: page.components.get(1).map(|id| (*id, Level::Maintenance)).into_iter().collect(),
                stage: None,
                begins_at: Some(begins),
                ends_at: Some(begins.plus(SignedDuration::from_hours(2))),
            };
            draft::begin(tx, &cx, Kind::Maintenance, None, written).await?;
        }
    }
    Ok(())
}

fn of(page: &Page) -> Outcome<NoticeId> {
    page.notice.ok_or(Failure::NotFound("status_notice"))
}

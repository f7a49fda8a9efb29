//! What the example organisation is connected with: its Prometheus, its pipeline, a chat that is switched off, a token.

use jiff::SignedDuration;
use ryugaku_kernel::{Actor, Cx, Lang, Outcome, Role, Time, Uuid};
use ryugaku_ledger::Tx;

use super::past::Firing;
use super::texts;
use crate::app::App;
use crate::intake::{self, DeliveryNote, IntegrationId, Kind};
use crate::notify::{self, NewWebhook};
use crate::sign_in::token::{self, NewToken};

/// Of integrations, by their ids.
pub struct Sources {
    pub alerts: Uuid,
    /// It will break off.
    pub prober: Uuid,
    pub pipeline: Uuid,
}

/// As an admin of theirs does it. Keys and secrets come from real chance, not from the seed, which anybody can read; they are
/// shown nowhere.
pub async fn connect(tx: &mut Tx, cx: &Cx, app: &App, lang: Lang) -> Outcome<Sources> {
    let cx = Cx { chance: app.chance.clone(), ..cx.clone() };
    let (alerts, _) = intake::connect(tx, &cx, app, Kind::Prometheus, texts::PROMETHEUS.get(lang)).await?;
    let (prober, _) = intake::connect(tx, &cx, app, Kind::Prometheus, texts::PROBER.get(lang)).await?;
    let (pipeline, _) = intake::connect(tx, &cx, app, Kind::Deploy, texts::PIPELINE.get(lang)).await?;
    let new = NewWebhook {
        name: texts::CHAT.get(lang).into(),
        url: "https://chat.example.com/hooks/ryugaku".into(),
        kinds: vec!["incident".into()],
    };
    let (webhook, _) = notify::create(tx, &cx, &app.keys, new).await?;
    notify::switch(tx, &cx, webhook.id, false).await?;
    let new = NewToken { name: texts::TOKEN.get(lang).into(), role: Role::Read, person: None, days: None };
    token::create(tx, &cx, &app.keys, new).await?;
    Ok(Sources { alerts: alerts.id.0, prober: prober.id.0, pipeline: pipeline.id.0 })
}

/// It has sent each minute, and stopped a while ago before it had said what became of its alert.
pub async fn break_off(tx: &mut Tx, cx: &Cx, source: Uuid, now: Time) -> Outcome<()> {
    let last_at = now.minus(SignedDuration::from_mins(14));
    let (deliveries, gaps) = (180, vec![SignedDuration::from_mins(1); 179]);
    let first_at = last_at.minus(SignedDuration::from_mins(179));
    let (alerts, goes_on, timed_out) = (deliveries, false, 1);
    let note = DeliveryNote { deliveries, alerts, first_at, last_at, goes_on, gaps, timed_out };
    intake::note_delivery(tx, source, note).await?;
    intake::note_silence(tx, &cx.with(Actor::system()), IntegrationId(source), true).await
}

/// Writes down what came from the source until now: Prometheus sends what fires once a minute, and once more when it is
/// over.
pub async fn deliver(tx: &mut Tx, source: Uuid, firings: &[Firing], now: Time) -> Outcome<()> {
    let Some(first) = firings.iter().map(|firing| firing.at).min() else { return Ok(()) };
    let minutes = |firing: &Firing| firing.until.unwrap_or(now).since(firing.at).as_secs().max(0) / 60;
    let sent = firings.iter().map(|firing| minutes(firing) + 2).sum();
    let last_at = now.minus(SignedDuration::from_secs(20)).max(first);
    let note = DeliveryNote { deliveries: sent, alerts: sent, first_at: first, last_at, ..DeliveryNote::default() };
    intake::note_delivery(tx, source, note).await.map(drop)
}

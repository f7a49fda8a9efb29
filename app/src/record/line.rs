//! Events as lines of the sheet: the time in the margin, the mark, the sentence, who at the end.

use ryugaku_db::Query;
use ryugaku_kernel::{ActorKind, Lang, Outcome, Time};
use ryugaku_ledger::Event;

use super::sentence::{Part, icon, sentence};
use super::things::Things;

pub struct Line {
    pub position: i64,
    pub at: Time,
    pub icon: &'static str,
    /// Square and grey, for what wrote itself.
    pub auto: bool,
    pub parts: Vec<Part>,
    pub actor: String,
    pub text: Option<String>,
    pub redacted: bool,
    pub event: Event,
}

pub async fn lines(q: &mut dyn Query, lang: Lang, events: Vec<Event>) -> Outcome<Vec<Line>> {
    let things = Things::of(q, &events).await?;
    Ok(events.into_iter().map(|event| line(lang, event, &things)).collect())
}

fn line(lang: Lang, event: Event, things: &Things) -> Line {
    Line {
        position: event.position,
        at: event.happened_at,
        icon: icon(&event.kind),
        auto: event.actor_kind == ActorKind::System,
        parts: sentence(lang, &event, things),
        actor: things.actor(lang, &event),
        text: event.text.clone(),
        redacted: event.redacted,
        event,
    }
}

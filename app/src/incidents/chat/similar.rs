//! Past incidents like one that goes on, for whoever asks what helped then.

use ryugaku_chat::{Message, Part, Text};
use ryugaku_db::Query;
use ryugaku_kernel::{Actor, Cx, Msg, Outcome};

use super::page;
use crate::app::App;
use crate::bot::Place;
use crate::incidents::incident::Incident;
use crate::incidents::similar::{self, Similar};
use crate::shell::when;
use crate::words;

/// Of what ended it so many letters are shown; its page has all.
const LONGEST_HELP: usize = 300;

/// Where others hear it, those that everybody may know of.
pub async fn similar(
    app: &App,
    q: &mut dyn Query,
    cx: &Cx,
    place: &Place<'_>,
    incident: &Incident,
) -> Outcome<Message> {
    // Looked for among those alone: what is left out afterwards would have stood in another's place.
    let everybody = cx.with(Actor::anonymous());
    let found = similar::similar(q, if place.overheard { &everybody } else { cx }, incident).await?;
    if found.is_empty() {
        return Ok(Message::line(words::text(cx.lang, "bot-similar-none")));
    }
    let head = words::text(cx.lang, "incident-similar");
    let text = found.iter().fold(Text::default().bold(head.clone()), |text, past| {
        let lock = if past.is_restricted { "🔒 " } else { "" };
        let text = text.plain(format!("\n• {lock}")).link(page(app, &past.number), &past.number);
        text.plain(format!(" {} {}{}", past.severity.label(), past.title, then(cx, past)))
    });
    Ok(Message::of(head).with(Part::Text(text)))
}

/// How long it took, what ended it, and what both had.
fn then(cx: &Cx, past: &Similar) -> String {
    let took = past.took.map(|took| Msg::new("incident-similar-took").with("span", when::span(took, cx.lang)));
    let took = took.map(|took| words::say(cx.lang, &took));
    let whole = words::one_line(&past.helped);
    let mut helped: String = whole.chars().take(LONGEST_HELP).collect();
    if helped.len() < whole.len() {
        helped.push('…');
    }
    let all = took.into_iter().chain([helped]).chain(past.alerts.iter().chain(&past.services).cloned());
    let all: Vec<String> = all.filter(|said| !said.is_empty()).collect();
    if all.is_empty() { String::new() } else { format!(" – {}", all.join(" · ")) }
}

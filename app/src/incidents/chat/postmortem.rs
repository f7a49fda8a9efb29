//! The post-mortem as far as it goes in a chat: begun from the facts, sent to review, published. Its text is written on the page.

use ryugaku_chat::{Button, Message, Part};
use ryugaku_db::Query;
use ryugaku_kernel::{Failure, Lang, Msg, Outcome};
use ryugaku_ledger::Tx;

use super::address;
use crate::app::App;
use crate::bot::{Place, Speaker};
use crate::incidents::incident::Incident;
use crate::incidents::store;
use crate::postmortems::{self, State, turn, write};
use crate::words;

/// What takes it further.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Onward {
    /// A draft, unless there is one.
    Begin,
    Review,
    Publish,
}

impl Onward {
    const ALL: [Self; 3] = [Self::Begin, Self::Review, Self::Publish];

    /// `None` once nothing is left to be done.
    pub fn of(state: Option<State>) -> Option<Self> {
        match state {
            None => Some(Self::Begin),
            Some(State::Draft) => Some(Self::Review),
            Some(State::Review) => Some(Self::Publish),
            Some(State::Published) => None,
        }
    }

    /// As it is typed, in either language; by the first of them a button knows it.
    fn words(self) -> &'static [&'static str] {
        match self {
            Self::Begin => &["begin", "", "下書き"],
            Self::Review => &["review", "レビュー"],
            Self::Publish => &["publish", "公開"],
        }
    }

    pub fn named(word: &str) -> Option<Self> {
        let means = |onward: &Self| onward.words().iter().any(|known| word.eq_ignore_ascii_case(known));
        Self::ALL.into_iter().find(means)
    }

    pub fn button(self, lang: Lang, count: i64) -> Button {
        let label = match self {
            Self::Begin => "postmortem-begin",
            Self::Review => "postmortem-to-review",
            Self::Publish => "postmortem-publish",
        };
        Button::new("postmortem", format!("{count} {}", self.words()[0]), words::text(lang, label))
    }
}

/// `None`: there is none yet.
pub async fn state_of(q: &mut dyn Query, incident: &Incident) -> Outcome<Option<State>> {
    let states = postmortems::states(q, vec![incident.id.0]).await?;
    Ok(states.get(&incident.id.0).map(|(state, _)| *state))
}

/// Does it, and says where the post-mortem stands then, with what comes next.
pub async fn go_on(
    tx: &mut Tx,
    app: &App,
    speaker: &Speaker,
    place: &Place<'_>,
    count: i64,
    onward: Onward,
) -> Outcome<Message> {
    let cx = &speaker.cx;
    let incident = store::by_count(tx, &cx.who, count).await?;
    let there = state_of(tx, &incident).await?;
    let state = match (onward, there) {
        (Onward::Begin, Some(state)) => state,
        (Onward::Begin, None) => write::write(tx, cx, count).await?.state,
        (_, None) => {
            return Err(Failure::Conflict(Msg::new("bot-postmortem-none").with("sign", place.network.sign())));
        }
        (Onward::Review, Some(_)) => turn::send_to_review(tx, cx, count, None).await?.state,
        (Onward::Publish, Some(_)) => turn::publish(tx, cx, count, None).await?.state,
    };
    let hint = match state {
        State::Draft => "bot-postmortem-draft",
        State::Review => "bot-postmortem-review",
        State::Published => "bot-postmortem-published",
    };
    let head = Msg::new("bot-postmortem-said").with("number", incident.number().to_string());
    let head = words::say(cx.lang, &head.with("state", words::text(cx.lang, state.key())));
    let text = format!("{head}\n{}", words::text(cx.lang, hint));
    let buttons = buttons(cx.lang, count, Some(state), &address(app, &incident));
    Ok(Message::of(head).with(Part::Text(text.into())).with(Part::Buttons(buttons)))
}

/// What comes next, and where it is written; `page` is the incident's.
pub fn buttons(lang: Lang, count: i64, state: Option<State>, page: &str) -> Vec<Button> {
    let next = Onward::of(state).map(|onward| onward.button(lang, count).primary());
    let written = Button::new("page", count.to_string(), words::text(lang, "bot-open-page"));
    next.into_iter().chain([written.leads_to(format!("{page}/postmortem"))]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_is_typed_in_both_languages_and_comes_after_another() {
        for (said, onward) in [
            ("", Some(Onward::Begin)),
            ("begin", Some(Onward::Begin)),
            ("Review", Some(Onward::Review)),
            ("レビュー", Some(Onward::Review)),
            ("公開", Some(Onward::Publish)),
            ("dance", None),
        ] {
            assert_eq!(Onward::named(said), onward, "{said}");
        }
        let states = [None, Some(State::Draft), Some(State::Review), Some(State::Published)];
        let next = [Some(Onward::Begin), Some(Onward::Review), Some(Onward::Publish), None];
        assert_eq!(states.map(Onward::of), next);
    }
}

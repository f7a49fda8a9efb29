//! Feedback on the exchanges, given by their people.

use ryugaku_kernel::{Cx, Lang, Outcome, Time};
use ryugaku_ledger::Tx;

use super::exchanges::at;
use super::said_cast::{SAID, SaidCast};
use super::settle::Company;
use crate::app::App;
use crate::exchange;
use crate::feedback::choose::Choice;
use crate::feedback::content::Answer;
use crate::feedback::feedback::QuoteTo;
use crate::feedback::questions::questions;
use crate::feedback::write::{self, Written};

/// When which is given.
pub fn times(now: Time) -> Vec<(Time, usize)> {
    SAID.iter().enumerate().map(|(place, said)| (at(now, said.day, said.hour), place)).collect()
}

/// `cx` stands at the time. It is sealed with real chance, not with the seed, which anybody can read.
pub async fn say(tx: &mut Tx, app: &App, company: &Company, cx: &Cx, lang: Lang, which: usize) -> Outcome<()> {
    let said: &SaidCast = &SAID[which];
    let cx = company.own(&Cx { chance: app.chance.clone(), ..cx.clone() }, said.by);
    let exchange = exchange::store::by_count(tx, said.exchange).await?;
    let asked = questions(tx, lang, &exchange, said.moment, said.side).await?;
    let answer = |(question, answer): (String, &super::Both)| Answer { question, answer: answer.get(lang).into() };
    let readers = said.readers.iter().map(|login| match *login {
        super::said_cast::EVERYBODY => login.to_string(),
        login => company.name(login).to_owned(),
    });
    let new = Written {
        answers: Some(asked.into_iter().zip(said.answers).map(answer).collect()),
        free: Some(said.free.get(lang).into()),
        before: said.understanding.map(|(before, _)| Some(before)),
        after: said.understanding.map(|(_, after)| Some(after)),
        quote: said.quote.map(|(_, text)| text.get(lang).into()),
        choice: Choice {
            readers: Some(readers.collect()),
            quote_to: Some(said.quote.map_or(QuoteTo::Nobody, |(to, _)| to)),
        },
        give: true,
    };
    write::write(tx, &app.keys, &cx, said.exchange, (said.moment, said.side), None, new).await.map(drop)
}

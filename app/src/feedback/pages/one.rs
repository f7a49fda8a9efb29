//! `/exchanges/{number}/feedback/{moment}/{side}`: to write, to read, to choose who reads, to withdraw.

use std::collections::HashMap;

use askama::Template;
use axum::Router;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use ryugaku_kernel::{Failure, Msg, Outcome, Uuid};

use super::table::title;
use crate::app::App;
use crate::door::{Fields, Flash, Form, PageResult, Visit, get, page_with, post, see_other};
use crate::exchange::Side;
use crate::exchange::exchange::count_of;
use crate::feedback::choose::{self, Candidates, Choice};
use crate::feedback::content::{Answer, Content, MOST_ANSWERS};
use crate::feedback::feedback::{Feedback, QuoteTo, State as Stands};
use crate::feedback::measured::{self, Measured};
use crate::feedback::moment::{self, Moment};
use crate::feedback::questions::questions;
use crate::feedback::see::{self, Opened};
use crate::feedback::withdraw;
use crate::feedback::write::{self, Written};
use crate::people;
use crate::shell::{Place, Shell};
use crate::words;

pub fn routes() -> Router<App> {
    Router::new()
        .route("/exchanges/{number}/feedback/{moment}/{side}", get(show).merge(post(put)))
        .route("/exchanges/{number}/feedback/{moment}/{side}/readers", post(put_readers))
        .route("/exchanges/{number}/feedback/{moment}/{side}/withdraw", post(take_back))
}

type Address = (String, String, String);

#[derive(Template)]
#[template(path = "feedback/one.html")]
struct OnePage {
    shell: Shell,
    number: String,
    moment: Moment,
    side: Side,
    form: Form,
    /// The one's own, if it was begun.
    mine: Option<Feedback>,
    /// The questions of the form, each with what was answered.
    asked: Vec<Answer>,
    may_write: bool,
    /// One's own is there, and older than the way one came in.
    locked: bool,
    /// What opens to read: others', and one's own that can no longer be changed.
    read: Vec<Opened>,
    names: HashMap<Uuid, String>,
    candidates: Option<Candidates>,
    quotes: [QuoteTo; 3],
    /// What the record says beside what the guest thinks of their own understanding.
    measured: Vec<Measured>,
}

impl OnePage {
    fn action(&self) -> String {
        format!("/exchanges/{}/feedback/{}/{}", self.number, self.moment.name(), self.side.name())
    }

    fn name(&self, id: &Uuid) -> &str {
        self.names.get(id).map_or("?", String::as_str)
    }

    fn label(&self, one: &Measured) -> String {
        one.aim.label(self.shell.lang)
    }

    fn said(&self, one: &Measured) -> String {
        one.said(self.shell.lang)
    }

    fn everybody(&self, separator: &str) -> String {
        let people = self.candidates.iter().flat_map(|candidates| &candidates.people);
        people.map(|person| person.name.as_str()).collect::<Vec<_>>().join(separator)
    }

    fn is_given(&self) -> bool {
        self.mine.as_ref().is_some_and(|mine| mine.state == Stands::Given)
    }

    fn is_withdrawn(&self) -> bool {
        self.mine.as_ref().is_some_and(|mine| mine.state == Stands::Withdrawn)
    }
}

async fn show(State(app): State<App>, visit: Visit, Path(address): Path<Address>) -> PageResult {
    visit.cx.require_read()?;
    page_of(&app, &visit, &address, StatusCode::OK, None).await
}

async fn put(State(app): State<App>, visit: Visit, Path(address): Path<Address>, fields: Fields) -> PageResult {
    visit.cx.require_act()?;
    let give = fields.get("deed") == "give";
    let done = async {
        let (count, place) = parsed(&address)?;
        let rating = |name: &str| fields.maybe_parse::<u8>(name).map(Some);
        let pairs = fields.all("question").enumerate().map(|(at, question)| Answer {
            question: question.to_owned(),
            answer: fields.get(&format!("answer-{}", at + 1)).to_owned(),
        });
        let is_guest = place.1 == Side::Guest;
        let new = Written {
            answers: Some(pairs.collect()),
            free: Some(fields.get("free").into()),
            before: if is_guest { rating("before")? } else { None },
            after: if is_guest { rating("after")? } else { None },
            quote: Some(fields.get("quote").into()),
            choice: choice(&fields)?,
            give,
        };
        let mut tx = app.begin().await?;
        let version = fields.maybe_parse("version")?;
        write::write(&mut tx, &app.keys, &visit.cx, count, place, version, new).await?;
        tx.commit().await.map(drop)
    };
    let said = if give { "feedback-given-said" } else { "feedback-draft-said" };
    after(&app, &visit, &address, &fields, done.await, said).await
}

async fn put_readers(State(app): State<App>, visit: Visit, Path(address): Path<Address>, fields: Fields) -> PageResult {
    visit.cx.require_act()?;
    let done = async {
        let (count, place) = parsed(&address)?;
        let mut tx = app.begin().await?;
        let version = fields.maybe_parse("version")?;
        choose::choose(&mut tx, &visit.cx, count, place, version, choice(&fields)?).await?;
        tx.commit().await.map(drop)
    };
    after(&app, &visit, &address, &fields, done.await, "feedback-readers-said").await
}

async fn take_back(State(app): State<App>, visit: Visit, Path(address): Path<Address>) -> PageResult {
    visit.cx.require_act()?;
    let (count, place) = parsed(&address)?;
    let mut tx = app.begin().await?;
    withdraw::withdraw(&mut tx, &visit.cx, count, place).await?;
    tx.commit().await?;
    let said = Flash::new(Msg::new("feedback-withdrawn-said"));
    Ok(see_other(&app, &format!("/exchanges/EX-{count}/feedback"), Some(said)))
}

/// A form always says whom it chooses: what is not ticked is not chosen.
fn choice(fields: &Fields) -> Outcome<Choice> {
    let readers = fields.all("readers").map(str::to_owned).collect();
    Ok(Choice { readers: Some(readers), quote_to: Some(fields.word("quote_to", QuoteTo::named)?) })
}

fn parsed((number, moment, side): &Address) -> Outcome<(i64, (Moment, Side))> {
    Ok((count_of(number)?, moment::place(moment, side)?))
}

/// Back to the table with what was done, which names nothing that was written; or the form again.
async fn after(
    app: &App,
    visit: &Visit,
    address: &Address,
    fields: &Fields,
    done: Outcome<()>,
    said: &'static str,
) -> PageResult {
    match done {
        Ok(()) => {
            let (count, _) = parsed(address)?;
            Ok(see_other(app, &format!("/exchanges/EX-{count}/feedback"), Some(Flash::new(Msg::new(said)))))
        }
        Err(Failure::Invalid(errors)) => {
            let form = Form::refused(fields, &errors, visit.lang());
            page_of(app, visit, address, StatusCode::UNPROCESSABLE_ENTITY, Some(form)).await
        }
        Err(failure) => Err(failure.into()),
    }
}

async fn page_of(app: &App, visit: &Visit, address: &Address, status: StatusCode, refused: Option<Form>) -> PageResult {
    let (count, (moment, side)) = parsed(address)?;
    let mut q = app.db.reader();
    let (exchange, mut read) = see::opened(&mut q, &app.keys, &visit.cx, count, (moment, side)).await?;
    let (_, all) = see::exchange(&mut q, &visit.cx, count).await?;
    // One's own that this way in does not open can still be withdrawn.
    let (mine, locked) = match see::mine(&visit.cx, &all, (moment, side)) {
        Err(Failure::Forbidden(_)) => (None, true),
        mine => (mine?, false),
    };
    let me = visit.cx.require_person()?;
    let today = visit.cx.now().timestamp().to_zoned(visit.organisation.zone()).date();
    let may_write = visit.cx.who.may_act()
        && match &mine {
            Some(mine) => mine.changeable(visit.cx.now()).is_ok(),
            None => {
                !locked && moment::writer(&exchange, side) == Some(me) && moment::may_begin(&exchange, moment, today)
            }
        };
    // One's own stands in the form while it can be changed.
    let own = match read.first() {
        Some(first) if may_write && first.feedback.writer == me => Some(read.remove(0).content),
        _ => None,
    };
    if mine.is_none() && read.is_empty() && !may_write && !locked {
        return Err(Failure::NotFound("feedback").into());
    }
    let content = own.unwrap_or_default();
    let form = refused.unwrap_or_else(|| filled(mine.as_ref(), &content));
    let questions = questions(&mut q, visit.lang(), &exchange, moment, side).await?;
    let asked = asked(questions, &content, &form);
    let mut ids: Vec<Uuid> = read.iter().map(|one| one.feedback.writer).collect();
    ids.extend(mine.iter().flat_map(Feedback::reads_all));
    let names = people::names(&mut q, ids).await?;
    let candidates = match (&mine, may_write) {
        (None, false) => None,
        _ => {
            let chosen = mine.as_ref().map_or(&[][..], |mine| &mine.readers);
            Some(choose::candidates(&mut q, &exchange, me, chosen).await?)
        }
    };
    let number = exchange.number().to_string();
    let shell = Shell::new(app, visit, Place::Exchanges, title(visit, moment, side)).await?;
    let shell = shell.crumb(words::text(visit.lang(), "nav-exchanges"), "/exchanges");
    let shell = shell.crumb(number.clone(), format!("/exchanges/{number}"));
    let shell = shell.crumb(words::text(visit.lang(), "feedback-title"), format!("/exchanges/{number}/feedback"));
    let measured = measured::of_exchange(&mut q, &exchange).await?;
    let quotes = QuoteTo::ALL;
    page_with(
        status,
        &OnePage {
            shell,
            number,
            moment,
            side,
            form,
            mine,
            asked,
            may_write,
            locked,
            read,
            names,
            candidates,
            quotes,
            measured,
        },
    )
}

/// The form with what was written so far; nobody is chosen where nobody was.
fn filled(mine: Option<&Feedback>, content: &Content) -> Form {
    let version = mine.map_or(0, |mine| mine.version).to_string();
    let rating = |rating: Option<u8>| rating.map(|rating| rating.to_string()).unwrap_or_default();
    let (before, after) = (rating(content.before), rating(content.after));
    let readers: Vec<String> = mine.iter().flat_map(|mine| mine.reads_all()).map(|id| id.to_string()).collect();
    let quote_to = mine.map_or(QuoteTo::Nobody, |mine| mine.quote_to).name();
    let mut values = vec![
        ("version", version.as_str()),
        ("free", content.free.as_str()),
        ("before", before.as_str()),
        ("after", after.as_str()),
        ("quote", content.quote.as_str()),
        ("quote_to", quote_to),
    ];
    values.extend(readers.iter().map(|id| ("readers", id.as_str())));
    Form::filled(&values)
}

/// The questions that were answered already, then those that are asked now; each with what stands in its field.
fn asked(questions: Vec<String>, content: &Content, form: &Form) -> Vec<Answer> {
    let mut asked: Vec<Answer> = content.answers.clone();
    for question in questions {
        // Answers in another language count too; more than these cannot be kept.
        if asked.len() < MOST_ANSWERS && !asked.iter().any(|one| one.question == question) {
            asked.push(Answer { question, answer: String::new() });
        }
    }
    if form.is_refused() {
        for (at, one) in asked.iter_mut().enumerate() {
            one.answer = form.value(&format!("answer-{}", at + 1)).to_owned();
        }
    }
    asked
}

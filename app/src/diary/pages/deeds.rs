//! What the diary's forms post: a line more, a link to an aim, a line hidden, shown, joined or annotated.

use axum::Router;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::MethodRouter;
use jiff::civil::DateTime;
use ryugaku_kernel::{Failure, Msg, Outcome, Time};

use super::diary::page_of;
use crate::app::App;
use crate::diary::api::{DiaryAsked, marked};
use crate::diary::entry::EntryId;
use crate::diary::write::{self, EntryChange, NewEntry};
use crate::diary::{Activity, Kind, arrange, link};
use crate::door::{Fields, Flash, Form, PageResult, Paging, Visit, post, see_other};
use crate::exchange::exchange::count_of;

pub fn routes() -> Router<App> {
    Router::new().route("/exchanges/{number}/diary/{activity}/{deed}", post(deed))
}

pub(super) fn write_route() -> MethodRouter<App> {
    post(write)
}

async fn write(State(app): State<App>, visit: Visit, Path(number): Path<String>, fields: Fields) -> PageResult {
    visit.cx.require_act()?;
    let count = count_of(&number)?;
    let mut tx = app.begin().await?;
    let done = async {
        let new = NewEntry {
            text: fields.get("text").into(),
            url: fields.get("url").into(),
            kind: fields.maybe_word("kind", Kind::named)?,
            at: at(&visit, &fields)?,
            aims: fields.all("aim").map(|mark| marked("aim", mark)).collect::<Outcome<_>>()?,
            source: "web",
        };
        write::write(&mut tx, &visit.cx, count, new).await
    }
    .await;
    match done {
        Ok(_) => {
            tx.commit().await?;
            Ok(back(&app, count, &fields, Some(Msg::new("diary-written-said"))))
        }
        Err(Failure::Invalid(errors)) => {
            drop(tx);
            let form = Form::refused(&fields, &errors, visit.lang());
            let (asked, paging) = (DiaryAsked::default(), Paging::default());
            page_of(&app, &visit, count, asked, &paging, StatusCode::UNPROCESSABLE_ENTITY, form).await
        }
        Err(failure) => Err(failure.into()),
    }
}

async fn deed(
    State(app): State<App>,
    visit: Visit,
    Path((number, activity, deed)): Path<(String, String, String)>,
    fields: Fields,
) -> PageResult {
    visit.cx.require_act()?;
    let (count, activity, cx) = (count_of(&number)?, activity.parse::<Activity>()?, &visit.cx);
    let undo = |to: &str| Some(format!("/exchanges/EX-{count}/diary/{activity}/{to}"));
    let mut tx = app.begin().await?;
    let (said, undo) = match (deed.as_str(), activity) {
        ("link", _) => {
            link::link(&mut tx, cx, count, activity, marked("aim", fields.get("aim"))?).await?;
            ("diary-linked-said", None)
        }
        ("unlink", _) => {
            link::unlink(&mut tx, cx, count, activity, marked("aim", fields.get("aim"))?).await?;
            ("diary-unlinked-said", None)
        }
        ("hide", Activity::Event(position)) => {
            arrange::hide(&mut tx, cx, count, position).await?;
            ("diary-hidden-said", undo("show"))
        }
        ("show", Activity::Event(position)) => {
            arrange::show(&mut tx, cx, count, position).await?;
            ("diary-shown-said", undo("hide"))
        }
        ("join", Activity::Event(position)) => {
            let to = match fields.get("to").parse()? {
                Activity::Event(to) => to,
                Activity::Entry(_) => return Err(Failure::invalid("to", "diary-join-where").into()),
            };
            arrange::join(&mut tx, cx, count, position, to).await?;
            ("diary-joined-said", undo("show"))
        }
        ("annotate", Activity::Event(position)) => {
            arrange::annotate(&mut tx, cx, count, position, fields.get("note")).await?;
            ("diary-annotated-said", None)
        }
        ("change", Activity::Entry(id)) => {
            let change = EntryChange {
                text: Some(fields.get("text").into()),
                url: Some(fields.get("url").into()),
                kind: fields.maybe_word("kind", Kind::named)?,
                at: at(&visit, &fields)?,
            };
            write::change(&mut tx, cx, count, EntryId(id), fields.maybe_parse("version")?, change).await?;
            ("diary-changed-said", None)
        }
        ("remove", Activity::Entry(id)) => {
            write::remove(&mut tx, cx, count, EntryId(id)).await?;
            ("diary-removed-said", None)
        }
        _ => return Err(Failure::NotFound("page").into()),
    };
    tx.commit().await?;
    let mut flash = Flash::new(Msg::new(said));
    if let Some(undo) = undo {
        flash = flash.undo(undo);
    }
    Ok(see_other(&app, &place(count, &fields), Some(flash)))
}

/// When it was, in the reader's zone; unset is now.
fn at(visit: &Visit, fields: &Fields) -> Outcome<Option<Time>> {
    let Some(at) = fields.maybe_parse::<DateTime>("at")? else { return Ok(None) };
    let at = at.to_zoned(visit.zone()).map_err(|_| Failure::invalid("at", "failure-not-understood"))?;
    Ok(Some(at.timestamp().into()))
}

/// Back to where the form stood: the exchange's own page, or the diary's.
fn place(count: i64, fields: &Fields) -> String {
    match fields.get("from") {
        "one" => format!("/exchanges/EX-{count}#diary"),
        _ => format!("/exchanges/EX-{count}/diary"),
    }
}

fn back(app: &App, count: i64, fields: &Fields, said: Option<Msg>) -> Response {
    see_other(app, &place(count, fields), said.map(Flash::new))
}

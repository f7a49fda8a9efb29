//! What is done with the alerts that were picked in the list: acknowledged, silenced, made an incident of.

use axum::extract::{Query, State};
use axum::response::Response;
use ryugaku_alerting::Fingerprint;
use ryugaku_kernel::{Failure, Msg, Outcome, Time};
use serde::Deserialize;

use super::asked::Asked;
use super::list_in;
use crate::alerts::acknowledge_all::{MOST, Turned};
use crate::alerts::group::GroupKey;
use crate::alerts::{acknowledge_all, alike, listed, store, unacknowledge_all, unacknowledge_since};
use crate::app::App;
use crate::door::{Fields, Flash, PageResult, Visit, see_other};
use crate::incidents;

/// When the alerts were acknowledged that no longer are to be.
#[derive(Deserialize)]
pub struct Since {
    #[serde(default)]
    at: Option<i64>,
}

pub async fn acknowledge(State(app): State<App>, visit: Visit, fields: Fields) -> PageResult {
    let done = async {
        let mut tx = app.begin().await?;
        let turned = acknowledge_all(&mut tx, &visit.cx, &picked(&fields)).await?;
        tx.commit().await?;
        Ok(turned)
    }
    .await;
    Ok(match done {
        Ok(turned) => {
            let rest = turned.unchanged.len() + turned.not_firing.len();
            let msg = Msg::new("alert-acknowledged-together").with("count", turned.changed.len()).with("rest", rest);
            back(&app, &fields, told(msg, &turned))
        }
        Err(failure) => refused(&app, &fields, failure)?,
    })
}

/// Of a group of the list it is done from: what waits in it, shown or not; of more than can be done at once the newest.
pub async fn acknowledge_group(State(app): State<App>, visit: Visit, fields: Fields) -> PageResult {
    visit.cx.require_act()?;
    let asked = Asked::of(list_in(&fields).and_then(|list| list.split_once('?')).map_or("", |(_, query)| query));
    let (waiting, others) = match fields.get("group").parse::<GroupKey>() {
        Ok(group) => listed::waiting_in(&app, &visit.cx.who, &asked.find, asked.by, &group, MOST).await?,
        // What is no group has nothing in it.
        Err(_) => (Vec::new(), 0),
    };
    if waiting.is_empty() {
        return Ok(back(&app, &fields, Flash::new(Msg::new("alert-group-nothing"))));
    }
    let mut tx = app.begin().await?;
    let turned = acknowledge_all(&mut tx, &visit.cx, &waiting).await?;
    tx.commit().await?;
    let (count, rest) = (turned.changed.len(), turned.unchanged.len() + turned.not_firing.len());
    let msg = if others > 0 {
        Msg::new("alert-acknowledged-some").with("count", count).with("others", others).with("most", MOST)
    } else {
        Msg::new("alert-acknowledged-together").with("count", count).with("rest", rest)
    };
    Ok(back(&app, &fields, told(msg, &turned)))
}

/// With the way back: they all have it of the same moment, by which they are known again.
fn told(msg: Msg, turned: &Turned) -> Flash {
    match turned.changed.first().and_then(|alert| alert.acked) {
        Some(acked) => Flash::new(msg).undo(format!("/alerts/unacknowledge?at={}", acked.at.0)),
        None => Flash::new(msg),
    }
}

/// Of those named in the form, or of those that were acknowledged together.
pub async fn unacknowledge(
    State(app): State<App>,
    visit: Visit,
    Query(since): Query<Since>,
    fields: Fields,
) -> PageResult {
    let done = async {
        let mut tx = app.begin().await?;
        let turned = match since.at {
            Some(at) => unacknowledge_since(&mut tx, &visit.cx, Time(at)).await?,
            None => unacknowledge_all(&mut tx, &visit.cx, &picked(&fields)).await?,
        };
        tx.commit().await?;
        Ok(turned)
    }
    .await;
    Ok(match done {
        Ok(turned) => {
            let msg = Msg::new("alert-unacknowledged-together").with("count", turned.changed.len());
            back(&app, &fields, Flash::new(msg))
        }
        Err(failure) => refused(&app, &fields, failure)?,
    })
}

/// On to the form of a silence, filled with what they have in common.
pub async fn silence(State(app): State<App>, visit: Visit, fields: Fields) -> PageResult {
    visit.cx.require_act()?;
    let picked = picked(&fields);
    if let Some(refusal) = wrong_number(picked.len(), MOST) {
        return Ok(back(&app, &fields, Flash::new(refusal)));
    }
    let alerts = store::by_fingerprints(&mut app.db.reader(), &picked).await?;
    let labels: Vec<_> = alerts.into_iter().map(|alert| alert.labels).collect();
    let matchers = alike::alike(&labels)?;
    if matchers.is_empty() {
        return Ok(back(&app, &fields, Flash::new(Msg::new("alert-nothing-alike"))));
    }
    let query = url::form_urlencoded::Serializer::new(String::new())
        .extend_pairs(matchers.iter().map(|matcher| ("matcher", matcher.to_string())))
        .finish();
    Ok(see_other(&app, &format!("/silences/new?{query}"), None))
}

/// On to the form of an incident with these alerts.
pub async fn incident(State(app): State<App>, visit: Visit, fields: Fields) -> PageResult {
    visit.cx.require_act()?;
    let picked = picked(&fields);
    if let Some(refusal) = wrong_number(picked.len(), incidents::MOST_ALERTS) {
        return Ok(back(&app, &fields, Flash::new(refusal)));
    }
    let query = url::form_urlencoded::Serializer::new(String::new())
        .extend_pairs(picked.iter().map(|alert| ("alert", alert.to_string())))
        .finish();
    Ok(see_other(&app, &format!("/incidents/new?{query}"), None))
}

/// What is no fingerprint names no alert.
fn picked(fields: &Fields) -> Vec<Fingerprint> {
    let mut picked: Vec<Fingerprint> = fields.all("alert").filter_map(|text| text.parse().ok()).collect();
    picked.sort_unstable();
    picked.dedup();
    picked
}

fn wrong_number(n: usize, most: usize) -> Option<Msg> {
    match n {
        0 => Some(Msg::new("alert-none-chosen")),
        n if n > most => Some(Msg::new("alert-too-many").with("most", most)),
        _ => None,
    }
}

fn back(app: &App, fields: &Fields, said: Flash) -> Response {
    see_other(app, list_in(fields).unwrap_or("/alerts"), Some(said))
}

/// The list has no field to say it under.
fn refused(app: &App, fields: &Fields, failure: Failure) -> Outcome<Response> {
    match failure {
        Failure::Invalid(errors) if !errors.is_empty() => Ok(back(app, fields, Flash::new(errors[0].msg.clone()))),
        other => Err(other),
    }
}

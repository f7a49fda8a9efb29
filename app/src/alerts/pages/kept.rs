//! The conditions that somebody keeps, above the list: kept, taken out again.

use axum::extract::{Path, State};
use ryugaku_kernel::{Failure, Msg};

use super::asked::{Asked, But};
use super::list_in;
use crate::alerts::{KeptFilter, KeptFilterId, drop_filter, keep_filter};
use crate::app::App;
use crate::door::{Fields, Flash, PageResult, Visit, see_other};

/// A kept filter as it stands above the list.
pub struct Kept {
    pub id: KeptFilterId,
    pub text: String,
    /// The list by these conditions, in the state and the groups of the list that is shown.
    pub address: String,
    /// What the list is narrowed to now.
    pub here: bool,
}

pub fn shown(asked: &Asked, kept: Vec<KeptFilter>) -> Vec<Kept> {
    let now = asked.find.query();
    let one = |filter: KeptFilter| {
        let mut narrowed = Asked::of(&filter.query);
        let here = filter.query == now;
        narrowed.find.state = asked.find.state;
        narrowed.by = asked.by;
        let text = filter.conditions().join(", ");
        let but = if here { But::All } else { But::Beginning };
        Kept { id: filter.id, text, address: narrowed.address(but), here }
    };
    kept.into_iter().map(one).collect()
}

/// Of the list that it is done from.
pub async fn keep(State(app): State<App>, visit: Visit, fields: Fields) -> PageResult {
    let next = list_in(&fields).unwrap_or("/alerts").to_owned();
    let asked = Asked::of(next.split_once('?').map_or("", |(_, query)| query));
    let mut tx = app.begin().await?;
    let said = match keep_filter(&mut tx, &visit.cx, &asked.find).await {
        Ok(filter) => {
            tx.commit().await?;
            Flash::new(Msg::new("alert-kept-said")).undo(format!("/alerts/filters/{}/drop", filter.id))
        }
        Err(Failure::Invalid(errors)) if !errors.is_empty() => Flash::new(errors[0].msg.clone()),
        Err(failure) => return Err(failure.into()),
    };
    Ok(see_other(&app, &next, Some(said)))
}

pub async fn take_out(State(app): State<App>, visit: Visit, Path(id): Path<String>, fields: Fields) -> PageResult {
    let id = id.parse().map_err(|_| Failure::NotFound("alert_filter"))?;
    let mut tx = app.begin().await?;
    let filter = drop_filter(&mut tx, &visit.cx, id).await?;
    tx.commit().await?;
    let msg = Msg::new("alert-dropped-said").with("name", filter.conditions().join(", "));
    let next = list_in(&fields).unwrap_or("/alerts");
    Ok(see_other(&app, next, Some(Flash::new(msg))))
}

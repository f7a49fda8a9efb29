//! `/incidents/{number}/postmortem/together`: what the editor in the browser brings, and what it is told. Bytes are base64.

use axum::extract::{Path, State};
use axum::response::IntoResponse;
use axum::{Json, Router};
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use ryugaku_kernel::{Failure, Outcome};
use serde::{Deserialize, Serialize};

use crate::app::App;
use crate::door::{Body, Failed, PageResult, Visit, post};
use crate::incidents::incident::count_of;
use crate::people;
use crate::postmortems::together::{self, Said};

pub fn routes() -> Router<App> {
    Router::new().route("/incidents/{number}/postmortem/together", post(exchange))
}

#[derive(Deserialize)]
struct Brought {
    #[serde(default)]
    update: Option<String>,
    vector: String,
    client: u32,
    #[serde(default)]
    cursor: String,
}

#[derive(Serialize)]
struct Answered {
    update: String,
    version: i64,
    present: Vec<Here>,
}

#[derive(Serialize)]
struct Here {
    client: i64,
    name: String,
    cursor: String,
}

async fn exchange(
    State(app): State<App>,
    visit: Visit,
    Path(number): Path<String>,
    brought: Result<Body<Brought>, Failed>,
) -> PageResult {
    visit.cx.require_act()?;
    let count = count_of(&number)?;
    let Body(brought) = brought?;
    let said = Said {
        update: brought.update.map(|update| bytes("update", &update)).transpose()?,
        vector: bytes("vector", &brought.vector)?,
        client: brought.client,
        cursor: brought.cursor,
    };
    let looked = together::look(&mut app.db.reader(), &visit.cx, count, &said).await?;
    let told = match looked {
        Some((told, seen)) => {
            if let Some(seen) = seen {
                let mut tx = app.db.begin_lightly().await?;
                together::seen(&mut tx, &visit.cx, told.postmortem.id, &seen).await?;
                tx.commit().await?;
            }
            told
        }
        None => {
            let mut tx = app.begin().await?;
            let told = together::together(&mut tx, &visit.cx, count, said).await?;
            tx.commit().await?;
            told
        }
    };
    let names = people::names(&mut app.db.reader(), told.present.iter().map(|one| one.person)).await?;
    let here = told.present.into_iter().map(|one| Here {
        client: one.client,
        name: names.get(&one.person).cloned().unwrap_or_default(),
        cursor: one.cursor,
    });
    let answer = Answered {
        update: BASE64_STANDARD.encode(told.update),
        version: told.postmortem.version,
        present: here.collect(),
    };
    Ok(Json(answer).into_response())
}

fn bytes(field: &'static str, text: &str) -> Outcome<Vec<u8>> {
    BASE64_STANDARD.decode(text).map_err(|_| Failure::invalid(field, "failure-not-understood"))
}

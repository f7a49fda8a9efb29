//! What runs by itself: of what is written together a version is kept once it is quiet, and now and then while it is not.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use jiff::SignedDuration;
use ryugaku_jobs::Registry;
use ryugaku_kernel::{Cx, Outcome, Time, Uuid};

use super::keep;
use crate::app::App;
use crate::incidents::Incident;

/// So long one that cannot be kept is left alone.
const ASIDE: SignedDuration = SignedDuration::from_mins(10);

/// The incidents of texts that could not be kept by this process, and until when each is left alone.
#[derive(Clone, Default)]
struct Aside(Arc<Mutex<HashMap<Uuid, Time>>>);

impl Aside {
    fn at(&self, now: Time) -> Vec<Uuid> {
        self.all().iter().filter(|(_, until)| **until > now).map(|(incident, _)| *incident).collect()
    }

    /// Whether it was not known before.
    fn put(&self, incident: Uuid, until: Time) -> bool {
        self.all().insert(incident, until).is_none()
    }

    fn forget(&self, incident: Uuid) {
        self.all().remove(&incident);
    }

    fn all(&self) -> MutexGuard<'_, HashMap<Uuid, Time>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

pub fn register(app: &App, registry: &mut Registry) {
    let (app, aside) = (app.clone(), Aside::default());
    registry.every("postmortems_keep", SignedDuration::from_secs(20), move |cx| {
        let (app, aside) = (app.clone(), aside.clone());
        async move {
            let wanted = keep::wanted(&mut app.db.reader(), &cx, aside.at(cx.now())).await?;
            for incident in &wanted {
                // One that cannot be kept keeps no other back, however many they are, and is told of once.
                match keep_one(&app, &cx, incident).await {
                    Ok(()) => aside.forget(incident.id.0),
                    Err(failure) => {
                        if aside.put(incident.id.0, cx.now().plus(ASIDE)) {
                            tracing::warn!(%failure, incident = %incident.number(), "what is written together could not be kept");
                        }
                    }
                }
            }
            Ok(())
        }
    });
}

async fn keep_one(app: &App, cx: &Cx, incident: &Incident) -> Outcome<()> {
    let mut tx = app.begin().await?;
    keep::keep_one(&mut tx, cx, incident).await?;
    tx.commit().await.map(drop)
}

//! A notification whose alerts are known, and whose texts are still in the rows.

use std::collections::HashMap;
use std::sync::Arc;

use bytes::Bytes;
use ryugaku_alerting::{Body, Fingerprint, Labels, RunId};
use ryugaku_kernel::{Failure, Outcome, Time};
use ryugaku_routing::{Flush, FlushId, Verdict, Why};

use crate::alerts::board::State;
use crate::alerts::store;
use crate::app::App;
use crate::notices::{Content, MOST, Notice, NoticeId, Reason, Told, Way};

pub struct Draft {
    pub flush: FlushId,
    pub way: Arc<Way>,
    channel: u32,
    receiver: String,
    key: String,
    labels: Labels,
    at: Time,
    why: Why,
    alerts: Vec<Half>,
    truncated: usize,
}

struct Half {
    alert: Fingerprint,
    firing: bool,
    /// Absent for one that the board has forgotten.
    known: Option<Known>,
}

struct Known {
    run: RunId,
    starts_at: Time,
    until: Time,
    texts: Option<Bytes>,
}

impl Draft {
    pub fn of(flush: &Flush, verdict: &Verdict, why: Why, receiver: &str, way: Arc<Way>, state: &State) -> Self {
        let (firing, resolved) = flush.says(verdict);
        let all = firing.iter().map(|alert| (*alert, true)).chain(resolved.iter().map(|alert| (*alert, false)));
        let (all, truncated) = cut(all.collect(), way.max_alerts as usize, |alert| order(state, alert));
        let half = |(alert, firing): (Fingerprint, bool)| {
            let known = state.machine.remembered(alert).map(|view| Known {
                run: view.run(),
                starts_at: view.starts_at(),
                until: view.seen_until(),
                texts: state.texts(view.run()),
            });
            Half { alert, firing, known }
        };
        Self {
            flush: flush.id,
            way,
            channel: verdict.channel,
            receiver: receiver.to_owned(),
            key: flush.key(),
            labels: flush.labels(),
            at: flush.at,
            why,
            alerts: all.into_iter().map(half).collect(),
            truncated,
        }
    }

    /// With the texts, from the rows where the board has none.
    pub async fn complete(self, app: &App) -> Outcome<Notice> {
        let mut q = app.db.reader();
        let wanted = self.alerts.iter().filter_map(|half| half.known.as_ref().filter(|known| known.texts.is_none()));
        let wanted: Vec<RunId> = wanted.map(|known| known.run).collect();
        let mut bodies = store::bodies(&mut q, &wanted).await?;
        let forgotten: Vec<_> = self.alerts.iter().filter(|half| half.known.is_none()).map(|half| half.alert).collect();
        let former = if forgotten.is_empty() { Vec::new() } else { store::by_fingerprints(&mut q, &forgotten).await? };
        let mut former: HashMap<_, _> = former.into_iter().map(|alert| (alert.fingerprint, alert)).collect();
        let mut alerts = Vec::with_capacity(self.alerts.len());
        for Half { alert, firing, known } in self.alerts {
            let (body, starts_at, ended_at) = match known {
                Some(Known { run, starts_at, until, texts }) => {
                    let body = match texts {
                        Some(texts) => Body::from_bytes(&texts).map_err(Failure::internal)?,
                        None => match bodies.remove(&run) {
                            Some(body) => body,
                            None => continue,
                        },
                    };
                    (body, starts_at, until)
                }
                None => {
                    let Some(alert) = former.remove(&alert) else { continue };
                    let (labels, annotations, generator_url) = (alert.labels, alert.annotations, alert.generator_url);
                    let ended_at = alert.ended_at.unwrap_or(self.at);
                    (Body { labels, annotations, generator_url }, alert.starts_at, ended_at)
                }
            };
            alerts.push(told(app, alert, body, starts_at, (!firing).then_some(ended_at)));
        }
        let mut content = Content { group_key: self.key, group_labels: self.labels, alerts, truncated: self.truncated };
        content.sort();
        let id = NoticeId(app.chance.id(self.at));
        let (group, receiver, channel) = (self.flush.group, self.receiver, self.channel);
        Ok(Notice { id, group, content, receiver, channel, at: self.at, why: Reason::Routed(self.why) })
    }
}

/// So many as a notification holds, and how many are left out. Who wants only so many (`wanted`; 0: all) gets those that fire
/// first, as Alertmanager does it. Where our own limit cuts, what has resolved comes first: it is told this once, and what
/// fires is told again.
fn cut<Order: Ord>(
    mut all: Vec<(Fingerprint, bool)>,
    wanted: usize,
    order: impl Fn(Fingerprint) -> Order,
) -> (Vec<(Fingerprint, bool)>, usize) {
    let ours = wanted == 0 || wanted > MOST;
    let most = if ours { MOST } else { wanted };
    let truncated = all.len().saturating_sub(most);
    if truncated > 0 {
        all.sort_by_cached_key(|(alert, firing)| (*firing == ours, order(*alert)));
        all.truncate(most);
    }
    (all, truncated)
}

/// The first as Alertmanager counts are told to who wants only so many: by job, then instance, then all labels.
fn order(state: &State, alert: Fingerprint) -> Option<[String; 3]> {
    let view = state.machine.remembered(alert)?;
    Some([view.label("job").to_owned(), view.label("instance").to_owned(), view.labels().to_string()])
}

fn told(app: &App, fingerprint: Fingerprint, body: Body, starts_at: Time, ended_at: Option<Time>) -> Told {
    let Body { labels, annotations, generator_url } = body;
    let said = ["runbook_url", "runbook"].iter().find_map(|name| annotations.get(name).filter(|url| !url.is_empty()));
    let said = said.map(str::to_owned);
    let judged = app.board.change(|state| {
        let by_rule = || state.judging.runbook(labels.get("alertname")).map(str::to_owned);
        (state.judging.owner(&labels), said.clone().or_else(by_rule))
    });
    let (owner, runbook) = judged.unwrap_or((None, said));
    Told { fingerprint, labels, annotations, generator_url, starts_at, ended_at, owner, runbook }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Firing, resolved, left out; and the last that fires of those told.
    fn cut_of(firing: u64, resolved: u64, wanted: usize) -> (usize, usize, usize, Option<u64>) {
        let all = (0..firing + resolved).map(|n| (Fingerprint(n), n < firing)).collect();
        let (told, truncated) = cut(all, wanted, std::cmp::Reverse);
        let fires = told.iter().filter(|(_, firing)| *firing).count();
        let last = told.iter().rfind(|(_, firing)| *firing).map(|(alert, _)| alert.0);
        (fires, told.len() - fires, truncated, last)
    }

    #[test]
    fn our_own_limit_leaves_out_nothing_that_has_resolved() {
        assert_eq!(cut_of(3, 2, 0), (3, 2, 0, Some(2)));
        assert_eq!(cut_of(1_200, 300, 0), (700, 300, 500, Some(500)), "in their order, not as they come");
        assert_eq!(cut_of(1_200, 300, 5_000), (700, 300, 500, Some(500)));
        assert_eq!(cut_of(1_200, 300, 1_000), (1_000, 0, 500, Some(200)), "as Alertmanager does");
        assert_eq!(cut_of(4, 2, 5), (4, 1, 1, Some(0)));
    }
}

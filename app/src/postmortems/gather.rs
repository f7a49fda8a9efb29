//! What is known of an incident, for the draft of its post-mortem.

use jiff::tz::TimeZone;
use ryugaku_db::Query;
use ryugaku_kernel::{Actor, Cx, Lang, Outcome, Time};

use crate::backlog;
use crate::drills::{self, Clock};
use crate::incidents::severity::Severity;
use crate::incidents::similar::{self, Similar};
use crate::incidents::timeline::{self, Entry};
use crate::incidents::{self, Incident, response, shown};
use crate::organisation;
use crate::people;

pub struct Facts {
    pub lang: Lang,
    pub zone: TimeZone,
    pub incident: Incident,
    pub services: Vec<String>,
    pub products: Vec<String>,
    /// How severe it was from when on.
    pub severities: Vec<(Time, Severity)>,
    /// Who did what, in words.
    pub roles: Vec<(&'static str, Vec<String>)>,
    /// Oldest first.
    pub entries: Vec<Entry>,
    pub tasks: Vec<Follow>,
    pub similar: Vec<Similar>,
}

/// A task that there is already.
pub struct Follow {
    pub number: String,
    pub title: String,
    pub is_done: bool,
    pub owner: Option<String>,
    pub due: Option<jiff::civil::Date>,
}

/// Kinds that say how records were kept and nothing of what happened: whoever reads what was learned has no use for them.
/// With a dot or a low line at its end, all that begin so.
const BOOKKEEPING: [&str; 21] = [
    // Among the action items, and of the document itself.
    "task.",
    "postmortem.",
    // How title, impact and services are in the end stands above.
    "incident.changed",
    "incident.alert_unlinked",
    // Of the list of next steps; that one is not needed is a decision, and stays.
    "incident.step_put_off",
    "incident.step_asked_again",
    "incident.told_anew",
    // Who is where, and who may know of it.
    "incident.joined",
    "incident.person_named",
    "incident.person_unnamed",
    "incident.restricted",
    "incident.opened_up",
    "incident.channel_",
    // Words that were taken away again.
    "incident.collected_no_more",
    "text.redacted",
    // Of a notice, whatever nobody outside saw.
    "status_notice.drafted",
    "status_notice.changed",
    "status_notice.dropped",
    // Of a drill's clock, and what was said of the drill afterwards.
    "drill.clock_",
    "drill.aim_judged",
    "drill.learnt",
];

fn is_bookkeeping(kind: &str) -> bool {
    BOOKKEEPING.into_iter().any(|one| kind == one || (one.ends_with(['.', '_']) && kind.starts_with(one)))
}

pub async fn gather(q: &mut dyn Query, cx: &Cx, incident: &Incident) -> Outcome<Facts> {
    let organisation = organisation::store::load(q).await?;
    // The document is the organisation's, whoever begins it.
    let cx = ryugaku_kernel::Cx { lang: organisation.language, ..cx.clone() };
    let zone = organisation.zone();
    let alerts = shown::alerts_of(q, incident).await?;
    let mut entries = timeline::of(q, &cx, incident, &alerts).await?;
    entries.reverse();
    entries.retain(|entry| !is_bookkeeping(&entry.kind));
    let response = response::of(q, &cx, incident, &zone).await?;
    let roles = response
        .roles
        .into_iter()
        .map(|filled| (filled.role.key(), filled.people.into_iter().map(|(_, name)| name).collect::<Vec<_>>()));
    let tasks = backlog::of_incident(q, incident.id.0).await?;
    let names = people::names(q, tasks.iter().filter_map(|task| task.assignee)).await?;
    let follow = |task: backlog::Task| Follow {
        number: task.number().to_string(),
        is_done: task.state.is_over(),
        owner: task.assignee.and_then(|id| names.get(&id).cloned()),
        due: task.due,
        title: task.title,
    };
    let services = shown::one(q, incident.clone()).await?.services;
    let mut products: Vec<String> = services.iter().map(|service| service.product_name.clone()).collect();
    products.sort();
    products.dedup();
    let facts = Facts {
        lang: cx.lang,
        zone,
        services: services.into_iter().map(|service| service.name).collect(),
        products,
        severities: incidents::severities(q, incident).await?,
        roles: roles.filter(|(_, people)| !people.is_empty()).collect(),
        entries,
        tasks: tasks.into_iter().map(follow).collect(),
        // What is written down here outlasts who may read what: only what everybody may know of.
        similar: similar::similar(q, &cx.with(Actor::anonymous()), incident).await?,
        incident: incident.clone(),
    };
    if !incident.practice {
        return Ok(facts);
    }
    let clock = drills::clocks(q, vec![incident.id.0]).await?.remove(&incident.id.0).unwrap_or_default();
    Ok(facts.on(&clock))
}

impl Facts {
    /// Of a drill: what happened in it happened on its clock.
    fn on(mut self, clock: &Clock) -> Self {
        self.incident = self.incident.on(clock);
        self.severities.iter_mut().for_each(|(at, _)| *at = clock.at(*at));
        self.entries.iter_mut().for_each(|entry| entry.at = clock.at(entry.at));
        self
    }
}

/// So many entries of the timeline are younger than the draft, if there is one: recorded since, and of what stands in no ledger,
/// happened since.
pub async fn since_draft(q: &mut dyn Query, cx: &Cx, incident: &Incident) -> Outcome<usize> {
    let written = ryugaku_ledger::about_any(q, &cx.who, &["postmortem.written"], vec![incident.id.0]).await?;
    let Some(draft) = written.first() else { return Ok(0) };
    let whole = incidents::store::whole(q, incident.id).await?;
    let events = ryugaku_ledger::about_after(q, &cx.who, whole, draft.position).await?;
    let recorded = events.iter().filter(|event| !is_bookkeeping(&event.kind)).count();
    let alerts = shown::alerts_of(q, incident).await?;
    let beside = timeline::beside(q, cx, incident, &alerts).await?;
    Ok(recorded + beside.iter().filter(|entry| entry.at > draft.happened_at).count())
}

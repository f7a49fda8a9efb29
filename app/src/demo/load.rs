//! Living through the example organisation's past: what the generator made, done by the verbs, in order of time.

use std::collections::HashMap;
use std::sync::Arc;

use jiff::SignedDuration;
use ryugaku_alerting::{Annotations, Labels};
use ryugaku_kernel::{Actor, Chance, Cx, Lang, ManualClock, Outcome, Time};
use ryugaku_ledger::Tx;

use super::asked;
use super::deployed::{self, Deploy};
use super::drilled;
use super::exchanges::{self, Begun, Scene};
use super::growth;
use super::hearing;
use super::held;
use super::named;
use super::outward;
use super::past::{DAYS, Episode, Firing, past};
use super::played;
use super::reach;
use super::reviewed;
use super::rules::UPDATE;
use super::said;
use super::settle::{Company, settle};
use super::tools::{self, Sources};
use crate::alerts::{PastRun, write_past};
use crate::app::App;
use crate::backlog::TaskState;
use crate::backlog::add::NewTask;
use crate::backlog::change::set_state;
use crate::incidents::circle::Circle;
use crate::incidents::open::{NewIncident, open};
use crate::incidents::role::Role;
use crate::incidents::severity::Severity;
use crate::incidents::status::Status;
use crate::incidents::{commander, follow_up, note, roles, status_update, turn};

const SEED: u64 = 20_261_119;
/// So long ago a rule asked about the alert that began last.
const ASKED_BEFORE: SignedDuration = SignedDuration::from_mins(3);
/// How many deeds are written at once.
const AT_ONCE: usize = 200;

/// Something that is done at a time.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Deed {
    Open,
    Note(usize),
    Identify,
    Resolve,
    FollowUp(usize),
    Close,
    Finish(usize),
    /// Of an exchange; its place stands where that of an episode does.
    Study(Scene),
    /// Beside the exchanges.
    Grow(growth::Step),
    /// What the people of the first exchange planned and talked over.
    Hold(held::Step),
    /// Who hears of alerts.
    Hear(hearing::Step),
    /// What others are told.
    Tell(outward::Step),
    /// Feedback, by its place among all that was given.
    Say(usize),
    /// Told by the pipeline; its place stands where that of an episode does.
    Deploy,
    /// In a drill, by its place among all such moves.
    Play,
}

struct Story<'a> {
    app: &'a App,
    lang: Lang,
    cx: Cx,
    clock: Arc<ManualClock>,
    company: Company,
    sources: Sources,
    firings: &'a [Firing],
    episodes: &'a [Episode],
    deploys: &'a [Deploy],
    /// Firings before this one are in the history.
    written: usize,
    /// Numbers of incidents by episode, and of tasks by episode and place.
    incidents: HashMap<usize, i64>,
    tasks: HashMap<(usize, usize), i64>,
    exchanges: Begun,
    page: outward::Page,
    drills: drilled::Counts,
    now: Time,
}

/// Into an empty database. The organisation's language chooses the words.
pub async fn load(app: &App, lang: Lang) -> Outcome<()> {
    let now = app.clock.now();
    let chance = Arc::new(Chance::seeded(SEED));
    let (firings, episodes) = past(&chance, now);
    let deploys = deployed::deploys(&firings, &episodes, now);
    let beginning = now.minus(SignedDuration::from_hours(24 * (DAYS + 1)));
    let clock = Arc::new(ManualClock::at(beginning));
    let cx = Cx { who: Actor::operator(), lang, clock: clock.clone(), chance };
    let mut tx = app.begin().await?;
    let from_day = beginning.timestamp().to_zoned(jiff::tz::TimeZone::UTC).date();
    let company = settle(&mut tx, &cx, lang, from_day).await?;
    played::write_down(&mut tx, &company.cx(&cx, "saeki"), lang).await?;
    let sources = tools::connect(&mut tx, &company.cx(&cx, "saeki"), app, lang).await?;
    let mut story = Story {
        app,
        lang,
        cx,
        clock,
        company,
        sources,
        firings: &firings,
        episodes: &episodes,
        deploys: &deploys,
        written: 0,
        incidents: HashMap::new(),
        tasks: HashMap::new(),
        exchanges: Begun::new(),
        page: outward::Page::default(),
        drills: drilled::Counts::new(),
        now,
    };
    for (done, (at, episode, deed)) in deeds(&episodes, &deploys, now).into_iter().enumerate() {
        if done % AT_ONCE == AT_ONCE - 1 {
            tx.commit().await?;
            tx = app.begin().await?;
        }
        story.clock.set(at);
        story.does(&mut tx, episode, deed).await?;
    }
    story.write_firings(&mut tx, firings.len(), now).await?;
    tools::deliver(&mut tx, story.sources.alerts, &firings, now).await?;
    if let Some(youngest) = firings.last() {
        story.clock.set(now.minus(ASKED_BEFORE));
        asked::ask(&mut tx, &story.cx, &labels(youngest)?).await?;
    }
    story.clock.set(now);
    let running = episodes.iter().rposition(|episode| episode.resolved_at.is_none());
    let running = running.and_then(|at| story.incidents.get(&at).copied());
    named::load(&mut tx, &story.company, &story.cx, lang, running).await?;
    tools::break_off(&mut tx, &story.cx, story.sources.prober, now).await?;
    reach::write(&mut tx, &story.company, &story.cx, lang).await?;
    tx.commit().await?;
    Ok(())
}

fn deeds(episodes: &[Episode], deploys: &[Deploy], now: Time) -> Vec<(Time, usize, Deed)> {
    let mut deeds = Vec::new();
    for (at, episode) in episodes.iter().enumerate() {
        deeds.push((episode.opened_at, at, Deed::Open));
        for (place, note) in episode.notes.iter().enumerate() {
            deeds.push((note.at, at, Deed::Note(place)));
        }
        deeds.push((episode.identified_at, at, Deed::Identify));
        let Some(resolved_at) = episode.resolved_at else { continue };
        deeds.push((resolved_at, at, Deed::Resolve));
        deeds.extend(episode.closed_at.map(|time| (time, at, Deed::Close)));
        for (place, task) in episode.follow_ups.iter().enumerate() {
            let written_at = resolved_at.plus(SignedDuration::from_mins(40));
            deeds.push((written_at, at, Deed::FollowUp(place)));
            let done_at = task.done_at.map(|done| done.max(written_at));
            deeds.extend(done_at.map(|time| (time, at, Deed::Finish(place))));
        }
    }
    deeds.extend(exchanges::scenes(now).into_iter().map(|(time, which, scene)| (time, which, Deed::Study(scene))));
    deeds.extend(growth::steps(now).into_iter().map(|(time, step)| (time, 0, Deed::Grow(step))));
    deeds.extend(held::steps(now).into_iter().map(|(time, step)| (time, 0, Deed::Hold(step))));
    deeds.extend(hearing::steps(now).into_iter().map(|(time, step)| (time, 0, Deed::Hear(step))));
    deeds.extend(outward::steps(now).into_iter().map(|(time, step)| (time, 0, Deed::Tell(step))));
    deeds.extend(said::times(now).into_iter().map(|(time, which)| (time, 0, Deed::Say(which))));
    deeds.extend(drilled::times(now).into_iter().map(|(time, which)| (time, which, Deed::Play)));
    deeds.extend(deploys.iter().enumerate().map(|(at, deploy)| (deploy.at, at, Deed::Deploy)));
    deeds.retain(|(time, ..)| *time < now);
    deeds.sort_unstable();
    deeds
}

impl Story<'_> {
    async fn does(&mut self, tx: &mut Tx, at: usize, deed: Deed) -> Outcome<()> {
        if let Deed::Study(scene) = deed {
            let begun = &mut self.exchanges;
            return exchanges::play(tx, &self.company, &self.cx, self.lang, self.now, begun, (at, scene)).await;
        }
        if let Deed::Grow(step) = deed {
            return growth::go(tx, &self.company, &self.cx, self.lang, self.now, step).await;
        }
        if let Deed::Hold(step) = deed {
            return held::go(tx, &self.company, &self.cx, self.lang, self.now, step).await;
        }
        if let Deed::Hear(step) = deed {
            return hearing::go(tx, self.app, &self.company, &self.cx, self.lang, step).await;
        }
        if let Deed::Tell(step) = deed {
            return outward::go(tx, &self.company, &self.cx, self.now, &mut self.page, step).await;
        }
        if let Deed::Say(which) = deed {
            return said::say(tx, self.app, &self.company, &self.cx, self.lang, which).await;
        }
        if deed == Deed::Play {
            return drilled::play(tx, &self.company, &self.cx, self.lang, &mut self.drills, at).await;
        }
        if deed == Deed::Deploy {
            let told = (at, &self.deploys[at]);
            return deployed::tell(tx, &self.company, &self.cx, self.lang, self.sources.pipeline, told).await;
        }
        let episode = &self.episodes[at];
        let firing = &self.firings[episode.firing];
        let service = firing.rule.service;
        if deed == Deed::Open {
            self.write_firings(tx, episode.firing + 1, episode.opened_at).await?;
            return self.opens(tx, at).await;
        }
        let Some(&count) = self.incidents.get(&at) else { return Ok(()) };
        let cx = self.company.cx(&self.cx, episode.commander);
        match deed {
            Deed::Open
            | Deed::Study(_)
            | Deed::Grow(_)
            | Deed::Hold(_)
            | Deed::Hear(_)
            | Deed::Tell(_)
            | Deed::Say(_)
            | Deed::Deploy
            | Deed::Play => {}
            Deed::Note(place) => {
                let written = &episode.notes[place];
                let by = self.company.cx(&self.cx, written.by);
                note::write(tx, &by, count, written.text.get(self.lang)).await?;
                if place == 0 && written.by != episode.commander {
                    roles::take(tx, &by, count, Role::Communications).await?;
                }
            }
            Deed::Identify => {
                turn::set_status(tx, &cx, count, None, Status::Identified).await?;
                status_update::send(tx, &cx, count, Circle::Stakeholders, None, UPDATE.get(self.lang)).await?;
            }
            Deed::Resolve => drop(turn::resolve(tx, &cx, count, None, "").await?),
            Deed::Close => {
                reviewed::close(tx, &cx, self.lang, count, reviewed::reached(self.episodes, at)).await?;
            }
            Deed::FollowUp(place) => {
                let task = &episode.follow_ups[place];
                let due = episode.opened_at.plus(SignedDuration::from_hours(24 * task.due_in));
                let new = NewTask {
                    title: task.title.get(self.lang).into(),
                    service: Some(service.into()),
                    assignee: task.assignee.map(|login| self.company.name(login).to_owned()),
                    due: Some(due.timestamp().to_zoned(jiff::tz::TimeZone::UTC).date()),
                    ..NewTask::default()
                };
                let task = follow_up::follow_up(tx, &cx, count, new).await?;
                self.tasks.insert((at, place), task.count);
            }
            Deed::Finish(place) => {
                if let Some(task) = self.tasks.get(&(at, place)) {
                    let assignee = episode.follow_ups[place].assignee.unwrap_or(episode.commander);
                    let by = self.company.cx(&self.cx, self.company.owner(service, assignee));
                    set_state(tx, &by, *task, None, TaskState::Done, "").await?;
                }
            }
        }
        Ok(())
    }

    async fn opens(&mut self, tx: &mut Tx, at: usize) -> Outcome<()> {
        let episode = &self.episodes[at];
        let firing = &self.firings[episode.firing];
        let new = NewIncident {
            title: firing.rule.title.get(self.lang).into(),
            severity: Severity::ALL[usize::from(episode.severity.clamp(1, 4) - 1)],
            services: vec![firing.rule.service.into()],
            impact: String::new(),
            began_at: Some(firing.at),
            alerts: vec![labels(firing)?.fingerprint().to_string()],
            practice: None,
            restricted_to: None,
        };
        let opener = self.company.cx(&self.cx, episode.opener);
        let count = open(tx, &opener, new).await?.count;
        self.incidents.insert(at, count);
        let commander = self.company.cx(&self.cx, episode.commander);
        commander::take(tx, &commander, count).await?;
        roles::take(tx, &opener, count, Role::Responder).await.map(drop)
    }

    /// Puts the firings before `until` into the history, as they stand at `now`.
    async fn write_firings(&mut self, tx: &mut Tx, until: usize, now: Time) -> Outcome<()> {
        if until <= self.written {
            return Ok(());
        }
        let firings = &self.firings[self.written..until];
        self.written = until;
        let runs = firings.iter().map(|firing| self.run(firing, now)).collect::<Outcome<_>>()?;
        write_past(tx, runs).await
    }

    fn run(&self, firing: &Firing, now: Time) -> Outcome<PastRun> {
        let summary = firing.rule.summary.get(self.lang).to_owned();
        Ok(PastRun {
            labels: labels(firing)?,
            annotations: Annotations::new([("summary".to_owned(), summary)]),
            source: Some(self.sources.alerts),
            starts_at: firing.at,
            ended_at: firing.until,
            // What fires still goes on for the rest of the day.
            seen_until: firing.until.unwrap_or_else(|| now.plus(SignedDuration::from_hours(12))),
        })
    }
}

fn labels(firing: &Firing) -> Outcome<Labels> {
    let rule = firing.rule;
    let pairs = [
        ("alertname", rule.name),
        ("service", rule.service),
        ("severity", rule.severity),
        ("instance", &firing.instance),
        ("job", "kubernetes-pods"),
    ];
    Ok(Labels::new(pairs.map(|(name, value)| (name.to_owned(), value.to_owned()))))
}

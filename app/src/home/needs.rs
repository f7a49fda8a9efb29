//! What needs the one who looks: the one next step, and the rows below it.

use jiff::civil::Date;
use ryugaku_db::Query;
use ryugaku_kernel::{Msg, Outcome, Time, Uuid};

use crate::app::App;
use crate::backlog::{self, Task};
use crate::door::Visit;
use crate::exchange::{self, Exchange, waiting::Waiting};
use crate::feedback;
use crate::incidents;
use crate::learnings;
use crate::market::shown::{self, MatchShown};
use crate::plan;
use crate::programme::write_sre;
use crate::questions::{self, Question};
use crate::shell::when;
use crate::{market, words};

/// The one thing, large: an incident that wants something.
pub struct Next {
    /// From 1 to 4.
    pub severity: &'static str,
    pub incident: String,
    pub address: String,
    pub since: Time,
    /// What to do, in words.
    pub deed: String,
    /// Why it is theirs, in words.
    pub why: String,
    pub due: Option<Time>,
}

#[derive(Clone)]
pub struct Need {
    /// What stands in the margin: a day, a time.
    pub at: String,
    pub icon: &'static str,
    pub title: String,
    pub address: String,
    pub note: String,
    pub sub: Vec<String>,
    /// Said in words beside it, such as that it is overdue.
    pub care: Option<String>,
    /// What the rows are ordered by; what has no day comes last.
    pub due: Option<Date>,
}

#[derive(Default)]
pub struct Needs {
    pub next: Option<Next>,
    pub rows: Vec<Need>,
}

/// Those that have waited longest; the market holds the others.
const MOST_MATCHES: usize = 3;

/// What incidents want of one; then everything else, due soonest first. `named`: the
/// exchanges in which the one who looks is.
pub async fn needs(app: &App, visit: &Visit, named: &[Exchange]) -> Outcome<Needs> {
    let Some(me) = visit.cx.who.person().filter(|_| visit.cx.who.may_act()) else { return Ok(Needs::default()) };
    let mut q = app.db.reader();
    let mut mine = incidents::waiting_for(&mut q, &visit.cx, me).await?.into_iter();
    let next = mine.next().map(next);
    let incidents = mine.map(|waiting| incident(visit, waiting)).collect();
    let asked = questions::waiting_for(&mut q, &visit.cx).await?;
    let asked = asked.into_iter().map(|question| asks(visit, &question)).collect();
    let mut rows = Vec::new();
    let owed = incidents::postmortems_of(&mut q, &visit.cx, Some(me)).await?;
    rows.extend(owed.into_iter().map(|waiting| postmortem(visit, waiting)));
    let today = visit.organisation.today(visit.cx.now());
    let waiting = exchange::waiting::of(&mut q, &visit.cx, me, named, today).await?;
    rows.extend(waiting.into_iter().map(|waiting| of_exchange(visit, waiting)));
    let mut waiting = market::brief::waiting_for(&mut q, &visit.cx, today).await?;
    waiting.truncate(MOST_MATCHES);
    rows.extend(shown::matches(&mut q, visit.lang(), waiting).await?.into_iter().map(|pair| matched(visit, pair)));
    rows.extend(backlog::of_person(&mut q, me).await?.into_iter().map(|due| task(visit, due)));
    let waiting = plan::brief::waiting_for(&mut q, me, visit.cx.now()).await?;
    rows.extend(waiting.into_iter().map(|(item, exchange)| invitation(visit, item, &exchange)));
    rows.extend(feedback(&mut q, visit, me).await?);
    rows.extend(unanswered(&mut q, visit).await?);
    rows.extend(learnings(visit, learnings::waiting(&mut q, &visit.cx.who.teams).await?));
    rows.sort_by_key(|need: &Need| (need.due.is_none(), need.due));
    Ok(Needs { next, rows: [incidents, asked, rows].concat() })
}

fn next(waiting: incidents::Waiting) -> Next {
    let open = waiting.incident;
    Next {
        severity: open.severity.digit(),
        address: format!("/incidents/{}", open.number),
        incident: format!("{} {}", open.number, open.title),
        since: open.since,
        deed: waiting.title,
        why: waiting.why,
        due: waiting.due,
    }
}

fn incident(visit: &Visit, waiting: incidents::Waiting) -> Need {
    let (open, now) = (waiting.incident, visit.cx.now());
    let since = waiting.due.filter(|_| waiting.is_late).map(|due| when::span(now.since(due), visit.lang()));
    Need {
        at: when::span(now.since(open.since), visit.lang()),
        icon: "incident",
        address: format!("/incidents/{}", open.number),
        note: match open.practice {
            true => format!("{} {} {}", words::text(visit.lang(), "drill-mark"), open.severity.label(), open.number),
            false => format!("{} {}", open.severity.label(), open.number),
        },
        title: open.title,
        sub: vec![waiting.title],
        care: since.map(|span| words::say(visit.lang(), &Msg::new("incident-late-by").with("span", span))),
        due: None,
    }
}

/// Whether alerts are to open an incident.
fn asks(visit: &Visit, question: &Question) -> Need {
    Need {
        at: when::span(visit.cx.now().since(question.asked_at), visit.lang()),
        icon: "incident",
        title: question.asks(visit.lang()),
        address: question.address(),
        note: String::new(),
        sub: vec![words::text(visit.lang(), "question-home")],
        care: None,
        due: None,
    }
}

/// What must be done before an incident that one commanded may be closed.
fn postmortem(visit: &Visit, waiting: incidents::Waiting) -> Need {
    let now = visit.cx.now().timestamp().to_zoned(visit.organisation.zone());
    let due = waiting.due.map(|due| due.timestamp().to_zoned(visit.organisation.zone()));
    let address = format!("/incidents/{}/postmortem", waiting.incident.number);
    let incident = incident(visit, waiting);
    Need {
        at: due.as_ref().map(|due| when::day(due, &now, visit.lang())).unwrap_or_default(),
        icon: "pen",
        address,
        due: due.map(|due| due.date()),
        ..incident
    }
}

/// Feedback that one owes, or soon will.
async fn feedback(q: &mut dyn Query, visit: &Visit, me: Uuid) -> Outcome<Vec<Need>> {
    let now = visit.cx.now().timestamp().to_zoned(visit.organisation.zone());
    let own_way = feedback::see::require_own_way(&visit.cx).is_ok();
    let row = |owed: feedback::ask::Owed| {
        let number = owed.exchange.number().to_string();
        let moment = words::text(visit.lang(), owed.moment.key());
        let title = Msg::new("feedback-home").with("number", number.as_str()).with("moment", moment);
        let over = i64::from((now.date() - owed.due).get_days());
        let over = (over > 0).then(|| words::say(visit.lang(), &Msg::new("task-over").with("n", over)));
        Need {
            at: when::day(&owed.due.to_zoned(now.time_zone().clone()).unwrap_or_default(), &now, visit.lang()),
            icon: "said",
            title: words::say(visit.lang(), &title),
            address: match own_way {
                true => format!("/exchanges/{number}/feedback/{}/{}", owed.moment.name(), owed.side.name()),
                // It says there how one comes in.
                false => format!("/exchanges/{number}/feedback"),
            },
            note: String::new(),
            sub: vec![words::text(visit.lang(), "feedback-you-choose")],
            care: over,
            due: Some(owed.due),
        }
    };
    Ok(feedback::owed_by(q, &visit.cx, me).await?.into_iter().map(row).collect())
}

/// For members of an SRE team: what teams asked and nobody has answered.
async fn unanswered(q: &mut dyn Query, visit: &Visit) -> Outcome<Option<Need>> {
    let sre = write_sre::sre_teams(q).await?;
    if !sre.iter().any(|team| visit.cx.who.in_team(team.id.0)) {
        return Ok(None);
    }
    let Some((count, oldest)) = crate::needs::brief::unanswered(q).await? else { return Ok(None) };
    let say = |msg: Msg| words::say(visit.lang(), &msg);
    Ok(Some(Need {
        at: when::span(visit.cx.now().since(oldest.asked_at), visit.lang()),
        icon: "said",
        title: say(Msg::new("need-home").with("n", count)),
        address: "/needs?state=open".into(),
        note: String::new(),
        sub: vec![say(Msg::new("need-home-oldest").with("number", oldest.number().to_string())), oldest.what],
        care: None,
        due: None,
    }))
}

/// An invitation that waits for an answer.
fn invitation(visit: &Visit, item: plan::item::Item, exchange: &Exchange) -> Need {
    let zone = visit.organisation.zone();
    let (at, now) = (item.from.timestamp().to_zoned(zone.clone()), visit.cx.now().timestamp().to_zoned(zone));
    Need {
        at: when::day(&at, &now, visit.lang()),
        icon: item.kind.icon(),
        address: format!("/exchanges/{}/plan/{}", exchange.number(), item.ordinal),
        note: exchange.number().to_string(),
        sub: vec![format!("{} {}", at.strftime("%H:%M"), words::text(visit.lang(), "plan-answer-waits"))],
        care: None,
        due: Some(at.date()),
        title: item.title,
    }
}

fn of_exchange(visit: &Visit, waiting: Waiting) -> Need {
    let now = visit.cx.now().timestamp().to_zoned(visit.organisation.zone());
    let day = |day: Date| when::day(&day.to_zoned(now.time_zone().clone()).unwrap_or_default(), &now, visit.lang());
    let late = waiting.late.then(|| waiting.due.map(day)).flatten();
    Need {
        at: waiting.due.map_or_else(|| words::text(visit.lang(), "home-no-due"), day),
        icon: "exchange",
        title: words::say(visit.lang(), &waiting.what),
        address: waiting.address,
        note: waiting.number,
        sub: vec![words::say(visit.lang(), &Msg::new("exchange-of").with("name", waiting.guest))],
        care: late.map(|day| words::say(visit.lang(), &Msg::new("exchange-late-since").with("day", day))),
        due: waiting.due,
    }
}

fn matched(visit: &Visit, shown: MatchShown) -> Need {
    let (offer, wish) = (shown.pair.offer.number(), shown.pair.wish.number());
    let title = Msg::new("home-match").with("person", shown.wish.person).with("team", shown.offer.team);
    Need {
        at: when::span(visit.cx.now().since(shown.since), visit.lang()),
        icon: "exchange",
        title: visit.say(&title),
        address: format!("/matches/{offer}/{wish}"),
        note: format!("{offer} × {wish}"),
        sub: vec![words::text(visit.lang(), "home-match-do")],
        care: None,
        due: None,
    }
}

/// One row that counts, however many there are.
fn learnings(visit: &Visit, (n, since): (i64, Option<Date>)) -> Option<Need> {
    let now = visit.cx.now().timestamp().to_zoned(visit.organisation.zone());
    let at = |day: Date| when::day(&day.to_zoned(now.time_zone().clone()).unwrap_or_default(), &now, visit.lang());
    (n > 0).then(|| Need {
        at: since.map(at).unwrap_or_default(),
        icon: "learning",
        address: "/learnings?answer=unknown&team=mine".into(),
        note: String::new(),
        title: words::say(visit.lang(), &Msg::new("learning-waiting").with("n", n)),
        sub: vec![words::text(visit.lang(), "learning-waiting-next")],
        care: None,
        due: None,
    })
}

fn task(visit: &Visit, task: Task) -> Need {
    let now = visit.cx.now().timestamp().to_zoned(visit.organisation.zone());
    let day = |day: Date| when::day(&day.to_zoned(now.time_zone().clone()).unwrap_or_default(), &now, visit.lang());
    let over = task.days_over(now.date());
    Need {
        at: task.due.map_or_else(|| words::text(visit.lang(), "home-no-due"), day),
        icon: "todo",
        address: format!("/tasks/{}", task.number()),
        note: task.number().to_string(),
        sub: vec![words::text(visit.lang(), task.state.key())],
        care: over.map(|days| words::say(visit.lang(), &Msg::new("task-over").with("n", days))),
        due: task.due,
        title: task.title,
    }
}

//! What an exchange lacks for its next state, and who owes it. Pure: it is given what is known.

use jiff::civil::Date;
use ryugaku_kernel::{Msg, Uuid};

use super::side::{AimResult, Side};
use super::state::State;
use crate::feedback::Moment;

/// What is known of an exchange on a day.
#[derive(Clone, Debug)]
pub struct Standing {
    pub state: State,
    pub today: Date,
    pub from: Date,
    pub until: Date,
    pub mid: Date,
    pub paused: bool,
    pub has_why: bool,
    pub guest: Uuid,
    pub buddy: Option<Uuid>,
    pub home_manager: Option<Uuid>,
    pub host_manager: Option<Uuid>,
    pub aims: Vec<AimStanding>,
    /// Sides whose word stands.
    pub agreed: Vec<Side>,
    pub steps: Vec<StepStanding>,
    pub feedback: Vec<(Moment, Side)>,
    /// Of the plan: done, and all that were to be done.
    pub plan: (i64, i64),
    pub learnings: i64,
    pub follow_ups: i64,
    pub follow_ups_open: i64,
}

#[derive(Clone, Debug)]
pub struct AimStanding {
    /// 留1, in the reader's language.
    pub label: String,
    pub mark: String,
    pub side: Side,
    pub evidence: i64,
    pub result: Option<AimResult>,
}

#[derive(Clone, Debug)]
pub struct StepStanding {
    pub what: String,
    pub owner: Option<Uuid>,
    pub due: Date,
    pub done: bool,
}

const AGREE: &str = "#agree";

/// Something the next state needs.
#[derive(Clone, PartialEq, Debug)]
pub struct Need {
    pub what: Msg,
    /// What there is of it.
    pub so_far: Option<Msg>,
    pub met: bool,
    /// Who owes it; nobody when only time does, or when nobody is named who could.
    pub owed_by: Option<Uuid>,
    /// The key of what the one who owes it is in the exchange.
    pub role: &'static str,
    pub due: Option<Date>,
    /// Where it is done, below the exchange's address.
    pub place: String,
}

impl Need {
    /// Whether it is a manager's word.
    pub fn is_word(&self) -> bool {
        self.place == AGREE
    }

    pub fn is_late(&self, today: Date) -> bool {
        !self.met && self.due.is_some_and(|due| due < today)
    }
}

/// Everything the next state needs, what is missing first. Nothing once it is over.
pub fn needs(standing: &Standing) -> Vec<Need> {
    let mut needs = match standing.state {
        State::Draft => to_propose(standing),
        State::Proposed => to_agree(standing),
        State::Agreed => to_prepare(standing),
        State::Preparing => to_begin(standing),
        State::Active => to_review(standing),
        State::Reviewing => to_follow_up(standing),
        State::FollowingUp => to_close(standing),
        State::Closed | State::Declined | State::Cancelled => Vec::new(),
    };
    if standing.paused {
        needs.insert(0, need("exchange-need-resume", false, standing.guest.into(), "exchange-role-guest", "#state"));
    }
    needs.sort_by_key(|need| (need.met, need.due.is_none(), need.due));
    needs
}

/// What is missing, of [`needs`].
pub fn missing(standing: &Standing) -> Vec<Need> {
    needs(standing).into_iter().filter(|need| !need.met).collect()
}

fn to_propose(standing: &Standing) -> Vec<Need> {
    let guest = Some(standing.guest);
    vec![
        need("exchange-need-why", standing.has_why, guest, "exchange-role-guest", "/edit"),
        need(
            "exchange-need-guest-aim",
            has_aim(standing, Side::Guest),
            guest,
            "exchange-role-guest",
            "/aims/new?side=guest",
        ),
        need("exchange-need-home-manager", standing.home_manager.is_some(), guest, "exchange-role-guest", "/edit"),
    ]
}

fn to_agree(standing: &Standing) -> Vec<Need> {
    let (home, host) = (standing.home_manager, standing.host_manager);
    let agreed = |side: Side| standing.agreed.contains(&side);
    let owner = host.or(standing.buddy);
    vec![
        need("exchange-need-host-manager", host.is_some(), None, "exchange-role-owner", "/edit"),
        need("exchange-need-buddy", standing.buddy.is_some(), host, "exchange-role-host-manager", "/edit"),
        need(
            "exchange-need-host-aim",
            has_aim(standing, Side::Host),
            owner,
            "exchange-role-host-manager",
            "/aims/new?side=host",
        ),
        need(
            "exchange-need-home-aim",
            has_aim(standing, Side::Home),
            home,
            "exchange-role-home-manager",
            "/aims/new?side=home",
        ),
        need("exchange-need-home-word", agreed(Side::Home), home, "exchange-role-home-manager", AGREE),
        need("exchange-need-host-word", agreed(Side::Host), host, "exchange-role-host-manager", AGREE),
    ]
}

fn to_prepare(standing: &Standing) -> Vec<Need> {
    let listed = !standing.steps.is_empty();
    let named = standing.steps.iter().all(|step| step.owner.is_some());
    let buddy = standing.buddy;
    vec![
        need("exchange-need-steps", listed, buddy, "exchange-role-buddy", "#ready"),
        need("exchange-need-step-owners", listed && named, buddy, "exchange-role-buddy", "#ready"),
    ]
}

fn to_begin(standing: &Standing) -> Vec<Need> {
    let step = |step: &StepStanding| Need {
        what: Msg::new("exchange-need-step").with("what", step.what.clone()),
        due: Some(step.due),
        ..need("", step.done, step.owner, "exchange-role-step-owner", "#ready")
    };
    let mut needs: Vec<Need> = standing.steps.iter().map(step).collect();
    let day = Need {
        due: Some(standing.from),
        ..need("exchange-need-day-one", standing.today >= standing.from, None, "exchange-role-time", "#state")
    };
    needs.push(day);
    needs
}

fn to_review(standing: &Standing) -> Vec<Need> {
    let mut needs = feedback(standing, Moment::Mid, standing.mid);
    for aim in &standing.aims {
        let met = aim.evidence > 0 || aim.result.is_some();
        needs.push(Need {
            what: Msg::new("exchange-need-evidence").with("aim", aim.label.clone()),
            so_far: Some(Msg::new("exchange-need-evidence-n").with("n", aim.evidence)),
            ..need("", met, speaker(standing, aim.side), role(aim.side), "/diary")
        });
    }
    let (done, all) = standing.plan;
    needs.push(Need {
        so_far: Some(Msg::new("exchange-need-plan-n").with("done", done).with("all", all)),
        ..need("exchange-need-plan", all > 0 && done * 2 >= all, Some(standing.guest), "exchange-role-guest", "/plan")
    });
    needs.push(Need {
        so_far: Some(Msg::new("exchange-need-learning-n").with("n", standing.learnings)),
        ..need(
            "exchange-need-learning",
            standing.learnings > 0,
            Some(standing.guest),
            "exchange-role-guest",
            "#learnings",
        )
    });
    let last = need("exchange-need-last-day", standing.today >= standing.until, None, "exchange-role-time", "#state");
    needs.push(Need { due: Some(standing.until), ..last });
    needs
}

fn to_follow_up(standing: &Standing) -> Vec<Need> {
    let mut needs: Vec<Need> = standing
        .aims
        .iter()
        .map(|aim| Need {
            what: Msg::new("exchange-need-result").with("aim", aim.label.clone()),
            ..need(
                "",
                aim.result.is_some(),
                speaker(standing, aim.side),
                role(aim.side),
                &format!("/aims/{}", aim.mark),
            )
        })
        .collect();
    needs.extend(feedback(standing, Moment::End, standing.until));
    needs.push(need(
        "exchange-need-follow-up",
        standing.follow_ups > 0,
        standing.buddy,
        "exchange-role-buddy",
        "#after",
    ));
    needs
}

fn to_close(standing: &Standing) -> Vec<Need> {
    let after = |days: i32| standing.until.saturating_add(jiff::Span::new().days(days));
    let mut needs = feedback(standing, Moment::D30, after(30));
    needs.extend(feedback(standing, Moment::D90, after(90)));
    needs.push(need(
        "exchange-need-followed",
        standing.follow_ups_open == 0,
        standing.buddy,
        "exchange-role-buddy",
        "#after",
    ));
    needs
}

fn feedback(standing: &Standing, asked: Moment, due: Date) -> Vec<Need> {
    let key = match asked {
        Moment::Mid => "exchange-need-feedback-mid",
        Moment::End => "exchange-need-feedback-end",
        Moment::D30 => "exchange-need-feedback-30",
        Moment::D90 => "exchange-need-feedback-90",
    };
    let one = |side: Side| {
        let what = Msg::new(key).with("side", side.name());
        let met = standing.feedback.contains(&(asked, side));
        Need { what, due: Some(due), ..need("", met, writer(standing, side), role(side), "/feedback") }
    };
    Side::ALL.into_iter().map(one).collect()
}

/// Who writes a side's feedback.
fn writer(standing: &Standing, side: Side) -> Option<Uuid> {
    match side {
        Side::Guest => Some(standing.guest),
        Side::Host => standing.buddy.or(standing.host_manager),
        Side::Home => standing.home_manager,
    }
}

/// Who answers for a side's aims.
fn speaker(standing: &Standing, side: Side) -> Option<Uuid> {
    match side {
        Side::Host => standing.host_manager.or(standing.buddy),
        side => writer(standing, side),
    }
}

fn role(side: Side) -> &'static str {
    match side {
        Side::Guest => "exchange-role-guest",
        Side::Host => "exchange-role-buddy",
        Side::Home => "exchange-role-home-manager",
    }
}

fn has_aim(standing: &Standing, side: Side) -> bool {
    standing.aims.iter().any(|aim| aim.side == side)
}

fn need(what: &'static str, met: bool, owed_by: Option<Uuid>, role: &'static str, place: &str) -> Need {
    Need { what: Msg::new(what), so_far: None, met, owed_by, role, due: None, place: place.into() }
}

#[cfg(test)]
mod tests;

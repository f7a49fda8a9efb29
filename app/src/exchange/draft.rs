//! The first wish becomes a draft: who, from where to where, when, for how much of their time.

use jiff::civil::Date;
use ryugaku_kernel::{Cx, Failure, Msg, Outcome, Uuid};
use ryugaku_ledger::Tx;

use super::exchange::{self, Exchange, ExchangeId, People, Reached};
use super::state::State;
use super::{chosen, event, from_template, store};
use crate::programme::write_sre;

/// People by id, e-mail address or whole name (`me` is the one who asks), teams by id, short name or name.
#[derive(Clone, Debug)]
pub struct NewExchange {
    pub guest: String,
    /// Empty: the guest's own team.
    pub home_team: String,
    pub host_team: String,
    pub buddy: String,
    pub home_manager: String,
    pub host_manager: String,
    pub from_day: Date,
    pub until_day: Date,
    pub share: i64,
    pub rhythm: String,
    pub why: String,
    /// The short name of the template whose aims, steps and follow-ups it begins with.
    pub template: Option<String>,
    pub offer: Option<Uuid>,
    pub wish: Option<Uuid>,
}

/// By the guest, a member of either team, or an owner of the programme.
pub async fn draft(tx: &mut Tx, cx: &Cx, new: NewExchange) -> Outcome<Exchange> {
    cx.require_act()?;
    let guest = chosen::person(tx, cx, "guest", &new.guest).await?;
    let guest = guest.ok_or_else(|| Failure::invalid("guest", "failure-required"))?;
    let home_team = match new.home_team.trim() {
        "" => chosen::home_of(tx, guest).await?.ok_or_else(|| Failure::invalid("home_team", "exchange-no-home"))?,
        given => chosen::team(tx, "home_team", given).await?,
    };
    let host_team = chosen::team(tx, "host_team", &new.host_team).await?;
    let owners = write_sre::sre_teams(tx).await?;
    let may = cx.who.person() == Some(guest)
        || cx.who.in_team(home_team)
        || cx.who.in_team(host_team)
        || write_sre::may_write(cx, &owners);
    if !may {
        return Err(Failure::Forbidden(Msg::new("exchange-draft-whose")));
    }
    let people = People {
        guest,
        buddy: chosen::person(tx, cx, "buddy", &new.buddy).await?,
        home_manager: chosen::person(tx, cx, "home_manager", &new.home_manager).await?,
        host_manager: chosen::person(tx, cx, "host_manager", &new.host_manager).await?,
    };
    let now = cx.now();
    let mut exchange = Exchange {
        id: ExchangeId(cx.new_id()),
        count: 0,
        state: State::Draft,
        paused_at: None,
        people,
        home_team,
        host_team,
        from: new.from_day,
        until: new.until_day,
        share: new.share,
        rhythm: new.rhythm.trim().into(),
        why: new.why.trim().into(),
        template: new.template.filter(|template| !template.is_empty()),
        offer: new.offer,
        wish: new.wish,
        created_by: cx.who.person(),
        created_at: now,
        state_at: now,
        reached: Reached::default(),
        version: 1,
    };
    exchange.enter(State::Draft, now);
    exchange::check(&exchange)?;
    exchange.count = store::take_number(tx).await?;
    store::insert(tx, &exchange).await?;
    tx.record(cx, event::open("exchange.drafted", &exchange));
    from_template::aims_and_follow_ups(tx, cx, &exchange).await?;
    Ok(exchange)
}

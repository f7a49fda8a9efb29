//! A policy as it is read: what each severity asks for, line by line, in words.

use std::collections::HashMap;

use ryugaku_db::Query;
use ryugaku_kernel::{Lang, Msg, Outcome};

use super::level::{Difference, Level, What};
use super::policy::Policy;
use super::reach::Reaches;
use super::reached;
use super::said::{difference, what};
use crate::catalog::product_store;
use crate::incidents::severity::Severity;
use crate::people::team_store;
use crate::shell::when;
use crate::words;

/// One thing that is asked for, until when, and what belongs to it.
pub struct Ask {
    pub what: String,
    pub until: String,
    pub note: String,
    pub teams: Vec<Place>,
}

/// Something with a name, and its page while it is there.
#[derive(Clone, PartialEq, Eq)]
pub struct Place {
    pub name: String,
    pub address: Option<String>,
}

/// Where a product asks for something else.
pub struct Own {
    pub product: Place,
    pub levels: Vec<(Severity, Vec<String>)>,
    /// Who is reached some other way there.
    pub reach: Vec<String>,
}

/// What the slugs in a policy are called.
pub struct Named {
    teams: HashMap<String, String>,
    products: HashMap<String, String>,
}

impl Named {
    pub async fn here(q: &mut dyn Query) -> Outcome<Self> {
        let teams = team_store::open(q).await?.into_iter().map(|team| (team.slug, team.name)).collect();
        let products = product_store::open(q).await?.into_iter().map(|product| (product.slug, product.name)).collect();
        Ok(Self { teams, products })
    }

    /// What is not there any more goes by its slug.
    fn place(of: &HashMap<String, String>, above: &str, slug: &str) -> Place {
        let Some(name) = of.get(slug) else { return Place { name: slug.to_owned(), address: None } };
        Place { name: name.clone(), address: Some(format!("{above}/{slug}")) }
    }

    pub fn team(&self, slug: &str) -> Place {
        Self::place(&self.teams, "/teams", slug)
    }

    pub fn product(&self, slug: &str) -> Place {
        Self::place(&self.products, "/products", slug)
    }

    /// The same with the team's name in the place of its slug.
    pub fn difference(&self, lang: Lang, found: &Difference) -> String {
        match &found.what {
            What::EscalationTo(team) => {
                let what = What::EscalationTo(self.team(team).name);
                difference(lang, &Difference { what, ..found.clone() })
            }
            _ => difference(lang, found),
        }
    }
}

/// Everything that a level asks for: roles, updates, who must be told, escalation, what must be done before it is closed.
pub fn asks(lang: Lang, level: &Level, reaches: &Reaches, named: &Named) -> Vec<Ask> {
    let until = |key, length| words::say(lang, &Msg::new(key).with("span", when::span(length, lang)));
    let ask = |of: &What, until| Ask { what: what(lang, of), until, note: String::new(), teams: Vec::new() };
    let within = |length| until("severity-policy-within", length);
    let roles = level.roles.iter().map(|(role, length)| Ask {
        note: words::text(lang, role.duties()),
        ..ask(&What::Role(*role), within(*length))
    });
    let every = |length| until("severity-policy-every", length);
    let ways = |name: &str| reached::ways(lang, reaches.get(name), named);
    let updates = level
        .updates
        .iter()
        .map(|(circle, length)| Ask { note: ways(circle.name()), ..ask(&What::Update(*circle), every(*length)) });
    let by_hand = || words::text(lang, "severity-policy-reach-none");
    let tell = level.tell.iter().map(|(name, length)| Ask {
        note: Some(ways(name)).filter(|ways| !ways.is_empty()).unwrap_or_else(by_hand),
        ..ask(&What::Tell(name.clone()), within(*length))
    });
    let escalation = level.escalation.iter().map(|escalation| Ask {
        note: if escalation.teams.is_empty() { words::text(lang, "severity-policy-owners") } else { String::new() },
        teams: escalation.teams.iter().map(|team| named.team(team)).collect(),
        ..ask(&What::Escalation, until("severity-policy-late", escalation.after))
    });
    let after = |length| until("severity-policy-after", length);
    let close = level.close.iter().map(|(closing, length)| ask(&What::Close(*closing), after(*length)));
    roles.chain(updates).chain(tell).chain(escalation).chain(close).collect()
}

/// Products that ask for something else, by name, each with what differs from all others.
pub fn own(lang: Lang, policy: &Policy, named: &Named) -> Vec<Own> {
    let differs = |(severity, level): (&Severity, &Level)| {
        let found = level.since(policy.general(*severity));
        let said: Vec<_> = found.iter().map(|one| named.difference(lang, one)).collect();
        (!said.is_empty()).then_some((*severity, said))
    };
    let reach = |slug: &String| {
        let own = policy.own_reaches().get(slug).into_iter().flatten();
        let said = own.map(|(name, reach)| {
            let msg = Msg::new("severity-policy-reach-own").with("name", reached::name(lang, name));
            words::say(lang, &msg.with("ways", reached::ways(lang, Some(reach), named)))
        });
        said.collect()
    };
    let products = policy.products().map(|(slug, levels)| Own {
        product: named.product(slug),
        levels: levels.iter().filter_map(differs).collect(),
        reach: reach(slug),
    });
    let mut products: Vec<_> = products.filter(|own| !own.levels.is_empty() || !own.reach.is_empty()).collect();
    products.sort_by(|a, b| a.product.name.cmp(&b.product.name));
    products
}

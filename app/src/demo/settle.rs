//! The beginning of the example organisation: people, teams, products, services, and the SRE team's page.

use std::collections::HashMap;

use jiff::civil::Date;
use ryugaku_kernel::{Actor, ActorKind, Cx, Lang, Outcome, Role};
use ryugaku_ledger::Tx;

use super::cast::{CAST, PersonCast, TeamCast};
use super::texts;
use crate::catalog::add::{self, NewProduct, NewService};
use crate::organisation::change as organisation;
use crate::people::add_person::{self, NewPerson};
use crate::people::found_team::{self, NewTeam};
use crate::people::{PersonId, TeamId};
use crate::programme::write_sre;

/// Who is who, by login.
#[derive(Default)]
pub struct Company {
    people: HashMap<&'static str, Actor>,
    /// The logins of a service's owners, by the service's short name.
    owners: HashMap<&'static str, Vec<&'static str>>,
}

impl Company {
    /// The one who acts, at the time of `cx`.
    pub fn cx(&self, cx: &Cx, login: &str) -> Cx {
        cx.with(self.people.get(login).cloned().unwrap_or_else(Actor::operator))
    }

    /// The same, having come in by a way that nobody else could have made: feedback asks for one. It is over with the
    /// deed. No password and no identity is left behind, so whoever comes in here later opens nothing that was given.
    pub fn own(&self, cx: &Cx, login: &str) -> Cx {
        let cx = self.cx(cx, login);
        cx.with(Actor { own_since: Some(cx.now()), ..cx.who.clone() })
    }

    pub fn name(&self, login: &str) -> &str {
        self.people.get(login).map_or("", |actor| &actor.name)
    }

    /// `login`, if they own the service; else the first who does.
    pub fn owner<'a>(&'a self, service: &str, login: &'a str) -> &'a str {
        let owners = self.owners.get(service).map_or(&[][..], Vec::as_slice);
        if owners.contains(&login) { login } else { owners.first().copied().unwrap_or(login) }
    }
}

pub async fn settle(tx: &mut Tx, cx: &Cx, lang: Lang, from_day: Date) -> Outcome<Company> {
    let mut company = Company::default();
    let name = Some(texts::ORGANISATION.get(lang).to_owned());
    organisation::change(tx, cx, None, organisation::Change { name, ..Default::default() }).await?;
    for team in CAST {
        let new = NewTeam {
            slug: team.slug.into(),
            name: team.name.get(lang).into(),
            kind: team.kind,
            about: team.about.get(lang).into(),
            channel: String::new(),
        };
        let id = found_team::found(tx, cx, new).await?.id;
        for person in team.people {
            let actor = come(tx, cx, lang, person, id, from_day).await?;
            company.people.insert(person.login, actor);
        }
        build(tx, cx, lang, team, id, &mut company).await?;
    }
    let saeki = company.cx(cx, "saeki");
    for language in Lang::ALL {
        write_sre::write(tx, &saeki, language, None, texts::sre_page(language)).await?;
    }
    Ok(company)
}

async fn come(tx: &mut Tx, cx: &Cx, lang: Lang, person: &PersonCast, team: TeamId, from_day: Date) -> Outcome<Actor> {
    let new = NewPerson {
        name: person.name.get(lang).into(),
        email: format!("{}@example.com", person.login),
        role: person.role,
        language: None,
        time_zone: None,
        team: Some(team),
        from_day: Some(from_day),
    };
    let PersonId(id) = add_person::add(tx, cx, new).await?.id;
    let name = person.name.get(lang).to_owned();
    let role = Some(if person.role == Role::Admin { Role::Admin } else { Role::Member });
    Ok(Actor { kind: ActorKind::Person, id: Some(id), name, role, teams: vec![team.0], own_since: None })
}

async fn build(tx: &mut Tx, cx: &Cx, lang: Lang, team: &TeamCast, id: TeamId, company: &mut Company) -> Outcome<()> {
    for product in team.products {
        let new = NewProduct {
            slug: product.slug.into(),
            name: product.name.get(lang).into(),
            about: product.about.get(lang).into(),
            team: id,
            links: Default::default(),
        };
        add::product(tx, cx, new).await?;
        for service in product.services {
            let new = NewService {
                slug: service.slug.into(),
                name: service.slug.into(),
                about: service.about.get(lang).into(),
                product: product.slug.into(),
                links: Default::default(),
            };
            add::service(tx, cx, new).await?;
            company.owners.insert(service.slug, team.people.iter().map(|person| person.login).collect());
        }
    }
    Ok(())
}

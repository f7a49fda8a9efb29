//! Everything the palette can lead to, for somebody: pages, deeds that are theirs to do, things by number and by name.

use ryugaku_kernel::{Limit, Outcome};
use ryugaku_ledger::Filter;

use super::palette::{Choice, Group};
use crate::app::App;
use crate::door::Visit;
use crate::people::{self, team_store};
use crate::record::Things;
use crate::{catalog, shell, words};

/// Before anything is typed: what was touched last, what can be done, where one can go.
pub async fn at_first(app: &App, visit: &Visit) -> Outcome<Vec<Group>> {
    let mut groups = vec![recent(app, visit).await?, deeds(visit), pages(visit)];
    groups.retain(|group| !group.choices.is_empty());
    Ok(groups)
}

/// `INC-214`, `RT-3`, or the bare number.
pub async fn by_number(_app: &App, _visit: &Visit, asked: &str) -> Outcome<Vec<Group>> {
    let mut choices = Vec::new();
    if let Some(position) = asked.strip_prefix('#').and_then(|position| position.parse::<i64>().ok()) {
        choices.push(Choice::new("ledger", format!("#{position}"), format!("/ledger/{position}")));
    }
    Ok(vec![Group { key: "palette-numbers", choices }])
}

/// Everything that has a name, to be looked through.
pub async fn all(app: &App, visit: &Visit) -> Outcome<Vec<Group>> {
    let mut q = app.db.reader();
    let teams = team_store::page(&mut q, false, None, Limit::of(200)).await?.items;
    let teams =
        teams.into_iter().map(|team| Choice::new("person", team.name, format!("/teams/{}", team.slug)).note(team.slug));
    let teams = teams.collect();
    let people = people::active(&mut q).await?.into_iter().map(|person| {
        let address = format!("/people/{}", person.id);
        Choice::new("person", person.name, address).note(person.team_name.unwrap_or_default())
    });
    let products = catalog::product_slugs(&mut q).await?.into_iter();
    let products = products.map(|(slug, name)| Choice::new("map", name, format!("/products/{slug}")).note(slug));
    let services = catalog::services(&mut q).await?.into_iter().map(|service| {
        let note = format!("{} · {}", service.slug, service.product_name);
        Choice::new("map", service.name, format!("/services/{}", service.slug)).note(note)
    });
    Ok(vec![
        deeds(visit),
        pages(visit),
        Group { key: "palette-products", choices: products.collect() },
        Group { key: "palette-services", choices: services.collect() },
        Group { key: "palette-teams", choices: teams },
        Group { key: "palette-people", choices: people.collect() },
    ])
}

/// What has a page of its own and was in the ledger lately.
async fn recent(app: &App, visit: &Visit) -> Outcome<Group> {
    const MOST: usize = 6;
    let mut q = app.db.reader();
    let page = ryugaku_ledger::page(&mut q, &visit.cx.who, &Filter::default(), None, Limit::of(40)).await?;
    let things = Things::of(&mut q, &page.items).await?;
    let mut choices: Vec<Choice> = Vec::new();
    for event in &page.items {
        let Some(subject) = event.about.first() else { continue };
        let Some(thing) = things.get(subject.id) else { continue };
        let Some(address) = thing.address.clone().filter(|address| may_open(visit, address)) else { continue };
        if choices.len() < MOST && !choices.iter().any(|choice| choice.address == address) {
            choices.push(Choice::new(crate::record::icon(&event.kind), thing.label.clone(), address));
        }
    }
    Ok(Group { key: "palette-recent", choices })
}

/// What stands under settings is for admins.
fn may_open(visit: &Visit, address: &str) -> bool {
    visit.cx.who.is_admin() || !address.starts_with("/settings/")
}

fn pages(visit: &Visit) -> Group {
    let mut choices: Vec<Choice> = shell::places(visit.lang())
        .into_iter()
        .map(|(icon, label, address)| Choice::new(icon, label, address))
        .collect();
    let lang = visit.lang();
    choices.push(Choice::new("mute", words::text(lang, "silences-title"), "/silences"));
    choices.push(Choice::new("mute", words::text(lang, "maintenance-title"), "/maintenance"));
    choices.push(Choice::new("link", words::text(lang, "docs-title"), "/api/docs"));
    if visit.cx.who.is_admin() {
        choices.push(Choice::new("link", words::text(lang, "webhook-title"), "/settings/webhooks"));
        choices.push(Choice::new("auto", words::text(lang, "job-title"), "/settings/jobs"));
    }
    Group { key: "palette-pages", choices }
}

/// Only what the one who asks may do.
fn deeds(visit: &Visit) -> Group {
    let lang = visit.lang();
    let deed = |key: &str, address: &str| Choice::new("plus", words::text(lang, key), address);
    let mut choices = Vec::new();
    if visit.cx.who.may_act() {
        choices.push(deed("silence-new", "/silences/new"));
        choices.push(deed("maintenance-new", "/maintenance/new"));
        choices.push(deed("exchange-new", "/exchanges/new"));
    }
    if visit.cx.who.is_admin() {
        choices.push(deed("team-new", "/teams/new"));
        choices.push(deed("webhook-new", "/settings/webhooks/new"));
    }
    Group { key: "palette-deeds", choices }
}

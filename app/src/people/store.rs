//! People's rows.

use ryugaku_db::{Query, Read, Row, Transaction, sql};
use ryugaku_kernel::{Failure, Lang, Limit, Outcome, Page, Role, Time, Uuid};

use super::person::{Choices, Person, PersonId, email_of};

const PERSON: &str = "select p.id, p.name, p.email, p.role, p.language, p.time_zone, p.theme, p.single_keys, \
                      p.deactivated_at, p.version from people p where ";

/// Somebody in a list, with the home team now.
#[derive(Clone, Debug)]
pub struct Listed {
    pub person: Person,
    pub team_slug: Option<String>,
    pub team_name: Option<String>,
}

/// Whom to list; `None` means anybody.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// The home team now.
    pub team: Option<Uuid>,
    pub role: Option<Role>,
    /// Whether they are here, or have left.
    pub active: Option<bool>,
}

pub async fn find(q: &mut dyn Query, id: PersonId) -> Outcome<Option<Person>> {
    q.one(sql(PERSON).text("p.id = ").arg(id.0), read).await
}

pub async fn by_email(q: &mut dyn Query, email: &str) -> Outcome<Option<Person>> {
    q.one(sql(PERSON).text("p.email = ").arg(email_of(email)), read).await
}

/// By what an address or a command calls them: the key, or the e-mail address.
pub async fn named(q: &mut dyn Query, key: &str) -> Outcome<Person> {
    let found = match key.parse() {
        Ok(id) => find(q, PersonId(id)).await?,
        Err(_) => by_email(q, key).await?,
    };
    found.ok_or(Failure::NotFound("person"))
}

/// The person meant by an id, an address or a whole name.
pub async fn meant(q: &mut dyn Query, text: &str) -> Outcome<Person> {
    let text = text.trim();
    match named(q, text).await {
        Err(Failure::NotFound(_)) => {}
        found => return found,
    }
    let called = sql(PERSON).text("p.name = ").arg(text).text(" and p.deactivated_at is null limit 2");
    let mut called = q.all(called, read).await?;
    match (called.pop(), called.pop()) {
        (Some(person), None) => Ok(person),
        (None, _) => Err(Failure::invalid("person", "failure-unknown")),
        _ => Err(Failure::invalid("person", "person-several")),
    }
}

/// Administrators who are here, the first of them first.
pub async fn active_admins(q: &mut dyn Query) -> Outcome<Vec<PersonId>> {
    let rows = sql("select id from people where role = 'admin' and deactivated_at is null order by id");
    q.all(rows, |row| Ok(PersonId(row.get("id")?))).await
}

/// How many people there have ever been.
pub async fn count(q: &mut dyn Query) -> Outcome<i64> {
    q.count(sql("select count(*) as n from people")).await
}

/// The teams a person is in now.
pub async fn teams_of(q: &mut dyn Query, id: PersonId) -> Outcome<Vec<Uuid>> {
    let statement = sql("select team_id from memberships where person_id = $1 and until_day is null").bind(id.0);
    q.all(statement, |row| row.get("team_id")).await
}

/// In the order in which they came.
pub async fn page(q: &mut dyn Query, filter: &Filter, after: Option<Uuid>, limit: Limit) -> Outcome<Page<Listed>> {
    let statement = sql("select p.id, p.name, p.email, p.role, p.language, p.time_zone, p.theme, p.single_keys, \
                         p.deactivated_at, p.version, t.slug as team_slug, t.name as team_name from people p \
                         left join memberships m on m.person_id = p.id and m.until_day is null \
                         left join teams t on t.id = m.team_id where ")
    .text(match filter.active {
        Some(true) => "p.deactivated_at is null",
        Some(false) => "p.deactivated_at is not null",
        None => "1 = 1",
    })
    .optional(" and m.team_id = ", filter.team)
    .optional(" and p.role = ", filter.role.map(Role::name))
    .optional(" and p.id > ", after)
    .text(" order by p.id limit ")
    .arg(limit.probe());
    let listed = |row: &Row| {
        Ok(Listed { person: read(row)?, team_slug: row.get("team_slug")?, team_name: row.get("team_name")? })
    };
    Ok(Page::cut(q.all(statement, listed).await?, limit, |listed| listed.person.id.to_string()))
}

/// Everybody there has ever been, for what compares them all.
pub async fn all(q: &mut dyn Query) -> Outcome<Vec<Person>> {
    q.all(sql(PERSON).text("1 = 1 order by p.id"), read).await
}

pub async fn insert(tx: &mut Transaction, person: &Person, now: Time) -> Outcome<()> {
    let row = sql("insert into people (id, name, email, role, language, time_zone, theme, single_keys, created_at, \
                   version) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)");
    let choices = &person.choices;
    let row = row.bind(person.id.0).bind(&person.name).bind(&person.email).bind(person.role.name());
    let row = row.bind(choices.language.map(Lang::tag)).bind(choices.time_zone.clone()).bind(choices.theme.clone());
    tx.run(row.bind(choices.single_keys).bind(now).bind(person.version)).await.map(drop)
}

/// Writes what may change, if the row still has the version it was read with.
pub async fn update(tx: &mut Transaction, person: &Person) -> Outcome<()> {
    let row = sql("update people set name = $1, email = $2, role = $3, language = $4, time_zone = $5, theme = $6, \
                   single_keys = $7, deactivated_at = $8, version = version + 1 where id = $9 and version = $10");
    let choices = &person.choices;
    let row = row.bind(&person.name).bind(&person.email).bind(person.role.name());
    let row = row.bind(choices.language.map(Lang::tag)).bind(choices.time_zone.clone()).bind(choices.theme.clone());
    let row = row.bind(choices.single_keys).bind(person.deactivated_at).bind(person.id.0).bind(person.version);
    match tx.run(row).await? {
        0 => Err(Failure::Stale),
        _ => Ok(()),
    }
}

/// How many admins are here. Their rows stay locked until the end of the transaction, so that two of them cannot both
/// be the last but one.
pub async fn lock_admins(tx: &mut Transaction) -> Outcome<u64> {
    tx.run(sql("update people set role = role where role = 'admin' and deactivated_at is null")).await
}

fn read(row: &Row) -> Outcome<Person> {
    let language: Option<String> = row.get("language")?;
    Ok(Person {
        id: PersonId(row.get("id")?),
        name: row.get("name")?,
        email: row.get("email")?,
        role: row.word("role", Role::named)?,
        choices: Choices {
            language: language.as_deref().and_then(Lang::named),
            time_zone: row.get("time_zone")?,
            theme: row.get("theme")?,
            single_keys: row.get("single_keys")?,
        },
        deactivated_at: row.get("deactivated_at")?,
        version: row.get("version")?,
    })
}

//! People's rows.

use ryugaku_db::{Query, Row, sql};
use ryugaku_kernel::{Lang, Outcome, Role, Uuid};

use super::person::{Choices, Person, PersonId};

const PERSON: &str = "select p.id, p.name, p.email, p.role, p.language, p.time_zone, p.theme, p.single_keys, \
                      p.deactivated_at, p.version from people p where ";

pub async fn find(q: &mut impl Query, id: PersonId) -> Outcome<Option<Person>> {
    q.one(sql(PERSON).text("p.id = ").arg(id.0), read).await
}

/// The teams a person is in now.
pub async fn teams_of(q: &mut impl Query, id: PersonId) -> Outcome<Vec<Uuid>> {
    let statement = sql("select team_id from memberships where person_id = $1 and until_day is null").bind(id.0);
    q.all(statement, |row| row.get("team_id")).await
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

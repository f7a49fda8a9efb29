//! Memberships' rows: the homes of a person, the members of a team.

use std::collections::HashMap;

use jiff::civil::Date;
use ryugaku_db::{Query, Read, Row, Transaction, sql};
use ryugaku_kernel::{Cx, Failure, Outcome, Role, Uuid};

use super::membership::{Membership, Step};
use super::person::PersonId;
use super::team::TeamId;

/// A home as a page names it.
#[derive(Clone, Debug)]
pub struct Home {
    pub membership: Membership,
    pub slug: String,
    pub name: String,
}

/// Somebody in a team now.
#[derive(Clone, Debug)]
pub struct Member {
    pub id: PersonId,
    pub name: String,
    pub email: String,
    pub role: Role,
    pub from: Date,
}

/// Latest first.
pub async fn history(q: &mut dyn Query, person: PersonId) -> Outcome<Vec<Home>> {
    let statement = sql("select m.id, m.team_id, m.from_day, m.until_day, t.slug, t.name from memberships m \
                         join teams t on t.id = m.team_id where m.person_id = $1 \
                         order by case when m.until_day is null then 0 else 1 end, m.until_day desc, m.from_day desc");
    q.all(statement.bind(person.0), |row| {
        Ok(Home { membership: membership(row)?, slug: row.get("slug")?, name: row.get("name")? })
    })
    .await
}

/// Everybody's homes, each person's latest first.
pub async fn histories(q: &mut dyn Query) -> Outcome<HashMap<PersonId, Vec<Membership>>> {
    let statement = sql("select m.id, m.person_id, m.team_id, m.from_day, m.until_day from memberships m \
                         order by case when m.until_day is null then 0 else 1 end, m.until_day desc, m.from_day desc");
    let mut homes: HashMap<PersonId, Vec<Membership>> = HashMap::new();
    for (person, home) in q.all(statement, |row| Ok((PersonId(row.get("person_id")?), membership(row)?))).await? {
        homes.entry(person).or_default().push(home);
    }
    Ok(homes)
}

/// Who is in the team now and has not left, longest first.
pub async fn members(q: &mut dyn Query, team: TeamId) -> Outcome<Vec<Member>> {
    members_of(q, &[team.0]).await
}

/// Who is in any of the teams now and has not left, longest first.
pub async fn members_of(q: &mut dyn Query, teams: &[Uuid]) -> Outcome<Vec<Member>> {
    let statement = sql("select p.id, p.name, p.email, p.role, m.from_day from memberships m \
                         join people p on p.id = m.person_id where m.until_day is null and p.deactivated_at is null \
                         and m.team_id in ")
    .list(teams.iter().copied())
    .text(" order by m.from_day, p.id");
    q.all(statement, |row| {
        Ok(Member {
            id: PersonId(row.get("id")?),
            name: row.get("name")?,
            email: row.get("email")?,
            role: row.word("role", Role::named)?,
            from: day(row, "from_day")?,
        })
    })
    .await
}

pub async fn apply(tx: &mut Transaction, cx: &Cx, person: PersonId, steps: &[Step]) -> Outcome<()> {
    for step in steps {
        let statement = match step {
            Step::Remove(id) => sql("delete from memberships where id = $1").bind(*id),
            Step::End { id, last } => {
                sql("update memberships set until_day = $1 where id = $2").bind(last.to_string()).bind(*id)
            }
            Step::Reopen(id) => sql("update memberships set until_day = null where id = $1").bind(*id),
            Step::Begin { team, from } => {
                sql("insert into memberships (id, person_id, team_id, from_day) values ($1, $2, $3, $4)")
                    .bind(cx.new_id())
                    .bind(person.0)
                    .bind(team.0)
                    .bind(from.to_string())
            }
        };
        tx.run(statement).await?;
    }
    Ok(())
}

fn membership(row: &Row) -> Outcome<Membership> {
    let until: Option<String> = row.get("until_day")?;
    Ok(Membership {
        id: row.get("id")?,
        team: TeamId(row.get("team_id")?),
        from: day(row, "from_day")?,
        until: until.map(|text| text.parse()).transpose().map_err(Failure::internal)?,
    })
}

fn day(row: &Row, column: &str) -> Outcome<Date> {
    let text: String = row.get(column)?;
    text.parse().map_err(Failure::internal)
}

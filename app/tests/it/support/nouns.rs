//! Builders for what stories begin with: a person of some role, in some team.

use ryugaku::people::found_team::{NewTeam, found};
use ryugaku::people::{PersonId, Team, TeamKind};
use ryugaku_db::sql;
use ryugaku_kernel::{Actor, Lang, Role};

use super::{TestApp, Who};

impl TestApp {
    /// A person of this role, signed in. Members of a team are made with [`TestApp::member_of`].
    pub async fn person(&self, name: &str, role: Role) -> Who {
        let id = PersonId(self.app.chance.id(self.now()));
        let mut tx = self.begin().await;
        let row = sql(
            "insert into people (id, name, email, role, single_keys, created_at, version) values ($1, $2, $3, $4, $5, $6, 1)",
        );
        let email = format!("{id}@example.com");
        tx.run(row.bind(id.0).bind(name).bind(email).bind(role.name()).bind(true).bind(self.now())).await.unwrap();
        tx.commit().await.unwrap();
        self.signed_in(id).await
    }

    pub async fn admin(&self) -> Who {
        self.person("佐伯 真", Role::Admin).await
    }

    pub async fn member_of(&self, team: &Team, name: &str) -> Who {
        let who = self.person(name, Role::Member).await;
        let mut tx = self.begin().await;
        let row = sql("insert into memberships (id, person_id, team_id, from_day) values ($1, $2, $3, '2026-01-01')");
        tx.run(row.bind(self.app.chance.id(self.now())).bind(who.id.0).bind(team.id.0)).await.unwrap();
        tx.commit().await.unwrap();
        who
    }

    pub async fn team(&self, slug: &str, kind: TeamKind) -> Team {
        let cx = self.app.cx(Actor::operator(), Lang::Ja);
        let mut tx = self.begin().await;
        let new = NewTeam {
            slug: slug.into(),
            name: slug.to_uppercase(),
            kind,
            about: String::new(),
            channel: String::new(),
        };
        let team = found(&mut tx, &cx, new).await.unwrap();
        tx.commit().await.unwrap();
        team
    }
}

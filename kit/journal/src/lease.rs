//! One owner among replicas: it holds for a while and again, and its term fences it off once another has taken over.

use jiff::SignedDuration;
use ryugaku_db::{Db, Read, Transaction, sql};
use ryugaku_kernel::{Failure, Outcome, Time, Uuid};

/// A claim of `owner` on what is called `name`.
#[derive(Clone, Copy, Debug)]
pub struct Lease {
    name: &'static str,
    owner: Uuid,
    length: SignedDuration,
}

impl Lease {
    pub fn new(name: &'static str, owner: Uuid, length: SignedDuration) -> Self {
        Self { name, owner, length }
    }

    pub fn length(&self) -> SignedDuration {
        self.length
    }

    /// The term, if the lease is free, has run out, or was ours: each taking is a new term.
    pub async fn take(&self, db: &Db, now: Time) -> Outcome<Option<i64>> {
        // A look first: with another in charge, the writer is left alone.
        let held = sql("select 1 as n from leases where name = $1 and owner <> $2 and held_until >= $3");
        if db.reader().row(held.bind(self.name).bind(self.owner).bind(now)).await?.is_some() {
            return Ok(None);
        }
        self.claim(db, now, false).await
    }

    /// Takes it whoever holds it: for who knows otherwise that the former owner is gone.
    pub async fn seize(&self, db: &Db, now: Time) -> Outcome<i64> {
        self.claim(db, now, true).await?.ok_or_else(|| Failure::internal("a lease could not be seized"))
    }

    async fn claim(&self, db: &Db, now: Time, whoever: bool) -> Outcome<Option<i64>> {
        let mut tx = db.begin().await?;
        let row =
            sql("insert into leases (name, owner, held_until, term) values ($1, $2, $3, 1) on conflict (name) do \
                       update set owner = excluded.owner, held_until = excluded.held_until, term = leases.term + 1 \
                       where leases.held_until < $4 or leases.owner = $2 or $5");
        let row = row.bind(self.name).bind(self.owner).bind(now.plus(self.length)).bind(now).bind(whoever);
        let term = tx.one(row.text(" returning term"), |row| row.get("term")).await?;
        tx.commit().await?;
        Ok(term)
    }

    /// Holds it on, and keeps others from taking it until this transaction ends. `false`: it has been lost, and nothing
    /// may be written.
    pub async fn hold(&self, tx: &mut Transaction, term: i64, now: Time) -> Outcome<bool> {
        let row = sql("update leases set held_until = $1 where name = $2 and owner = $3 and term = $4");
        let row = row.bind(now.plus(self.length)).bind(self.name).bind(self.owner).bind(term);
        Ok(tx.run(row).await? > 0)
    }

    /// Lets others take it at once.
    pub async fn leave(&self, db: &Db, term: i64) -> Outcome<()> {
        let mut tx = db.begin().await?;
        let row = sql("update leases set held_until = 0 where name = $1 and owner = $2 and term = $3");
        tx.run(row.bind(self.name).bind(self.owner).bind(term)).await?;
        tx.wake("journal");
        tx.commit().await
    }
}

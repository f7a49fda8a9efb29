//! Lists of silences: what ends soonest first; of the expired ones what ended last.

use ryugaku_alerting::Matcher;
use ryugaku_db::{Query, Read, Statement, sql};
use ryugaku_kernel::{Failure, Limit, Outcome, Page, Time, Uuid};

use super::matchers;
use super::silence::{MOST_CURRENT, Silence, SilenceId};
use super::store::{SILENCE, read};

#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, serde::Serialize, serde::Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "lowercase")]
#[schema(as = SilenceWhich)]
pub enum Which {
    /// Active and pending.
    #[default]
    Current,
    Active,
    Pending,
    Expired,
}

impl Which {
    pub const ALL: [Self; 4] = [Self::Current, Self::Active, Self::Pending, Self::Expired];

    pub fn name(self) -> &'static str {
        match self {
            Self::Current => "current",
            Self::Active => "active",
            Self::Pending => "pending",
            Self::Expired => "expired",
        }
    }

    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|which| which.name() == name)
    }
}

/// Which silences, by what they match.
#[derive(Clone, Debug, Default)]
pub struct Asked {
    pub which: Which,
    /// They have each of these.
    pub filter: Vec<Matcher>,
}

/// Where a page ended.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Place {
    ends_at: Time,
    id: Uuid,
}

impl Place {
    pub fn of(ends_at: Time, id: Uuid) -> Self {
        Self { ends_at, id }
    }

    pub fn parts(self) -> (Time, Uuid) {
        (self.ends_at, self.id)
    }
}

impl std::fmt::Display for Place {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}_{}", self.ends_at.0, self.id)
    }
}

impl std::str::FromStr for Place {
    type Err = Failure;

    fn from_str(text: &str) -> Outcome<Self> {
        let wrong = || Failure::invalid("after", "failure-cursor-wrong");
        let (ends_at, id) = text.split_once('_').ok_or_else(wrong)?;
        Ok(Self { ends_at: Time(ends_at.parse().map_err(|_| wrong())?), id: id.parse().map_err(|_| wrong())? })
    }
}

fn key(silence: &Silence) -> String {
    place(silence).to_string()
}

fn place(silence: &Silence) -> Place {
    Place::of(silence.ends_at, silence.id.0)
}

/// Rows looked at for one page when matchers are asked for.
const LOOK: usize = 2_000;
const CHUNK: i64 = 500;

/// With a filter a page may be short and have a next one all the same.
pub async fn page(
    q: &mut dyn Query,
    asked: &Asked,
    now: Time,
    after: Option<Place>,
    limit: Limit,
) -> Outcome<Page<Silence>> {
    if asked.filter.is_empty() {
        let rows = chunk(q, asked.which, now, after, limit.probe()).await?;
        return Ok(Page::cut(rows, limit, key));
    }
    let (mut found, mut after, mut looked) = (Vec::new(), after, 0);
    while looked < LOOK {
        let rows = chunk(q, asked.which, now, after, CHUNK).await?;
        let full = rows.len() as i64 == CHUNK;
        looked += rows.len();
        after = rows.last().map(place);
        found.extend(rows.into_iter().filter(|silence| matchers::filtered(&silence.matchers, &asked.filter)));
        if found.len() > limit.rows() || !full {
            return Ok(Page::cut(found, limit, key));
        }
    }
    Ok(Page { items: found, next: after.map(|place| place.to_string()) })
}

async fn chunk(q: &mut dyn Query, which: Which, now: Time, after: Option<Place>, rows: i64) -> Outcome<Vec<Silence>> {
    let mut statement = of(sql(SILENCE), which, now);
    let expired = which == Which::Expired;
    if let Some(Place { ends_at, id }) = after {
        statement = statement.text(if expired { " and (ends_at, id) < (" } else { " and (ends_at, id) > (" });
        statement = statement.arg(ends_at).text(", ").arg(id).text(")");
    }
    let order = if expired { " order by ends_at desc, id desc limit " } else { " order by ends_at, id limit " };
    q.all(statement.text(order).arg(rows), read).await
}

fn of(statement: Statement, which: Which, now: Time) -> Statement {
    if which == Which::Expired {
        return statement.text("(expired_at is not null or ends_at < ").arg(now).text(")");
    }
    let statement = statement.text("expired_at is null and ends_at >= ").arg(now);
    match which {
        Which::Active => statement.text(" and starts_at <= ").arg(now),
        Which::Pending => statement.text(" and starts_at > ").arg(now),
        Which::Current | Which::Expired => statement,
    }
}

/// All that are not expired.
pub async fn current(q: &mut dyn Query, now: Time) -> Outcome<Vec<Silence>> {
    chunk(q, Which::Current, now, None, MOST_CURRENT).await
}

/// Those that expired since then, the last first; no more than there may be current ones.
pub async fn lately(q: &mut dyn Query, now: Time, since: Time) -> Outcome<Vec<Silence>> {
    let statement = of(sql(SILENCE), Which::Expired, now).text(" and ends_at >= ").arg(since);
    q.all(statement.text(" order by ends_at desc, id desc limit ").arg(MOST_CURRENT), read).await
}

pub async fn count(q: &mut dyn Query, which: Which, now: Time) -> Outcome<i64> {
    q.count(of(sql("select count(*) as n from silences where "), which, now)).await
}

/// Those with the same matchers whose time overlaps; at most 20.
pub async fn same(
    q: &mut dyn Query,
    matchers: &[Matcher],
    (from, until): (Time, Time),
    now: Time,
) -> Outcome<Vec<Silence>> {
    let statement = sql(SILENCE).text("matcher_key = ").arg(matchers::key(matchers)).text(" and ");
    let statement = of(statement, Which::Current, now).text(" and ends_at >= ").arg(from);
    let statement = statement.text(" and starts_at <= ").arg(until).text(" order by ends_at, id limit 20");
    q.all(statement, read).await
}

/// Those of these ids that are kept.
pub async fn of_ids(q: &mut dyn Query, ids: Vec<Uuid>) -> Outcome<Vec<Silence>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    q.all(sql(SILENCE).text("id in ").list(ids), read).await
}

impl From<&Silence> for ryugaku_routing::Silence {
    fn from(silence: &Silence) -> Self {
        let Silence { id: SilenceId(id), matchers, starts_at, ends_at, .. } = silence;
        Self { id: *id, matchers: matchers.clone(), starts_at: *starts_at, ends_at: *ends_at }
    }
}

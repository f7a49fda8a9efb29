-- Diaries. What the ledger says is read from there; here stands what people wrote, and what they did with the ledger's lines.
create index events_by_actor_time on events (actor_id, happened_at, position);

create table diary_entries (
  id uuid primary key,
  exchange_id uuid not null references exchanges (id),
  kind text not null,
  happened_at bigint not null,
  text text not null,
  url text not null,
  -- web, api, cli, chat, plan
  source text not null,
  -- Of the plan, what took place.
  plan_item uuid,
  by_id uuid,
  written_at bigint not null,
  removed_at bigint,
  version bigint not null
);
create index diary_entries_by_exchange on diary_entries (exchange_id, happened_at);
create unique index diary_entries_by_item on diary_entries (plan_item) where removed_at is null;

-- Lines of the ledger that were hidden, joined to another or annotated in one diary.
create table diary_marks (
  exchange_id uuid not null references exchanges (id),
  position bigint not null,
  hidden boolean not null,
  joined_to bigint,
  note text not null,
  primary key (exchange_id, position)
);
create index diary_marks_joined on diary_marks (exchange_id, joined_to);

-- What an activity is evidence for. activity is p<position in the ledger> or e<id of an entry>.
create table diary_links (
  exchange_id uuid not null references exchanges (id),
  aim_id uuid not null references exchange_aims (id),
  activity text not null,
  at bigint not null,
  happened_at bigint not null,
  primary key (aim_id, activity)
);
create index diary_links_by_activity on diary_links (exchange_id, activity);

-- What came of it: activities, an aim, and where it can be looked at.
create table outcomes (
  id uuid primary key,
  exchange_id uuid not null references exchanges (id),
  aim_id uuid references exchange_aims (id),
  what text not null,
  artefact text not null,
  day text not null,
  by_id uuid,
  at bigint not null,
  removed_at bigint,
  version bigint not null
);
create index outcomes_by_exchange on outcomes (exchange_id);

create table outcome_activities (
  outcome_id uuid not null references outcomes (id),
  activity text not null,
  primary key (outcome_id, activity)
);

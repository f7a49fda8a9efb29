-- The ledger: positions from the head row, so that they never skip.
create table ledger_head (
  id bigint primary key,
  position bigint not null,
  archived_through bigint not null
);
insert into ledger_head (id, position, archived_through) values (1, 0, 0);

create table texts (
  id uuid primary key,
  body text,
  author_id uuid,
  written_at bigint not null,
  redacted_at bigint,
  redacted_by uuid
);

create table events (
  position bigint primary key,
  recorded_at bigint not null,
  happened_at bigint not null,
  actor_kind text not null,
  actor_id uuid,
  kind text not null,
  thing text not null,
  audience text not null,
  about jsonb not null,
  facts jsonb not null,
  text_id uuid
);
create index events_by_kind on events (kind, position);
create index events_by_thing on events (thing, position);
create index events_by_actor on events (actor_id, position);

create table event_subjects (
  position bigint not null,
  kind text not null,
  id uuid not null,
  primary key (id, position, kind)
);

create table event_audiences (
  position bigint not null,
  id uuid not null,
  primary key (id, position)
);

-- Short numbers: one row a prefix.
create table counters (
  name text primary key,
  value bigint not null
);

-- Work to be done after a commit, by any replica.
create table jobs (
  id uuid primary key,
  kind text not null,
  payload jsonb not null,
  state text not null,
  attempts bigint not null,
  run_at bigint not null,
  held_until bigint,
  last_error text,
  created_at bigint not null,
  finished_at bigint,
  unique_key text
);
create index jobs_due on jobs (state, run_at);
create unique index jobs_unique on jobs (unique_key);

create table job_rounds (
  name text primary key,
  next_at bigint not null
);

-- Who owns what only one replica may do at a time.
create table leases (
  name text primary key,
  owner uuid not null,
  held_until bigint not null,
  term bigint not null
);

-- What came in on the hot ways, in the order in which it was stored.
create table journal_head (
  name text primary key,
  position bigint not null,
  applied bigint not null
);

create table journal (
  name text not null,
  position bigint not null,
  received_at bigint not null,
  body bytea not null,
  primary key (name, position)
);

-- Answers to repeated POSTs (Idempotency-Key).
create table idempotency_keys (
  actor text not null,
  key text not null,
  fingerprint bytea not null,
  status bigint,
  content_type text,
  body bytea,
  created_at bigint not null,
  primary key (actor, key)
);
create index idempotency_by_age on idempotency_keys (created_at);

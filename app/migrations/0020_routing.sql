-- The tree of routes and what stands beside it, as Alertmanager's YAML; the highest version holds. With none the program's own does.
create table routings (
  version bigint primary key,
  text text not null,
  made_at bigint not null,
  actor_kind text not null,
  actor_id uuid,
  note text not null,
  origin text not null,
  -- The version that was restored.
  restored bigint
);

create table receivers (
  id uuid primary key,
  name text not null,
  position bigint not null,
  created_at bigint not null,
  removed_at bigint,
  version bigint not null
);
create unique index receivers_by_name on receivers (name) where removed_at is null;

-- Ways to reach a receiver. What a webhook's address and authorization are is sealed; settings hold what may be shown.
create table receiver_channels (
  id uuid primary key,
  receiver_id uuid not null references receivers (id),
  -- Never given twice under one receiver's name: what a channel was told is known by it.
  number bigint not null,
  kind text not null,
  settings jsonb not null,
  secret bytea,
  created_at bigint not null,
  removed_at bigint
);
create unique index receiver_channels_by_number on receiver_channels (receiver_id, number);

-- Prometheus' rules for alerts, from files. The same file taken again replaces its rules.
create table alert_rules (
  id uuid primary key,
  file text not null,
  group_name text not null,
  name text not null,
  severity text not null,
  expr text not null,
  hold_ms bigint not null,
  labels jsonb not null,
  annotations jsonb not null,
  runbook_url text,
  service text not null,
  team text not null,
  imported_at bigint not null,
  removed_at bigint
);
create index alert_rules_by_name on alert_rules (name) where removed_at is null;
create index alert_rules_by_file on alert_rules (file) where removed_at is null;

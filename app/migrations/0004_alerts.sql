-- Every alert that ever came in, by the fingerprint of its labels: as it is, or as it last was.
-- The body is JSON in bytes, since labels may hold what PostgreSQL's jsonb refuses.
create table alerts (
  fingerprint bigint primary key,
  name text not null,
  service text not null,
  firing boolean not null,
  run_id bigint not null,
  starts_at bigint not null,
  ended_at bigint,
  seen_until bigint not null,
  times_out boolean not null,
  updated_at bigint not null,
  source_id uuid,
  body bytea not null,
  acked_at bigint,
  acked_kind text,
  acked_by uuid
);
create index alerts_by_start on alerts (firing, starts_at, fingerprint);
create index alerts_by_end on alerts (firing, ended_at, fingerprint);

-- Each time one fired, in order.
create table alert_runs (
  id bigint primary key,
  fingerprint bigint not null,
  name text not null,
  service text not null,
  starts_at bigint not null,
  ended_at bigint,
  ending text,
  labels bytea not null
);
create index alert_runs_by_alert on alert_runs (fingerprint, id);
create index alert_runs_by_end on alert_runs (ended_at);

-- Where alerts come from.
create table integrations (
  id uuid primary key,
  kind text not null,
  name text not null,
  created_at bigint not null,
  removed_at bigint,
  version bigint not null,
  last_seen_at bigint,
  first_alert_at bigint,
  last_alert_at bigint,
  deliveries bigint not null,
  alerts bigint not null,
  refusals bigint not null,
  refused_at bigint,
  refused_status bigint,
  refused_why text
);

create table integration_keys (
  id uuid primary key,
  integration_id uuid not null references integrations (id),
  key_hash bytea not null unique,
  hint text not null,
  created_at bigint not null,
  expires_at bigint,
  revoked_at bigint
);
create index integration_keys_by_integration on integration_keys (integration_id);

-- Deliveries with a key that fits nowhere, by address; the keys are not kept.
create table intake_strangers (
  address text primary key,
  refusals bigint not null,
  first_at bigint not null,
  last_at bigint not null
);

-- Where ledger events are sent to. Secrets are sealed; the one before the last holds until old_until.
create table webhooks (
  id uuid primary key,
  name text not null,
  url text not null,
  kinds jsonb not null,
  active boolean not null,
  secret bytea not null,
  old_secret bytea,
  old_until bigint,
  -- The position of the ledger up to which deliveries have been made.
  followed_to bigint not null,
  failing_since bigint,
  switched_off_at bigint,
  created_at bigint not null,
  removed_at bigint,
  version bigint not null
);

-- One message to one endpoint; a test has no position.
create table webhook_deliveries (
  id uuid primary key,
  webhook_id uuid not null references webhooks (id),
  position bigint,
  kind text not null,
  state text not null,
  job_id uuid not null,
  created_at bigint not null,
  finished_at bigint
);
create index webhook_deliveries_by_webhook on webhook_deliveries (webhook_id, id);
create index webhook_deliveries_by_age on webhook_deliveries (created_at);

create table webhook_attempts (
  id uuid primary key,
  delivery_id uuid not null references webhook_deliveries (id),
  begun_at bigint not null,
  took_ms bigint not null,
  status bigint,
  error text,
  response text not null
);
create index webhook_attempts_by_delivery on webhook_attempts (delivery_id, id);

create index events_by_time on events (happened_at);

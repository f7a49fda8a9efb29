-- Silences and maintenance windows. Matchers are an array of {name, op, value}; the key is the same for the same matchers in
-- whatever order.
create table silences (
  id uuid primary key,
  matchers jsonb not null,
  matcher_key text not null,
  comment text not null,
  created_by text not null,
  actor_kind text not null,
  actor_id uuid,
  starts_at bigint not null,
  ends_at bigint not null,
  created_at bigint not null,
  updated_at bigint not null,
  expired_at bigint,
  replaced_by uuid,
  version bigint not null
);
create index silences_by_end on silences (ends_at, id);
create index silences_by_matchers on silences (matcher_key, ends_at);

-- weekly holds {weekdays, from, until}: between starts_at and ends_at only then, in the organisation's zone.
create table maintenance_windows (
  id uuid primary key,
  title text not null,
  comment text not null,
  matchers jsonb not null,
  starts_at bigint not null,
  ends_at bigint not null,
  weekly jsonb,
  product_id uuid,
  service_id uuid,
  actor_kind text not null,
  actor_id uuid,
  created_at bigint not null,
  updated_at bigint not null,
  ended_at bigint,
  version bigint not null
);
create index maintenance_windows_by_end on maintenance_windows (ends_at, id);

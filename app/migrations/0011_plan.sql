-- Calendars that people brought from elsewhere, read up to until_at. What they are called is their owner's alone.
create table person_calendars (
  id uuid primary key,
  person_id uuid not null references people (id),
  name text not null,
  imported_at bigint not null,
  from_at bigint not null,
  until_at bigint not null,
  entries bigint not null,
  passed bigint not null,
  -- Lines that were refused: what is wrong, as a message.
  refused jsonb not null,
  unique (person_id, name)
);

-- The times their entries take up. Title and place are for the owner; everybody else learns from and until.
create table person_times (
  calendar_id uuid not null references person_calendars (id),
  ordinal bigint not null,
  person_id uuid not null,
  from_at bigint not null,
  until_at bigint not null,
  all_day boolean not null,
  busy boolean not null,
  title text not null,
  place text not null,
  primary key (calendar_id, ordinal)
);
create index person_times_by_person on person_times (person_id, from_at);

-- What an exchange's people plan. ordinal counts within the exchange; source says what proposed it, once.
create table plan_items (
  id uuid primary key,
  exchange_id uuid not null references exchanges (id),
  ordinal bigint not null,
  title text not null,
  kind text not null,
  from_at bigint not null,
  until_at bigint not null,
  place text not null,
  link text not null,
  -- Keys of the aims it serves.
  aims jsonb not null,
  state text not null,
  source text,
  created_by uuid,
  changed_at bigint not null,
  version bigint not null,
  unique (exchange_id, ordinal)
);
create index plan_items_by_time on plan_items (exchange_id, from_at);
create unique index plan_items_by_source on plan_items (exchange_id, source);

create table plan_invitations (
  item_id uuid not null references plan_items (id),
  person_id uuid not null references people (id),
  answer text not null,
  answered_at bigint,
  primary key (item_id, person_id)
);
create index plan_invitations_by_person on plan_invitations (person_id, answer);

-- Days of the week with the host team, 1 is Monday; the other working days are the home team's.
create table plan_days (
  exchange_id uuid primary key references exchanges (id),
  days jsonb not null
);

-- Secret addresses of plans as calendars, stored hashed. One of a person and exchange works at a time.
create table plan_feeds (
  id uuid primary key,
  exchange_id uuid not null references exchanges (id),
  person_id uuid not null references people (id),
  secret_hash bytea not null unique,
  made_at bigint not null,
  revoked_at bigint
);
create index plan_feeds_by_person on plan_feeds (person_id, exchange_id);

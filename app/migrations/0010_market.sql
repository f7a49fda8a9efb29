-- The market of exchanges: templates as a company has made them its own, offers, wishes, pairs that were declined, limits.

-- Without content the program's own words stand, in the reader's language.
create table exchange_templates (
  id uuid primary key,
  slug text not null unique,
  content jsonb,
  archived_at bigint,
  changed_at bigint not null,
  changed_by uuid,
  version bigint not null
);

create table exchange_offers (
  id uuid primary key,
  count bigint not null unique,
  team_id uuid not null references teams (id),
  what text not null,
  shape text not null,
  from_day text not null,
  -- Without it there is no end.
  until_day text,
  weeks bigint not null,
  share bigint not null,
  places bigint not null,
  buddy_id uuid references people (id),
  state text not null,
  made_by uuid,
  made_at bigint not null,
  changed_at bigint not null,
  version bigint not null
);
create index exchange_offers_by_state on exchange_offers (state, count);
create index exchange_offers_by_team on exchange_offers (team_id, count);

create table exchange_wishes (
  id uuid primary key,
  count bigint not null unique,
  person_id uuid not null references people (id),
  what text not null,
  -- Without them any team, any shape.
  team_id uuid references teams (id),
  shape text,
  earliest_day text not null,
  latest_day text,
  weeks bigint not null,
  share bigint not null,
  -- Who may read it: owners (with the person), or everybody.
  readers text not null,
  state text not null,
  made_at bigint not null,
  changed_at bigint not null,
  version bigint not null
);
create index exchange_wishes_by_state on exchange_wishes (state, count);
create index exchange_wishes_by_person on exchange_wishes (person_id, count);

-- A pair that was declined, and the versions that were: once either has another, the pair is open again.
create table exchange_declines (
  offer_id uuid not null references exchange_offers (id),
  wish_id uuid not null references exchange_wishes (id),
  offer_version bigint not null,
  wish_version bigint not null,
  reason text not null,
  declined_by uuid,
  declined_at bigint not null,
  primary key (offer_id, wish_id)
);

-- A team's own limits under its key; under the zero key those of all teams that say nothing else.
create table exchange_limits (
  id uuid primary key,
  guests bigint,
  away bigint,
  exchanges bigint,
  share bigint,
  version bigint not null
);

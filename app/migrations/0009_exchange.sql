-- Exchanges. Days are civil days as text; share is per cent of working time.
create table exchanges (
  id uuid primary key,
  count bigint not null unique,
  state text not null,
  -- Since when it rests, while it rests.
  paused_at bigint,
  guest_id uuid not null references people (id),
  buddy_id uuid references people (id),
  home_manager_id uuid references people (id),
  host_manager_id uuid references people (id),
  home_team_id uuid not null references teams (id),
  host_team_id uuid not null references teams (id),
  from_day text not null,
  until_day text not null,
  share bigint not null,
  rhythm text not null,
  why text not null,
  -- What those who go and those who come may do in between: the template, offer and wish it began from.
  template text,
  offer_id uuid,
  wish_id uuid,
  created_by uuid,
  created_at bigint not null,
  state_at bigint not null,
  proposed_at bigint,
  agreed_at bigint,
  preparing_at bigint,
  active_at bigint,
  reviewing_at bigint,
  following_up_at bigint,
  closed_at bigint,
  version bigint not null
);
create index exchanges_by_state on exchanges (state, count);
create index exchanges_by_guest on exchanges (guest_id, from_day);
create index exchanges_by_host on exchanges (host_team_id, from_day);
create index exchanges_by_home on exchanges (home_team_id, from_day);
create index exchanges_by_offer on exchanges (offer_id);
create index exchanges_by_wish on exchanges (wish_id);

-- What each side wants of it. ordinal counts within the side: 留1, 留2.
create table exchange_aims (
  id uuid primary key,
  exchange_id uuid not null references exchanges (id),
  side text not null,
  ordinal bigint not null,
  kind text not null,
  what text not null,
  how_to_tell text not null,
  -- 1 is first.
  priority bigint not null,
  unit text not null,
  baseline double precision,
  target double precision,
  reading double precision,
  read_at bigint,
  result text,
  result_note text not null,
  result_at bigint,
  removed_at bigint,
  version bigint not null,
  unique (exchange_id, side, ordinal)
);

-- Who has agreed for which side, and to what: the terms as they stood.
create table exchange_agreements (
  id uuid primary key,
  exchange_id uuid not null references exchanges (id),
  side text not null,
  person_id uuid not null,
  agreed_at bigint not null,
  terms jsonb not null,
  withdrawn_at bigint
);
create index exchange_agreements_by_exchange on exchange_agreements (exchange_id);

-- What has to be ready before day one.
create table exchange_steps (
  id uuid primary key,
  exchange_id uuid not null references exchanges (id),
  what text not null,
  owner_id uuid,
  due_day text not null,
  done_at bigint,
  done_by uuid,
  -- How often it was nudged for being late: first its owner, then the buddy.
  nudges bigint not null,
  version bigint not null
);
create index exchange_steps_by_exchange on exchange_steps (exchange_id);
create index exchange_steps_open on exchange_steps (owner_id, done_at);

-- What goes on afterwards, at which cadence, and what was said each time.
create table exchange_follow_ups (
  id uuid primary key,
  exchange_id uuid not null references exchanges (id),
  what text not null,
  owner_id uuid,
  cadence text not null,
  -- From which the cadence counts.
  first_day text not null,
  next_day text,
  ended_at bigint,
  nudged_for text,
  version bigint not null
);
create index exchange_follow_ups_by_exchange on exchange_follow_ups (exchange_id);

create table exchange_follow_notes (
  id uuid primary key,
  follow_up_id uuid not null references exchange_follow_ups (id),
  day text not null,
  note text not null,
  by_id uuid,
  at bigint not null
);
create index exchange_follow_notes_by_follow_up on exchange_follow_notes (follow_up_id);

-- Days away from home, by week (its Monday), in tenths of a day; and what was put off at home meanwhile.
create table exchange_weeks (
  exchange_id uuid not null references exchanges (id),
  monday text not null,
  tenths bigint not null,
  note text not null,
  primary key (exchange_id, monday)
);

create table exchange_put_offs (
  id uuid primary key,
  exchange_id uuid not null references exchanges (id),
  what text not null,
  until_day text,
  by_id uuid,
  at bigint not null,
  taken_back_at bigint
);
create index exchange_put_offs_by_exchange on exchange_put_offs (exchange_id);

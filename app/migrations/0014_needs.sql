-- Discussions about SRE, and the needs of teams. Answers and reasons are texts of the ledger's events.
create table discussions (
  id uuid primary key,
  count bigint not null unique,
  day text not null,
  team_id uuid not null references teams (id),
  exchange_id uuid references exchanges (id),
  image_before text not null,
  problems text not null,
  expectations text not null,
  image_after text not null,
  written_by uuid not null references people (id),
  created_at bigint not null,
  version bigint not null
);
create index discussions_by_team on discussions (team_id, count);
create index discussions_by_exchange on discussions (exchange_id, count);

create table discussion_people (
  discussion_id uuid not null references discussions (id),
  person_id uuid not null references people (id),
  primary key (discussion_id, person_id)
);
create index discussion_people_by_person on discussion_people (person_id);

create table needs (
  id uuid primary key,
  count bigint not null unique,
  team_id uuid not null references teams (id),
  kind text not null,
  what text not null,
  state text not null,
  -- Where it comes from; by hand when there is no discussion.
  discussion_id uuid references discussions (id),
  -- What it became.
  task_id uuid references tasks (id),
  aim_id uuid,
  aim_exchange_id uuid references exchanges (id),
  asked_by uuid,
  asked_at bigint not null,
  -- When the first answer was given.
  answered_at bigint,
  ended_at bigint,
  version bigint not null
);
create index needs_by_team on needs (team_id, state, count);
create index needs_by_state on needs (state, count);
create index needs_by_discussion on needs (discussion_id, count);
create index needs_by_aim_exchange on needs (aim_exchange_id, count);

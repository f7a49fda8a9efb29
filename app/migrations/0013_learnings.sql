-- Learnings. Days are civil days as text; what was never published has no published_day.
create table learnings (
  id uuid primary key,
  count bigint not null unique,
  title text not null,
  body text not null,
  exchange_id uuid,
  writer_id uuid references people (id),
  state text not null,
  written_at bigint not null,
  published_day text,
  withdrawn_day text,
  -- Why it no longer holds; empty while it does.
  withdrawn_reason text not null,
  version bigint not null
);
create index learnings_by_exchange on learnings (exchange_id, count);
create index learnings_by_writer on learnings (writer_id, count);
create index learnings_by_state on learnings (state, count);

-- Which products and services it applies to.
create table learning_tags (
  learning_id uuid not null references learnings (id),
  kind text not null,
  thing_id uuid not null,
  primary key (learning_id, thing_id)
);
create index learning_tags_by_thing on learning_tags (thing_id, learning_id);

-- The teams it is for, and what each has answered.
create table learning_teams (
  learning_id uuid not null references learnings (id),
  team_id uuid not null references teams (id),
  answer text not null,
  -- Since when it is done there.
  day text,
  -- How it was adopted, or why it does not apply.
  note text not null,
  answered_by uuid,
  answered_at bigint,
  primary key (learning_id, team_id)
);
create index learning_teams_by_team on learning_teams (team_id, answer);

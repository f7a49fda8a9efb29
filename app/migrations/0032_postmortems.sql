-- What was learned of an incident, written once for each.
create table postmortems (
  id uuid primary key,
  incident_id uuid not null unique references incidents (id),
  -- Markdown.
  body text not null,
  state text not null,
  -- Until when the severity policy wanted it, as it was when it was begun.
  due_at bigint,
  writer_id uuid references people (id),
  written_at bigint not null,
  changed_at bigint not null,
  changed_by uuid,
  published_at bigint,
  -- By what a file that was taken is known again.
  source text unique,
  version bigint not null
);
create index postmortems_by_state on postmortems (state, due_at);

-- Every text that was saved: two who write at once are joined from the one both began with.
create table postmortem_versions (
  postmortem_id uuid not null references postmortems (id),
  version bigint not null,
  body text not null,
  saved_at bigint not null,
  saved_by uuid,
  primary key (postmortem_id, version)
);

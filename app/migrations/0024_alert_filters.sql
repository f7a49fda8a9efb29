-- Conditions of the list of alerts that people keep for themselves; query is the part of the list's address that says them.
create table alert_filters (
  id uuid primary key,
  person_id uuid not null references people (id),
  query text not null,
  made_at bigint not null,
  unique (person_id, query)
);

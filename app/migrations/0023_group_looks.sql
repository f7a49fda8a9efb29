-- What the owner of the alerts decided of groups, each time it was something else than the last time: for whoever asks why.
create table group_looks (
  group_id bigint not null,
  at bigint not null,
  -- The version of the routes that held.
  routing bigint not null,
  body bytea not null,
  primary key (group_id, at)
);
create index group_looks_by_age on group_looks (at);

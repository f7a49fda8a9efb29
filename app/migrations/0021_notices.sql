-- What channels of receivers were told of groups of alerts, and how that went.
create table notices (
  id uuid primary key,
  group_id bigint not null,
  receiver text not null,
  channel bigint not null,
  at bigint not null,
  why text not null,
  firing bigint not null,
  resolved bigint not null,
  state text not null,
  finished_at bigint,
  content bytea not null
);
create index notices_by_group on notices (group_id, id);
create index notices_by_age on notices (at);

create table notice_attempts (
  id uuid primary key,
  notice_id uuid not null references notices (id),
  begun_at bigint not null,
  took_ms bigint not null,
  status bigint,
  error text,
  response text not null
);
create index notice_attempts_by_notice on notice_attempts (notice_id, id);

-- The notification log: what each channel was last told of each group.
create table notice_log (
  group_id bigint not null,
  channel bigint not null,
  route text not null,
  receiver text not null,
  nth bigint not null,
  labels bytea not null,
  body bytea not null,
  primary key (group_id, channel)
);


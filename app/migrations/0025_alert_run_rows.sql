-- `bigint primary key` is a second tree beside the rows; `integer primary key` is the rows' own order: what is written and
-- looked up by it is found once.
create table alert_rows (
  id integer primary key,
  fingerprint bigint not null,
  name text not null,
  service text not null,
  starts_at bigint not null,
  seen_until bigint not null,
  times_out boolean not null,
  updated_at bigint not null,
  source_id uuid,
  body bytea not null,
  ended_at bigint,
  ending text,
  acked_at bigint,
  acked_kind text,
  acked_by uuid
);
insert into alert_rows
  select id, fingerprint, name, service, starts_at, seen_until, times_out, updated_at, source_id, body, ended_at, ending,
    acked_at, acked_kind, acked_by
  from alert_runs order by id;
drop table alert_runs;
alter table alert_rows rename to alert_runs;
create index alert_runs_by_alert on alert_runs (fingerprint, id);
create index alert_runs_firing on alert_runs (id) where ended_at is null;
create index alert_runs_by_end on alert_runs (ended_at, id) where ended_at is not null;

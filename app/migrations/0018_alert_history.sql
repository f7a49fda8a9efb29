-- Every time an alert fired, in the order of the journal, as it is or as it last was. The body holds labels, annotations
-- and link in bytes, since labels may hold what PostgreSQL's texts refuse.
create table alert_history (
  id bigint primary key,
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
insert into alert_history
  select r.id, r.fingerprint, r.name, r.service, r.starts_at, coalesce(a.seen_until, r.starts_at),
    coalesce(a.times_out, false), coalesce(a.updated_at, r.starts_at), a.source_id,
    coalesce(a.body, cast('{"l":' || cast(r.labels as text) || '}' as blob)),
    r.ended_at, r.ending, a.acked_at, a.acked_kind, a.acked_by
  from alert_runs r left join alerts a on a.run_id = r.id;
drop table alerts;
drop table alert_runs;
alter table alert_history rename to alert_runs;
create index alert_runs_by_alert on alert_runs (fingerprint, id);
create index alert_runs_firing on alert_runs (id) where ended_at is null;
create index alert_runs_by_end on alert_runs (ended_at, id) where ended_at is not null;
delete from counters where name = 'alert_runs';

-- Until when firing alerts count as such, many to a row; what a row of the history says is older.
create table alert_seen (
  chunk bigint primary key,
  body bytea not null
);

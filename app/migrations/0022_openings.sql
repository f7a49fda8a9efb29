-- Incidents that rules of the routes opened: by which opening, for which storm of alerts.
create table incident_openings (
  incident_id uuid primary key references incidents (id),
  opening bigint not null,
  storm bigint not null
);

-- Groups of alerts that belong to such an incident, until they have gone quiet.
create table incident_groups (
  group_id bigint primary key,
  opening bigint not null,
  incident_id uuid not null references incidents (id)
);

-- How a source usually delivers, and whether it has fallen silent: how long it is between two deliveries while there is
-- something to say, how much that varies, both in microseconds, of how many gaps that is known; how many alerts a delivery
-- has. Alerts that timed out since it was last heard.
alter table integrations add column usual_gap double precision not null default 0;
alter table integrations add column gap_spread double precision not null default 0;
alter table integrations add column gaps bigint not null default 0;
alter table integrations add column usual_alerts double precision not null default 0;
alter table integrations add column timed_out bigint not null default 0;
alter table integrations add column silent_at bigint;

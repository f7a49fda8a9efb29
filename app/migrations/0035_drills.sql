-- Drills: practice incidents with a clock of their own, played from a scenario or freely, and counted nowhere.
alter table incidents add column practice boolean not null default false;

create table drill_scenarios (
  id uuid primary key,
  count bigint not null unique,
  title text not null,
  severity text not null,
  -- What it hits: short names.
  services jsonb not null,
  -- What the facilitator reads out, each with its minute.
  injects jsonb not null,
  aims jsonb not null,
  archived boolean not null,
  version bigint not null
);

create table drills (
  incident_id uuid primary key references incidents (id),
  scenario_id uuid references drill_scenarios (id),
  facilitator_id uuid not null,
  learnt text not null
);

-- From `at` on the clock stood at `drill_at`, and ran on from there or not.
create table drill_clocks (
  incident_id uuid not null references incidents (id),
  at bigint not null,
  drill_at bigint not null,
  running boolean not null,
  primary key (incident_id, at)
);

-- As the scenario had them when the drill began.
create table drill_injects (
  incident_id uuid not null references incidents (id),
  number bigint not null,
  minute bigint not null,
  said text not null,
  given_at bigint,
  primary key (incident_id, number)
);

create table drill_aims (
  incident_id uuid not null references incidents (id),
  number bigint not null,
  aim text not null,
  reached boolean,
  primary key (incident_id, number)
);

-- Of a consultation: by when, and how far the help is to go.
alter table needs add column urgency text;
alter table needs add column reach text;

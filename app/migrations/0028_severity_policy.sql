-- What each severity asks for, in versions; the highest holds. With none the program's own does.
create table severity_policies (
  version bigint primary key,
  text text not null,
  made_at bigint not null,
  actor_kind text not null,
  actor_id uuid,
  note text not null,
  origin text not null,
  -- The version that was restored.
  restored bigint
);

-- How severe an incident was from when on, what it hit then, and which version of the policy held for it.
create table incident_severities (
  incident_id uuid not null references incidents (id),
  at bigint not null,
  severity text not null,
  policy_version bigint not null,
  -- Slugs.
  products jsonb not null,
  primary key (incident_id, at)
);

-- Who has a role; the commander stands in incidents.
create table incident_roles (
  incident_id uuid not null references incidents (id),
  role text not null,
  person_id uuid not null references people (id),
  taken_at bigint not null,
  primary key (incident_id, role, person_id)
);
create index incident_roles_by_person on incident_roles (person_id);
-- Of two who reach for a role at the same moment one has it.
create unique index incident_roles_single on incident_roles (incident_id, role) where role <> 'responder';

create table incident_updates (
  incident_id uuid not null references incidents (id),
  circle text not null,
  -- Counted from 1 in each circle.
  number bigint not null,
  text_id uuid not null references texts (id),
  sent_at bigint not null,
  sent_by uuid,
  primary key (incident_id, circle, number)
);

-- What was said of a step other than doing it: done by hand, not needed, or later.
create table incident_answers (
  incident_id uuid not null references incidents (id),
  step text not null,
  answer text not null,
  until bigint,
  answered_at bigint not null,
  answered_by uuid,
  primary key (incident_id, step)
);

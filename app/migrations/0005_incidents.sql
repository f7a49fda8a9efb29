-- Incidents. Which of the steps' times are set says how far it came; going back clears the later ones.
create table incidents (
  id uuid primary key,
  count bigint not null unique,
  title text not null,
  severity text not null,
  status text not null,
  impact text not null,
  commander_id uuid references people (id),
  began_at bigint not null,
  opened_at bigint not null,
  investigating_at bigint,
  identified_at bigint,
  fixing_at bigint,
  monitoring_at bigint,
  resolved_at bigint,
  closed_at bigint,
  version bigint not null
);
create index incidents_by_status on incidents (status, count);
create index incidents_by_commander on incidents (commander_id);

create table incident_services (
  incident_id uuid not null references incidents (id),
  service_id uuid not null,
  primary key (incident_id, service_id)
);
create index incident_services_by_service on incident_services (service_id);

-- The name and start stand here too: alerts have a retention of their own.
create table incident_alerts (
  incident_id uuid not null references incidents (id),
  fingerprint text not null,
  name text not null,
  starts_at bigint not null,
  linked_at bigint not null,
  primary key (incident_id, fingerprint)
);
create index incident_alerts_by_fingerprint on incident_alerts (fingerprint);

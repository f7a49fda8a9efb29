-- Things that only named people may learn of, with all that is recorded of them, before and after.
create table veils (
  id uuid primary key,
  drawn_at bigint not null
);

-- Who is named. Kept when the veil is lifted, in case it is drawn again.
create table veil_names (
  id uuid not null,
  person_id uuid not null,
  named_at bigint not null,
  primary key (id, person_id)
);
create index veil_names_by_person on veil_names (person_id);

-- The incident in which another one goes on.
alter table incidents add column merged_into uuid references incidents (id);
create index incidents_by_merged on incidents (merged_into);

-- How many of the users were hit, in hundredths of a percent; null while nobody knows. And how that is known.
alter table incidents add column users_share bigint;
alter table incidents add column users_source text not null default '';

-- Storms of incidents that were merged, by the incident in which they go on.
create table incident_storms (
  incident_id uuid not null references incidents (id),
  storm bigint not null,
  primary key (incident_id, storm)
);

-- Whether only those who were asked in can read there.
alter table bot_rooms add column is_private bigint not null default 0;

-- What is over stands in the order in which it was opened: an incident that was taken from elsewhere has a new number.
create index incidents_by_opened on incidents (opened_at, count);

-- What is asked for stands in `status_asks`.
alter table status_subscribers drop column wanted;

-- A drill's post-mortem is due on the drill's clock alone.
update postmortems set due_at = null
  where due_at is not null and incident_id in (select id from incidents where practice = true);

-- When what no version holds yet was begun.
alter table postmortem_documents add column began_at bigint;
update postmortem_documents set began_at = wrote_at;

-- When somebody last saved it by hand, changed or not.
alter table postmortems add column saved_at bigint;

-- What went by the program's own policy keeps it in the language it had: the names of its steps come of it.
update incident_severities set policy_version = case (select language from organisation where id = 1) when 'en' then -2 else -1 end
  where policy_version = 0;

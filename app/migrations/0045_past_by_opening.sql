-- What is over stands in the order in which it was opened: an incident that was taken from elsewhere has a new number.
create index incidents_by_opened on incidents (opened_at, count);

-- What is asked for stands in `status_asks`.
alter table status_subscribers drop column wanted;

-- A drill's post-mortem is due on the drill's clock alone.
update postmortems set due_at = null
  where due_at is not null and incident_id in (select id from incidents where practice = true);

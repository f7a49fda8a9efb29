-- Who runs a product's reliability, in its own team, with a backup. Days are civil days as text; the one now has no last day.
create table product_sres (
  id uuid primary key,
  product_id uuid not null,
  person_id uuid not null references people (id),
  backup_id uuid references people (id),
  from_day text not null,
  until_day text,
  -- The exchange it came out of.
  exchange_id uuid,
  -- Why it ended; empty while it lasts.
  end_reason text not null,
  version bigint not null
);
create unique index product_sres_now on product_sres (product_id) where until_day is null;
create index product_sres_by_product on product_sres (product_id, from_day);
create index product_sres_by_person on product_sres (person_id, until_day);
create index product_sres_by_backup on product_sres (backup_id, until_day);

-- Days of the programme that somebody recorded: a team taken on, production meetings begun, and others in words.
create table programme_milestones (
  id uuid primary key,
  kind text not null,
  team_id uuid references teams (id),
  day text not null,
  -- What happened, where the kind does not say it; else a remark, or empty.
  what text not null,
  recorded_by uuid,
  recorded_at bigint not null
);
create index programme_milestones_by_day on programme_milestones (day, id);
create index programme_milestones_by_team on programme_milestones (team_id, kind);

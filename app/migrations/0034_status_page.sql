-- The status page: who sees it. One row, once it was ever set.
create table status_pages (
  id bigint primary key,
  visibility text not null,
  version bigint not null
);

-- What of the catalog is shown, under the names that others know it by.
create table status_components (
  id uuid primary key,
  -- A product or a service.
  place_id uuid not null,
  name_ja text not null,
  name_en text not null,
  group_ja text not null,
  group_en text not null,
  place bigint not null,
  removed_at bigint,
  version bigint not null
);
create unique index status_components_by_place on status_components (place_id) where removed_at is null;

-- What is told of an incident or of planned work. Those that were dropped stay, for the ledger.
create table status_notices (
  id uuid primary key,
  -- In the public address: it says neither how many there are nor when one was begun.
  slug text not null unique,
  kind text not null,
  state text not null,
  stage text not null,
  incident_id uuid references incidents (id),
  title_ja text not null,
  title_en text not null,
  begins_at bigint,
  ends_at bigint,
  published_at bigint,
  ended_at bigint,
  created_at bigint not null,
  created_by uuid,
  version bigint not null
);
create index status_notices_by_state on status_notices (state, ended_at);
create unique index status_notices_by_incident on status_notices (incident_id) where state <> 'dropped';

create table status_notice_components (
  notice_id uuid not null references status_notices (id),
  component_id uuid not null references status_components (id),
  level text not null,
  primary key (notice_id, component_id)
);

-- What was said, in order; the first one is the draft's.
create table status_updates (
  id uuid primary key,
  notice_id uuid not null references status_notices (id),
  number bigint not null,
  stage text not null,
  body_ja text not null,
  body_en text not null,
  said_at bigint,
  edited_at bigint,
  version bigint not null,
  unique (notice_id, number)
);

-- Titles of notices and texts of updates as they were before they were changed.
create table status_texts (
  about_id uuid not null,
  version bigint not null,
  ja text not null,
  en text not null,
  saved_at bigint not null,
  saved_by uuid,
  primary key (about_id, version)
);

-- Who is told by e-mail. Leaving deletes the row.
create table status_subscribers (
  id uuid primary key,
  address bytea not null,
  address_hash bytea not null unique,
  language text not null,
  -- Ids of components; empty for all. What was asked for holds once it is confirmed.
  components jsonb not null,
  wanted jsonb not null,
  asked_at bigint not null,
  confirmed_at bigint,
  last_error text,
  failed_at bigint,
  failures bigint not null
);

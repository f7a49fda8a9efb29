create table organisation (
  id bigint primary key,
  name text not null,
  language text not null,
  time_zone text not null,
  fiscal_start bigint not null,
  holidays text not null,
  extra_days jsonb not null,
  created_at bigint not null,
  version bigint not null
);

create table teams (
  id uuid primary key,
  slug text not null unique,
  name text not null,
  kind text not null,
  about text not null,
  created_at bigint not null,
  archived_at bigint,
  version bigint not null
);

create table people (
  id uuid primary key,
  name text not null,
  email text not null unique,
  role text not null,
  language text,
  time_zone text,
  theme text,
  single_keys boolean not null,
  created_at bigint not null,
  deactivated_at bigint,
  version bigint not null
);

-- One home team at a time: of a person's rows at most one has no last day.
create table memberships (
  id uuid primary key,
  person_id uuid not null references people (id),
  team_id uuid not null references teams (id),
  from_day text not null,
  until_day text
);
create unique index memberships_open on memberships (person_id) where until_day is null;
create index memberships_by_team on memberships (team_id);

create table passwords (
  person_id uuid primary key references people (id),
  hash text not null,
  changed_at bigint not null
);

-- Who somebody is at an OpenID Connect provider.
create table identities (
  issuer text not null,
  subject text not null,
  person_id uuid not null references people (id),
  linked_at bigint not null,
  primary key (issuer, subject)
);

create table sessions (
  id uuid primary key,
  token_hash bytea not null unique,
  person_id uuid not null references people (id),
  created_at bigint not null,
  seen_at bigint not null,
  expires_at bigint not null,
  user_agent text not null,
  address text not null,
  -- password, link, oidc
  how text not null default 'password',
  ended_at bigint
);
create index sessions_by_person on sessions (person_id);

create table tokens (
  id uuid primary key,
  name text not null,
  token_hash bytea not null unique,
  hint text not null,
  role text not null,
  person_id uuid references people (id),
  created_by uuid,
  created_at bigint not null,
  expires_at bigint,
  used_at bigint,
  revoked_at bigint
);

-- A link without a person is for the first administrator, who says who they are when they open it.
create table sign_in_links (
  id uuid primary key,
  token_hash bytea not null unique,
  person_id uuid references people (id),
  issued_by uuid,
  created_at bigint not null,
  expires_at bigint not null,
  used_at bigint
);

create index sign_in_links_by_person on sign_in_links (person_id);
create index identities_by_person on identities (person_id);
create index tokens_by_person on tokens (person_id);

-- Failed sign-ins by account (as a hash) and by address.
create table sign_in_failures (
  key text primary key,
  failures bigint not null,
  last_at bigint not null,
  blocked_until bigint not null
);

-- What several people write at once: a text as a Yjs document, of which every change is appended.
create table postmortem_documents (
  postmortem_id uuid primary key references postmortems (id),
  -- The number of the last change.
  last bigint not null,
  -- When somebody last wrote what no version holds yet, and who.
  wrote_at bigint,
  wrote_by uuid
);

-- The changes in their order; now and then all of them become one.
create table postmortem_updates (
  postmortem_id uuid not null references postmortems (id),
  number bigint not null,
  data bytea not null,
  primary key (postmortem_id, number)
);

-- Who had a hand in a version.
create table postmortem_hands (
  postmortem_id uuid not null references postmortems (id),
  version bigint not null,
  person_id uuid not null,
  primary key (postmortem_id, version, person_id)
);

-- Who has the text open, and where they are in it.
create table postmortem_present (
  postmortem_id uuid not null references postmortems (id),
  client bigint not null,
  person_id uuid not null,
  -- As the browsers write it; opaque here.
  cursor text not null,
  seen_at bigint not null,
  primary key (postmortem_id, client)
);

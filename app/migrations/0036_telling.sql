-- Who must know, or hears of a status update, and is told by itself: one row for each such step of an incident.
create table tellings (
  id uuid primary key,
  incident_id uuid not null references incidents (id),
  -- As the list of steps names it: `tell/…`, `update/stakeholders/2`.
  step text not null,
  -- By which the severity policy says how they are reached.
  name text not null,
  begun_at bigint not null,
  -- Once all its ways were delivered.
  done_at bigint,
  unique (incident_id, step)
);

-- Each address on its own.
create table telling_ways (
  id uuid primary key,
  telling_id uuid not null references tellings (id),
  number bigint not null,
  kind text not null,
  -- An e-mail address, a person's key, a channel of the chat, or the key of a receiver's channel.
  address text not null,
  -- What it is called, where that stands nowhere else.
  label text not null,
  -- Whose language it is written in, if that is known.
  person_id uuid references people (id),
  state text not null,
  attempts bigint not null,
  -- When it was first tried: what is found in the chat since then may be its own.
  begun_at bigint,
  finished_at bigint,
  -- Of the last attempt: the answer's status, why there was none, and how the answer begins.
  status bigint,
  error text,
  response text not null,
  unique (telling_id, kind, address)
);

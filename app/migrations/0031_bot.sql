-- How far the bot has followed the ledger.
create table bot_places (
  platform text primary key,
  followed_to bigint not null
);

-- A channel that was made for an incident.
create table bot_rooms (
  id uuid primary key,
  platform text not null,
  incident_id uuid not null references incidents (id),
  name text not null,
  -- The vendor's id, once it is there.
  channel text,
  -- The message that says how things stand.
  summary text,
  language text not null,
  state text not null,
  -- Nothing is done before.
  resume_at bigint not null,
  -- The number of the next step.
  next_number bigint not null,
  created_at bigint not null,
  unique (platform, incident_id)
);
create unique index bot_rooms_by_channel on bot_rooms (platform, channel);

-- What is to be done in a room, in this order, once.
create table bot_steps (
  id uuid primary key,
  room_id uuid not null references bot_rooms (id),
  number bigint not null,
  errand jsonb not null,
  -- Of what comes once at most.
  once text,
  state text not null,
  run_at bigint not null,
  attempts bigint not null,
  -- When it was first begun: what is found since then may be its own.
  begun_at bigint,
  error text,
  -- The permission that was missing.
  needs text,
  result text,
  created_at bigint not null,
  finished_at bigint,
  unique (room_id, number),
  unique (room_id, once)
);
create index bot_steps_waiting on bot_steps (run_at) where state = 'waiting';

-- Who is who there; without a person: nobody that is known here.
create table bot_accounts (
  platform text not null,
  account text not null,
  person_id uuid references people (id),
  name text not null,
  email text,
  checked_at bigint not null,
  primary key (platform, account)
);
create index bot_accounts_by_person on bot_accounts (person_id);

-- What was sent here and has been acted on: it may be sent again.
create table bot_taken (
  key text primary key,
  taken_at bigint not null
);

-- Messages whose words stand in a timeline.
create table bot_collected (
  room_id uuid not null references bot_rooms (id),
  message text not null,
  text_id uuid not null,
  primary key (room_id, message)
);
create index bot_collected_by_text on bot_collected (text_id);

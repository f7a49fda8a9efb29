-- How far what happens in a chat has been heard, by the bot's own account there.
create table bot_syncs (
  account text primary key,
  next text not null,
  heard_at bigint not null
);

-- What a reaction on one of the bot's messages does.
create table bot_offers (
  platform text not null,
  channel text not null,
  message text not null,
  reaction text not null,
  action text not null,
  value text not null,
  made_at bigint not null,
  primary key (platform, channel, message, reaction)
);
create index bot_offers_by_age on bot_offers (made_at);

-- Said to the bot, a code proves whose account says it: once, for a while, and hashed here.
create table bot_codes (
  person_id uuid primary key references people (id),
  hash bytea not null,
  expires_at bigint not null
);
create unique index bot_codes_by_hash on bot_codes (hash);

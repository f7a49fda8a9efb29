-- Where a channel was found that somebody names: looking takes a call for each thousand channels.
create table bot_channels (
  platform text not null,
  name text not null,
  -- The vendor's id.
  channel text not null,
  found_at bigint not null,
  primary key (platform, name)
);

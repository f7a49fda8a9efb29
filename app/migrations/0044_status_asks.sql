-- What was asked for at an address, each time it was: a link in a mail confirms one of these, and the subscription stays as it is
-- until then. `wanted` in `status_subscribers` is not read any more.
create table status_asks (
  subscriber_id uuid not null references status_subscribers (id),
  asked_at bigint not null,
  language text not null,
  -- Ids of components; empty for all.
  components jsonb not null,
  primary key (subscriber_id, asked_at)
);
insert into status_asks (subscriber_id, asked_at, language, components)
  select id, asked_at, language, wanted from status_subscribers;

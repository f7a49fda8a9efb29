-- What the SRE team says of itself, one row a language.
create table sre_pages (
  id uuid primary key,
  language text not null unique,
  does text not null,
  how_far text not null,
  when_to_ask text not null,
  not_ours text not null,
  channel text not null,
  hours text not null,
  changed_at bigint not null,
  changed_by uuid,
  version bigint not null
);

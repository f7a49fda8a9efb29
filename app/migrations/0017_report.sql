-- The sentences of reports that a person wrote, one row a language.
create table report_words (
  exchange_id uuid not null references exchanges (id),
  language text not null,
  title text not null,
  lede text not null,
  closing text not null,
  changed_by uuid,
  changed_at bigint not null,
  version bigint not null,
  primary key (exchange_id, language)
);

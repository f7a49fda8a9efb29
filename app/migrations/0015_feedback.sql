-- Since when nobody but the person could have come in this way; null where somebody else could: by a link, by a token of
-- somebody else's making, by an identity that came to stand beside another way in.
alter table sessions add column own_since bigint;
alter table tokens add column own_since bigint;
alter table passwords add column own_since bigint;
alter table identities add column own_since bigint;
update passwords set own_since = changed_at where person_id not in (select person_id from identities);
update identities set own_since = linked_at where person_id not in (select person_id from passwords)
  and person_id in (select person_id from identities group by person_id having count(*) = 1);

-- Feedback on an exchange. What was written stands in sealed alone, under the secret key and the row's id; nothing here
-- says what it is about. Withdrawn, the bytes are gone and that it was given stays.
create table feedback (
  id uuid primary key,
  exchange_id uuid not null references exchanges (id),
  moment text not null,
  side text not null,
  writer_id uuid not null references people (id),
  state text not null,
  sealed bytea,
  -- Who may find the passage for the report in the report: nobody, people, company.
  quote_to text not null,
  -- When the writer last chose that.
  quote_at bigint,
  begun_at bigint not null,
  given_at bigint,
  given_day text,
  withdrawn_at bigint,
  version bigint not null,
  unique (exchange_id, moment, side, writer_id)
);
create index feedback_by_writer on feedback (writer_id);

-- Whom the writer chose: to read all of it, or to find its passage in the report.
create table feedback_readers (
  feedback_id uuid not null references feedback (id),
  person_id uuid not null references people (id),
  what text not null,
  chosen_at bigint not null,
  primary key (feedback_id, person_id, what)
);
create index feedback_readers_by_person on feedback_readers (person_id);

-- Who was asked, once it was due.
create table feedback_asked (
  exchange_id uuid not null references exchanges (id),
  moment text not null,
  side text not null,
  person_id uuid not null references people (id),
  asked_at bigint not null,
  primary key (exchange_id, moment, side, person_id)
);

-- Since when nobody but the person could have come in this way; null where somebody else could: by a link, by a token of
-- somebody else's making, by an identity that came to stand beside another way in.
alter table sessions add column own_since bigint;
alter table tokens add column own_since bigint;
alter table passwords add column own_since bigint;
alter table identities add column own_since bigint;
update passwords set own_since = changed_at where person_id not in (select person_id from identities);
update identities set own_since = linked_at where person_id not in (select person_id from passwords)
  and person_id in (select person_id from identities group by person_id having count(*) = 1);

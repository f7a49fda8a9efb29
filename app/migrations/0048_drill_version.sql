-- Of two who write at once what was learnt, the second is told of the first.
alter table drills add column version bigint not null default 1;

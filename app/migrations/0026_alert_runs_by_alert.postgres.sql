-- PostgreSQL's entries know where their rows lie, not their keys: both columns are needed.
select 1;

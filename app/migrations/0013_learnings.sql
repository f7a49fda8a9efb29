-- Learnings.
select 1;

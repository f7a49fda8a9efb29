-- Diaries.
select 1;

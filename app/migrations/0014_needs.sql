-- Discussions and needs.
select 1;

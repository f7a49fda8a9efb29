-- Exchanges.
select 1;

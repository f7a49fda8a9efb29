-- The market of exchanges.
select 1;

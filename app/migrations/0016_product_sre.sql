-- Product SREs.
select 1;

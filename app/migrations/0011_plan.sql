-- Plans and calendars.
select 1;

-- Where those who work on an incident talk; empty while there is no call.
alter table incidents add column call_url text not null default '';

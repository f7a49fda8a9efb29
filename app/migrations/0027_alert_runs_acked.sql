-- What somebody took note of at one moment, and takes back: few of all that fire, and found inside a writer's transaction.
create index alert_runs_acked on alert_runs (acked_at) where acked_at is not null and ended_at is null;

-- An entry of an index ends with its row's key anyway: with `id` named too it stood there twice.
drop index alert_runs_by_alert;
create index alert_runs_by_alert on alert_runs (fingerprint);

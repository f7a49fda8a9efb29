-- Which past incidents had alerts of the same names.
create index incident_alerts_by_name on incident_alerts (name);

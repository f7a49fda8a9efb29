-- Where a team is reached in the chat: `#payments`, or the chat's own id. Empty: nowhere.
alter table teams add column channel text not null default '';

-- What rules of the routes asked before opening an incident: by which opening, for which storm of alerts.
create table questions (
  id uuid primary key,
  opening bigint not null,
  storm bigint not null,
  -- Of the routes, and the rule's place in it, from 1.
  routes_version bigint not null,
  rule bigint not null,
  severity text not null,
  title text not null,
  -- What labels call them.
  services jsonb not null,
  -- Whose the alerts are; null: nobody's that is known.
  team_id uuid references teams (id),
  asked_at bigint not null,
  -- open, opened, declined, withdrawn
  state text not null,
  answered_at bigint,
  -- A person or a token.
  answered_by uuid,
  incident_id uuid references incidents (id),
  -- Where it is asked in the chat, as the team had it then. Empty: nowhere.
  channel text not null,
  -- When it was first tried: what is found in the chat since then may be its own.
  post_begun_at bigint,
  -- Once it is there: the chat's ids of the channel and of the message.
  post_channel text,
  post_ts text,
  -- Of the last attempt: the chat's word for what went wrong, and the permission that was missing.
  trouble text,
  trouble_needs text
);
create index questions_by_state on questions (state, id);

create table question_alerts (
  question_id uuid not null references questions (id),
  fingerprint text not null,
  primary key (question_id, fingerprint)
);

-- Groups of alerts that belong to one, until they have gone quiet or joined an incident.
create table question_groups (
  group_id bigint primary key,
  opening bigint not null,
  question_id uuid not null references questions (id)
);
create index question_groups_by_question on question_groups (question_id);
